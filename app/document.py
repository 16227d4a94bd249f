"""The one mutable truth of the program: drawing, sound, locks, preset, and what can be undone.

It says what changed and asks nobody. Every edit goes through `edit`, which makes one undo step;
edits with the same key (one drag of a knob, a stroke and the sound predicted from it) share one.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.commands import EditWork
from models.sketch_to_patch.stroke import Sketch
from synth.parameters import PREDICTED
from synth.patch import Patch

UNTITLED: Final = "Untitled"
EMPTY: Final = Sketch()
DEFAULT: Final = Patch.default()


@dataclass(frozen=True, slots=True)
class Work:
    """Everything a player makes: replaced as a whole, never edited."""

    sketch: Sketch = EMPTY
    patch: Patch = DEFAULT
    predicted: Patch | None = None
    """What the network chose for the drawing; None before the first prediction."""
    locks: frozenset[str] = frozenset()
    name: str = UNTITLED
    path: Path | None = None
    tags: tuple[str, ...] = ()


class Document(QObject):
    """Holds the `Work` and its history."""

    sketch_changed = Signal(object)
    patch_changed = Signal(object, bool)
    """The patch, and whether it came from a prediction (knobs then glide)."""
    predicted_changed = Signal(object)
    locks_changed = Signal(object)
    title_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self.undo_stack.cleanChanged.connect(self.title_changed)
        self._work = Work()
        self._shown_patch = self._work.patch

    @property
    def work(self) -> Work:
        """What is made so far, without a preview."""
        return self._work

    @property
    def patch(self) -> Patch:
        """The sound that is heard, a preview included."""
        return self._shown_patch

    @property
    def is_edited(self) -> bool:
        """True when something differs from the saved preset."""
        return not self.undo_stack.isClean()

    def edit(self, after: Work, words: str, *, key: str = "", predicted: bool = False) -> None:
        """Make an edit; it joins the last step when that has the same key (not empty)."""
        if after != self._work:
            self.undo_stack.push(EditWork(self.show, self._work, after, words, key=key, predicted=predicted))
        else:
            self.show(after)

    def preview(self, predicted: Patch) -> None:
        """Sound and show a prediction while the pen moves, without a step to undo."""
        self._show_patch(self.with_locks(predicted), glide=True)
        self.predicted_changed.emit(predicted)

    def end_preview(self) -> None:
        """Back to what is made, when a stroke was given up."""
        self.show(self._work)

    def with_locks(self, predicted: Patch) -> Patch:
        """The present sound with the 33 predicted values, but for those that are locked."""
        patch = self._work.patch
        return patch.replace({row.id: predicted[row.id] for row in PREDICTED if row.id not in self._work.locks})

    def show(self, work: Work, *, predicted: bool = False) -> None:
        """Make a work the present one and say what changed."""
        before, self._work = self._work, work
        if work.sketch != before.sketch:
            self.sketch_changed.emit(work.sketch)
        self._show_patch(work.patch, glide=predicted)
        self.predicted_changed.emit(work.predicted)
        if work.locks != before.locks:
            self.locks_changed.emit(work.locks)
        if (work.name, work.path) != (before.name, before.path):
            self.title_changed.emit()

    def start_with(self, work: Work, *, saved: bool) -> None:
        """Begin a new history with a work: at the start, or after a crash."""
        self.undo_stack.clear()
        self.show(work)
        if not saved:
            self.undo_stack.resetClean()
        self.title_changed.emit()

    def saved_as(self, name: str, path: Path) -> None:
        """The work is now in a file; undo goes on beyond that."""
        self._work = replace(self._work, name=name, path=path)
        self.undo_stack.setClean()
        self.title_changed.emit()

    def _show_patch(self, patch: Patch, *, glide: bool) -> None:
        if patch != self._shown_patch:
            self._shown_patch = patch
            self.patch_changed.emit(patch, glide)
