"""Sessions to the disk beside the window: the newest wins, and the last one is waited for."""

import traceback
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.document import Session
from app.session import write_session
from app.session_text import SessionText


class SessionWriter(QObject):
    """Writes one file, again and again. Thread: worker."""

    written = Signal(str)
    """A session that was asked for is written: "", or a sentence that says why not."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._newest: deque[Session] = deque(maxlen=1)
        self._text = SessionText()
        self._problem = ""
        self._pool = ThreadPoolExecutor(1, "session")

    def ask(self, session: Session) -> None:
        """Write a session soon, unless a newer one comes before."""
        self._newest.append(session)
        self._pool.submit(lambda: self.written.emit(self._write()))

    def write(self, session: Session) -> str:
        """Write a session and wait for it; a sentence when that failed, else ""."""
        self._newest.append(session)
        return self._pool.submit(self._write).result()

    def stop(self) -> None:
        """End the thread when everything that was asked for is written."""
        self._pool.shutdown()

    def _write(self) -> str:
        if self._newest:
            try:
                self._problem = write_session(self._path, self._newest.pop(), self._text)
            except Exception as error:  # the outermost edge of this thread; the window waits for an answer
                write_crash_log("".join(traceback.format_exception(error)))
                self._problem = f"Something unexpected happened: {type(error).__name__}."
        return self._problem
