"""How a peak meter moves: up at once, down slowly, with a mark that holds. No widget, no clock of its own."""

from dataclasses import dataclass
from typing import Final

from synth.units import gain_to_db

LOWEST_DB: Final = -60.0
FALL_DB_PER_S: Final = 24.0
HOLD_S: Final = 1.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What one bar shows: level and held peak in decibels, and since when the peak is held (seconds)."""

    level_db: float = LOWEST_DB
    held_db: float = LOWEST_DB
    held_since_s: float = 0.0
    at_s: float = 0.0


def after_peak(reading: Reading, peak: float, now_s: float) -> Reading:
    """The reading after a linear peak was measured at a time."""
    fallen = FALL_DB_PER_S * max(0.0, now_s - reading.at_s)
    level_db = max(LOWEST_DB, gain_to_db(peak), reading.level_db - fallen)
    if level_db >= reading.held_db:
        return Reading(level_db, level_db, now_s, now_s)
    held_db, since_s = reading.held_db, reading.held_since_s
    if now_s - since_s > HOLD_S:
        held_db = max(level_db, held_db - fallen)
    return Reading(level_db, held_db, since_s, now_s)


def share_of(db: float) -> float:
    """Length of a bar, 0 to 1: the upper 20 dB, where one plays, take two thirds."""
    if db <= LOWEST_DB:
        return 0.0
    if db >= -20.0:
        return min(1.0, 1.0 + db / 20.0 * 0.65)
    return 0.35 * (db - LOWEST_DB) / (-20.0 - LOWEST_DB)
