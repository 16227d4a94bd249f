"""Work in a process of its own: it disturbs neither window nor sound, and when it dies, it dies alone.

The child is a function at the top of a module: it gets its end of a pipe and its order, tells what it has to tell and
returns. It loads no Qt. It ends with the program, however that ends: see `app.child_orders`.
"""

import contextlib
import multiprocessing
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from app.child_orders import begin
from app.crash_log import write_crash_log

Work = Callable[[Connection, Any], None]
_CONTEXT: Final = multiprocessing.get_context("spawn")  # not forked: this process has threads


class ChildTask(QObject):
    """One run of one function in a child process. Signals come in the window's thread."""

    told = Signal(object, object)
    """This task, and something that the child sent."""
    ended = Signal(object, bool)
    """This task is over; True when the child had finished, False when it crashed. Not told of one that was killed."""

    def __init__(self, work: Work, order: object, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours, self._theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=begin, args=(self._theirs, work), daemon=True)
        self._order = order
        self._words: list[object] | None = []
        """What is said before the order was read; None from then on."""
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="child", daemon=True)
        self.process_id: int | None = None
        """Number of the process, once it was started."""

    def start(self) -> None:
        """Begin. To start a process takes a moment, so that happens beside the window as well."""
        self._thread.start()

    def tell(self, word: object) -> None:
        """Send the child a word; one that is gone hears nothing."""
        with self._guard, contextlib.suppress(OSError, ValueError):
            if self._words is None:
                self._ours.send(word)
            else:
                self._words.append(word)

    def kill(self) -> None:
        """End it at once, also while it starts: nothing more is told. The window does not wait for it."""
        self._over.set()
        if self.process_id is not None:
            with contextlib.suppress(ValueError):  # it is gone already
                self._process.kill()

    def _run(self) -> None:
        finished = False
        try:
            if not self._over.is_set():
                finished = self._lived()
        except OSError as error:  # the system starts no more processes
            write_crash_log("".join(traceback.format_exception(error)))
        finally:
            self._theirs.close()
            with self._guard:
                self._ours.close()
            if not self._over.is_set():
                self._emit("ended", finished)
            with contextlib.suppress(RuntimeError):
                self.deleteLater()

    def _lived(self) -> bool:
        """The life of the child, from its start; True when it had finished."""
        self._process.start()
        self.process_id = self._process.pid
        self._theirs.close()
        if self._over.is_set():
            self._process.kill()  # `kill` came while it started
        with contextlib.suppress(EOFError, OSError):
            self._hand_over()
            while True:
                word = self._ours.recv()
                if self._over.is_set():
                    break
                self._emit("told", word)
        self._process.join()
        finished = self._process.exitcode == 0
        self._process.close()
        return finished

    def _hand_over(self) -> None:
        """The order, however large, and what was said since. It waits for the child, so nobody may wait for it."""
        self._ours.send(self._order)
        with self._guard:
            for word in self._words or ():
                self._ours.send(word)
            self._words = None

    def _emit(self, signal: str, word: object) -> None:
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            getattr(self, signal).emit(self, word)
