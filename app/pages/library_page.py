"""Library: presets as drawings, with a search."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.item_models.preset_list import ENTRY, PresetFilter, PresetList
from app.theme import GAP, GRID
from app.widgets.preset_delegate import CARD, PresetCard


class LibraryPage(QWidget):
    """A grid of cards; a double click or Enter loads one."""

    entry_chosen = Signal(object)

    def __init__(self, presets: PresetList) -> None:
        super().__init__()
        self._filter = PresetFilter(self)
        self._filter.setSourceModel(presets)
        self.search = QLineEdit(placeholderText="Search names and tags", clearButtonEnabled=True)
        self.search.setMaximumWidth(360)
        self.search.setAccessibleName("search presets")
        self.open = QPushButton("Open…")
        self.save = QPushButton("Save as…")
        self.grid = QListView()
        self.grid.setAccessibleName("presets")
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setUniformItemSizes(True)
        self.grid.setGridSize(CARD)
        self.grid.setMouseTracking(True)
        self.grid.setItemDelegate(PresetCard(self.grid))
        self.grid.setModel(self._filter)
        self._none = QLabel("No preset has these words.", alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setProperty("role", "secondary")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(row)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._none)
        column.addLayout(self._stack, 1)
        self.search.textChanged.connect(self._search)
        self.grid.activated.connect(self._activated)

    def _search(self, text: str) -> None:
        self._filter.set_words(text)
        self._stack.setCurrentIndex(0 if self._filter.rowCount() else 1)

    def _activated(self, index: QModelIndex) -> None:
        self.entry_chosen.emit(index.data(ENTRY))
