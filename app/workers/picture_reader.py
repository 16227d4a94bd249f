"""Pictures beside the window: a large photograph takes a second."""

import contextlib
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.picture_files import Pixels, pictured, read_picture
from models.errors import PictureError
from models.sketch_to_patch.stroke import Sketch


class PictureReader(QObject):
    """Reads one picture at a time, the newest that was asked for. Thread: worker."""

    succeeded = Signal(str, object)
    """Name of the picture, and the Sketch of it."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self._turn = threading.Lock()

    def ask(self, path: Path) -> None:
        """Read a picture; `succeeded` or `failed` says how it went, unless another one is asked for before."""
        self._start(path.name, lambda: read_picture(path))

    def ask_pixels(self, pixels: Pixels, name: str) -> None:
        """As `ask`, for pixels (height, width, 3) that are there already."""
        self._start(name, lambda: pictured(pixels, name))

    def _start(self, name: str, read: Callable[[], Sketch]) -> None:
        self._newest += 1
        # A daemon: a file on a network that hangs must not keep the program from ending.
        threading.Thread(target=self._run, args=(self._newest, name, read), name="picture", daemon=True).start()

    def _run(self, number: int, name: str, read: Callable[[], Sketch]) -> None:
        with self._turn, contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._read(number, name, read)

    def _read(self, number: int, name: str, read: Callable[[], Sketch]) -> None:
        if number != self._newest:
            return
        picture, problem = Sketch(), ""
        try:
            picture = read()
        except PictureError as error:
            problem = str(error)
        except Exception:  # the outermost edge of this thread; who asked waits for an answer
            log = write_crash_log(traceback.format_exc())
            problem = f"{name} could not be opened." + (f" The details are in {log}." if log else "")
        if number != self._newest:
            return
        if problem:
            self.failed.emit(problem)
        else:
            self.succeeded.emit(name, picture)
