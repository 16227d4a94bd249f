"""Maps to the disk beside the window: of each file the newest wins, and the last ones are waited for."""

import contextlib
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.map_folder import keep_copy
from models.errors import MapFileError
from models.sketch_map.map_file import save_map
from models.sketch_map.sketch_map import SketchMap

Stamp = tuple[int, ...]


class MapWriter(QObject):
    """Saves and removes files of one folder. Thread: worker."""

    written = Signal(str, str)
    """Name of a file that is on the disk now, or gone from it; and "", or a sentence that says why not."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = threading.Lock()
        self._waiting: dict[str, SketchMap | None] = {}
        self._failed: dict[str, SketchMap | None] = {}
        self._stamps: dict[str, Stamp] = {}
        """Of files as they were read or written here: another stamp is the work of another program."""
        self._pool = ThreadPoolExecutor(1, "maps")

    def know(self, file: str) -> None:
        """A file was read as it is now."""
        self._stamps[file] = _stamp(self._folder / file)

    def save(self, file: str, sketch_map: SketchMap) -> None:
        """Save a map soon, unless a newer one for the file comes before."""
        self._ask(file, sketch_map)

    def remove(self, file: str) -> None:
        """Take a file away soon; it is kept beside the others."""
        self._ask(file, None)

    def stop(self) -> None:
        """End the thread when everything is on the disk; what failed before is tried a last time."""
        with contextlib.suppress(RuntimeError):  # it has ended before
            self._pool.submit(self._try_again)
        self._pool.shutdown()

    def _ask(self, file: str, content: SketchMap | None) -> None:
        with self._lock:
            self._waiting[file] = content
        self._pool.submit(self._next)

    def _next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            file = next(iter(self._waiting))
            content = self._waiting.pop(file)
        self._do(file, content)

    def _try_again(self) -> None:
        """What failed and nothing newer has come for: files that are saved first, those that go afterwards."""
        for file, content in sorted(self._failed.items(), key=lambda item: item[1] is None):
            self._do(file, content)

    def _do(self, file: str, content: SketchMap | None) -> None:
        try:
            problem = self._write(file, content)
        except Exception as error:  # the outermost edge of this thread; the window waits for an answer
            write_crash_log("".join(traceback.format_exception(error)))
            problem = f"{file} was not saved: something unexpected happened ({type(error).__name__})."
        self._failed.pop(file, None)
        if problem:
            self._failed[file] = content
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self.written.emit(file, problem)

    def _write(self, file: str, content: SketchMap | None) -> str:
        path = self._folder / file
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if content is None:
                self._take_away(path)
            else:
                if _stamp(path) not in ((), self._stamps.get(file, ())):
                    keep_copy(path)  # another program saved it meanwhile: that is not to be lost
                save_map(path, content)
        except MapFileError as error:
            return str(error)
        except OSError as error:
            return f"{file} cannot be changed in {self._folder.name}: {error.strerror or error}."
        self._stamps[file] = _stamp(path)
        return ""

    def _take_away(self, path: Path) -> None:
        if _stamp(path):
            if any(content is not None for content in self._failed.values()):
                raise OSError("another map could not be saved, perhaps this one under a new name, so it stays")
            if keep_copy(path) is None:
                raise OSError("no copy of it could be kept, so it stays")
            path.unlink()


def _stamp(path: Path) -> Stamp:
    """What changes with every save; empty when there is no file."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size
