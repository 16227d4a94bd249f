"""Presets as a Qt list: name, tags, drawing; with a filter by words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from app.maps import map_title
from models.errors import SketchError
from models.sketch_to_patch.stroke import Sketch
from synth.presets import Preset

Index = QModelIndex | QPersistentModelIndex
ENTRY: Final = Qt.ItemDataRole.UserRole
FAVOURITE: Final = ENTRY + 1
LONGEST_TIP: Final = 400
NONE: Final = QModelIndex()


class Shelf(Enum):
    """Where in the library a preset stands."""

    OWN = auto()
    FACTORY = auto()
    UNSAVED = auto()
    """Work that was replaced before it was saved."""


@dataclass(frozen=True)  # without slots: the drawing is kept when it was asked for
class Entry:
    """A preset of the library; `path` is None for those that came with the program."""

    preset: Preset
    path: Path | None = None
    shelf: Shelf = Shelf.FACTORY

    @property
    def key(self) -> str:
        """What the settings call it, for the list of favourites."""
        return f"factory:{self.preset.name}" if self.path is None else str(self.path)

    @cached_property
    def sketch(self) -> Sketch:
        """The preset's drawing; empty when it has none or it cannot be read."""
        try:
            return Sketch() if self.preset.sketch is None else Sketch.from_json(self.preset.sketch)
        except SketchError:
            return Sketch()


class PresetList(QAbstractListModel):
    """The entries, in order, and which of them the player marked as favourites."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._favourites: frozenset[str] = frozenset()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """List these instead; nothing happens when they are the same."""
        if self._entries != (listed := tuple(entries)):
            self.beginResetModel()
            self._entries = listed
            self.endResetModel()

    def set_favourites(self, keys: frozenset[str]) -> None:
        """Mark the entries with these keys."""
        self._favourites = keys
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1), [FAVOURITE])

    def is_favourite(self, entry: Entry) -> bool:
        """True when the player marked it."""
        return entry.key in self._favourites

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        entry = self._entries[index.row()]
        preset = entry.preset
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return preset.name
            case Qt.ItemDataRole.ToolTipRole:
                # Escaped: what a file says is text, not markup.
                tip = preset.comment[:LONGEST_TIP] or " · ".join((preset.name, *preset.tags))
                drawn = f"\nDrawn with the map {map_title(preset.map_name)}." if preset.map_name else ""
                return escape(tip + drawn).replace("\n", "<br>")
            case Qt.ItemDataRole.AccessibleTextRole:
                words = (preset.name, *preset.tags, "favourite" if self.is_favourite(entry) else "")
                return ", ".join(filter(None, words))
            case _ if role == ENTRY:
                return entry
            case _ if role == FAVOURITE:
                return self.is_favourite(entry)
        return None


class Show(Enum):
    """Which part of the library is shown."""

    ALL = "All"
    OWN = "Mine"
    FAVOURITES = "Favourites"
    UNSAVED = "Unsaved"


class PresetFilter(QSortFilterProxyModel):
    """Shows the presets of a part of the library whose name, tags or author have every word that was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._part = Show.ALL

    def set_words(self, text: str) -> None:
        """Show what fits these words; all when there are none."""
        self._words = tuple(text.lower().split())
        self.invalidate()

    def set_part(self, part: Show) -> None:
        """Show this part of the library. Unsaved work is in no other part."""
        self._part = part
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        model = self.sourceModel()
        assert isinstance(model, PresetList)
        entry = model.entries[source_row]
        preset = entry.preset
        text = " ".join((preset.name, *preset.tags, preset.author)).lower()
        return self._is_part(model, entry) and all(word in text for word in self._words)

    def _is_part(self, model: PresetList, entry: Entry) -> bool:
        match self._part:
            case Show.ALL:
                return entry.shelf is not Shelf.UNSAVED
            case Show.OWN:
                return entry.shelf is Shelf.OWN
            case Show.FAVOURITES:
                return model.is_favourite(entry)
            case Show.UNSAVED:
                return entry.shelf is Shelf.UNSAVED
