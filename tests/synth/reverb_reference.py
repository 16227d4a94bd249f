"""The reverb in plain NumPy, a sample at a time over the lines: slow, and easy to compare with the papers."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from synth.dsp import reverb, reverb_room
from synth.dsp.tick import TICK

_HADAMARD = linalg.hadamard(reverb_room.LINES) / 4.0
_LINES = np.arange(reverb_room.LINES)


def swing_rates_hz() -> NDArray[np.float64]:
    """How often each line swings in a second."""
    return 0.31 + (0.618034 * _LINES % 1.0) * 0.76


def reference(x: NDArray[np.float64], space: float, *, rate: float) -> NDArray[np.float64]:
    """The wet sound of x (2, n) in a space that does not change."""
    n = x.shape[1]
    scale, low_s = float(reverb.size(space)), float(reverb.decay_s(space))
    fed = _low_cut(x, rate)
    early = np.zeros((2, n))
    diffused = np.zeros((2, n))
    for side in range(2):
        for delay_ms, gain in zip(reverb_room.EARLY_MS[side], reverb_room.EARLY_GAIN[side], strict=True):
            early[side] += gain * _late(fed[side], int(1e-3 * delay_ms * scale * rate))
        diffused[side] = _late(fed[side], int(1e-3 * reverb_room.PRE_DELAY_MS * scale * rate))
        for delay_ms, gain in zip(reverb_room.ALLPASS_MS[side], reverb_room.ALLPASS_GAIN, strict=True):
            diffused[side] = _allpass(diffused[side], math.floor(1e-3 * delay_ms * rate), gain)
    length = np.floor(1e-3 * reverb_room.LINE_MS * scale * rate)
    mixed = _network(diffused, length, low_s, rate)
    energy = np.mean(10.0 ** (-6.0 * length / (low_s * rate)))
    level = reverb_room.LATE_LEVEL * math.sqrt((1.0 - energy) / energy)
    return reverb_room.EARLY_LEVEL * early + level * mixed[[5, 10]]


def _network(
    diffused: NDArray[np.float64], length: NDArray[np.float64], low_s: float, rate: float
) -> NDArray[np.float64]:
    n = diffused.shape[1]
    low = 10.0 ** (-3.0 * length / (low_s * rate))
    high = 10.0 ** (-3.0 * length / (reverb_room.TREBLE * low_s * rate))
    k = math.tan(math.pi * reverb_room.TREBLE_HZ / rate)
    pole, zero = k * np.sqrt(high / low), k * np.sqrt(low / high)
    phase = 2.0 * np.pi * (0.381966 * _LINES % 1.0)
    lines = np.zeros((reverb_room.LINES, n + 16))
    x1 = y1 = np.zeros(reverb_room.LINES)
    mixed = np.zeros((reverb_room.LINES, n))
    signs = np.where((_LINES >> 1) & 1, -1.0, 1.0)
    for i in range(n):
        tick, inside = divmod(i, TICK)
        edges = [np.sin(phase + 2.0 * np.pi * swing_rates_hz() * t * TICK / rate) for t in (tick, tick + 1)]
        swing = edges[0] + (edges[1] - edges[0]) * inside / TICK
        y = _read(lines, i - length - 1e-3 * reverb.SWING_MS * rate * swing)
        y1 = (high * (zero + 1.0) * y + high * (zero - 1.0) * x1 - (pole - 1.0) * y1) / (pole + 1.0)
        x1 = y
        mixed[:, i] = _HADAMARD @ y1
        lines[:, i] = mixed[:, i] + signs * diffused[_LINES & 1, i]
    return mixed


def _read(lines: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Catmull-Rom between the samples around `at`, one position for each line."""
    whole = np.floor(at).astype(int)
    x = at - whole
    a, b, c, d = (np.where(whole + k >= 0, lines[_LINES, np.maximum(whole + k, 0)], 0.0) for k in (-1, 0, 1, 2))
    slope, after = 0.5 * (c - a), 0.5 * (d - b)
    return ((2.0 * (b - c) + slope + after) * x + 3.0 * (c - b) - 2.0 * slope - after) * x * x + slope * x + b


def _late(x: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    return np.concatenate([np.zeros(samples), x])[: len(x)]


def _allpass(x: NDArray[np.float64], delay: int, gain: float) -> NDArray[np.float64]:
    v, y = np.zeros_like(x), np.zeros_like(x)
    for i in range(len(x)):
        late = v[i - delay] if i >= delay else 0.0
        v[i] = x[i] + gain * late
        y[i] = late - gain * v[i]
    return y


def _low_cut(x: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    keep = 1.0 - 2.0 * math.pi * reverb.LOW_CUT_HZ / rate
    y = np.zeros_like(x)
    for i in range(x.shape[1]):
        y[:, i] = x[:, i] - (x[:, i - 1] if i else 0.0) + keep * (y[:, i - 1] if i else 0.0)
    return y
