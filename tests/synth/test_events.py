"""Events cross a process boundary as three numbers, and each kind has its own."""

import pytest

from synth.events import Event, EventKind, Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain, encode


@pytest.mark.parametrize(
    ("event", "numbers"),
    [
        (NoteOn(60, 100), (1, 60.0, 100.0)),
        (NoteOff(60), (2, 60.0, 0.0)),
        (Sustain(True), (3, 1.0, 0.0)),
        (Sustain(False), (3, 0.0, 0.0)),
        (PitchBend(-0.5), (4, -0.5, 0.0)),
        (Modulation(0.25), (5, 0.25, 0.0)),
        (Panic(), (6, 0.0, 0.0)),
    ],
)
def test_each_event_has_its_numbers(event: Event, numbers: tuple[int, float, float]) -> None:
    assert encode(event) == numbers


def test_kinds_are_unique_and_never_change() -> None:
    assert {kind.name: int(kind) for kind in EventKind} == {
        "NOTE_ON": 1, "NOTE_OFF": 2, "SUSTAIN": 3, "PITCH_BEND": 4, "MODULATION": 5, "PANIC": 6
    }  # fmt: skip
