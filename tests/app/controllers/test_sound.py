"""The engine beside the window: the document's sound goes to it, MIDI, state and samples come back."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.controllers.playing import Holder
from app.controllers.sound import LONGEST_READ, Sound
from app.document import Document
from app.engine.settings import AudioSettings, EngineStatus
from synth.events import EventKind, NoteOff, NoteOn
from synth.midi import CONTROLLER
from synth.parameters import BY_ID
from synth.patch import Patch
from tests.app.fakes import FakeSupervisor

MIX_CC = CONTROLLER + (BY_ID["reverb_mix"].midi_cc or 0)
SPACE_CC = CONTROLLER + (BY_ID["reverb_space"].midi_cc or 0)


@pytest.fixture
def engine() -> FakeSupervisor:
    return FakeSupervisor()


@pytest.fixture
def document() -> Document:
    return Document()


@pytest.fixture
def sound(qtbot: QtBot, document: Document, engine: FakeSupervisor) -> Sound:
    it = Sound(document, engine)
    it.start(AudioSettings())
    return it


def test_engine_starts_with_the_document_s_sound_and_follows_it(
    sound: Sound, document: Document, engine: FakeSupervisor
) -> None:
    patch = Patch.of({"chorus_mix": 12.0})
    document.edit(replace(document.work, patch=patch), "change")
    document.preview(Patch.of({"chorus_mix": 99.0}))
    document.undo_stack.undo()
    mixes = [heard["chorus_mix"] for heard in engine.patches]
    assert mixes == [Patch.default()["chorus_mix"], 12.0, 99.0, Patch.default()["chorus_mix"]]


def test_controller_turns_its_knob_and_one_movement_is_one_undo_step(
    sound: Sound, document: Document, engine: FakeSupervisor
) -> None:
    engine.midi = [(MIX_CC, value / 127.0, 0.0) for value in (10, 60, 127)]
    sound.tick()
    assert document.patch["reverb_mix"] == 100.0
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "change reverb mix"
    engine.midi = [(SPACE_CC, 1.0, 0.0)]
    sound.tick()
    assert document.patch["reverb_space"] == 127.0
    assert document.undo_stack.count() == 2


def test_controller_that_rested_makes_a_new_step(
    sound: Sound, document: Document, engine: FakeSupervisor, qtbot: QtBot
) -> None:
    for value in (0.2, 0.4):
        engine.midi = [(MIX_CC, value, 0.0)]
        sound.tick()
        qtbot.waitUntil(lambda: not sound.controller_is_moving, timeout=2000)
    assert document.undo_stack.count() == 2


def test_controller_without_a_knob_changes_nothing(sound: Sound, document: Document, engine: FakeSupervisor) -> None:
    engine.midi = [(CONTROLLER + 3, 1.0, 0.0)]
    sound.tick()
    assert document.undo_stack.count() == 0


def test_midi_notes_are_shown_and_let_go_when_their_keyboard_is_unplugged(sound: Sound, engine: FakeSupervisor) -> None:
    engine.status = EngineStatus(state="running", midi_ports=("Keys", "Pads"))
    engine.midi = [(EventKind.NOTE_ON, 60.0, 100.0)]
    sound.tick()
    assert sound.playing.sounding == {60}
    engine.status = EngineStatus(state="running", midi_ports=("Pads",))
    sound.tick()
    assert sound.playing.sounding == frozenset()
    assert engine.sent[0] == NoteOff(60)


def test_samples_come_once_and_a_late_window_gets_the_newest(sound: Sound, engine: FakeSupervisor) -> None:
    got: list[int] = []
    sound.samples.connect(lambda samples, rate: got.append(len(samples)))
    for frames in (0, 500, 500, 900, 1_000_000):
        engine.frames_played = frames
        sound.tick()
    assert got == [500, 400, LONGEST_READ]


def test_no_sample_is_left_out_or_seen_twice_when_a_block_is_played_while_one_reads(
    sound: Sound, engine: FakeSupervisor
) -> None:
    got: list[np.ndarray] = []
    sound.samples.connect(lambda samples, rate: got.append(samples[:, 0]))
    engine.block_frames = 256
    engine.frames_played = 1000
    for _ in range(5):
        sound.tick()
    assert np.array_equal(np.concatenate(got), np.arange(1000 + 4 * 256))


def test_engine_that_begins_to_count_anew_is_no_reason_to_fail(sound: Sound, engine: FakeSupervisor) -> None:
    got: list[np.ndarray] = []
    sound.samples.connect(lambda samples, rate: got.append(samples))
    for frames in (900, 100, 300):
        engine.frames_played = frames
        sound.tick()
    assert [len(samples) for samples in got] == [900, 200]


def test_what_the_engine_says_is_passed_on(sound: Sound, engine: FakeSupervisor, qtbot: QtBot) -> None:
    engine.status = EngineStatus(message="The device was unplugged.")
    with qtbot.waitSignals([sound.message, sound.status_changed]):
        sound.tick()


def test_nothing_is_sent_to_an_engine_that_has_ended(sound: Sound, document: Document, engine: FakeSupervisor) -> None:
    sound.playing.press(60, 100, Holder.MOUSE)
    sound.stop()
    sound.playing.release_all()
    document.edit(replace(document.work, patch=Patch.of({"chorus_mix": 12.0})), "change")
    sound.stop()
    assert engine.sent == [NoteOn(60)]
    assert engine.is_stopped
