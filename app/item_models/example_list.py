"""Taught examples as a Qt list: drawing, name, words for the sound, weight, and who contradicts whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.sketch_map.example import Example

Index = QModelIndex | QPersistentModelIndex
LESSON: Final = Qt.ItemDataRole.UserRole
NONE: Final = QModelIndex()
UNNAMED: Final = "no name"


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example as it is listed. `sound` says in words what it sounds like, `conflict` whom it contradicts."""

    example: Example
    sound: str = ""
    conflict: str = ""

    @property
    def name(self) -> str:
        """What stands on the card."""
        return self.example.name or UNNAMED


class ExampleList(QAbstractListModel):
    """The lessons of a map, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lessons: tuple[Lesson, ...] = ()

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """What is listed."""
        return self._lessons

    def set_lessons(self, lessons: Sequence[Lesson]) -> None:
        """List these instead; where only their content differs the list stays as it is."""
        before, listed = self._lessons, tuple(lessons)
        if [it.example.id for it in before] != [it.example.id for it in listed]:
            self.beginResetModel()
            self._lessons = listed
            self.endResetModel()
            return
        self._lessons = listed
        for row, (old, new) in enumerate(zip(before, listed, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._lessons)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        lesson = self._lessons[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return lesson.name
            case Qt.ItemDataRole.ToolTipRole:
                # Escaped: what a file says is text, not markup.
                return escape(lesson.conflict or f"{lesson.name}: {lesson.sound}")
            case Qt.ItemDataRole.AccessibleTextRole:
                off = "" if lesson.example.enabled else "off"
                weight = f"weight {round(100 * lesson.example.weight)} %"
                return ", ".join(filter(None, (lesson.name, lesson.sound, weight, off, lesson.conflict)))
            case _ if role == LESSON:
                return lesson
        return None
