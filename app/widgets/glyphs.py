"""Small signs drawn as vectors: lock and chevron; and the pen they share."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen with round ends and joints."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def draw_lock(painter: QPainter, rect: QRectF, colour: QColor, *, closed: bool) -> None:
    """A padlock filling a rectangle; an open one is an outline with its shackle lifted."""
    painter.save()
    body = QRectF(rect.left(), rect.top() + rect.height() * 0.45, rect.width(), rect.height() * 0.55)
    pen = QPen(colour, max(1.1, rect.width() * 0.13))
    painter.setPen(pen)
    lift = 0.0 if closed else -rect.height() * 0.10
    shackle = QPainterPath()
    left, right = rect.left() + rect.width() * 0.22, rect.right() - rect.width() * 0.22
    arch = QRectF(left, rect.top() + rect.height() * 0.05 + lift, right - left, rect.height() * 0.6)
    shackle.moveTo(left, body.top())
    shackle.lineTo(left, arch.center().y())
    shackle.arcTo(arch, 180.0, -180.0)
    shackle.lineTo(right, body.top() if closed else arch.center().y() + rect.height() * 0.08)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shackle)
    painter.setBrush(colour if closed else Qt.BrushStyle.NoBrush)
    inset = 0.0 if closed else pen.widthF() / 2.0
    painter.drawRoundedRect(body.adjusted(inset, inset, -inset, -inset), 1.5, 1.5)
    painter.restore()


def draw_chevron(painter: QPainter, centre: QPointF, size: float, colour: QColor) -> None:
    """A small arrow that points down: there is a list."""
    painter.save()
    painter.setPen(round_pen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = size / 2.0
    tip = QPointF(centre.x(), centre.y() + half / 2.0)
    left, right = (
        QPointF(centre.x() - half, centre.y() - half / 2.0),
        QPointF(centre.x() + half, centre.y() - half / 2.0),
    )
    painter.drawPolyline(QPolygonF([left, tip, right]))
    painter.restore()
