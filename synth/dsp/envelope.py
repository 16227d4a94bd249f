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

_ATTACK_LOG: Final = math.log(ATTACK_TARGET / (ATTACK_TARGET - 1.0))
_FALL_LOG: Final = math.log(1000.0)


@njit(nogil=True, cache=True)
def attack_rate(seconds, tick_s):
    """Share of the way to the attack's target covered in one tick."""
    return 1.0 - math.exp(-_ATTACK_LOG * tick_s / max(seconds, SHORTEST_S))


@njit(nogil=True, cache=True)
def fall_rate(seconds, tick_s):
    """Share of the way to sustain or silence covered in one tick."""
    return 1.0 - math.exp(-_FALL_LOG * tick_s / max(seconds, SHORTEST_S))


@njit(nogil=True, cache=True)
def step(stage, level, attack, decay, sustain, release):
    """One tick: (stage, level) from the rates of the three segments and the sustain level 0-1."""
    if stage == ATTACK:
        level += (ATTACK_TARGET - level) * attack
        if level >= 1.0:
            return DECAY, 1.0
        return ATTACK, level
    if stage == DECAY:
        return DECAY, level + (sustain - level) * decay
    if stage == RELEASE:
        level -= level * release
        if level < SILENT:
            return IDLE, 0.0
        return RELEASE, level
    return IDLE, 0.0
