"""The right of Scene: how freely, how fast and how strongly the picture follows the sound."""

from typing import Final

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.scene_rows import PAINTING
from app.theme import GAP, GRID, Accent
from app.widgets.knob import Knob
from app.widgets.listen_panel import section

WIDTH: Final = 320


class ShapePanel(QFrame):
    """State comes down by `set_…`; what a person does goes up as signals of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.knobs = {row.id: Knob(row, Accent.CORAL) for row in PAINTING}
        self.hold = _button("Hold", "Keep this picture while the sound goes on")
        self.hold.setCheckable(True)
        self.new_seed = _button("New seed", "Another picture of the same sound")
        self.stage = _button("Stage", "The picture alone, over the whole screen (Escape comes back)")
        self.save = _button("Save picture…", "Write the picture as a PNG file")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(section("SHAPE THE PICTURE"))
        knobs = QHBoxLayout()
        for knob in self.knobs.values():
            knobs.addWidget(knob)
        column.addLayout(knobs)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for place, button in enumerate((self.hold, self.new_seed, self.stage, self.save)):
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        column.addStretch(1)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
