"""MIDI bytes to events, and controllers to rows of the parameter table.

Notes, pedal, bend, modulation and panic become the engine's events. Every other controller becomes
`CONTROLLER + number` with its value 0 to 1: the engine ignores it, the window finds the row.
"""

from collections.abc import Sequence
from typing import Final

from synth.events import EventKind
from synth.parameters import ALL, Parameter

CONTROLLER: Final = 1000
"""Event kinds from here on are controllers."""

MODULATION_CC, SUSTAIN_CC, ALL_SOUND_OFF_CC, ALL_NOTES_OFF_CC = 1, 64, 120, 123
CENTRE: Final = 8192

ROW_OF_CC: Final[dict[int, Parameter]] = {row.midi_cc: row for row in ALL if row.midi_cc is not None}


def to_events(message: Sequence[int]) -> list[tuple[int, float, float]]:
    """Events `(kind, a, b)` of one complete channel message; an empty list for anything else."""
    if len(message) < 3:
        return []
    status, first, second = message[0] & 0xF0, message[1] & 0x7F, message[2] & 0x7F
    if status == 0x90 and second > 0:
        return [(EventKind.NOTE_ON, float(first), float(second))]
    if status in (0x80, 0x90):
        return [(EventKind.NOTE_OFF, float(first), 0.0)]
    if status == 0xE0:
        bend = (first | second << 7) - CENTRE
        return [(EventKind.PITCH_BEND, bend / (CENTRE if bend < 0 else CENTRE - 1), 0.0)]
    if status != 0xB0:
        return []
    if first == SUSTAIN_CC:
        return [(EventKind.SUSTAIN, float(second >= 64), 0.0)]
    if first == MODULATION_CC:
        return [(EventKind.MODULATION, second / 127.0, 0.0)]
    if first == ALL_SOUND_OFF_CC:
        return [(EventKind.PANIC, 0.0, 0.0)]
    if first == ALL_NOTES_OFF_CC:  # keys go up, tails and pedal stay
        return [(EventKind.NOTE_OFF, float(note), 0.0) for note in range(128)]
    return [(CONTROLLER + first, second / 127.0, 0.0)]


def row_of(kind: int) -> Parameter | None:
    """The parameter that a controller event moves, or None."""
    return ROW_OF_CC.get(kind - CONTROLLER) if kind >= CONTROLLER else None
