"""A sound from a log-mel spectrogram: magnitudes by bands, then phases that fit them."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from models.log_mel import hann, mel_bank

N_FFT: Final = 2048
HOP_LENGTH: Final = 512
MOMENTUM: Final = 0.99
BAND_STEPS: Final = 40

Floats = NDArray[np.float32]


def magnitudes(decibels: NDArray[np.floating], sample_rate_hz: float) -> Floats:
    """Magnitudes of a spectrum, float32 (frames, 1 + N_FFT // 2), whose bands have these powers in decibels.

    There are many; this one is positive: each band's power is spread evenly first, then corrected by the ratio of what
    the bands should have to what they have (Lee & Seung, "Algorithms for non-negative matrix factorization", NeurIPS
    2000, for the divergence: it counts ratios, so soft bands come out as well as loud ones).
    """
    bank = mel_bank(sample_rate_hz, N_FFT, decibels.shape[1])
    power = np.power(10.0, 0.1 * decibels, dtype=np.float32)
    reached = np.maximum(bank.sum(axis=1), 1e-12)
    found = (power / np.maximum((bank * bank).sum(axis=0), 1e-12)) @ bank.T
    for _ in range(BAND_STEPS):
        found *= ((power / np.maximum(found @ bank, 1e-12)) @ bank.T) / reached
    return np.asarray(np.sqrt(found), dtype=np.float32)


def griffin_lim(
    magnitude: Floats, *, iterations: int = 32, seed: int = 0, start: NDArray[np.floating] | None = None
) -> Floats:
    """A sound, float32 (HOP_LENGTH * (frames - 1),), whose spectrum has magnitudes (frames, bins) as nearly as it can.

    Begins with phases by chance, the same for the same seed, or with those of `start` (frames, bins).
    Source: Perraudin, Balazs & Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013.
    """
    if start is None:
        start = 2.0 * np.pi * np.random.default_rng(seed).random(magnitude.shape)
    turned = np.exp(1j * start).astype(np.complex64)
    before = np.zeros_like(turned)
    for _ in range(iterations):
        again = spectrum(sound_of(magnitude * turned))
        ahead = again - np.float32(MOMENTUM / (1.0 + MOMENTUM)) * before
        turned = ahead / np.maximum(np.abs(ahead), 1e-12)
        before = again
    return sound_of(magnitude * turned)


def spectrum(sound: NDArray[np.floating]) -> NDArray[np.complex64]:
    """Short-time spectrum with a Hann window, complex64 (1 + samples // HOP_LENGTH, 1 + N_FFT // 2)."""
    padded = np.pad(np.asarray(sound, dtype=np.float32), N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP_LENGTH]
    return np.asarray(fft.rfft(frames * hann(N_FFT), axis=1), dtype=np.complex64)


def sound_of(spectra: NDArray[np.complex64]) -> Floats:
    """The sound whose short-time spectrum is nearest to spectra (frames, bins), by overlapping windows."""
    frames = np.asarray(fft.irfft(spectra, N_FFT, axis=1), dtype=np.float32) * hann(N_FFT)
    steps = N_FFT // HOP_LENGTH
    blocks = np.zeros((len(frames) + steps - 1, HOP_LENGTH), dtype=np.float32)
    for part in range(steps):
        blocks[part : part + len(frames)] += frames[:, part * HOP_LENGTH : (part + 1) * HOP_LENGTH]
    whole = blocks.ravel() / _overlap(len(frames))
    return whole[N_FFT // 2 : N_FFT // 2 + HOP_LENGTH * (len(frames) - 1)]


@lru_cache(maxsize=8)
def _overlap(frames: int) -> Floats:
    """The sum of the squared windows over each sample, at least a little."""
    steps = N_FFT // HOP_LENGTH
    squares = np.square(hann(N_FFT)).reshape(steps, HOP_LENGTH)
    blocks = np.zeros((frames + steps - 1, HOP_LENGTH), dtype=np.float32)
    for part in range(steps):
        blocks[part : part + frames] += squares[part]
    return np.maximum(blocks.ravel(), 1e-3)
