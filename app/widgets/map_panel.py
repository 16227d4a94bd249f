"""The present map: name, comment, base, reach, and what can be done with it as a whole."""

import math
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import GAP, GRID
from app.widgets.gesture_slider import GestureSlider
from app.widgets.map_choice import MapChoice
from models.sketch_map.sketch_map import REACH_RANGE, SketchMap

WIDTH: Final = 256
STEPS: Final = 100
"""Steps of the reach from its middle, 1, to either end."""


class Comment(QPlainTextEdit):
    """A few lines of text; what is typed between coming and going is one gesture."""

    edited = Signal(str, int)

    def __init__(self) -> None:
        super().__init__(placeholderText="What is this map for?")
        self.setAccessibleName("comment on the map")
        self.setTabChangesFocus(True)
        self._gesture = 0
        self.textChanged.connect(lambda: self.edited.emit(self.toPlainText(), self._gesture))

    def set_text(self, text: str) -> None:
        """Show a text that came from elsewhere."""
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._gesture += 1
        super().focusInEvent(event)


class MapPanel(QFrame):
    """State comes down by `set_map`; what a person does goes up as signals."""

    renamed = Signal(str)
    commented = Signal(str, int)
    reach_edited = Signal(float, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.choice = MapChoice()
        self.name = QLineEdit(maxLength=200)
        self.name.setAccessibleName("name of the map")
        self.comment = Comment()
        self.base = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.base.setProperty("role", "secondary")
        self.factor = QLabel(alignment=Qt.AlignmentFlag.AlignRight)
        self.reach = GestureSlider(-STEPS, STEPS, name="reach")
        self.reach.setToolTip("How far around a taught drawing its sound is heard. The middle suits most maps.")
        self.new, self.open, self.save_as, self.duplicate, self.delete, self.train = (
            QPushButton(text) for text in ("New", "Open…", "Save as…", "Duplicate", "Delete", "Train…")
        )
        for button, tip in (
            (self.new, "An empty map on the same base"),
            (self.open, "Take in a map file (.boubamap); dropping it on the window does the same"),
            (self.save_as, "Write the map to a file of its own, to keep or to share"),
            (self.duplicate, "A copy of this map, to try something"),
            (self.delete, "Take this map away; undo brings it back"),
        ):
            button.setToolTip(tip)
        self._arrange()
        self.name.editingFinished.connect(lambda: self.renamed.emit(self.name.text()))
        self.comment.edited.connect(self.commented)
        self.reach.edited.connect(lambda step, gesture: self.reach_edited.emit(reach_of(step), gesture))

    def set_map(self, sketch_map: SketchMap, *, base: str, is_own: bool) -> None:
        """Show a map; one that came with the program cannot be changed. `base` says what it stands on."""
        for widget in (self.name, self.comment, self.reach, self.delete):
            widget.setEnabled(is_own)
        self.name.setText(sketch_map.name)
        self.comment.set_text(sketch_map.comment)
        self.base.setText(base)
        self.reach.set_shown(step_of(sketch_map.reach))
        self.factor.setText(f"× {sketch_map.reach:.2f}")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        for widget in (self.choice, self.name, self.base, self.comment):
            column.addWidget(widget)
        self.comment.setFixedHeight(112)
        row = QHBoxLayout()
        row.addWidget(QLabel("reach"))
        row.addWidget(self.factor, 1)
        column.addLayout(row)
        column.addWidget(self.reach)
        column.addWidget(self.train)
        column.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for index, button in enumerate((self.new, self.duplicate, self.open, self.save_as)):
            grid.addWidget(button, index // 2, index % 2)
        grid.addWidget(self.delete, 2, 0, 1, 2)
        column.addLayout(grid)


def reach_of(step: int) -> float:
    """The reach of a step of the slider: even steps to the ear, 1 in the middle."""
    return float(REACH_RANGE[1] ** (step / STEPS))


def step_of(reach: float) -> int:
    """The step nearest to a reach."""
    return round(STEPS * math.log(reach) / math.log(REACH_RANGE[1]))
