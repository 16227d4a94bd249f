"""The gallery of takes: what was recorded, as pictures and waveforms."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from app.item_models.take_list import TAKE, TakeList
from app.takes import Take
from app.theme import GAP, GRID
from app.widgets.listen_panel import section
from app.widgets.take_delegate import TakeRow
from app.widgets.take_list_view import TakeListView

EMPTY: Final = "Nothing recorded yet. A take begins three seconds before you press, and is kept even after a crash."
ACTIONS: Final = (
    ("play", "Play", "Return"),
    ("rename", "Rename…", "Ctrl+R"),
    ("trim", "Trim…", "Ctrl+K"),
    ("save_sound", "Save as WAV…", ""),
    ("save_picture", "Save picture…", ""),
    ("save_film", "Save film…", ""),
    ("save_sheet", "Save all pictures as one sheet…", ""),
    ("to_canvas", "Draw this picture", ""),
    ("mimic", "Mimic this sound", ""),
    ("delete", "Delete", "Delete"),
)


class TakePanel(QFrame):
    """State comes down by `set_takes`; what a person asks for goes up as `asked`."""

    asked = Signal(str, object)
    """The name of an action, and the take."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.model = TakeList(self)
        self.list = TakeListView()
        self.list.setMouseTracking(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(TakeRow(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("background: transparent; border: none;")
        self.list.setAccessibleName("takes")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.doubleClicked.connect(lambda _index: self._ask("play"))
        self.hint = QLabel(EMPTY, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("role", "secondary")
        self.actions_by_name = self._make_actions()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        column.addWidget(section("TAKES"))
        column.addLayout(self._stack, 1)
        self.set_takes(())

    @property
    def take(self) -> Take | None:
        """The chosen one, if one is."""
        index: QModelIndex = self.list.currentIndex()
        take: Take | None = index.data(TAKE) if index.isValid() else None
        return take

    def set_takes(self, takes: Sequence[Take]) -> None:
        """Show these; the chosen one stays chosen."""
        chosen = self.take.path if self.take is not None else None
        self.model.set_takes(takes)
        for row, take in enumerate(takes):
            if take.path == chosen:
                self.list.setCurrentIndex(self.model.index(row))
        self._stack.setCurrentIndex(0 if takes else 1)

    def menu(self) -> QMenu:
        """What can be done with the chosen take."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.actions_by_name.values():
            menu.addAction(action)
        take = self.take
        for name in ("save_picture", "to_canvas"):
            self.actions_by_name[name].setEnabled(take is not None and take.picture is not None)
        return menu

    def _make_actions(self) -> dict[str, QAction]:
        actions = {}
        for name, text, shortcut in ACTIONS:
            action = QAction(text, self.list)
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, name=name: self._ask(name))
            self.list.addAction(action)
            actions[name] = action
        return actions

    def _open_menu(self, place: QPoint) -> None:
        if self.list.indexAt(place).isValid():
            self.menu().popup(self.list.viewport().mapToGlobal(place))

    def _ask(self, name: str) -> None:
        if self.take is not None:
            self.asked.emit(name, self.take)
