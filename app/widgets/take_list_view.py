"""The list of takes. A take is dragged out of it by its picture, as a picture, or by the rest, as a sound."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QListView, QWidget

from app.item_models.take_list import TAKE
from app.takes import Take
from app.widgets.take_delegate import picture_in


class TakeListView(QListView):
    """It says what is dragged; whoever hears it makes the drag."""

    picture_dragged = Signal(object)
    """The Take whose picture is held."""
    sound_dragged = Signal(object)
    """The Take that is held elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed = QPoint()
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        index = self.indexAt(self._pressed)
        take: Take | None = index.data(TAKE) if index.isValid() else None
        if take is None:
            return
        is_picture = take.picture is not None and picture_in(QRectF(self.visualRect(index))).contains(self._pressed)
        (self.picture_dragged if is_picture else self.sound_dragged).emit(take)
