"""One kind of undo step: from one whole work to another, maps and morph pad included.

Both are frozen and share their parts.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QUndoCommand

from app.maps import Maps
from app.morph_pad import Pad
from app.work import Work

MERGING_ID: Final = 1


class EditWork(QUndoCommand):
    """Shows `after` when done or redone and `before` when undone; merges with a step of the same key.

    A step that `begins_slot` leaves the slot empty again when it is undone.
    """

    def __init__(
        self,
        show: Callable[..., None],
        before: Work,
        after: Work,
        words: str,
        *,
        maps: tuple[Maps, Maps],
        pads: tuple[Pad, Pad],
        key: str,
        predicted: bool,
        begins_slot: bool = False,
    ) -> None:
        super().__init__(words)
        self._show = show
        self.before, self.after = before, after
        self.maps_before, self.maps_after = maps
        self.pad_before, self.pad_after = pads
        self.key = key
        self.predicted = predicted
        self.begins_slot = begins_slot

    def id(self) -> int:
        return MERGING_ID if self.key else -1

    def redo(self) -> None:
        self._show(self.after, maps=self.maps_after, pad=self.pad_after, predicted=self.predicted)

    def undo(self) -> None:
        self._show(self.before, maps=self.maps_before, pad=self.pad_before, leaves_empty=self.begins_slot)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditWork) or other.key != self.key:
            return False
        self.after, self.maps_after, self.predicted = other.after, other.maps_after, other.predicted
        self.pad_after = other.pad_after
        # Turned back to where it was: nothing to undo.
        before, after = (self.before, self.maps_before, self.pad_before), (self.after, self.maps_after, self.pad_after)
        self.setObsolete(after == before)
        return True
