"""Work in a process of its own: it disturbs neither window nor sound, and when it dies, it dies alone.

The child is a function at the top of a module: it gets its end of a pipe and its order, tells what it has to tell and
returns. It loads no Qt. It ends with the program, however that ends: see `app.child_orders`.
"""

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

Work = Callable[[Connection, Any], None]
_CONTEXT: Final = multiprocessing.get_context("spawn")  # not forked: this process has threads


class ChildTask(QObject):
    """One run of one function in a child process. Signals come in the window's thread."""

    told = Signal(object, object)
    """This task, and something that the child sent."""
    ended = Signal(object, bool)
    """This task is over; True when the child had finished, False when it crashed or was killed."""

    def __init__(self, work: Work, order: object, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=work, args=(theirs, order), daemon=True)
        self._theirs = theirs
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="child", daemon=True)

    def start(self) -> None:
        """Begin. To start a process takes a moment, so that happens beside the window as well."""
        self._thread.start()

    def tell(self, word: object) -> None:
        """Send the child a word; one that is gone hears nothing."""
        with contextlib.suppress(OSError, ValueError):
            self._ours.send(word)

    def kill(self) -> None:
        """End it at once: nothing more is told."""
        with self._guard:
            self._over.set()
            if self._process.pid is not None:
                self._process.kill()

    @property
    def process_id(self) -> int | None:
        """Number of the process, once it was started."""
        return self._process.pid

    def _run(self) -> None:
        with self._guard:
            if self._over.is_set():
                return
            self._process.start()
        self._theirs.close()
        with contextlib.suppress(EOFError, OSError):
            while True:
                word = self._ours.recv()
                if self._over.is_set():
                    break
                self._emit(self.told, word)
        self._process.join()
        self._emit(self.ended, self._process.exitcode == 0)

    def _emit(self, signal: Any, word: object) -> None:
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            signal.emit(self, word)
