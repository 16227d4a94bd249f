"""The line at the bottom that says what happened."""

from html import escape
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.theme import GAP
from app.widgets.elided_label import ElidedLabel

HEIGHT: Final = 24
SHORTEST_MS: Final = 8000
LETTER_MS: Final = 80
"""A long sentence stays longer."""
READABLE_MS: Final = 3000
"""A message stays at least this long when another one waits."""
MOST_WAITING: Final = 4


class MessageLine(ElidedLabel):
    """One message for a while. Answers replace each other at once; a notice is always long enough there.

    An answer says how something went that the player did just now. A notice comes by itself, perhaps
    together with others, and may be all that warns of a loss.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "secondary")
        self.setContentsMargins(GAP, 0, GAP, 4)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("message")
        self._notices: list[str] = []
        self._answer = ""
        self._is_notice = False
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._clear)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_next)

    @property
    def message(self) -> str:
        """The whole message that is shown."""
        return self.text()

    def show_answer(self, text: str) -> None:
        """Show a message instead of the one before; after a notice that was not yet long enough there."""
        if self._is_notice and self._next.isActive():
            self._answer = _one_line(text)
        else:
            self._show(text, is_notice=False)

    def show_notice(self, text: str) -> None:
        """Show a message as soon as the one before was readable."""
        text = _one_line(text)
        if not self._next.isActive():
            self._show(text, is_notice=True)
        elif text not in self._notices and not (self._is_notice and text == self.text()):
            self._notices = [*self._notices, text][-MOST_WAITING:]

    def _show_next(self) -> None:
        if self._notices:
            self._show(self._notices.pop(0), is_notice=True)
        elif self._answer:
            answer, self._answer = self._answer, ""
            self._show(answer, is_notice=False)

    def _show(self, text: str, *, is_notice: bool) -> None:
        text = _one_line(text)
        self.setText(text)
        # A tooltip guesses whether its text is markup; this is not.
        self.setToolTip(f"<p>{escape(text)}</p>" if text else "")
        self._end.start(max(SHORTEST_MS, LETTER_MS * len(text)))
        # Answer upon answer does not put off the notices that wait.
        if is_notice or not self._next.isActive():
            self._next.start(READABLE_MS)
        self._is_notice = is_notice

    def _clear(self) -> None:
        self.setText("")
        self.setToolTip("")


def _one_line(text: str) -> str:
    return " ".join(text.split())
