"""Play: the canvas, the sound in signal order, what the drawing means; below what is heard, and the keys."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.theme import GAP, GRID
from app.widgets.canvas_toolbar import CanvasToolbar
from app.widgets.nearest_presets import NearestPresets
from app.widgets.patch_panel import PatchPanel
from app.widgets.piano_keyboard import PianoKeyboard
from app.widgets.scope import Scope
from app.widgets.sketch_canvas import SketchCanvas
from app.widgets.spectrogram import Spectrogram
from app.widgets.wheels import PianoWheels

MEANING_WIDTH: Final = 240
MEANING_FROM: Final = 1400
"""Windows narrower than this hide the right column: the sound needs the room."""


def panel(*, spacing: int = GRID) -> tuple[QFrame, QVBoxLayout]:
    """A panel and the column in it."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(GAP, GAP - 2, GAP, GAP)
    column.setSpacing(spacing)
    return frame, column


def section(text: str) -> QLabel:
    """The small capitals above a part of a panel."""
    label = QLabel(text.upper())
    label.setProperty("role", "section")
    return label


class PlayPage(QWidget):
    """Widgets in their places; what they do is joined in `app.build`."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = SketchCanvas()
        self.toolbar = CanvasToolbar()
        self.patch_panel = PatchPanel()
        self.nearest = NearestPresets()
        self.spectrogram = Spectrogram()
        self.scope = Scope()
        self.wheels = PianoWheels()
        self.keyboard = PianoKeyboard()
        self.audition = QCheckBox("audition strokes")
        self.audition.setToolTip("Play a note when a stroke ends, unless notes are held")
        self.sustain = QCheckBox("sustain (space)")
        self.panic = QPushButton("Panic")
        self.panic.setToolTip("Silence everything (Esc)")
        self.keys_hint = QLabel()
        self.keys_hint.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(self._upper(), 6)
        column.addLayout(self._heard(), 2)
        column.addWidget(self._keys())

    def _upper(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        drawing, column = panel()
        column.addWidget(self.toolbar)
        column.addWidget(self.canvas, 1)
        row.addWidget(drawing, 10)
        row.addWidget(self.patch_panel, 15)
        self._meaning, column = panel()
        self._meaning.setFixedWidth(MEANING_WIDTH)
        column.addWidget(section("what this drawing means"))
        column.addWidget(self.nearest)
        column.addStretch(1)
        column.addWidget(section("playing"))
        column.addWidget(self.audition)
        column.addWidget(self.sustain)
        column.addWidget(self.keys_hint)
        column.addWidget(self.panic)
        row.addWidget(self._meaning)
        return row

    def _heard(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.spectrogram, 2)
        row.addWidget(self.scope, 1)
        for view in (self.spectrogram, self.scope):
            view.setMinimumHeight(110)
            view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return row

    def _keys(self) -> QFrame:
        frame, column = panel()
        frame.setFixedHeight(112)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.wheels, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.keyboard, 1)
        column.addLayout(row)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._meaning.setVisible(self.width() >= MEANING_FROM)
