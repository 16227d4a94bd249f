"""The list of shortcuts: every action, and what the hands do on canvas, knobs and keys."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.key_places import KEYS, STEERING, letter
from app.theme import GAP, GRID

PLAY: Final = (
    ("Space", "sustain"),
    ("Alt+1 … Alt+4", "sounds A to D"),
    ("F2  F3  F4  F5", "pages Play, Scene, Library and Map"),
)
HANDS: Final = (
    ("Draw", (
        ("Delete", "clear the drawing"),
        ("Shift, Alt", "straight or square, from the middle"),
        ("Ctrl+wheel", "line width"),
        ("Arrow keys", "move the drawing"),
        ("Right button, Esc", "give up a stroke"),
    )),
    ("Knobs", (
        ("Drag, wheel", "turn; with Shift finely"),
        ("Double click, Delete", "default"),
        ("Enter", "type a value"),
        ("Ctrl+L", "lock against predictions"),
        ("Arrow keys, Page Up, Page Down", "small and large steps"),
        ("Home, End", "lowest, highest"),
        ("Ctrl+C, Ctrl+V", "copy, paste the value"),
        ("Right click", "everything else"),
    )),
    ("Morph", (
        ("Arrow keys, Home", "move the cursor, with Shift finely; to the middle"),
        ("Enter, right click", "what stands at a corner"),
        ("Delete", "clear the nearest corner"),
        ("Right button, Esc", "give up a movement"),
    )),
    ("Scene", (
        ("Drag the picture, or a take's", "over the button Play to the canvas, or to another program"),
        ("Drag a take by its name", "over the button Play to Mimic, or to another program"),
        ("Enter, double click", "play a take"),
        ("Ctrl+K, Ctrl+R", "trim a take, rename it"),
        ("Delete", "delete a take, undo brings it back"),
    )),
    ("Library", (
        ("Enter, double click", "load"),
        ("Ctrl+D", "favourite"),
        ("Ctrl+R, Ctrl+T", "rename, tags"),
        ("Delete", "delete, undo brings it back"),
    )),
    ("Map", (
        ("Click, Space", "listen to a drawing"),
        ("Double click, Enter", "draw it again, with its sound"),
        ("Ctrl+D", "let it count, or not"),
        ("Ctrl+R", "rename"),
        ("Delete", "remove, undo brings it back"),
    )),
)  # fmt: skip


def action_rows(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """Shortcut and text of every action that has one."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (
            ", ".join(keys.toString(native) for keys in action.shortcuts()),
            action.text().replace("&", "").replace("…", ""),
        )
        for action in actions
        if action.shortcuts()
    ]


def piano_rows(written: Mapping[Qt.Key, str]) -> list[tuple[str, str]]:
    """The computer keys that play; `written` is what stands on them, where known."""
    keys = [letter(key, written) for key in KEYS]
    down, up, softer, louder = (letter(key, written) for key in STEERING)
    return [
        (f"{' '.join(keys[:6])} … {' '.join(keys[-2:])}", "play, black keys in the upper row"),
        (f"{down}  {up}", "octave down, up"),
        (f"{softer}  {louder}", "softer, louder"),
    ]


class ShortcutsDialog(QDialog):
    """Two columns: the menus on the left, the hands on the right."""

    def __init__(
        self, actions: Iterable[QAction], parent: QWidget | None = None, *, written: Mapping[Qt.Key, str] | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.resize(760, 620)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setSpacing(4 * GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(_table("Menu", action_rows(actions)))
        right.addWidget(_table("Play", [*piano_rows(written or {}), *PLAY]))
        for title, rows in HANDS:
            right.addWidget(_table(title, rows))
        for column in (left, right):
            column.addStretch(1)
            row.addLayout(column, 1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("shortcuts")
        area.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(area, 1)
        whole.addWidget(buttons)


def _table(title: str, rows: Iterable[tuple[str, str]]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, GAP)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID - 2)
    grid.setColumnStretch(1, 1)
    head = QLabel(title.upper())
    head.setProperty("role", "section")
    grid.addWidget(head, 0, 0, 1, 2)
    for index, (keys, words) in enumerate(rows, start=1):
        what = QLabel(words, wordWrap=True)
        what.setProperty("role", "secondary")
        grid.addWidget(QLabel(keys), index, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, index, 1, Qt.AlignmentFlag.AlignTop)
    return table
