"""The signs of tools and of what plays a recording, drawn as vectors around the origin, about 16 units wide."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

Sign = Callable[[QPainter], None]
"""Draws with the painter's pen."""


def _shape(painter: QPainter, *corners: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))


def _strip(painter: QPainter, *corners: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in corners]))


def _pen(painter: QPainter) -> None:
    _shape(painter, (-7.0, 7.0), (-5.5, 2.5), (4.0, -7.0), (7.0, -4.0), (-2.5, 5.5))
    _strip(painter, (1.8, -4.8), (4.8, -1.8))


def _eraser(painter: QPainter) -> None:
    _shape(painter, (-7.0, 2.0), (1.0, -6.0), (7.0, 0.0), (1.0, 6.0), (-3.0, 6.0))
    _strip(painter, (-3.0, -2.0), (3.0, 4.0))


def _line(painter: QPainter) -> None:
    _strip(painter, (-6.0, 6.0), (6.0, -6.0))


def _ellipse(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(0.0, 0.0), 7.0, 7.0)


def _rectangle(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(-7.0, -5.5, 14.0, 11.0), 1.0, 1.0)


def _move(painter: QPainter) -> None:
    for dx, dy in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
        x, y = 7.0 * dx, 7.0 * dy
        back, aside = (-2.5 * dx, -2.5 * dy), (-2.5 * dy, 2.5 * dx)
        painter.drawLine(QLineF(0.0, 0.0, x, y))
        _strip(
            painter,
            (x + back[0] + aside[0], y + back[1] + aside[1]),
            (x, y),
            (x + back[0] - aside[0], y + back[1] - aside[1]),
        )


def _fill(painter: QPainter) -> None:
    """A paint pot that is poured out."""
    _shape(painter, (-7.0, 0.5), (-0.5, -6.0), (5.0, -0.5), (-1.5, 6.0))
    _strip(painter, (-3.6, -6.4), (0.8, -2.0))
    painter.setBrush(painter.pen().color())
    _shape(painter, (-5.6, 0.5), (3.8, 0.5), (-1.5, 5.6))
    painter.drawEllipse(QPointF(6.6, 4.8), 1.0, 1.4)


def _symmetry(painter: QPainter) -> None:
    _strip(painter, (0.0, -7.0), (0.0, 7.0))
    _shape(painter, (-3.0, -4.0), (-3.0, 4.0), (-8.0, 4.0))
    _shape(painter, (3.0, -4.0), (3.0, 4.0), (8.0, 4.0))


def _more(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    for x in (-5.0, 0.0, 5.0):
        painter.drawEllipse(QPointF(x, 0.0), 0.8, 0.8)


def _record(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QPointF(0.0, 0.0), 4.5, 4.5)


def _play(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    _shape(painter, (-3.5, -5.0), (5.0, 0.0), (-3.5, 5.0))


def _loop(painter: QPainter) -> None:
    painter.drawArc(QRectF(-6.0, -6.0, 12.0, 12.0), 60 * 16, 300 * 16)
    _strip(painter, (2.2, -8.4), (3.4, -5.2), (0.2, -3.6))


def _clear(painter: QPainter) -> None:
    _strip(painter, (-4.5, -4.5), (4.5, 4.5))
    _strip(painter, (-4.5, 4.5), (4.5, -4.5))


SIGNS: Final[Mapping[str, Sign]] = {
    "pen": _pen, "eraser": _eraser, "line": _line, "ellipse": _ellipse, "rectangle": _rectangle, "move": _move,
    "fill": _fill, "symmetry": _symmetry, "more": _more, "record": _record, "play": _play, "loop": _loop,
    "clear": _clear,
}  # fmt: skip


def draw_sign(painter: QPainter, name: str) -> None:
    """Draw a sign by its name around the origin, with the painter's pen and no brush."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    SIGNS[name](painter)
    painter.restore()
