"""What a player does to the engine, as frozen values and as the numbers that cross processes.

An event crosses a process boundary as `(kind, a, b)`: an int and two floats, see `encode`.
"""

from dataclasses import dataclass
from enum import IntEnum


class EventKind(IntEnum):
    """The number an event carries across shared memory."""

    NOTE_ON = 1
    NOTE_OFF = 2
    SUSTAIN = 3
    PITCH_BEND = 4
    MODULATION = 5
    PANIC = 6


@dataclass(frozen=True, slots=True)
class NoteOn:
    """A key goes down: MIDI note 0-127, velocity 1-127."""

    note: int
    velocity: int = 100


@dataclass(frozen=True, slots=True)
class NoteOff:
    """A key goes up."""

    note: int


@dataclass(frozen=True, slots=True)
class Sustain:
    """The sustain pedal goes down or up."""

    down: bool


@dataclass(frozen=True, slots=True)
class PitchBend:
    """The bend wheel, -1 to 1; the patch's bend range gives the semitones."""

    position: float


@dataclass(frozen=True, slots=True)
class Modulation:
    """The modulation wheel, 0 to 1."""

    position: float


@dataclass(frozen=True, slots=True)
class Panic:
    """Everything silent at once."""


Event = NoteOn | NoteOff | Sustain | PitchBend | Modulation | Panic


def encode(event: Event) -> tuple[int, float, float]:
    """The event as `(kind, a, b)` for the compiled engine."""
    match event:
        case NoteOn(note, velocity):
            return EventKind.NOTE_ON, float(note), float(velocity)
        case NoteOff(note):
            return EventKind.NOTE_OFF, float(note), 0.0
        case Sustain(down):
            return EventKind.SUSTAIN, float(down), 0.0
        case PitchBend(position):
            return EventKind.PITCH_BEND, position, 0.0
        case Modulation(position):
            return EventKind.MODULATION, position, 0.0
        case Panic():
            return EventKind.PANIC, 0.0, 0.0
