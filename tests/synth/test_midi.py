"""MIDI bytes become events; controllers find their rows."""

import pytest

from synth.events import EventKind
from synth.midi import CONTROLLER, row_of, to_events
from synth.parameters import ALL


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ([0x90, 60, 100], (EventKind.NOTE_ON, 60.0, 100.0)),
        ([0x95, 60, 0], (EventKind.NOTE_OFF, 60.0, 0.0)),
        ([0x80, 61, 64], (EventKind.NOTE_OFF, 61.0, 0.0)),
        ([0xB0, 64, 127], (EventKind.SUSTAIN, 1.0, 0.0)),
        ([0xB0, 64, 63], (EventKind.SUSTAIN, 0.0, 0.0)),
        ([0xB0, 1, 127], (EventKind.MODULATION, 1.0, 0.0)),
        ([0xB0, 120, 0], (EventKind.PANIC, 0.0, 0.0)),
        ([0xE0, 0, 64], (EventKind.PITCH_BEND, 0.0, 0.0)),
        ([0xE0, 0, 0], (EventKind.PITCH_BEND, -1.0, 0.0)),
        ([0xE0, 127, 127], (EventKind.PITCH_BEND, 1.0, 0.0)),
    ],
)
def test_channel_messages_become_events(message: list[int], event: tuple[int, float, float]) -> None:
    assert to_events(message) == [event]


@pytest.mark.parametrize("message", [[], [0xF8], [0xC0, 5], [0xD0, 5], [0xF0, 1, 2, 0xF7], [0xA0, 60, 1]])
def test_other_messages_are_no_events(message: list[int]) -> None:
    assert to_events(message) == []


@pytest.mark.parametrize("row", [row for row in ALL if row.midi_cc is not None], ids=lambda row: row.id)
def test_every_controller_of_the_table_finds_its_row(row) -> None:  # type: ignore[no-untyped-def]
    ((kind, value, _),) = to_events([0xB0, row.midi_cc, 127])
    assert row_of(kind) is row
    assert row.from_unit(value) == pytest.approx(row.maximum)


def test_controller_without_a_row_moves_nothing() -> None:
    assert row_of(CONTROLLER + 3) is None
    assert row_of(EventKind.NOTE_ON) is None


def test_all_notes_off_lets_every_key_go_and_is_no_panic() -> None:
    assert to_events([0xB0, 123, 0]) == [(EventKind.NOTE_OFF, float(note), 0.0) for note in range(128)]
