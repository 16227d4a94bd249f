"""A part of a take cut out beside the window: of a long one that takes some seconds."""

import contextlib
import threading
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.take_trim import TakeReadError, write_part
from app.takes import Take
from app.trim_span import Span
from synth.errors import FileWriteError


class TakeTrimmer(QObject):
    """Cuts one take after the other. Thread: worker."""

    succeeded = Signal(object, object)
    """The Take, and the Part of it, in a file of its own."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn = threading.Lock()

    def ask(self, take: Take, target: Path, span: Span) -> None:
        """Cut a part out; `succeeded` or `failed` says how it went."""
        # A daemon: a disk that hangs must not keep the program from ending.
        threading.Thread(target=self._run, args=(take, target, span), name="trim", daemon=True).start()

    def _run(self, take: Take, target: Path, span: Span) -> None:
        with self._turn, contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                part = write_part(take.path, target, span)
            except (TakeReadError, FileWriteError) as error:
                self.failed.emit(str(error))
            except OSError as error:
                self.failed.emit(f"{take.facts.name} was not trimmed: {error.strerror or error}.")
            except Exception:  # the outermost edge of this thread; who asked waits for an answer
                log = write_crash_log(traceback.format_exc())
                self.failed.emit(f"{take.facts.name} was not trimmed." + (f" The details are in {log}." if log else ""))
            else:
                self.succeeded.emit(take, part)
