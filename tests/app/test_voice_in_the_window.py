"""The voice that a picture becomes, in the whole window: made, cut, looped, removed, undone, saved and opened."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.build import Program
from app.controllers.neural_voice import BROKE_OFF, LEFT, NOTHING_DRAWN
from app.run import make_predictors
from app.session import read_session, write_session
from app.settings import Settings
from app.widgets.patch_panel import VOICE
from app.widgets.sample_view import moved
from synth.presets import load_preset
from synth.sample import SHORTEST_S, Sample
from synth.sample_bank import END, LOOP_END, LOOP_START, START
from tests.app import made_up_children as children
from tests.app.fakes import FakeSupervisor

PATIENCE_MS = 30_000
PICTURE = np.full((64, 64, 3), 128, np.uint8)


class Stage:
    """The program with the page of the voice open."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.supervisor = qtbot, FakeSupervisor()
        self.program = Program(self.supervisor, make_predictors(), Settings(use_gpu=False))
        self.program.voice.work = children.voice
        self.program.start()
        self.panel = self.program.window.play.patch_panel.voice
        self.program.window.play.patch_panel.show_page(VOICE)

    @property
    def sample(self) -> Sample | None:
        return self.program.document.work.sample

    def make(self) -> Sample:
        self.program.voice.of_picture(PICTURE, "a dog")
        self.qtbot.waitUntil(lambda: not self.program.voice.is_making, timeout=PATIENCE_MS)
        assert self.sample is not None
        return self.sample


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.program.end()
    it.program.window.close()
    it.program.window.deleteLater()


def test_a_picture_becomes_a_voice_that_the_engine_has_and_undo_takes_it_back(stage: Stage) -> None:
    sample = stage.make()
    assert stage.supervisor.sample == sample
    assert stage.program.document.is_edited
    assert "dog" in stage.panel.words
    assert "70 %" in stage.panel.words
    assert stage.panel.view.isVisible()
    stage.program.document.undo_stack.undo()
    assert stage.sample is None
    assert stage.supervisor.sample is None
    assert not stage.panel.view.isVisible()


def test_another_is_of_the_same_picture_with_another_seed(stage: Stage) -> None:
    assert not stage.panel.another.isEnabled()
    first = stage.make()
    stage.panel.another.click()
    stage.qtbot.waitUntil(lambda: not stage.program.voice.is_making, timeout=PATIENCE_MS)
    assert stage.sample is not None
    assert stage.sample.name == first.name
    assert stage.sample.pcm != first.pcm


def test_an_empty_canvas_a_missing_network_and_a_crash_are_one_sentence_each(stage: Stage) -> None:
    stage.panel.from_drawing.click()
    assert stage.program.window.message == NOTHING_DRAWN
    kept = stage.make()
    for work, words in ((children.no_voice, "shared.onnx is missing"), (children.crashing, BROKE_OFF)):
        stage.program.voice.work = work
        stage.program.voice.of_picture(PICTURE, "a dog")
        stage.qtbot.waitUntil(lambda words=words: words in stage.program.window.message, timeout=PATIENCE_MS)
        stage.qtbot.waitUntil(lambda: stage.panel.from_picture.isEnabled(), timeout=PATIENCE_MS)
        assert stage.sample == kept


def test_marks_are_dragged_in_one_step_and_moved_by_keys(stage: Stage) -> None:
    sample = stage.make()
    view = stage.panel.view
    steps = stage.program.document.undo_stack.count()
    at = QPoint(round(view.mark_x(LOOP_END)), view.height() - 5)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    for further in (10, 20, 40):
        QTest.mouseMove(view, at + QPoint(further, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + QPoint(40, 0))
    assert stage.sample is not None
    assert stage.sample.loop is not None
    moved_s = stage.sample.loop[1] - 1.0
    assert moved_s == pytest.approx(40.0 / view.width() * sample.seconds, abs=0.01)
    assert stage.program.document.undo_stack.count() == steps + 1
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)  # to the loop's start
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert stage.sample.loop[0] == pytest.approx(0.55)
    assert "loop start at 0.550" in view.accessibleDescription()


@pytest.mark.parametrize("mark", [START, END, LOOP_START, LOOP_END])
@pytest.mark.parametrize("to", [-1.0, 0.0, 0.7, 1.2, 99.0])
@pytest.mark.parametrize("loop", [None, (0.5, 1.0)])
def test_no_mark_passes_another(mark: int, to: float, loop: tuple[float, float] | None) -> None:
    sample = Sample.of_sound(np.zeros(44_100), 22_050, start_s=0.2, end_s=1.8, loop=loop)
    if loop is None and mark in (LOOP_START, LOOP_END):
        return
    start, end, loop_start, loop_end, _ = moved(sample, mark, to).marks
    assert 0.0 <= start < end <= 2.0
    if loop is not None:
        assert start <= loop_start <= loop_end - SHORTEST_S + 1e-9
        assert loop_end <= end
    others = [it for it in (START, END, LOOP_START, LOOP_END) if it != mark]
    assert moved(sample, mark, to).marks[others] == pytest.approx(sample.marks[others])


def test_the_loop_is_switched_and_the_voice_removed(stage: Stage) -> None:
    stage.make()
    stage.panel.loop.click()
    assert stage.sample is not None
    assert stage.sample.loop is None
    stage.panel.loop.click()
    assert stage.sample.loop is not None
    stage.panel.remove.click()
    assert stage.sample is None
    assert not stage.panel.remove.isEnabled()


def test_a_voice_is_saved_in_a_preset_and_in_the_session(stage: Stage, tmp_path: Path) -> None:
    sample = stage.make()
    stage.program.presets.save(tmp_path / "dog.json")
    assert not stage.program.document.is_edited
    assert load_preset(tmp_path / "dog.json").sample == sample
    stage.program.document.choose_slot(1)
    stage.panel.remove.click()
    write_session(tmp_path / "session.json", stage.program.document.session)
    session, problem = read_session(tmp_path / "session.json")
    assert problem == ""
    assert session.work.sample is None
    assert session.slots[0] is not None
    assert session.slots[0].sample == sample


def test_a_voice_that_comes_late_disturbs_no_other_slot(stage: Stage) -> None:
    stage.program.voice.of_picture(PICTURE, "a dog")
    stage.program.document.choose_slot(2)
    stage.qtbot.waitUntil(lambda: not stage.program.voice.is_making, timeout=PATIENCE_MS)
    assert stage.program.document.work.slot == 2
    assert stage.sample is None
    assert stage.program.window.message == LEFT
