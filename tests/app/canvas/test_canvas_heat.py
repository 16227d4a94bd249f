"""Colours over the drawing on the canvas."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.sketch_canvas import SketchCanvas
from models.sketch_to_patch.raster import SIZE, rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

SQUARE = Sketch((Stroke(Tool.RECTANGLE, (Point(0.3, 0.3), Point(0.7, 0.7)), filled=True),))
OTHER = Sketch((Stroke(Tool.ELLIPSE, (Point(0.3, 0.3), Point(0.7, 0.7)), filled=True),))


@pytest.fixture
def canvas(qtbot: QtBot) -> SketchCanvas:
    it = SketchCanvas()
    qtbot.addWidget(it)
    it.resize(300, 300)
    it.set_sketch(SQUARE)
    it.show()
    it.set_heat(np.full((SIZE, SIZE), 0.1), rasterize(SQUARE))
    return it


def middle_is_coral(canvas: SketchCanvas) -> bool:
    colour = canvas.grab().toImage().pixelColor(canvas.rect().center())
    return colour.red() > colour.blue() + 60


def test_ink_is_coloured_until_another_drawing_is_shown(canvas: SketchCanvas) -> None:
    assert middle_is_coral(canvas)
    canvas.set_sketch(OTHER)
    assert not canvas.shows_heat
    assert not middle_is_coral(canvas)
    canvas.set_sketch(SQUARE)
    assert not middle_is_coral(canvas), "it is asked anew"


def test_colours_go_while_a_line_is_drawn(canvas: SketchCanvas) -> None:
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseMove(canvas, QPoint(40, 20))
    assert not middle_is_coral(canvas)


def test_colours_follow_the_size_of_the_sheet(canvas: SketchCanvas) -> None:
    canvas.resize(420, 420)
    assert middle_is_coral(canvas)
    assert canvas.grab().toImage().pixelColor(20, 20).lightness() > 220, "paper far from ink"


def test_no_heat_takes_the_colours_away(canvas: SketchCanvas) -> None:
    canvas.set_heat(None, None)
    assert not middle_is_coral(canvas)
