"""The line at the bottom that says what happened."""

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.theme import GAP, theme_of

HEIGHT: Final = 24
SHORTEST_MS: Final = 8000
LETTER_MS: Final = 80
"""A long sentence stays longer."""


class MessageLine(QLabel):
    """One message for a while; what does not fit is in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)  # file names stand in it
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("message")
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(lambda: self._show(""))

    @property
    def message(self) -> str:
        """The whole message that is shown."""
        return self.text()

    def show_message(self, text: str) -> None:
        """Show a message instead of the one before."""
        self._show(" ".join(text.split()))
        self._end.start(max(SHORTEST_MS, LETTER_MS * len(text)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.rect().adjusted(GAP, 0, -GAP, -4)
        painter = QPainter(self)
        painter.setPen(theme_of(self.palette()).secondary)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _show(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(text if self.fontMetrics().horizontalAdvance(text) > self.width() - 2 * GAP else "")
