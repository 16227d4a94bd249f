"""Integrated loudness of a sound in LUFS, as a listener hears it.

ITU-R BS.1770-4 (2015): K weighting (a shelf for the head, a high-pass for the ear), mean square of
400 ms blocks that overlap by three quarters, and two gates: blocks below -70 LUFS never count, nor do
those 10 LU below the mean of the others. The filters are designed for any sample rate from the
constants that reproduce the recommendation's coefficients at 48 kHz (De Man, "Evaluation of
Implementations of the EBU R128 Loudness Measurement", AES 145th, 2018).
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

BLOCK_S: Final = 0.4
OVERLAP: Final = 4
"""Blocks begin every BLOCK_S / OVERLAP seconds."""
ABSOLUTE_GATE_LUFS: Final = -70.0
RELATIVE_GATE_LU: Final = -10.0
OFFSET_LUFS: Final = -0.691
"""Makes a 997 Hz sine at 0 dBFS in one channel read -3.01 LUFS."""


def k_weighting(sample_rate_hz: float) -> NDArray[np.float64]:
    """The two filters as second-order sections, shape (2, 6)."""
    k = math.tan(math.pi * 1681.974450955533 / sample_rate_hz)
    q = 0.7071752369554196
    high = 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    shelf = [
        (high + band * k / q + k * k) / a0,
        2.0 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        1.0,
        2.0 * (k * k - 1.0) / a0,
        (1.0 - k / q + k * k) / a0,
    ]
    k = math.tan(math.pi * 38.13547087602444 / sample_rate_hz)
    q = 0.5003270373238773
    a0 = 1.0 + k / q + k * k
    low_cut = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0]
    return np.array([shelf, low_cut])


def integrated_loudness(audio: NDArray[np.floating], sample_rate_hz: float) -> float:
    """Loudness in LUFS of mono or stereo sound, shape (frames,) or (frames, channels).

    Sound shorter than a block counts as one block. Silence, and what the gates leave nothing of, is
    -inf. Every channel counts alike, as left and right do.
    """
    sound = np.asarray(audio, dtype=np.float64)
    if sound.ndim == 1:
        sound = sound[:, None]
    if len(sound) == 0:
        return -math.inf
    weighted = signal.sosfilt(k_weighting(sample_rate_hz), sound, axis=0)
    power = _block_power(weighted, sample_rate_hz)
    power = power[power > _power(ABSOLUTE_GATE_LUFS)]
    if len(power) == 0:
        return -math.inf
    gate = power.mean() * 10.0 ** (RELATIVE_GATE_LU / 10.0)
    return _lufs(float(power[power > gate].mean()))


def _block_power(weighted: NDArray[np.float64], sample_rate_hz: float) -> NDArray[np.float64]:
    """Mean square of each block, summed over the channels, shape (blocks,)."""
    block = round(BLOCK_S * sample_rate_hz)
    total = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=1))])
    if len(weighted) <= block:
        return np.array([total[-1] / len(weighted)])
    starts = np.arange(0, len(weighted) - block + 1, round(block / OVERLAP))
    return np.asarray((total[starts + block] - total[starts]) / block)


def _lufs(power: float) -> float:
    return OFFSET_LUFS + 10.0 * math.log10(power)


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - OFFSET_LUFS) / 10.0))
