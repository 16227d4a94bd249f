"""Morphing in the whole window: by mouse and keys, its menu, its path, the next start."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.build import Program
from app.morph_pad import Pad, Space
from app.settings import Settings
from app.widgets import morph_signs as signs
from app.widgets.morph_pad_view import FIRST, SECOND
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.blend import blend
from synth.patch import Patch
from tests.app.fakes import FakePredictor, FakeSupervisor

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SOFT, HARD = Patch.of({"reverb_mix": 10.0}), Patch.of({"reverb_mix": 50.0})
LOADING_MS = 60_000


def line(width: float) -> Sketch:
    return Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8)), width),))


class Stage:
    """The program with a network of ink, and an engine that plays into none."""

    def __init__(self, qtbot: QtBot) -> None:
        self.engine, self.qtbot = FakeSupervisor(), qtbot
        self.program = Program(self.engine, lambda _settings, _map: FakePredictor(), Settings())
        self.window, self.document = self.program.window, self.program.document
        self.play, self.page = self.window.play, self.program.morph.page
        self.program.start()
        qtbot.waitUntil(lambda: not self.program.worker.is_loading, timeout=LOADING_MS)
        self.play.resize(1440, 800)
        self.play.steering.show_tool("morph")

    def work(self, sketch: Sketch, patch: Patch) -> None:
        self.document.edit(replace(self.document.work, sketch=sketch, patch=patch), "make")

    def at(self, x: float, y: float) -> QPoint:
        return signs.to_pixels(x, y, self.page.pad.side).toPoint()

    def fill(self) -> None:
        """Two corners, by clicks."""
        self.work(line(0.02), SOFT)
        QTest.mouseClick(self.page.pad, LEFT, pos=self.at(0.0, 0.0))
        self.work(line(0.2), HARD)
        QTest.mouseClick(self.page.pad, LEFT, pos=self.at(1.0, 0.0))

    def drag(self, *places: tuple[float, float]) -> None:
        QTest.mousePress(self.page.pad, LEFT, pos=self.at(*places[0]))
        for place in places[1:]:
            QTest.mouseMove(self.page.pad, self.at(*place))
            self.qtbot.wait(1)
        QTest.mouseRelease(self.page.pad, LEFT, pos=self.at(*places[-1]))

    @property
    def pad(self) -> Pad:
        return self.document.pad

    def end(self) -> None:
        self.program.end()
        self.qtbot.addWidget(self.window)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.end()


def test_click_on_an_empty_corner_puts_the_present_work_there(stage: Stage) -> None:
    assert stage.page.pad.hint == FIRST
    stage.work(line(0.02), SOFT)
    QTest.mouseClick(stage.page.pad, LEFT, pos=stage.at(0.0, 0.0))
    corner = stage.pad.corners[0]
    assert corner is not None
    assert (corner.sketch, corner.patch) == (line(0.02), SOFT)
    assert stage.page.pad.hint == SECOND
    stage.window.actions_by_name["undo"].trigger()
    assert stage.page.pad.hint == FIRST


def test_cursor_is_dragged_and_the_whole_drag_is_undone_at_once(stage: Stage) -> None:
    stage.fill()
    assert stage.page.pad.hint == ""
    steps = stage.document.undo_stack.count()
    stage.drag((0.5, 0.5), (0.3, 0.4), (0.25, 0.6))
    assert stage.document.undo_stack.count() == steps + 1
    x = stage.pad.cursor[0]
    assert x == pytest.approx(0.25, abs=0.01)
    assert stage.document.work.patch == blend([SOFT, HARD], [1.0 - x, x]) == stage.engine.patches[-1]
    assert stage.play.canvas.accessibleName() == "canvas"
    assert stage.document.work.sketch == line(0.2), "sounds leave the drawing alone"
    stage.window.actions_by_name["undo"].trigger()
    assert stage.document.work.patch == HARD


def test_outer_edge_of_a_corner_is_the_corner_itself(stage: Stage) -> None:
    stage.fill()
    QTest.mouseClick(stage.page.pad, LEFT, pos=QPoint(2, 2))
    assert stage.document.work.patch == SOFT


def test_arrow_keys_move_and_let_go_with_the_key(stage: Stage) -> None:
    stage.fill()
    pad = stage.page.pad
    pad.setFocus()
    for key, modifier, x in (
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 0.5 - 1 / 32),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 0.5 - 1 / 32 - 1 / 256),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.5),
    ):
        QTest.keyClick(pad, key, modifier)
        assert stage.pad.cursor == pytest.approx((x, 0.5))
    assert stage.document.undo_stack.undoText() == "morph"


def test_right_button_gives_a_drag_up(stage: Stage) -> None:
    stage.fill()
    pad = stage.page.pad
    QTest.mousePress(pad, LEFT, pos=stage.at(0.2, 0.5))
    QTest.mousePress(pad, RIGHT, pos=stage.at(0.2, 0.5))
    QTest.mouseRelease(pad, LEFT, pos=stage.at(0.2, 0.5))
    assert stage.document.patch == HARD
    assert stage.pad.cursor == (0.5, 0.5)


def test_drawings_are_seen_on_the_canvas_while_they_move(stage: Stage, qtbot: QtBot) -> None:
    stage.fill()
    QTest.mouseClick(stage.page.space, LEFT, pos=QPoint(stage.page.space.width() - 20, 10))
    assert stage.pad.space is Space.DRAWINGS
    shown: list[Sketch] = []
    stage.program.morph.morphing.drawing_shown.connect(shown.append)
    QTest.mousePress(stage.page.pad, LEFT, pos=stage.at(0.5, 0.5))
    qtbot.waitUntil(lambda: bool(shown))
    assert stage.play.canvas._sketch == shown[-1]
    assert stage.document.work.sketch == line(0.2)
    with qtbot.waitSignal(stage.program.drawing.stroke_heard):
        QTest.mouseRelease(stage.page.pad, LEFT, pos=stage.at(0.5, 0.5))
    assert stage.document.work.sketch.strokes[0].width == pytest.approx(0.11, abs=0.01)
    stage.window.actions_by_name["undo"].trigger()
    assert stage.play.canvas._sketch == line(0.2)


def test_path_is_recorded_and_cleared_by_buttons(stage: Stage) -> None:
    assert not stage.page.record.isEnabled()
    stage.fill()
    assert not stage.page.play.isEnabled()
    stage.page.record.click()
    stage.drag((0.5, 0.5), (0.2, 0.5), (0.8, 0.5))
    stage.page.record.click()
    assert len(stage.pad.path) > 1
    assert stage.page.length.text().endswith(" s")
    stage.page.play.click()
    assert stage.program.morph.morphing.is_playing
    assert stage.page.play.isChecked()
    stage.page.play.click()
    assert not stage.page.play.isChecked()
    stage.page.clear.click()
    assert stage.pad.path == ()
    assert not stage.page.play.isEnabled()


def action(menu: QMenu, words: str) -> None:
    next(it for it in menu.actions() if it.text() == words).trigger()


def test_menu_puts_presets_and_clears(stage: Stage) -> None:
    menu = stage.program.morph.menu(2)
    presets = next(it.menu() for it in menu.actions() if it.text() == "Presets of Bouba")
    assert isinstance(presets, QMenu)
    action(presets, "Round Pad")
    corner = stage.pad.corners[2]
    assert corner is not None
    assert corner.name == "Round Pad"
    assert not corner.sketch.is_empty
    assert "Round Pad" in stage.page.pad.tip_at(QPointF(stage.at(0.0, 1.0)))
    action(stage.program.morph.menu(2), "Clear this corner")
    assert stage.pad.filled == ()


def test_enter_opens_the_menu_of_the_nearest_corner_and_delete_clears_it(stage: Stage) -> None:
    stage.fill()
    stage.drag((0.9, 0.1))
    asked: list[int] = []
    stage.page.pad.menu_wanted.disconnect()
    stage.page.pad.menu_wanted.connect(lambda index, _at: asked.append(index))
    QTest.keyClick(stage.page.pad, Qt.Key.Key_Return)
    assert asked == [1]
    QTest.keyClick(stage.page.pad, Qt.Key.Key_Delete)
    assert stage.pad.corners[1] is None


def test_pad_is_there_at_the_next_start(qtbot: QtBot) -> None:
    first = Stage(qtbot)
    first.fill()
    first.drag((0.5, 0.5), (0.25, 0.25))
    kept = first.pad
    first.end()
    again = Stage(qtbot)
    assert again.pad.cursor == pytest.approx(kept.cursor)
    assert [corner and corner.patch for corner in again.pad.corners] == [SOFT, HARD, None, None]
    assert again.page.pad.hint == ""
    again.end()


def test_pad_fits_into_a_narrow_window(stage: Stage) -> None:
    stage.play.resize(1120, 650)
    stage.play.patch_panel.show_page(3)
    pad = stage.page.pad
    assert pad.isVisible()
    assert pad.side >= 160.0
    assert stage.page.play.isVisible()
