"""ADSR envelope with the exponential segments of an analog one, one value per tick.

Times are what the knob says: the attack runs from silence to the peak in `attack_s` (towards 1.2, as a
capacitor that is cut off); decay and release cover 99.9 % (60 dB) of their way in their time. A new
attack starts from the level that is there, so it never clicks.
"""

import math
from typing import Final

from numba import njit

IDLE, ATTACK, DECAY, RELEASE = 0, 1, 2, 3
ATTACK_TARGET: Final = 1.2
SHORTEST_S: Final = 0.001
"""No segment is shorter: a faster edge is a click, not an attack."""
SILENT: Final = 1e-5
"""-100 dB: the release ends here."""
ARRIVED: Final = 1e-9
"""As near to its sustain level a decay is there: one to 0 would end among denormal numbers."""

_ATTACK_LOG: Final = math.log(ATTACK_TARGET / (ATTACK_TARGET - 1.0))
_FALL_LOG: Final = math.log(1000.0)


@njit(nogil=True, cache=True, error_model="numpy")
def set_rates(rates, attack_s, decay_s, sustain_percent, release_s, tick_s):
    """Write what `step` needs into rates[0:4]: share of the way in one tick, and the sustain level 0-1."""
    rates[0] = 1.0 - math.exp(-_ATTACK_LOG * tick_s / max(attack_s, SHORTEST_S))
    rates[1] = 1.0 - math.exp(-_FALL_LOG * tick_s / max(decay_s, SHORTEST_S))
    rates[2] = 0.01 * sustain_percent
    rates[3] = 1.0 - math.exp(-_FALL_LOG * tick_s / max(release_s, SHORTEST_S))


@njit(nogil=True, cache=True, error_model="numpy")
def step(stage, level, rates):
    """One tick of an envelope: the next (stage, level)."""
    if stage == ATTACK:
        level += (ATTACK_TARGET - level) * rates[0]
        if level >= 1.0:
            return DECAY, 1.0
        return ATTACK, level
    if stage == DECAY:
        level += (rates[2] - level) * rates[1]
        return DECAY, rates[2] if abs(level - rates[2]) < ARRIVED else level
    if stage == RELEASE:
        level -= level * rates[3]
        if level < SILENT:
            return IDLE, 0.0
        return RELEASE, level
    return IDLE, 0.0
