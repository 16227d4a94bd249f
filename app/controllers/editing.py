"""Knobs and locks: what a hand on the panel does to the document."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.document import Document
from synth.parameters import parameter


class Editing(QObject):
    """Each gesture is one undo step."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    def value_edited(self, id: str, value: float, gesture: int) -> None:
        """A row has another natural value; calls of one gesture (one drag) share their step."""
        work = self._document.work
        changed = replace(work, patch=work.patch.replace({id: value}))
        self._document.edit(changed, f"change {parameter(id).label}", key=f"knob {gesture}")

    def locks_edited(self, locks: frozenset[str]) -> None:
        """Other rows are locked."""
        before = self._document.work.locks
        self._document.edit(replace(self._document.work, locks=locks), "lock" if locks - before else "unlock")
