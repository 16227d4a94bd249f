"""What stays the same in a picture that is painted sixty times a second, painted once and kept."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.theme import DARK, RADIUS, theme_of


class Backdrop:
    """A pixmap of a widget's size, made again when size, scale or theme change."""

    def __init__(self, widget: QWidget, paint: Callable[[QPainter], None]) -> None:
        self._widget = widget
        self._paint = paint
        self._key: object = None
        self._pixmap = QPixmap()

    def pixmap(self) -> QPixmap:
        """The picture for the widget as it is now."""
        widget = self._widget
        ratio = widget.devicePixelRatioF()
        key = (widget.width(), widget.height(), ratio, theme_of(widget.palette()).name)
        if key != self._key:
            self._key = key
            self._pixmap = QPixmap(round(widget.width() * ratio), round(widget.height() * ratio))
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
            painter.end()
        return self._pixmap


def paint_stage(painter: QPainter, widget: QWidget) -> None:
    """The rounded ground of a picture of sound."""
    theme = theme_of(widget.palette())
    painter.setPen(QPen(theme.edge, 1.0))
    painter.setBrush(theme.ground if theme is DARK else theme.panel)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
