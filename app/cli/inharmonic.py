"""How much of a steady tone is not in its harmonics: the measure of aliasing."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_FFT: Final = 1 << 17
HALF_LOBE: Final = 11
"""Bins on each side of a peak that its window smears: Kaiser, beta 28, side lobes below -220 dB."""
LOWEST_HZ: Final = 20.0
HIGHEST_HZ: Final = 18_000.0


def inharmonic_db(tone: NDArray[np.float64], nominal_hz: float, *, sample_rate_hz: float) -> tuple[float, float]:
    """Strongest component and sum of all that is not harmonic, in dB of the fundamental, 20 Hz to 18 kHz.

    `tone` holds at least N_FFT samples; the fundamental is looked for within 1.5 % of `nominal_hz`.
    """
    window = np.kaiser(N_FFT, 28.0)
    part = tone[-N_FFT:]
    power = np.abs(np.fft.rfft((part - part.mean()) * window)) ** 2
    bin_hz = sample_rate_hz / N_FFT
    first = int(nominal_hz * 0.985 / bin_hz)
    peak = first + int(np.argmax(power[first : int(nominal_hz * 1.015 / bin_hz) + 2]))
    fundamental_hz = (peak + _between(power, peak)) * bin_hz
    inharmonic = power.copy()
    inharmonic[: int(LOWEST_HZ / bin_hz)] = 0.0
    inharmonic[int(HIGHEST_HZ / bin_hz) :] = 0.0
    for harmonic in range(1, int(0.5 * sample_rate_hz / fundamental_hz) + 2):
        at = round(harmonic * fundamental_hz / bin_hz)
        inharmonic[max(0, at - HALF_LOBE) : at + HALF_LOBE + 1] = 0.0
    energy = power[max(0, peak - HALF_LOBE) : peak + HALF_LOBE + 1].sum()
    return _db(inharmonic.max() / power[peak]), _db(inharmonic.sum() / energy)


def _between(power: NDArray[np.float64], peak: int) -> float:
    """How far the true peak lies from its bin: a parabola through the logarithms of three."""
    a, b, c = np.log(power[peak - 1 : peak + 2])
    return float(0.5 * (a - c) / (a - 2.0 * b + c))


def _db(ratio: float) -> float:
    return 10.0 * math.log10(max(ratio, 1e-30))
