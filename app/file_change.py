"""Changes of files as steps of an undo history: each is tried, said in a sentence, and can be taken back."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

from synth.errors import SynthError


class FileHistory:
    """Makes changes, and steps of them. After each try `look_again` reads what is there, and `say` says how it went."""

    def __init__(self, stack: QUndoStack, *, say: Callable[[str], None], look_again: Callable[[], None]) -> None:
        self._stack, self._say, self._look_again = stack, say, look_again

    def push(self, words: str, said: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        """Do it, and make it a step to undo when that worked."""
        if self._tried(words, do, said):
            step = _Change(
                words, lambda: self._tried(words, do, said), lambda: self._tried(words, undo, f"Undone: {words}.")
            )
            self._stack.push(step)

    def _tried(self, words: str, work: Callable[[], None], said: str) -> bool:
        try:
            work()
        except (SynthError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._say(f"{words[0].upper()}{words[1:]}: not done. {reason.rstrip('.')}.")
            return False
        finally:
            self._look_again()
        self._say(said)
        return True


class _Change(QUndoCommand):
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
