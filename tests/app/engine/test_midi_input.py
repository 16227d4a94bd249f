"""MIDI inputs that come, go, fail and change their numbers, on a MIDI system that is played by the test."""

from collections.abc import Callable
from typing import Any

import mido
import numpy as np
import pytest

from app.engine import layout, midi_input
from app.engine.midi_input import MidiInputs, stable_name
from synth.events import EventKind

KEYS, PADS = "Keys:Keys MIDI 1 20:0", "Pads:Pads MIDI 1 24:0"


class Port:
    def __init__(self, system: "System", name: str, callback: Callable[[Any], None]) -> None:
        self.system, self.name, self.callback = system, name, callback
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True
        if self.name not in self.system.present:
            raise RuntimeError("the keyboard is gone")


class System:
    """What is plugged in."""

    def __init__(self) -> None:
        self.present: list[str] = []
        self.in_use: set[str] = set()
        self.opened: list[Port] = []

    def names(self) -> list[str]:
        return list(self.present)

    def open(self, name: str, callback: Callable[[Any], None]) -> Port:
        if name in self.in_use:
            raise OSError("busy")
        self.opened.append(Port(self, name, callback))
        return self.opened[-1]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    it = System()
    monkeypatch.setattr(mido, "get_input_names", it.names)
    monkeypatch.setattr(mido, "open_input", it.open)
    monkeypatch.setattr(midi_input, "SEQUENCER", midi_input.Path(__file__))
    return it


def inputs(wanted: tuple[str, ...] | None = None) -> tuple[MidiInputs, np.ndarray]:
    record = np.zeros(1, layout.SHARED)
    return MidiInputs(record, wanted), record


def test_all_inputs_are_opened_as_they_come_and_closed_as_they_go(system: System) -> None:
    midi, _ = inputs()
    assert not midi.poll()
    system.present = [KEYS, PADS, "Midi Through:Midi Through Port-0 14:0"]
    assert midi.poll()
    assert midi.names == (KEYS, PADS)
    assert not midi.poll(), "nothing new"
    system.present = [PADS]
    assert midi.poll()
    assert midi.names == (PADS,)
    assert {port.name for port in system.opened if port.is_closed} == {KEYS}


def test_a_key_reaches_the_ring(system: System) -> None:
    midi, record = inputs()
    system.present = [KEYS]
    midi.poll()
    system.opened[0].callback(mido.Message("note_on", note=60, velocity=99))
    shared = record[0]
    assert shared["midi_written"] == 1
    ring = shared["midi"]
    assert (ring["kind"][0], ring["a"][0], ring["b"][0]) == (EventKind.NOTE_ON, 60.0, 99.0)


def test_chosen_input_is_found_again_under_other_numbers(system: System) -> None:
    midi, _ = inputs((KEYS,))
    system.present = [KEYS.replace("20:0", "28:0"), PADS]
    midi.poll()
    assert [stable_name(name) for name in midi.names] == ["Keys:Keys MIDI 1"]


def test_input_in_use_is_said_once_and_opened_when_it_is_free(system: System) -> None:
    midi, _ = inputs()
    system.present, system.in_use = [KEYS], {KEYS}
    assert not midi.poll()
    assert midi.problem == "The MIDI input Keys:Keys MIDI 1 cannot be opened (OSError)."
    midi.problem = ""
    midi.poll()
    assert midi.problem == ""
    system.in_use = set()
    assert midi.poll()
    assert midi.names == (KEYS,)


def test_system_that_fails_closes_nothing_for_good(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    midi, _ = inputs()
    system.present = [KEYS]
    midi.poll()

    def fail() -> list[str]:
        raise RuntimeError("no sequencer")

    with monkeypatch.context() as broken:
        broken.setattr(mido, "get_input_names", fail)
        midi.poll()
        assert midi.names == ()
        assert "MIDI is not available" in midi.problem
    midi.poll()
    assert midi.names == (KEYS,)
    midi.close()
    assert system.opened[-1].is_closed
