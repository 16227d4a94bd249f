"""Canvas tests: the program's theme, no display, a canvas whose edits come back to it as from a document."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.theme import apply_theme
from app.widgets.sketch_canvas import SketchCanvas


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> Iterator[None]:
    if not qapp.styleSheet():
        apply_theme(qapp, reduce_motion=True)
    yield
    qapp.clipboard().clear()


@pytest.fixture
def canvas(qtbot: QtBot) -> SketchCanvas:
    canvas = SketchCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.sketch_edited.connect(lambda sketch, _words: canvas.set_sketch(sketch))
    canvas.show()
    return canvas
