"""Play: the canvas, the sound in signal order, what the drawing means; below what is heard, and the keys."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.theme import GAP, GRID
from app.widgets.canvas_toolbar import CanvasToolbar
from app.widgets.heat_legend import HeatLegend
from app.widgets.map_choice import MapChoice
from app.widgets.nearest_presets import NearestPresets
from app.widgets.patch_panel import PatchPanel
from app.widgets.piano_keyboard import PianoKeyboard
from app.widgets.property_bars import PropertyBars
from app.widgets.scope import Scope
from app.widgets.sketch_canvas import SketchCanvas
from app.widgets.spectrogram import Spectrogram
from app.widgets.steering import SteeringButtons, SteeringPages
from app.widgets.wheels import PianoWheels

MEANING_WIDTH: Final = 240
MEANING_FROM: Final = 1400
"""In windows narrower than this the right column is a page of the sound, which needs the room."""
TWO_ROWS_FROM: Final = 780
"""In windows lower than this the canvas keeps the room of a second row of bars."""
MEANING: Final = "Nearest"
TEACH: Final = "Teach: this drawing = this sound"
ENVELOPE_HEIGHT: Final = 140
WIDEST: Final = 16777215
"""Qt's QWIDGETSIZE_MAX: as wide as there is room."""


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
        self.bars = PropertyBars()
        self.legend = HeatLegend()
        self._seen = QStackedWidget()
        self.patch_panel = PatchPanel()
        self.map_choice = MapChoice()
        self.nearest = NearestPresets()
        self.teach = QPushButton(TEACH)
        self.teach.setProperty("role", "primary")
        self.steering_buttons = SteeringButtons()
        self.steering = SteeringPages(_under("what this drawing means", self.nearest))
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
        self.splitters = {"play columns": QSplitter(), "play rows": QSplitter(Qt.Orientation.Vertical)}
        """What a player may divide otherwise, by name."""
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        rows = self.splitters["play rows"]
        rows.addWidget(self._upper(self.splitters["play columns"]))
        rows.addWidget(self._heard())
        _divide(rows, (6, 2))
        column.addWidget(rows, 1)
        column.addWidget(self._keys())

    def _upper(self, columns: QSplitter) -> QWidget:
        drawing, column = panel()
        column.addWidget(self.toolbar)
        column.addWidget(self.canvas, 1)
        for what in (self.bars, self.legend):
            self._seen.addWidget(what)
        self._seen.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column.addWidget(self._seen)
        self._below_canvas = QHBoxLayout()
        self._below_canvas.setSpacing(GRID)
        column.addLayout(self._below_canvas)
        columns.addWidget(drawing)
        columns.addWidget(self.patch_panel)
        _divide(columns, (10, 15))
        self._fill_meaning()
        both, self._upper_row = _beside(columns, self._meaning, stretches=(1, 0))
        return both

    def _fill_meaning(self) -> None:
        self._meaning, column = panel()
        self._meaning.setFixedWidth(MEANING_WIDTH)
        self._is_folded = False
        self._meaning_column = column
        column.addWidget(self.map_choice)
        column.addWidget(self.steering)
        column.addWidget(self.teach)
        column.addWidget(self.steering_buttons)
        column.addWidget(self.audition)
        column.addStretch(1)
        # Folded, it goes: the page beside it has the same envelope with its knobs.
        self._envelope = (section("envelope"), self.patch_panel.envelope_view())
        self._envelope[1].setMaximumHeight(ENVELOPE_HEIGHT)
        self.steering.tool_shown.connect(self._show_envelope)
        column.addWidget(self._envelope[0])
        column.addWidget(self._envelope[1], 2)

    def _heard(self) -> QWidget:
        for view in (self.spectrogram, self.scope):
            view.setMinimumHeight(90)
            view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return _beside(self.spectrogram, self.scope, stretches=(2, 1))[0]

    def _keys(self) -> QFrame:
        frame, column = panel()
        frame.setFixedHeight(112)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.wheels, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.keyboard, 1)
        row.addLayout(self._playing())
        column.addLayout(row)
        return frame

    def _playing(self) -> QVBoxLayout:
        """What a hand reaches for while it plays, one click away in a window of any size."""
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addWidget(self.sustain)
        column.addWidget(self.keys_hint, 1)
        column.addWidget(self.panic)
        return column

    def open_tool(self, name: str) -> None:
        """Open a tool, and in a narrow window the page that it is on."""
        self.patch_panel.show_added(self._meaning)
        self.steering.show_tool(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.bars.set_rows(2 if self.height() >= TWO_ROWS_FROM else 1)
        folded = self.width() < MEANING_FROM
        if folded == self._is_folded:
            return
        self._is_folded = folded
        self._show_envelope()
        self._place_teaching(folded=folded)
        column = self._meaning_column
        column.setStretch(column.indexOf(self.steering), 1 if folded else 0)
        column.setStretch(column.indexOf(self.audition) + 1, 0 if folded else 1)
        if folded:
            self._meaning.setMinimumWidth(0)
            self._meaning.setMaximumWidth(WIDEST)
            self.patch_panel.add_page(MEANING, self._meaning)
        else:
            self.patch_panel.remove_page(self._meaning)
            self._upper_row.addWidget(self._meaning)
            self._meaning.setFixedWidth(MEANING_WIDTH)
            self._meaning.show()

    def show_legend(self, on: bool) -> None:
        """Under the canvas: what the colours over the drawing mean, or what is measured in it."""
        self._seen.setCurrentWidget(self.legend if on else self.bars)

    def _show_envelope(self) -> None:
        """It gives its room to a tool that is open."""
        for widget in self._envelope:
            widget.setVisible(not self._is_folded and not self.steering.tool)

    def _place_teaching(self, *, folded: bool) -> None:
        """The map and the warm button are seen always: in a narrow window they stand below the canvas."""
        if folded:
            self._below_canvas.addWidget(self.map_choice, 1)
            self._below_canvas.addWidget(self.teach)
        else:
            self._meaning_column.insertWidget(0, self.map_choice)
            self._meaning_column.insertWidget(self._meaning_column.indexOf(self.steering) + 1, self.teach)


def _under(title: str, widget: QWidget) -> QWidget:
    """A widget with its title, at the top of its room."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    column.addWidget(section(title))
    column.addWidget(widget)
    column.addStretch(1)
    return both


def _beside(left: QWidget, right: QWidget, *, stretches: tuple[int, int]) -> tuple[QWidget, QHBoxLayout]:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for widget, stretch in zip((left, right), stretches, strict=True):
        row.addWidget(widget, stretch)
    return both, row


def _divide(splitter: QSplitter, shares: tuple[int, int]) -> None:
    """Nothing can be closed by accident; a larger window is shared as it was."""
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for index, share in enumerate(shares):
        splitter.setStretchFactor(index, share)
    splitter.setSizes([100 * share for share in shares])
