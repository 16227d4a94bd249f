"""The chosen example: its drawing, its sound in words, and what can be done with it."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.item_models.example_list import Lesson
from app.painting import thumbnail
from app.theme import GAP, GRID
from app.widgets.gesture_slider import GestureSlider

PICTURE: Final = 216
WIDTH: Final = PICTURE + 2 * GAP + 2


class ExamplePanel(QFrame):
    """State comes down by `set_lesson`; what a person does goes up as signals, with the id of the example."""

    renamed = Signal(str, str)
    weight_edited = Signal(str, float, int)
    """Id, weight from 0 to 1, gesture."""
    enabled_edited = Signal(str, bool)
    drawn = Signal(str)
    auditioned = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = ""
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedSize(QSize(PICTURE, PICTURE))
        self.name = QLineEdit(placeholderText="name", maxLength=200)
        self.name.setAccessibleName("name of the drawing")
        self.sound = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.sound.setProperty("role", "secondary")
        self.conflict = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.conflict.setProperty("role", "warning")
        self.enabled = QCheckBox("counts")
        self.enabled.setToolTip("A drawing that does not count is kept, and not heard")
        self.percent = QLabel(alignment=Qt.AlignmentFlag.AlignRight)
        self.weight = GestureSlider(0, 100, name="weight in per cent")
        self.weight.setToolTip("How strongly this drawing pulls towards its sound")
        self.draw = QPushButton("Draw this")
        self.draw.setToolTip("Put the drawing and its sound on the page Play (Enter)")
        self.listen = QPushButton("Listen")
        self.listen.setToolTip("Play a note of its sound (Space)")
        self.remove = QPushButton("Remove")
        self.remove.setToolTip("Take it out of the map; undo brings it back (Delete)")
        self._arrange()
        self.name.editingFinished.connect(self._rename)
        self.weight.edited.connect(lambda value, gesture: self.weight_edited.emit(self._id, value / 100.0, gesture))
        self.enabled.clicked.connect(lambda on: self.enabled_edited.emit(self._id, on))
        for button, signal in ((self.draw, self.drawn), (self.listen, self.auditioned), (self.remove, self.removed)):
            button.clicked.connect(lambda _checked=False, emitted=signal: emitted.emit(self._id))
        self.set_lesson(None)

    def set_lesson(self, lesson: Lesson | None, *, is_own: bool = True) -> None:
        """Show an example, or nothing; one that is not the player's own cannot be changed."""
        changes = (self.name, self.weight, self.enabled, self.remove)
        for child in self.findChildren(QWidget):
            child.setEnabled(lesson is not None and (is_own or child not in changes))
        if lesson is None:
            self._id = ""
            self.picture.clear()
            for widget in (self.name, self.sound, self.conflict, self.percent):
                widget.clear()
            self.weight.set_shown(0)
            self.conflict.setVisible(False)
            return
        example = lesson.example
        is_other, self._id = example.id != self._id, example.id
        self.picture.setPixmap(thumbnail(example.sketch, PICTURE, scale=2.0))
        if is_other or not self.name.hasFocus():
            self.name.setText(example.name)
        self.sound.setText(lesson.sound)
        self.conflict.setText(lesson.conflict)
        self.conflict.setVisible(bool(lesson.conflict))
        percent = round(100.0 * example.weight)
        self.percent.setText(f"{percent} %")
        self.weight.set_shown(percent)
        with QSignalBlocker(self.enabled):
            self.enabled.setChecked(example.enabled)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        for widget in (self.picture, self.name, self.sound, self.conflict):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(QLabel("weight"))
        row.addWidget(self.percent, 1)
        column.addLayout(row)
        column.addWidget(self.weight)
        column.addWidget(self.enabled)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.draw)
        buttons.addWidget(self.listen)
        column.addLayout(buttons)
        column.addWidget(self.remove)

    def _rename(self) -> None:
        if self._id:
            self.renamed.emit(self._id, self.name.text())
