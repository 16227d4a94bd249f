"""Measures on what was recorded: where a note is, its pitch, its spectrum."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from tests.e2e.stage import RATE_HZ

Audio = NDArray[np.float32]


def sounding_part(audio: Audio, *, floor: float = 1e-3) -> Audio:
    """From the first to the last sample above `floor` (about -60 dBFS); empty when there is none."""
    loud = np.flatnonzero(np.max(np.abs(audio), axis=1) > floor)
    return audio[loud[0] : loud[-1] + 1] if loud.size else audio[:0]


def pitch_hz(audio: Audio, *, lowest_hz: float = 50.0, highest_hz: float = 2000.0) -> float:
    """The fundamental by autocorrelation over the whole array: shape (frames, 2) to hertz."""
    mono = audio.mean(axis=1, dtype=np.float64)
    spectrum = np.fft.rfft(mono, 2 * len(mono))
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: len(mono)]
    first, last = int(RATE_HZ / highest_hz), int(RATE_HZ / lowest_hz)
    window = correlation[first:last]
    # The first peak that is nearly as high as the best one: a period, not a multiple of it.
    peaks, _ = signal.find_peaks(window, height=0.85 * window.max())
    lag = first + int(peaks[0] if len(peaks) else np.argmax(window))
    a, b, c = correlation[lag - 1 : lag + 2]
    return float(RATE_HZ / (lag + 0.5 * (a - c) / (a - 2 * b + c)))


def band_levels_db(takes: Sequence[Audio], *, seconds: tuple[float, float] = (0.1, 1.4)) -> NDArray[np.float64]:
    """Level of each third of an octave from 63 Hz to 16 kHz, dB relative to the loudest; shape (25,).

    The powers of several takes of the same note are averaged.
    """
    parts = [take[int(seconds[0] * RATE_HZ) : int(seconds[1] * RATE_HZ)].T.astype(np.float64) for take in takes]
    hz, powers = signal.welch(np.stack(parts), RATE_HZ, nperseg=8192)
    power = powers.mean(axis=(0, 1))
    centres = 63.0 * 2.0 ** (np.arange(25) / 3.0)
    levels = [power[(hz >= c * 2 ** (-1 / 6)) & (hz < c * 2 ** (1 / 6))].sum() for c in centres]
    decibels = 10.0 * np.log10(np.maximum(levels, 1e-20))
    return decibels - decibels.max()


def spectral_distance_db(one: Sequence[Audio], other: Sequence[Audio], *, range_db: float = 50.0) -> float:
    """Mean difference of third-octave levels within `range_db` of the loudest band."""
    a, b = np.maximum(band_levels_db(one), -range_db), np.maximum(band_levels_db(other), -range_db)
    return float(np.mean(np.abs(a - b)))
