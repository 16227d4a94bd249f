"""The outline of each waveform, as points: what the little picture beside a wave choice shows."""

import math
from typing import Final

import numpy as np

from synth.parameters import WAVES

PERIODS: Final = 2
_SINE_STEPS: Final = 32
_NOISE_STEPS: Final = 40


def wave_points(wave: int, *, pulse_width: float = 25.0) -> list[tuple[float, float]]:
    """Corners of two periods, x from 0 to 1 and y from -1 (low) to 1 (high).

    `wave` counts as in `WAVES`; `pulse_width` is the percentage of the cycle that the pulse is high.
    """
    name = WAVES[wave]
    if name == "Noise":
        heights = np.random.default_rng(7).uniform(-1.0, 1.0, _NOISE_STEPS + 1)  # the same noise every time
        return [(i / _NOISE_STEPS, float(h)) for i, h in enumerate(heights)]
    if name == "Sine":
        steps = PERIODS * _SINE_STEPS
        return [(i / steps, math.sin(2.0 * math.pi * PERIODS * i / steps)) for i in range(steps + 1)]
    high = 0.01 * pulse_width
    corners = {
        "Triangle": [(0.0, 0.0), (0.25, 1.0), (0.75, -1.0), (1.0, 0.0)],
        "Sawtooth": [(0.0, -1.0), (0.0, 1.0), (1.0, -1.0)],
        "Square": [(0.0, -1.0), (0.0, 1.0), (0.5, 1.0), (0.5, -1.0), (1.0, -1.0)],
        "Pulse": [(0.0, -1.0), (0.0, 1.0), (high, 1.0), (high, -1.0), (1.0, -1.0)],
    }[name]
    return [((period + x) / PERIODS, y) for period in range(PERIODS) for x, y in corners]
