"""An error that nobody expected: logged, said once in a dialog, and the program goes on."""

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__
from app.crash_log import write_crash_log

KEPT: Final = "Your work is kept and Bouba goes on."
NOT_KEPT: Final = "Bouba goes on, but your work could not be kept: save it now."


class Unexpected(QObject):
    """Takes over the hooks of the interpreter, of all threads. `keep` saves the work, or says why not."""

    _caught = Signal(str, str, str)

    def __init__(self, window: QWidget, keep: Callable[[], str]) -> None:
        super().__init__(window)
        self._window, self._keep = window, keep
        self._said: set[str] = set()
        # Queued: a hook may run in any thread and in the middle of anything.
        self._caught.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an error, and say it the first time."""
        text = "".join(traceback.format_exception(kind, error, trace))
        print(text, file=sys.stderr)
        log = write_crash_log(text)
        self._caught.emit(kind.__name__, text, str(log or ""))

    def _say(self, kind: str, text: str, log: str) -> None:
        if text in self._said:
            return
        self._said.add(text)
        kept = self._is_kept()
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Bouba")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Something unexpected happened: {kind}. {KEPT if kept else NOT_KEPT}")
        box.setInformativeText(f"Version {__version__}." + (f" The details are in {log}." if log else ""))
        box.setDetailedText(text)
        box.open()

    def _is_kept(self) -> bool:
        try:
            return not self._keep()
        except Exception as error:  # what failed before may fail again here
            write_crash_log("".join(traceback.format_exception(error)))
            return False
