"""Which stretch of the sound the oscilloscope shows, so that the trace stands still. Pure functions.

The period comes from the autocorrelation; the start is where the fundamental rises through zero, known to
a fraction of a sample from its phase, which stays put where counting zero crossings would jump.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

PERIODS: Final = 4
LOWEST_HZ: Final = 25.0
HIGHEST_HZ: Final = 4000.0
_PERIODIC: Final = 0.5
"""Autocorrelation from which a sound counts as periodic."""
_NEARLY_AS_GOOD: Final = 0.92
"""A shorter lag with this share of the best correlation is the period; the best may be a multiple."""
_FREE_RUN_S: Final = 0.02
_HEARD: Final = 4096
"""Newest samples (at 48 kHz) that period and phase are measured on: two periods of the lowest note."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where the shown part begins and how long it is, in samples with fractions; `period` 0 if there is none."""

    start: float
    length: float
    period: float


def period_of(samples: NDArray[np.float64], sample_rate_hz: float) -> float:
    """Period in samples, with a fraction; 0.0 for noise and silence. `samples` shape (n,)."""
    n = min(len(samples), _HEARD * round(max(1.0, sample_rate_hz / 48000.0)))
    centred = samples[-n:] - samples[-n:].mean()
    power = float(np.dot(centred, centred))
    if power < 1e-8 * n:
        return 0.0
    spectrum = np.fft.rfft(centred, 2 * n)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: n // 2]
    correlation *= n / (power * (n - np.arange(n // 2)))  # each lag sees fewer samples; 1 is a perfect repeat
    first = max(2, int(sample_rate_hz / HIGHEST_HZ))
    last = min(n // 2 - 1, int(sample_rate_hz / LOWEST_HZ))
    inner = correlation[first:last]
    if len(inner) < 3:
        return 0.0
    is_peak = (inner[1:-1] > inner[:-2]) & (inner[1:-1] >= inner[2:])
    peaks = np.flatnonzero(is_peak) + first + 1
    if not len(peaks) or correlation[peaks].max() < _PERIODIC:
        return 0.0
    lag = int(peaks[correlation[peaks] >= _NEARLY_AS_GOOD * correlation[peaks].max()][0])
    before, at, after = correlation[lag - 1 : lag + 2]
    return lag + 0.5 * float(before - after) / float(before - 2.0 * at + after)


def stretch_to_show(samples: NDArray[np.float64], sample_rate_hz: float) -> Stretch:
    """The newest four periods that begin with the fundamental rising through zero."""
    n = len(samples)
    period = period_of(samples, sample_rate_hz)
    if period <= 0.0:
        length = min(_FREE_RUN_S * sample_rate_hz, n - 2.0)
        return Stretch(n - 1.0 - length, length, 0.0)
    length = min(PERIODS * period, n - 2.0 - period)
    heard = min(n, max(_HEARD, int(2.0 * period)))
    whole = samples[-max(1, int(period * (heard // period))) :]
    turns = np.arange(n - len(whole), n) / period
    phase = math.atan2(*_sine_and_cosine(whole * np.hanning(len(whole)), turns))
    # x ~ cos(2 pi turns + phase) rises through zero where 2 pi turns + phase = -pi/2.
    first = (-0.25 - phase / (2.0 * math.pi)) * period
    latest = n - 1.0 - length
    return Stretch(first + math.floor((latest - first) / period) * period, length, period)


def _sine_and_cosine(samples: NDArray[np.float64], turns: NDArray[np.float64]) -> tuple[float, float]:
    angle = 2.0 * math.pi * turns
    return -float(np.dot(samples, np.sin(angle))), float(np.dot(samples, np.cos(angle)))


def trace(samples: NDArray[np.float64], stretch: Stretch, points: int) -> NDArray[np.float64]:
    """The stretch read at evenly spaced points, between samples by straight lines, shape (points,)."""
    places = stretch.start + np.linspace(0.0, stretch.length, points)
    return np.interp(places, np.arange(len(samples)), samples)
