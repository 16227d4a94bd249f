"""Mimic, Mutate and the drawing of a sound in the whole window: real child processes, a made-up microphone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import paths
from app.audio.sources import NONE
from app.build import Program
from app.controllers.drawing_of_sound import DrawingOfSound
from app.controllers.mimicking import CRASHED, ELSEWHERE, TAKEN_OVER
from app.controllers.recording import BROKE_OFF
from app.main_window import LIBRARY
from app.run import make_predictors
from app.settings import Settings
from app.workers.child_task import ChildTask
from app.workers.mimic_process import Better, HeardIt, MimicOrder, search
from app.workers.sketching import SketchingWorker
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sound_to_patch.search import Mimicry
from models.sound_to_sketch.search import Sketcher
from synth.events import NoteOn
from synth.parameters import N_PREDICTED, PREDICTED
from synth.patch import Patch
from synth.presets import load_preset
from synth.sample import Sample
from tests.app import made_up_children as children
from tests.app.fakes import FakeSupervisor

PATIENCE_MS = 240_000
"""A child process loads its libraries: no matter of a moment on a busy machine."""
CIRCLE = Sketch((Stroke(Tool.ELLIPSE, (Point(0.2, 0.2), Point(0.8, 0.8)), 0.025),))


class Stage:
    """The program with an engine that plays into none, and made-up children."""

    def __init__(self, qtbot: QtBot) -> None:
        self.engine, self.qtbot = FakeSupervisor(), qtbot
        self.program = Program(self.engine, make_predictors(), Settings(use_gpu=False))
        self.window, self.document = self.program.window, self.program.document
        self.mimicking = self.program.mimicking
        self.panel = self.mimicking.panel
        self.mimicking.search_work, self.mimicking.play_work = children.search, children.mute
        self.mimicking.recording.work = children.microphone
        self.program.sketching._predictions = 24
        self.program.start()
        self.wait(lambda: not self.program.worker.is_loading)

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    def draw(self, sketch: Sketch) -> None:
        with self.qtbot.waitSignal(self.program.drawing.stroke_heard, timeout=PATIENCE_MS):
            self.program.drawing.sketch_edited(sketch, "draw")

    def mimic(self) -> None:
        """Up to the first sound that comes near."""
        self.window.file_dropped.emit("/somewhere/tone.wav")
        self.wait(lambda: self.document.patch["osc1_wave"] == children.NEAR["osc1_wave"])

    def undo(self) -> None:
        self.window.actions_by_name["undo"].trigger()

    def said(self, words: str) -> bool:
        return words in self.window.message


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.program.end()
    it.window.close()
    it.window.deleteLater()


def test_dropped_sound_moves_the_knobs_while_it_is_searched_and_its_answer_is_one_undo_step(stage: Stage) -> None:
    stage.draw(CIRCLE)
    before, steps = stage.document.work, stage.document.undo_stack.count()
    stage.mimic()
    assert stage.window.play.steering.tool == "mimic"
    assert stage.panel.curve.points == [(0.5, 9.0)]
    assert stage.panel.heard.text().startswith("A3")
    assert stage.engine.patches[-1] == stage.document.patch
    stage.panel.stop.click()
    stage.wait(lambda: stage.said("4.2 dB away"))
    assert stage.document.patch == children.NEARER
    assert "nearest preset: Glass Bell, 7.1 dB" in stage.panel.distance.text()
    assert stage.document.undo_stack.count() == steps + 1
    assert stage.document.undo_stack.undoText() == "mimic tone"
    assert stage.document.work.sketch is before.sketch  # the player's own drawing stays
    stage.undo()
    assert stage.document.work == before


def test_a_voice_is_silent_in_what_was_found_without_it_and_undo_brings_it_back(stage: Stage) -> None:
    tone = np.sin(2.0 * np.pi * 220.0 * np.arange(22_050) / 22_050)
    document = stage.document
    document.edit(replace(document.work, sample=Sample.of_sound(tone, 22_050)), "voice")
    assert document.patch["sample_level"] > 0.0
    stage.mimic()
    stage.panel.stop.click()
    stage.wait(lambda: stage.said("The voice is off"))
    assert document.patch["sample_level"] == 0.0
    assert document.work.sample is not None
    stage.undo()
    assert document.patch["sample_level"] > 0.0


def test_cancelled_search_gives_the_voice_back(stage: Stage) -> None:
    tone = np.sin(2.0 * np.pi * 220.0 * np.arange(22_050) / 22_050)
    document = stage.document
    document.edit(replace(document.work, sample=Sample.of_sound(tone, 22_050)), "voice")
    before = document.patch
    stage.mimic()
    assert document.patch["sample_level"] == 0.0
    stage.panel.cancel.click()
    assert document.patch == before


def test_in_a_narrow_window_the_page_comes_to_the_front(stage: Stage) -> None:
    stage.window.resize(1120, 732)
    stage.window.actions_by_name["mimic"].trigger()
    assert stage.panel.record.isVisible()
    stage.window.resize(1600, 900)
    assert stage.panel.record.isVisible()


def test_cancel_brings_the_former_sound_back_and_leaves_nothing_to_undo(stage: Stage) -> None:
    stage.program.editing.value_edited("reverb_mix", 61.0, 1)
    before, steps = stage.document.work, stage.document.undo_stack.count()
    stage.mimic()
    stage.panel.cancel.click()
    assert stage.document.work == before
    assert stage.document.undo_stack.count() == steps
    assert not stage.mimicking.is_searching
    assert stage.panel.hint.isVisibleTo(stage.panel)


def test_locked_knobs_and_the_volume_stay(stage: Stage) -> None:
    for id, value in (("reverb_mix", 61.0), ("master_db", -9.0)):
        stage.program.editing.value_edited(id, value, 1)
    stage.program.editing.locks_edited(frozenset({"reverb_mix"}))
    stage.mimic()
    stage.panel.stop.click()
    stage.wait(lambda: not stage.mimicking.is_searching)
    assert (stage.document.patch["reverb_mix"], stage.document.patch["master_db"]) == (61.0, -9.0)


def test_hand_on_a_knob_ends_the_search_and_keeps_what_it_found(stage: Stage) -> None:
    stage.mimic()
    stage.program.editing.value_edited("filter1_cutoff_hz", 3000.0, 7)
    assert not stage.mimicking.is_searching
    assert stage.said(TAKEN_OVER)
    assert stage.document.patch == children.NEAR.replace({"filter1_cutoff_hz": 3000.0})
    stage.undo()
    assert stage.document.patch == children.NEAR


def test_knob_that_is_locked_while_it_is_searched_stays_from_then_on(stage: Stage) -> None:
    stage.mimic()
    there = stage.document.patch["filter1_cutoff_hz"]
    assert there != children.NEARER["filter1_cutoff_hz"]
    stage.program.editing.locks_edited(frozenset({"filter1_cutoff_hz"}))
    stage.panel.stop.click()
    stage.wait(lambda: not stage.mimicking.is_searching)
    assert stage.document.patch == children.NEARER.replace({"filter1_cutoff_hz": there})


def test_another_slot_ends_the_search_and_takes_nothing_from_it(stage: Stage) -> None:
    stage.mimic()
    stage.document.choose_slot(1)
    assert not stage.mimicking.is_searching
    assert stage.said(ELSEWHERE)
    stage.document.choose_slot(0)
    assert stage.document.patch == children.NEAR


def test_microphone_that_is_opened_ends_the_search(stage: Stage) -> None:
    stage.mimic()
    stage.mimicking.recording.work = children.no_microphone
    stage.panel.record.click()
    assert not stage.mimicking.is_searching
    stage.wait(lambda: stage.said(NONE))
    assert not stage.panel.stop.isVisible()
    assert stage.document.patch == children.NEAR


def test_child_that_dies_is_one_sentence_and_the_best_so_far_stays(stage: Stage) -> None:
    stage.mimicking.search_work = children.crashing_search
    stage.window.file_dropped.emit("/somewhere/tone.wav")
    stage.wait(lambda: stage.said(CRASHED))
    assert stage.document.patch == children.NEAR
    assert not stage.mimicking.is_searching


def test_child_that_is_killed_from_outside_is_the_same_sentence(stage: Stage) -> None:
    stage.mimic()
    task = stage.mimicking._task
    assert task is not None
    task._process.kill()
    stage.wait(lambda: stage.said(CRASHED))
    assert stage.document.patch == children.NEAR


def test_sound_that_cannot_be_heard_changes_nothing(stage: Stage) -> None:
    before = stage.document.work
    stage.mimicking.search_work = children.refusing_search
    stage.window.file_dropped.emit("/somewhere/tone.wav")
    stage.wait(lambda: stage.said("tone.wav is silent"))
    assert stage.document.work == before
    assert stage.document.undo_stack.count() == 0


def test_recording_is_shown_while_the_microphone_is_open_and_is_mimicked_when_it_stops(stage: Stage) -> None:
    stage.window.actions_by_name["mimic"].trigger()
    stage.panel.record.click()
    assert stage.mimicking.recording.is_open
    assert stage.panel.recording.isVisible()
    stage.wait(lambda: stage.panel.recording.accessibleDescription() == "Recording 0.5 of 10 s")
    stage.panel.record.click()
    stage.wait(lambda: stage.mimicking.is_searching)
    assert not stage.mimicking.recording.is_open
    assert not stage.panel.recording.isVisible()
    given = stage.mimicking._given
    assert given is not None and isinstance(given.source, np.ndarray)
    assert (len(given.source), given.sample_rate_hz) == (children.RATE_HZ, children.RATE_HZ)


@pytest.mark.parametrize(("child", "words"), [(children.no_microphone, NONE), (children.crashing, BROKE_OFF)])
def test_microphone_that_gives_nothing_is_one_sentence(stage: Stage, child: Callable[..., None], words: str) -> None:
    stage.mimicking.recording.work = child
    stage.window.actions_by_name["mimic"].trigger()
    stage.panel.record.click()
    stage.wait(lambda: stage.said(words))
    assert not stage.mimicking.recording.is_open
    assert stage.panel.hint.isVisible()
    assert stage.panel.record.text() == "Record"


def test_microphone_is_closed_when_its_page_is_left(stage: Stage) -> None:
    stage.window.actions_by_name["mimic"].trigger()
    stage.panel.record.click()
    task = stage.mimicking.recording._task
    assert task is not None
    stage.wait(lambda: task.process_id is not None)
    stage.window.show_page(LIBRARY)
    assert not stage.mimicking.recording.is_open
    stage.wait(lambda: not task._thread.is_alive())  # it has waited for its process


def test_answer_is_played_by_its_own_key_and_an_original_that_cannot_be_played_is_said(stage: Stage) -> None:
    stage.mimic()
    stage.panel.answer.click()
    assert [event.note for event in stage.engine.sent if isinstance(event, NoteOn)] == [57]
    stage.panel.original.click()
    stage.wait(lambda: stage.said("the device is busy"))


def test_end_of_the_program_ends_the_search(stage: Stage) -> None:
    stage.mimic()
    task = stage.mimicking._task
    assert task is not None
    stage.program.end()
    stage.wait(lambda: not task._thread.is_alive())  # it has waited for its process


def test_real_search_in_its_child_process_comes_nearer_and_nearer(qtbot: QtBot, tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    soundfile.write(sound, children.tone(0.3), children.RATE_HZ)
    task = ChildTask(search, MimicOrder(sound, renders=24, fixed={"reverb_mix": 0.0}))
    told: list[object] = []
    task.told.connect(lambda _, word: told.append(word), Qt.ConnectionType.QueuedConnection)
    with qtbot.waitSignal(task.ended, timeout=PATIENCE_MS) as over:
        task.start()
    assert over.args == [task, True]
    qtbot.waitUntil(lambda: isinstance(told[-1], Mimicry))
    assert isinstance(told[0], HeardIt) and told[0].heard.note == 57
    distances = [word.distance_db for word in told if isinstance(word, Better)]
    assert distances and distances == sorted(distances, reverse=True)
    assert told[-1].patch["reverb_mix"] == 0.0


# Mutate


def test_mutate_changes_unlocked_values_and_is_one_undo_step_each(stage: Stage) -> None:
    stage.draw(CIRCLE)
    before = stage.document.work
    locks = frozenset(row.id for row in PREDICTED if row.id.startswith("filter"))
    stage.program.editing.locks_edited(locks)
    for number in (1, 2):
        patch = stage.document.patch
        stage.window.actions_by_name["mutate"].trigger()
        stage.wait(lambda patch=patch: stage.document.patch != patch)
        assert stage.document.undo_stack.undoText() == "mutate"
        assert all(stage.document.patch[id] == before.patch[id] for id in locks), number
        assert stage.document.patch.values[N_PREDICTED:] == before.patch.values[N_PREDICTED:]
        stage.wait(lambda: stage.program.mutating._worker._turn.acquire(blocking=False))
        stage.program.mutating._worker._turn.release()
    stage.undo()
    stage.undo()
    assert stage.document.work == replace(before, locks=locks)


def test_sound_is_changed_only_where_it_is_seen(stage: Stage) -> None:
    stage.window.show_page(LIBRARY)
    for name in ("mutate", "randomise", "draw_sound"):
        assert not stage.window.actions_by_name[name].isEnabled()


def test_click_with_shift_makes_a_whole_new_sound(stage: Stage) -> None:
    stage.draw(CIRCLE)
    before = stage.document.patch
    row = stage.window.play.steering_buttons
    button = next(it for it in row.findChildren(type(stage.panel.stop)) if it.text() == "Mutate")
    stage.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    stage.wait(lambda: stage.document.patch != before)
    assert stage.document.undo_stack.undoText() == "randomise"


# the drawing of a sound


def test_empty_canvas_gets_the_drawing_of_a_mutated_sound_in_the_same_step(stage: Stage) -> None:
    before = stage.document.work
    stage.window.actions_by_name["mutate"].trigger()
    stage.wait(lambda: not stage.document.work.sketch.is_empty)
    assert stage.document.undo_stack.count() == 1
    patch = stage.document.patch
    stage.window.actions_by_name["draw_sound"].trigger()  # it was found here: nobody needs to be asked
    assert stage.document.patch == patch
    stage.undo()
    assert stage.document.work == before


def test_drawing_of_the_player_is_replaced_only_when_they_agree(stage: Stage) -> None:
    stage.draw(CIRCLE)
    drawings: DrawingOfSound = stage.program.drawing_of_sound
    patch, drawn = stage.document.patch, stage.document.work.sketch
    drawings._may_replace = lambda: False
    stage.window.actions_by_name["draw_sound"].trigger()
    assert drawings._asked is None and stage.document.work.sketch is drawn
    drawings._may_replace = lambda: True
    stage.window.actions_by_name["draw_sound"].trigger()
    stage.wait(lambda: stage.document.work.sketch is not drawn)
    assert stage.document.patch == patch
    assert stage.said("The sound of the drawing itself")
    stage.undo()
    assert stage.document.work.sketch is drawn


def test_preset_that_is_saved_without_a_drawing_gets_one_and_stays_saved(stage: Stage) -> None:
    stage.program.editing.value_edited("filter1_cutoff_hz", 1200.0, 1)
    path = paths.preset_folder() / "Plain.json"
    assert stage.program.presets.save(path)
    assert load_preset(path).sketch is None
    stage.wait(lambda: stage.said("with a drawing to know it by"))
    kept = load_preset(path)
    assert kept.sketch is not None and kept.sketch["strokes"]
    assert kept.patch["filter1_cutoff_hz"] == pytest.approx(1200.0)
    assert not stage.document.is_edited


def test_sound_that_was_changed_meanwhile_keeps_its_canvas(stage: Stage) -> None:
    stage.window.actions_by_name["draw_sound"].trigger()
    asked = stage.program.drawing_of_sound._asked
    assert asked is not None
    stage.program.editing.value_edited("reverb_mix", 90.0, 1)
    found = Sketcher(lambda rasters: np.zeros((len(rasters), N_PREDICTED))).find(asked.patch, predictions=1)
    stage.program.sketching.found.emit(asked.number, found)  # as if it had been on its way already
    assert stage.document.work.sketch.is_empty


def test_newest_sound_wins_and_a_worker_that_is_stopped_ends(qtbot: QtBot) -> None:
    worker = SketchingWorker(predictions=24)
    found: list[int] = []
    worker.found.connect(lambda number, _: found.append(number), Qt.ConnectionType.QueuedConnection)
    sketch_map = SketchMap(name="Paper", base="paper")
    for cutoff in (300.0, 600.0, 5000.0):
        last = worker.ask(sketch_map, Patch.of({"filter1_cutoff_hz": cutoff}))
    qtbot.waitUntil(lambda: found == [last], timeout=PATIENCE_MS)
    worker.stop()
    assert worker._thread is not None and not worker._thread.is_alive()
