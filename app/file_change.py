"""A change of files as a step of the undo history."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand


class FileChange(QUndoCommand):
    """One change of files that was made just now; a step that fails leaves the history."""

    def __init__(self, words: str, do: Callable[[], bool], undo: Callable[[], bool]) -> None:
        super().__init__(words)
        self._do, self._undo = do, undo
        self._made = True

    def redo(self) -> None:
        if not self._made:
            self.setObsolete(not self._do())
        self._made = False

    def undo(self) -> None:
        self.setObsolete(not self._undo())
