"""Why? in the whole window, with a made-up network: ink on the left opens filter 1, ink on the right closes it."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.build import Program
from app.controllers import measuring
from app.controllers.why import LOOKING, NO_MAP
from app.dialogs.shortcuts import action_rows
from app.main_window import LIBRARY, PLAY
from app.settings import Settings
from app.widgets.parameter_control import ParameterControl
from models.errors import ModelFileError
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.geometry import Geometry
from models.sketch_to_patch.raster import SIZE, Raster
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.parameters import INDEX
from synth.patch import Patch
from tests.app.fakes import FakePredictor, FakeSupervisor

LEFT = Stroke(Tool.ELLIPSE, (Point(0.1, 0.4), Point(0.3, 0.6)), 0.03)
RIGHT = Stroke(Tool.RECTANGLE, (Point(0.7, 0.4), Point(0.9, 0.6)), 0.03)
BOTH = Sketch((LEFT, RIGHT))
CUTOFF = "filter1_cutoff_hz"
BUSY_MS = 60_000
"""Threads of a busy machine take their turns late: no matter of a moment."""


class HalvesPredictor(FakePredictor):
    """Filter 1 by the left and the right half, the wave by the left one."""

    asked_in: frozenset[str] = frozenset()

    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        self.asked_in |= {threading.current_thread().name}
        assert self.may_answer.wait(10.0)
        left, right = rasters[:, :, : SIZE // 2].mean(axis=(1, 2)), rasters[:, :, SIZE // 2 :].mean(axis=(1, 2))
        unit = np.tile(Patch.of({"filter1_type": "Lowpass", "osc1_wave": "Square"}).to_unit(), (len(rasters), 1))
        unit[:, INDEX[CUTOFF]] = 0.5 + (left - right) / 100.0
        unit[:, INDEX["osc1_wave"]] -= left / 200.0
        return unit


class Stage:
    """A program over halves."""

    def __init__(self, qtbot: QtBot, *, network: bool = True) -> None:
        self.qtbot, self.predictor = qtbot, HalvesPredictor()
        self.program = Program(FakeSupervisor(), self._predictor if network else self._none, Settings())
        self.window, self.document = self.program.window, self.program.document
        self.play, self.why = self.window.play, self.program.why
        self.program.start()
        self.window.resize(1500, 900)
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.until(lambda: not self.program.worker.is_loading)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=BUSY_MS)

    def _predictor(self, _: Settings, _map: SketchMap) -> HalvesPredictor:
        return self.predictor

    def _none(self, _: Settings, _map: SketchMap) -> HalvesPredictor:
        raise ModelFileError("The model file is missing.")

    def draw(self, sketch: Sketch) -> None:
        self.program.drawing.sketch_edited(sketch, "draw")

    def draw_and_hear(self, sketch: Sketch) -> None:
        with self.qtbot.waitSignal(self.program.drawing.stroke_heard, timeout=BUSY_MS):
            self.draw(sketch)

    def ask(self) -> None:
        QTest.keyClick(
            self.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )

    def wait_for_heat(self) -> None:
        self.until(lambda: self.play.canvas.shows_heat)

    def control(self, id: str) -> ParameterControl:
        return self.play.patch_panel.controls(id)[-1]

    def colour(self, x: float, y: float) -> tuple[int, int, int]:
        """Mean colour of the sheet around a place, red, green, blue."""
        canvas = self.play.canvas
        image, sheet = canvas.grab().toImage(), canvas.sheet()
        around = [
            image.pixelColor(int(sheet.x() + x * sheet.width()) + i, int(sheet.y() + y * sheet.height()) + j)
            for i in range(-3, 4)
            for j in range(-3, 4)
        ]
        red, green, blue = (
            sum(channel) // len(around) for channel in zip(*(it.getRgb()[:3] for it in around), strict=True)
        )
        return red, green, blue

    def end(self) -> None:
        self.program.end()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.end()


# --- bars ---


def test_bars_follow_the_drawing_and_are_empty_without_one(stage: Stage) -> None:
    size = stage.play.bars.bar("size")
    assert size.reading.value is None
    stage.draw(BOTH)
    stage.until(lambda: size.reading.value is not None)
    assert size.reading.value == pytest.approx(0.83, abs=0.03)
    stage.draw(Sketch((LEFT,)))
    stage.until(lambda: size.reading.value == pytest.approx(0.23, abs=0.03))
    stage.document.undo_stack.undo()
    stage.until(lambda: size.reading.value == pytest.approx(0.83, abs=0.03))
    stage.draw(Sketch())
    assert size.reading.value is None


def test_bars_follow_the_pen_before_it_is_up(stage: Stage) -> None:
    canvas = stage.play.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(60, 40))
    stage.until(lambda: stage.play.bars.bar("size").reading.value is not None)
    assert stage.document.work.sketch.is_empty
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=middle)
    assert stage.play.bars.bar("size").reading.value is None


def test_window_thread_does_not_measure(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def measured(raster: Raster) -> Geometry:
        threads.append(threading.current_thread())
        return measure(raster)

    measure = measuring.measure
    monkeypatch.setattr(measuring, "measure", measured)
    stage.draw(BOTH)
    stage.until(lambda: stage.play.bars.bar("size").reading.value is not None)
    assert threads
    assert threading.main_thread() not in threads


def test_tooltip_says_what_a_property_does_where_the_map_stands_on_bouba(stage: Stage) -> None:
    stage.program.shelf.choose("paper")
    assert "the map Paper was not made from it" in stage.play.bars.bar("size").toolTip()
    stage.program.shelf.choose("bouba")
    assert "a cathedral" in stage.play.bars.bar("size").toolTip()
    stage.program.shelf.new()
    assert "a cathedral" in stage.play.bars.bar("size").toolTip(), "an own map on Bouba"


# --- heat ---


def test_ink_that_opens_is_coral_and_ink_that_closes_is_cyan(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    assert stage.play.legend.words == "filter 1 cutoff: coral parts open it, cyan parts close it"
    assert not stage.play.bars.isVisible()
    red, _, blue = stage.colour(0.1, 0.5)
    assert red > blue + 40
    red, _, blue = stage.colour(0.9, 0.5)
    assert blue > red + 40
    stage.ask()
    assert not stage.play.canvas.shows_heat
    assert stage.play.bars.isVisible()


def test_window_thread_asks_nothing(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    assert threading.main_thread().name not in stage.predictor.asked_in


def test_stale_heat_is_never_shown_over_another_drawing(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    stage.predictor.may_answer.clear()
    stage.draw(Sketch((RIGHT,)))
    assert not stage.play.canvas.shows_heat
    stage.document.undo_stack.undo()
    assert not stage.play.canvas.shows_heat
    assert LOOKING in stage.play.legend.words
    stage.draw(Sketch((LEFT,)))
    stage.predictor.may_answer.set()
    stage.wait_for_heat()
    assert stage.play.legend.words == "filter 1 cutoff: coral parts open it", "of the last drawing"


def test_answer_that_comes_after_a_change_is_dropped(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    assert stage.why._asked is not None
    number, found = stage.why._asked[0], stage.why._found
    stage.predictor.may_answer.clear()
    stage.draw(Sketch((LEFT,)))
    stage.why._work.answered.emit(number, found)
    assert not stage.play.canvas.shows_heat
    stage.predictor.may_answer.set()


def test_heat_goes_while_one_draws_and_comes_back_when_the_stroke_is_given_up(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    canvas = stage.play.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(20, 20))
    assert not canvas.shows_heat
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=middle)
    stage.wait_for_heat()


def test_heat_follows_the_map(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    stage.program.shelf.choose("paper")
    assert not stage.play.canvas.shows_heat
    stage.wait_for_heat()


# --- which knob ---


def test_click_picks_a_knob_and_does_not_turn_it(stage: Stage) -> None:
    stage.draw_and_hear(BOTH)
    stage.ask()
    knob, steps = stage.control("reverb_mix"), stage.document.undo_stack.count()
    before = stage.document.patch
    QTest.mousePress(knob, Qt.MouseButton.LeftButton, pos=knob.rect().center())
    QTest.mouseMove(knob, knob.rect().center() - QPoint(0, 30))
    QTest.mouseRelease(knob, Qt.MouseButton.LeftButton, pos=knob.rect().center())
    QTest.mouseDClick(knob, Qt.MouseButton.LeftButton, pos=knob.rect().center())
    stage.until(lambda: "reverb mix" in stage.play.legend.words and LOOKING not in stage.play.legend.words)
    assert stage.play.legend.words == "No part of the drawing by itself decides reverb mix."
    assert (stage.document.patch, stage.document.undo_stack.count()) == (before, steps)
    stage.ask()
    QTest.mouseDClick(knob, Qt.MouseButton.LeftButton, pos=knob.rect().center())
    assert stage.document.patch != before, "it turns again"


def test_switch_and_choice_are_picked_and_stay_as_they_are(stage: Stage) -> None:
    stage.draw_and_hear(BOTH)
    stage.ask()
    before = stage.document.patch
    QTest.mouseClick(stage.control("chorus_on"), Qt.MouseButton.LeftButton)
    assert stage.document.patch == before
    QTest.mouseClick(stage.control("osc1_wave"), Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None
    stage.wait_for_heat()
    assert stage.play.legend.words.startswith("wave 1: coral parts make it ")
    assert "cyan" not in stage.play.legend.words


def test_focus_and_wheel_pick_too(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.control("reverb_mix").setFocus(Qt.FocusReason.TabFocusReason)
    assert "reverb mix" in stage.play.legend.words
    stage.control(CUTOFF).step(1.0)
    assert "filter 1 cutoff" in stage.play.legend.words


def test_knob_with_the_focus_or_turned_last_is_asked_about_first(stage: Stage) -> None:
    stage.draw_and_hear(BOTH)
    stage.control("reverb_mix").step(1.0)
    stage.ask()
    assert "reverb mix" in stage.play.legend.words
    stage.ask()
    stage.control("chorus_mix").setFocus(Qt.FocusReason.TabFocusReason)
    stage.ask()
    assert "chorus mix" in stage.play.legend.words


def test_knob_that_is_not_predicted_is_said_to_be_so(stage: Stage) -> None:
    stage.draw(BOTH)
    stage.ask()
    stage.wait_for_heat()
    stage.why.choose("pulse_width")
    assert "pulse width is not predicted" in stage.play.legend.words
    assert not stage.play.canvas.shows_heat
    stage.why.choose(CUTOFF)
    assert stage.play.canvas.shows_heat, "what was found is kept for every knob"


# --- edges ---


def test_empty_canvas_says_what_to_do(stage: Stage) -> None:
    stage.ask()
    assert "draw something" in stage.play.legend.words


def test_without_a_network_it_says_so(qtbot: QtBot) -> None:
    stage = Stage(qtbot, network=False)
    stage.draw(BOTH)
    stage.ask()
    assert NO_MAP in stage.play.legend.words
    stage.end()


def test_failure_is_a_sentence_under_the_canvas(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: NDArray[np.uint8]) -> NDArray[np.float64]:
        raise ModelFileError("The network stopped with an error.")

    monkeypatch.setattr(stage.predictor, "predict_unit", broken)
    stage.draw(BOTH)
    stage.ask()
    stage.until(lambda: stage.play.legend.words == "The network stopped with an error.")


def test_its_key_opens_play_and_stands_in_the_list_of_keys(stage: Stage) -> None:
    stage.window.show_page(LIBRARY)
    stage.ask()
    assert stage.window._pages.currentIndex() == PLAY
    assert stage.why.is_on
    assert "Ctrl+Shift+Y" in dict(action_rows(stage.window.actions_by_name.values()))


def test_narrow_window_turns_to_the_knobs(stage: Stage) -> None:
    stage.window.resize(1280, 800)
    panel = stage.play.patch_panel
    stage.until(lambda: stage.play.nearest.window() is stage.window and stage.play.width() < 1400)
    panel.show_page(3)
    assert stage.why.button.isVisible()
    stage.why.button.click()
    assert stage.control(CUTOFF).isVisible()
    assert stage.play.legend.isVisible()
