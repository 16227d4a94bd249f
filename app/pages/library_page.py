"""Library: presets as drawings, with a search, parts, and what one can do with a preset."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.item_models.preset_list import ENTRY, Entry, PresetFilter, PresetList, Show
from app.theme import GAP, GRID
from app.widgets.preset_delegate import CARD, PresetCard

NOTHING: Final = {
    Show.ALL: "There are no presets.",
    Show.OWN: "Presets that you save here are yours: Ctrl+S on the page Play.",
    Show.FAVOURITES: "Mark a preset as a favourite with the heart on its card, or with Ctrl+D.",
    Show.UNSAVED: "Work that was replaced before it was saved is kept here for a while.",
}
"""What an empty part says."""
NOT_FOUND: Final = "No preset here has these words."
ACTIONS: Final = (
    ("load", "Load", "Return"),
    ("favourite", "Favourite", "Ctrl+D"),
    ("rename", "Rename…", "Ctrl+R"),
    ("tags", "Tags…", "Ctrl+T"),
    ("delete", "Delete", "Delete"),
)


class LibraryPage(QWidget):
    """A grid of cards; a double click or Enter loads one."""

    entry_chosen = Signal(object)
    favourite_toggled = Signal(object)
    renamed = Signal(object, str)
    tags_edited = Signal(object, object)
    """The entry and a tuple of tags."""
    delete_requested = Signal(object)

    def __init__(self, presets: PresetList) -> None:
        super().__init__()
        self._presets = presets
        self._filter = PresetFilter(self)
        self._filter.setSourceModel(presets)
        self._part = Show.ALL
        self.search = QLineEdit(placeholderText="Search names and tags", clearButtonEnabled=True)
        self.search.setFixedWidth(280)
        self.search.setAccessibleName("search presets")
        self.parts = QButtonGroup(self)
        self.open = QPushButton("Open…")
        self.save = QPushButton("Save as…")
        self.grid = self._make_grid()
        self._none = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._none.setProperty("role", "secondary")
        self.actions_by_name = self._make_actions()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(self._head())
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._none)
        column.addLayout(self._stack, 1)
        self.search.textChanged.connect(self._filter.set_words)
        self.search.textChanged.connect(self._show_state)
        self.search.returnPressed.connect(self._go_to_grid)
        self._chosen, self._place = "", -1
        self._moved_to: Path | None = None
        presets.modelAboutToBeReset.connect(self._remember_chosen)
        self._filter.modelReset.connect(self._choose_again)
        for changed in (presets.modelReset, presets.dataChanged):
            changed.connect(self._show_state)
        self._show_state()

    @property
    def entry(self) -> Entry | None:
        """The chosen preset, if one is."""
        index = self.grid.currentIndex()
        entry: Entry | None = index.data(ENTRY) if index.isValid() else None
        return entry

    @property
    def hint(self) -> str:
        """What an empty grid says instead, "" when there are presets."""
        return self._none.text() if self._stack.currentIndex() else ""

    def file_moved(self, old: Path, _name: str, new: Path) -> None:
        """The file of a preset has another name: when it is the chosen one it stays chosen."""
        entry = self.entry
        if entry is not None and entry.path == old:
            self._moved_to = new

    def show_part(self, part: Show) -> None:
        """Show a part of the library."""
        self._part = part
        self._filter.set_part(part)
        self.parts.button(list(Show).index(part)).setChecked(True)
        self._show_state()

    def menu(self) -> QMenu:
        """What one can do with the chosen preset, shown by the caller."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.actions_by_name.values()))
        return menu

    def _make_grid(self) -> QListView:
        grid = QListView()
        grid.setAccessibleName("presets")
        grid.setViewMode(QListView.ViewMode.IconMode)
        grid.setResizeMode(QListView.ResizeMode.Adjust)
        grid.setMovement(QListView.Movement.Static)
        grid.setUniformItemSizes(True)
        grid.setGridSize(CARD)
        grid.setMouseTracking(True)
        card = PresetCard(grid)
        card.heart_clicked.connect(lambda index: self.favourite_toggled.emit(index.data(ENTRY)))
        grid.setItemDelegate(card)
        grid.setModel(self._filter)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._open_menu)
        grid.doubleClicked.connect(self._activated)
        grid.selectionModel().currentChanged.connect(self._show_actions)
        return grid

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "load": self._load, "favourite": self._toggle_favourite, "rename": self._rename, "tags": self._edit_tags,
            "delete": self._delete,
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

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.search)
        row.addSpacing(GRID)
        for index, part in enumerate(Show):
            button = QPushButton(part.value)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, chosen=part: self.show_part(chosen))
            self.parts.addButton(button, index)
            row.addWidget(button)
        self.parts.button(0).setChecked(True)
        row.addStretch(1)
        for button in (self.open, self.save):
            row.addWidget(button)
        return row

    def _remember_chosen(self) -> None:
        entry, moved_to = self.entry, self._moved_to
        self._moved_to = None
        self._chosen = str(moved_to) if moved_to is not None else "" if entry is None else entry.key
        self._place = self.grid.currentIndex().row()

    def _choose_again(self) -> None:
        """Choose the same card again, or the one that took its place."""
        if self._place < 0:
            return
        keys = [self._filter.index(row, 0).data(ENTRY).key for row in range(self._filter.rowCount())]
        row = keys.index(self._chosen) if self._chosen in keys else min(self._place, len(keys) - 1)
        self.grid.setCurrentIndex(self._filter.index(row, 0))

    def _show_state(self) -> None:
        self._none.setText(NOT_FOUND if self.search.text().split() else NOTHING[self._part])
        self._stack.setCurrentIndex(0 if self._filter.rowCount() else 1)
        self._show_actions()

    def _show_actions(self) -> None:
        entry = self.entry
        for name, action in self.actions_by_name.items():
            needs_file = name in ("rename", "tags", "delete")
            action.setEnabled(entry is not None and (not needs_file or entry.path is not None))
        is_favourite = entry is not None and self._presets.is_favourite(entry)
        self.actions_by_name["favourite"].setText("No favourite" if is_favourite else "Favourite")

    def _open_menu(self, place: QPoint) -> None:
        if self.grid.indexAt(place).isValid():
            self.menu().popup(self.grid.viewport().mapToGlobal(place))

    def _go_to_grid(self) -> None:
        self.grid.setFocus()
        if self._filter.rowCount():
            self.grid.setCurrentIndex(self._filter.index(0, 0))

    def _activated(self, index: QModelIndex) -> None:
        self.entry_chosen.emit(index.data(ENTRY))

    def _load(self) -> None:
        if self.entry is not None:
            self.entry_chosen.emit(self.entry)

    def _toggle_favourite(self) -> None:
        if self.entry is not None:
            self.favourite_toggled.emit(self.entry)

    def _rename(self) -> None:
        entry = self.entry
        if entry is None:
            return
        name, good = QInputDialog.getText(self, "Rename preset", "name", text=entry.preset.name)
        if good:
            self.renamed.emit(entry, name)

    def _edit_tags(self) -> None:
        entry = self.entry
        if entry is None:
            return
        text, good = QInputDialog.getText(self, "Tags", "tags, separated by commas", text=", ".join(entry.preset.tags))
        if good:
            words = (" ".join(word.split()) for word in text.split(","))
            self.tags_edited.emit(entry, tuple(dict.fromkeys(word for word in words if word)))

    def _delete(self) -> None:
        if self.entry is not None:
            self.delete_requested.emit(self.entry)
