"""A button of a page. Something that is dragged and held over it opens the page, to be dropped there."""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QPushButton, QWidget

OPENS_MS: Final = 400


class PageButton(QPushButton):
    """Chosen by a click, or by holding over it what is dragged."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setCheckable(True)
        self.setToolTip(tip)
        self.setAcceptDrops(True)
        self._held = QTimer(self, singleShot=True, interval=OPENS_MS)
        self._held.timeout.connect(self.click)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.accept()  # else nothing says when it leaves
        self._held.start()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()  # nothing is dropped on a button

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._held.stop()
