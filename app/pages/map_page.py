"""Map: what was taught, as drawings; the chosen one; and the map as a whole."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.item_models.example_list import LESSON, ExampleList, Lesson
from app.theme import GAP
from app.widgets.example_delegate import CARD, ExampleCard
from app.widgets.example_panel import ExamplePanel
from app.widgets.map_panel import MapPanel

INVITATION: Final = "Teach it your shapes"
ACTIONS: Final = (
    ("draw", "Draw this", "Return"),
    ("listen", "Listen", "Space"),
    ("switch", "Count, or not", "Ctrl+D"),
    ("rename", "Rename…", "Ctrl+R"),
    ("remove", "Remove", "Delete"),
)


CHANGES: Final = ("switch", "rename", "remove")
"""Actions that a map which came with the program does not take."""


class MapPage(QWidget):
    """A grid of taught drawings; a click plays one, a double click or Enter draws it."""

    drawn = Signal(str)
    """Id of the example."""
    auditioned = Signal(str)
    removed = Signal(object)
    """Ids of the examples."""
    enabled_edited = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._is_own = True
        self.examples = ExampleList(self)
        self.panel, self.map = ExamplePanel(), MapPanel()
        self.grid = self._make_grid()
        self.actions_by_name = self._make_actions()
        self.go_and_draw = QPushButton("Draw a shape")
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._hint.setProperty("role", "secondary")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty())
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, GAP)
        row.setSpacing(GAP)
        row.addLayout(self._stack, 1)
        row.addWidget(self.panel)
        row.addWidget(self.map)
        self.panel.drawn.connect(self.drawn)
        self.panel.auditioned.connect(self.auditioned)
        self.panel.enabled_edited.connect(self.enabled_edited)
        self.panel.removed.connect(lambda id: self.removed.emit((id,)))
        self.panel.name.returnPressed.connect(self.grid.setFocus)
        self.map.name.returnPressed.connect(self.grid.setFocus)
        self.examples.dataChanged.connect(self._show_chosen)

    @property
    def lesson(self) -> Lesson | None:
        """The chosen example, if one is."""
        index = self.grid.currentIndex()
        lesson: Lesson | None = index.data(LESSON) if index.isValid() else None
        return lesson

    @property
    def first(self) -> QWidget:
        """What gets the focus when the page is shown."""
        return self.go_and_draw if self._stack.currentIndex() else self.grid

    @property
    def hint(self) -> str:
        """What an empty grid says instead; "" when there are examples."""
        return self._hint.text() if self._stack.currentIndex() else ""

    def set_lessons(self, lessons: Sequence[Lesson], *, hint: str, is_own: bool = True) -> None:
        """Show these; the chosen one stays chosen, or the one that takes its place. `hint` is for none at all.

        Those of a map that came with the program can be drawn and heard, not changed.
        """
        self._is_own = is_own
        before, place = self.lesson, self.grid.currentIndex().row()
        self.examples.set_lessons(lessons)
        ids = [lesson.example.id for lesson in lessons]
        if before is not None and before.example.id in ids:
            place = ids.index(before.example.id)
        elif len(ids) == 1 or place < 0:
            place = 0
        if ids and not self.grid.selectionModel().hasSelection():
            # Said in full: the view itself would look at the keys that are down, Ctrl of Ctrl+T among them.
            choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.grid.selectionModel().setCurrentIndex(self.examples.index(min(place, len(ids) - 1), 0), choose)
        self._hint.setText(hint)
        self._stack.setCurrentIndex(0 if ids else 1)
        self.panel.setVisible(bool(ids))
        self._show_chosen()

    def menu(self) -> QMenu:
        """What one can do with the chosen example, shown by the caller."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.actions_by_name.values()))
        return menu

    def _make_grid(self) -> QListView:
        grid = QListView()
        grid.setAccessibleName("taught drawings")
        grid.setViewMode(QListView.ViewMode.IconMode)
        grid.setResizeMode(QListView.ResizeMode.Adjust)
        grid.setMovement(QListView.Movement.Static)
        grid.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        grid.setUniformItemSizes(True)
        grid.setGridSize(CARD)
        grid.setMouseTracking(True)
        grid.setItemDelegate(ExampleCard(grid))
        grid.setModel(self.examples)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._open_menu)
        grid.clicked.connect(lambda index: self.auditioned.emit(index.data(LESSON).example.id))
        grid.doubleClicked.connect(lambda index: self.drawn.emit(index.data(LESSON).example.id))
        grid.selectionModel().currentChanged.connect(self._show_chosen)
        return grid

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "draw": lambda: self._emit(self.drawn), "listen": lambda: self._emit(self.auditioned),
            "switch": self._switch, "rename": self._rename, "remove": self._remove,
        }  # fmt: skip
        actions = {}
        for name, text, shortcut in ACTIONS:
            action = QAction(text, self.grid)
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slots[name])
            self.grid.addAction(action)
            actions[name] = action
        return actions

    def _empty(self) -> QWidget:
        place = QFrame()
        place.setProperty("role", "panel")
        title = QLabel(INVITATION, alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("role", "title")
        column = QVBoxLayout(place)
        column.setSpacing(GAP)
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(self._hint)
        column.addSpacing(GAP)
        column.addWidget(self.go_and_draw, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return place

    def _show_chosen(self) -> None:
        self.panel.set_lesson(self.lesson, is_own=self._is_own)
        for name, action in self.actions_by_name.items():
            action.setEnabled(self.lesson is not None and (self._is_own or name not in CHANGES))

    def _open_menu(self, place: QPoint) -> None:
        if self.grid.indexAt(place).isValid():
            self.menu().popup(self.grid.viewport().mapToGlobal(place))

    def _emit(self, signal: object) -> None:
        if self.lesson is not None:
            signal.emit(self.lesson.example.id)  # type: ignore[attr-defined]

    def _switch(self) -> None:
        if self.lesson is not None:
            self.enabled_edited.emit(self.lesson.example.id, not self.lesson.example.enabled)

    def _rename(self) -> None:
        self.panel.name.setFocus()
        self.panel.name.selectAll()

    def _remove(self) -> None:
        chosen: list[QModelIndex] = self.grid.selectedIndexes()
        if chosen:
            self.removed.emit(tuple(index.data(LESSON).example.id for index in chosen))
