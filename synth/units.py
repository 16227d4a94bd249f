"""Conversions between the units of the instrument. Nowhere else.

All functions take and return floats or NumPy arrays of any shape.
"""

import math
import re

A4_HZ = 440.0
A4_NOTE = 69

_NOTE_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_STEP = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NOTE_PATTERN = re.compile(r"^([A-Ga-g])([#b♯♭]*)(-?\d+)$")


def note_to_hz(note: float) -> float:
    """Frequency in hertz of a MIDI note number (69 is A4, 440 Hz), equal temperament."""
    return float(A4_HZ * 2.0 ** ((note - A4_NOTE) / 12.0))


def hz_to_note(hz: float) -> float:
    """MIDI note number, with a fraction, of a frequency above 0 Hz."""
    return A4_NOTE + 12.0 * math.log2(hz / A4_HZ)


def cents_to_ratio(cents: float) -> float:
    """Frequency ratio of an interval in cents (1200 to the octave)."""
    return float(2.0 ** (cents / 1200.0))


def db_to_gain(db: float) -> float:
    """Amplitude factor of a level in decibels."""
    return float(10.0 ** (db / 20.0))


def gain_to_db(gain: float, floor_db: float = -200.0) -> float:
    """Level in decibels of an amplitude factor; `floor_db` for silence."""
    return max(floor_db, 20.0 * math.log10(gain)) if gain > 0.0 else floor_db


def note_name(note: int) -> str:
    """Name of a MIDI note: 60 is "C4", 48 is "C3"."""
    return f"{_NOTE_NAMES[note % 12]}{note // 12 - 1}"


def parse_note(text: str) -> int:
    """MIDI note of a name ("C3", "f#4", "Bb2") or a number ("48"), 0 to 127.

    Raises ValueError with the allowed forms when `text` is neither.
    """
    text = text.strip()
    match = _NOTE_PATTERN.match(text)
    if match:
        letter, accidentals, octave = match.groups()
        shift = sum(1 if a in "#♯" else -1 for a in accidentals)
        note = _STEP[letter.upper()] + shift + 12 * (int(octave) + 1)
    elif text.isdecimal():
        note = int(text)
    else:
        raise ValueError(f"{text!r} is not a note: write a name like C3 or F#4, or a number from 0 to 127.")
    if not 0 <= note <= 127:
        raise ValueError(f"The note {text} is outside the MIDI range, 0 to 127 (C-1 to G9).")
    return note
