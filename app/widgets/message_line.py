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


class MessageLine(ElidedLabel):
    """One message for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "secondary")
        self.setContentsMargins(GAP, 0, GAP, 4)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("message")
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._clear)

    @property
    def message(self) -> str:
        """The whole message that is shown."""
        return self.text()

    def show_message(self, text: str) -> None:
        """Show a message instead of the one before."""
        text = " ".join(text.split())
        self.setText(text)
        # A tooltip guesses whether its text is markup; this is not.
        self.setToolTip(f"<p>{escape(text)}</p>" if text else "")
        self._end.start(max(SHORTEST_MS, LETTER_MS * len(text)))

    def _clear(self) -> None:
        self.setText("")
        self.setToolTip("")
