"""The tool Morph in the right column: the pad, what it blends, and the path of its cursor."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.morph_pad import Pad, Space
from app.theme import GRID, Accent
from app.widgets.morph_pad_view import LEAST, WIDEST, MorphPadView
from app.widgets.page_switcher import PageSwitcher
from app.widgets.tool_button import ToolButton

RECORD_TIP: Final = "Record where the cursor goes, from its first movement to its last; press again to end"
WIDE: Final = 440
"""Width from which the controls stand beside the pad."""
TITLE: Final = 28
SPACES: Final = tuple(Space)
SPACE_TIP: Final = (
    "sounds: the knobs move between the sounds of the corners. The drawing on the canvas stays as it is, "
    "and so do locked knobs.\n"
    "drawings: the drawings become one another on the canvas, and the map says how that sounds. "
    "Where you let go, that drawing is yours."
)


class MorphPage(QWidget):
    """State comes down by `set_…`; what a hand does goes up from the pad and the signals here."""

    space_edited = Signal(object)
    """A Space."""
    record_edited = Signal(bool)
    play_edited = Signal(bool)
    loops_edited = Signal(bool)
    path_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel("MORPH")
        title.setProperty("role", "section")
        self.pad = MorphPadView()
        self.space = PageSwitcher(tuple(space.value for space in SPACES))
        self.space.setAccessibleName("what the pad blends")
        self.space.setToolTip(SPACE_TIP)
        self.record = ToolButton("record", "record", tip=RECORD_TIP, accent=Accent.RED)
        self.play = ToolButton("play", "play", tip="Play the recorded path; press again to stop")
        self.loop = ToolButton("loop", "loop", tip="Play the path again and again, or once")
        self.clear = ToolButton("clear", "clear the path", tip="Forget the path", checkable=False)
        self.length = QLabel()
        self.length.setProperty("role", "small")
        self.space.page_chosen.connect(lambda index: self.space_edited.emit(SPACES[index]))
        self.record.toggled.connect(self.record_edited)
        self.play.toggled.connect(self.play_edited)
        self.loop.toggled.connect(self.loops_edited)
        self.clear.clicked.connect(self.path_cleared)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(title)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(GRID)
        self._body.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(self._controls(), 1)
        column.addLayout(self._body)
        column.addStretch(1)
        self.set_pad(Pad())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= WIDE
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(2 * GRID if wide else GRID)
        # Beside its controls the pad is as high as the page; above them as wide.
        side = min(WIDEST, max(LEAST, event.size().height() - TITLE))
        self.pad.setMinimumWidth(side if wide else LEAST)
        self.pad.setMaximumWidth(side if wide else WIDEST)

    def _controls(self) -> QVBoxLayout:
        blend, buttons, both = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        both.setSpacing(GRID)
        blend.addWidget(self.space)
        blend.addStretch(1)
        buttons.setSpacing(GRID // 2)
        for button in (self.record, self.play, self.loop, self.clear):
            buttons.addWidget(button)
        buttons.addSpacing(GRID // 2)
        buttons.addWidget(self.length)
        buttons.addStretch(1)
        both.addLayout(blend)
        both.addLayout(buttons)
        both.addStretch(1)
        return both

    def set_pad(self, pad: Pad) -> None:
        """Show a pad, and what can be done with it."""
        self.pad.set_pad(pad)
        self.space.set_current(SPACES.index(pad.space))
        with QSignalBlocker(self.loop):
            self.loop.setChecked(pad.loops and bool(pad.path))
        self.record.setEnabled(pad.can_morph)
        for widget in (self.play, self.loop, self.clear):
            widget.setEnabled(bool(pad.path) and pad.can_morph)
        self.clear.setEnabled(bool(pad.path))
        self.length.setText(f"{pad.duration_s:.1f} s" if pad.path else "")

    def set_running(self, recording: bool, playing: bool) -> None:
        """Show whether the path is recorded or played."""
        for button, on in ((self.record, recording), (self.play, playing)):
            with QSignalBlocker(button):
                button.setChecked(on)
            button.update()
        self.pad.set_recording(recording)
