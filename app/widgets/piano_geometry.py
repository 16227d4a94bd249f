"""Where the keys of a piano keyboard are, and what a place on a key means: pure functions."""

from dataclasses import dataclass
from typing import Final

_BLACK_STEPS: Final = {1: -0.10, 3: 0.10, 6: -0.14, 8: 0.0, 10: 0.14}
"""Semitones above C that are black, and how far each stands off the crack between its white neighbours."""
_BLACK_WIDTH: Final = 0.60
BLACK_HEIGHT: Final = 0.62
SOFTEST: Final = 20
LOUDEST: Final = 127


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its MIDI note and its rectangle in pixels."""

    note: int
    black: bool
    left: float
    width: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """True when a point is on this key; a white key does not know what lies over it."""
        return self.left <= x < self.left + self.width and 0.0 <= y < self.height


def is_black(note: int) -> bool:
    """True for the sharps and flats."""
    return note % 12 in _BLACK_STEPS


def keys(first: int, last: int, *, width: float, height: float) -> tuple[Key, ...]:
    """Keys from `first` to `last` (both white) that fill a rectangle: the white ones first, then the black."""
    whites = [note for note in range(first, last + 1) if not is_black(note)]
    step = width / len(whites)
    place = {note: index * step for index, note in enumerate(whites)}
    white_keys = [Key(note, False, place[note], step, height) for note in whites]
    black_width = step * _BLACK_WIDTH
    black_keys = [
        Key(
            note,
            True,
            place[note + 1] + _BLACK_STEPS[note % 12] * step - black_width / 2.0,
            black_width,
            height * BLACK_HEIGHT,
        )
        for note in range(first, last + 1)
        if is_black(note)
    ]
    return (*white_keys, *black_keys)


def key_at(layout: tuple[Key, ...], x: float, y: float) -> Key | None:
    """The key at a point, black ones on top, or None."""
    return next((key for key in reversed(layout) if key.contains(x, y)), None)


def velocity_at(key: Key, y: float) -> int:
    """Velocity of a stroke: soft near the hinge at the top, loud at the front edge."""
    share = min(max(y / (0.92 * key.height), 0.0), 1.0)
    return round(SOFTEST + (LOUDEST - SOFTEST) * share)
