"""Work beside the window of which only the newest request counts: what was asked before is dropped or given up."""

import contextlib
import threading
import traceback
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.errors import ModelError

STOP_S: Final = 2.0
"""Patience with work that is under way when the program ends."""


class NotWantedError(Exception):
    """Nobody waits for this any more."""


class Call:
    """One request, in the hands of the work that answers it. Thread: worker."""

    def __init__(self, number: int, thread: "NewestWork") -> None:
        self._number, self._thread = number, thread

    def check(self) -> None:
        """Raises NotWantedError when something newer was asked, or nothing is wanted any more."""
        if not self._thread.wants(self._number):
            raise NotWantedError

    def tell(self, answer: object) -> None:
        """Give an answer, or a first one that a better one follows; whoever asked decides whether it is too old."""
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._thread.answered.emit(self._number, answer)


Work = Callable[[Call], None]


class NewestWork(QObject):
    """A thread of its own for one kind of work; it begins with the first request."""

    answered = Signal(int, object)
    """Number of the request, and what the work told."""
    failed = Signal(int, str)
    """Number of the request, and a sentence."""

    def __init__(self, name: str, failure: str, *, settle_s: float = 0.0, parent: QObject | None = None) -> None:
        """`failure` is the sentence for what nobody expected; a request waits `settle_s` for a newer one."""
        super().__init__(parent)
        self._failure, self._settle_s = failure, settle_s
        self._wakes = threading.Condition()
        self._work: Work | None = None
        self._number = 0
        self._wanted = 0
        self._over = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def ask(self, work: Work) -> int:
        """Have something done in place of all that was asked before; its number comes back with the answers."""
        with self._wakes:
            self._number += 1
            self._wanted, self._work = self._number, work
            if not self._over and not self._thread.is_alive():
                self._thread.start()
            self._wakes.notify()
            return self._number

    def cancel(self) -> None:
        """Nothing that was asked is wanted any more."""
        with self._wakes:
            self._wanted, self._work = 0, None

    def wants(self, number: int) -> bool:
        """True for the newest request. Thread: any."""
        return number == self._wanted and not self._over

    def stop(self) -> None:
        """End the thread at the next place where the work looks whether it is wanted."""
        with self._wakes:
            self._over, self._work = True, None
            self._wakes.notify()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while True:
            with self._wakes:
                self._wakes.wait_for(lambda: self._over or self._work is not None)
                self._wakes.wait_for(lambda: self._over, self._settle_s)
                if self._over:
                    return
                number, work, self._work = self._number, self._work, None
            if work is not None:
                self._do(number, work)

    def _do(self, number: int, work: Work) -> None:
        try:
            work(Call(number, self))
        except NotWantedError:
            return
        except ModelError as error:
            self._fail(number, str(error))
        except Exception:  # the outermost edge of this thread, which must go on
            log = write_crash_log(traceback.format_exc())
            self._fail(number, f"{self._failure} The details are in {log}." if log else self._failure)

    def _fail(self, number: int, sentence: str) -> None:
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self.failed.emit(number, sentence)
