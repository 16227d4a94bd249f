"""Control smoothing in two stages, so that a jump of a knob starts and ends without a corner.

One stage would move at full speed from the first tick: a corner in the gain, and a faint tick in the
sound. Two stages leave from rest.
"""

import math

from numba import njit

from synth.dsp.tick import TICK


@njit(nogil=True, cache=True, error_model="numpy")
def tick_rate(time_s, sample_rate_hz):
    """Share of the way that a stage with this time constant goes in a tick."""
    return 1.0 - math.exp(-TICK / (time_s * sample_rate_hz))


@njit(nogil=True, cache=True, error_model="numpy")
def follow(stages, target, rate):
    """Move the two stages one tick towards `target` and return where the second is now."""
    stages[0] += rate * (target - stages[0])
    stages[1] += rate * (stages[0] - stages[1])
    if abs(stages[1] - target) + abs(stages[0] - target) < 1e-6:
        stages[0] = stages[1] = target
    return stages[1]


@njit(nogil=True, cache=True, error_model="numpy")
def jump(stages, target):
    """Be at `target` at once."""
    stages[0] = stages[1] = target


@njit(nogil=True, cache=True, error_model="numpy")
def smoothstep(x):
    """From 0 to 1 as x goes from 0 to 1, without a corner at either end."""
    return x * x * (3.0 - 2.0 * x)
