"""Picture files beside the window: a large photograph takes a second."""

import contextlib
import threading
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.picture_files import read_underlay
from models.errors import PictureError


class PictureReader(QObject):
    """Reads one picture at a time, the newest that was asked for. Thread: worker."""

    succeeded = Signal(str, object)
    """Name of the file, and its underlay (PNG bytes)."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self._turn = threading.Lock()

    def ask(self, path: Path) -> None:
        """Read a picture; `succeeded` or `failed` says how it went, unless another one is asked for before."""
        self._newest += 1
        # A daemon: a file on a network that hangs must not keep the program from ending.
        threading.Thread(target=self._run, args=(self._newest, path), name="picture", daemon=True).start()

    def _run(self, number: int, path: Path) -> None:
        with self._turn, contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._read(number, path)

    def _read(self, number: int, path: Path) -> None:
        if number != self._newest:
            return
        picture, problem = b"", ""
        try:
            picture = read_underlay(path)
        except PictureError as error:
            problem = str(error)
        except Exception:  # the outermost edge of this thread; who asked waits for an answer
            log = write_crash_log(traceback.format_exc())
            problem = f"{path.name} could not be opened." + (f" The details are in {log}." if log else "")
        if number != self._newest:
            return
        if problem:
            self.failed.emit(problem)
        else:
            self.succeeded.emit(path.name, picture)
