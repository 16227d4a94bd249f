"""The right of Scene: how freely, how fast and how strongly the picture follows the sound."""

from typing import Final

from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.scene_rows import LOOP_RATE, PAINTING
from app.theme import GAP, GRID, Accent
from app.widgets.knob import Knob
from app.widgets.listen_panel import section

KNOBS_A_ROW: Final = 3
SIDES: Final = ("A", "B")
SIDE_WIDTH: Final = 34


class ShapePanel(QFrame):
    """State comes down by `set_…`; what a person does goes up as signals of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.knobs = {row.id: Knob(row, Accent.CORAL) for row in PAINTING}
        self.sides = tuple(_side(name) for name in SIDES)
        together = QButtonGroup(self)
        for button in self.sides:
            together.addButton(button)
        self.sides[0].setChecked(True)
        self.hold = _button("Hold", "Keep this picture while the sound goes on")
        self.hold.setCheckable(True)
        self.new_seed = _button("New seed", "Another picture of the same sound")
        self.stage = _button("Stage", "The picture alone, over the whole screen (Escape comes back)")
        self.to_canvas = _button("To canvas", "Draw what is seen in this picture, and hear that drawing")
        self.to_voice = _button("To voice", "Make a sound of this picture that the keys play")
        self.save = _button("Save…", "Write the picture as a PNG file")
        self.loop = _button("Loop", "Sound, picture, drawing, sound: again and again, until it is pressed again")
        self.loop.setCheckable(True)
        self.loop_rate = Knob(LOOP_RATE, Accent.CORAL)
        self.record = _button("Record take", "")
        self.record.setProperty("role", "primary")
        self.show_recording(seconds=None)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(section("SHAPE THE PICTURE"), 1)
        for side in self.sides:
            head.addWidget(side)
        column.addLayout(head)
        knobs = QGridLayout()
        for place, knob in enumerate((*self.knobs.values(), self.loop_rate)):
            knobs.addWidget(knob, *divmod(place, KNOBS_A_ROW))
        column.addLayout(knobs)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for column_at, button in enumerate((self.hold, self.new_seed, self.stage)):
            grid.addWidget(button, 0, column_at)
        grid.addWidget(self.to_canvas, 1, 0)
        grid.addWidget(self.to_voice, 1, 1)
        grid.addWidget(self.save, 1, 2)
        column.addLayout(grid)
        last = QHBoxLayout()
        last.setSpacing(GRID)
        last.addWidget(self.loop, 1)
        last.addWidget(self.record, 2)
        column.addLayout(last)

    def show_recording(self, *, seconds: float | None) -> None:
        """A take is so long by now; None when none is recorded."""
        self.record.setText("Record take" if seconds is None else f"Stop recording · {seconds:.0f} s")
        tip = "Record what is heard, and the three seconds before" if seconds is None else "Keep the take"
        self.record.setToolTip(tip)


def _side(name: str) -> QPushButton:
    button = _button(name, f"Way {name} to paint: engine, seed and knobs. Flip between both to compare them")
    button.setCheckable(True)
    button.setFixedWidth(SIDE_WIDTH)
    button.setAccessibleName(f"way {name} to paint")
    return button


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
