"""Presets as a Qt list: name, tags, drawing; with a filter by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from models.errors import SketchError
from models.sketch_to_patch.stroke import Sketch
from synth.presets import Preset

Index = QModelIndex | QPersistentModelIndex
ENTRY: Final = Qt.ItemDataRole.UserRole
NONE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """A preset of the library; `path` is None for those that came with the program."""

    preset: Preset
    path: Path | None = None

    @property
    def sketch(self) -> Sketch:
        """The preset's drawing; empty when it has none or it cannot be read."""
        try:
            return Sketch() if self.preset.sketch is None else Sketch.from_json(self.preset.sketch)
        except SketchError:
            return Sketch()


class PresetList(QAbstractListModel):
    """The entries, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """List these instead."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.preset.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.preset.comment or " · ".join(entry.preset.tags)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.preset.name}, {' '.join(entry.preset.tags)}"
        return entry if role == ENTRY else None


class PresetFilter(QSortFilterProxyModel):
    """Shows the presets whose name, tags or author have every word that was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()

    def set_words(self, text: str) -> None:
        """Show what fits these words; all when there are none."""
        self._words = tuple(text.lower().split())
        self.invalidateRowsFilter()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        assert isinstance(model, PresetList)
        preset = model.entries[source_row].preset
        text = " ".join((preset.name, *preset.tags, preset.author)).lower()
        return all(word in text for word in self._words)
