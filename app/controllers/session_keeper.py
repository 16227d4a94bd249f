"""Autosave: the works in progress go to the disk soon after each edit, and come back at the next start."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from app.document import Document
from app.session import read_session
from app.unsaved_work import UnsavedWork
from app.workers.session_writer import SessionWriter

SOON_MS: Final = 3000
"""Time after an edit until the session is written; further edits do not put it off."""
NOT_KEPT: Final = "This window keeps no session."
NO_PLACE: Final = "The folder {} cannot be used, so this window keeps no session: save what you make here. ({}.)"
SECOND: Final = (
    "Bouba is open already: this window keeps no session, so save what you make here. "
    "What is not saved lies in the library under Unsaved when it closes."
)


class SessionKeeper(QObject):
    """Reads the session once, then writes it. Only one program at a time does so."""

    message = Signal(str)

    def __init__(
        self,
        document: Document,
        path: Path,
        *,
        lock: Path,
        unsaved: UnsavedWork,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._path, self._unsaved = document, path, unsaved
        self._lock = QLockFile(str(lock))
        self._lock.setStaleLockTime(0)  # a lock lasts as long as its process
        self._has_lock = False
        self._said = ""
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._write_soon)
        self._writer = SessionWriter(path, self)
        self._writer.written.connect(self._say)

    def restore(self) -> None:
        """Show the last session, and keep the present one from now on."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.message.emit(NO_PLACE.format(self._path.parent, error.strerror or error))
            return
        if not self._lock.tryLock(0) and self._lock.error() is QLockFile.LockError.LockFailedError:
            self.message.emit(SECOND)
            return
        self._has_lock = True
        session, problem = read_session(self._path)
        self._document.start_with(session)
        if problem:
            self.message.emit(problem)
            self._soon.start()  # the file was moved aside: what could be read of it is to be kept, too
        self._document.work_changed.connect(self._changed)

    def write(self) -> str:
        """Write the session now; a sentence when that failed, which is also said once, else ""."""
        if not self._has_lock:
            return NOT_KEPT
        problem = self._writer.write(self._document.session)
        self._say(problem)
        return problem

    def end(self) -> None:
        """Write the session a last time and let another program have it; without one keep what is edited."""
        self._soon.stop()
        if self.write():
            self._keep_edited()
        self._writer.stop()
        self._has_lock = False
        self._lock.unlock()

    def _keep_edited(self) -> None:
        session = self._document.session
        for work in (session.work, *session.slots):
            if work is not None and work.is_edited:
                self._unsaved.keep(work)

    def _write_soon(self) -> None:
        self._writer.ask(self._document.session)

    def _say(self, problem: str) -> None:
        if problem and problem != self._said:
            self.message.emit(f"The session could not be kept. {problem}")
        self._said = problem

    def _changed(self) -> None:
        if self._has_lock and not self._soon.isActive():  # after the end an answer may still come in
            self._soon.start()
