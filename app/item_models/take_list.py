"""Takes as a Qt list: picture, name, length and what was heard."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.takes import Take

Index = QModelIndex | QPersistentModelIndex
TAKE: Final = Qt.ItemDataRole.UserRole
NONE: Final = QModelIndex()


class TakeList(QAbstractListModel):
    """The takes in the player's folder, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._takes: tuple[Take, ...] = ()

    @property
    def takes(self) -> tuple[Take, ...]:
        """What is listed."""
        return self._takes

    def set_takes(self, takes: Sequence[Take]) -> None:
        """List these instead."""
        self.beginResetModel()
        self._takes = tuple(takes)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._takes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Each can be dragged out."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        take = self._takes[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return take.facts.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{take.facts.name}, {take.words}"
            case _ if role == TAKE:
                return take
        return None
