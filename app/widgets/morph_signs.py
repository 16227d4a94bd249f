"""What the morph pad is painted from: its places, a corner, the cursor, the path."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.morph_pad import Corner, Place, nearest_corner
from app.painting import thumbnail
from app.theme import RADIUS, Accent, TextSize, Theme, text_font, with_alpha

CELL: Final = 56
"""Side of a corner, with the room around it."""
MARGIN: Final = 6.0
CURSOR: Final = 7.0
LONGEST_LINE: Final = 2000
"""Places of a path that are drawn; of a longer one, only each second, third and so on."""


def field(side: float) -> QRectF:
    """Where the cursor may be: from the middle of one corner to that of the other."""
    return QRectF(CELL / 2, CELL / 2, side - CELL, side - CELL)


def to_pixels(x: float, y: float, side: float) -> QPointF:
    """The pixel of a place, 0 to 1, on a pad of a side."""
    room = field(side)
    return QPointF(room.left() + x * room.width(), room.top() + y * room.height())


def to_place(at: QPointF, side: float) -> tuple[float, float]:
    """The place of a pixel, held within the pad."""
    room = field(side)
    x, y = (at.x() - room.left()) / room.width(), (at.y() - room.top()) / room.height()
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def cell(index: int, side: float) -> QRectF:
    """The square of a corner."""
    away = side - CELL
    return QRectF((index % 2) * away, (index // 2) * away, CELL, CELL)


def cell_at(at: QPointF, side: float) -> int | None:
    """The corner under a pixel."""
    index = nearest_corner(*to_place(at, side))
    return index if cell(index, side).contains(at) else None


def paint_corner(
    painter: QPainter, box: QRectF, corner: Corner | None, theme: Theme, *, weight: float, is_over: bool
) -> None:
    """A drawing, framed the warmer the more it counts; an empty corner shows a plus."""
    inner = box.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    coral = theme.accent(Accent.CORAL)
    if corner is None:
        dashed = QPen(coral if is_over else theme.secondary, 1.0, Qt.PenStyle.DashLine)
        painter.setPen(dashed)
        painter.setBrush(theme.raised if is_over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner, 7.0, 7.0)
        painter.setPen(QPen(coral if is_over else theme.secondary, 1.6))
        middle = inner.center()
        painter.drawLine(middle - QPointF(6.0, 0.0), middle + QPointF(6.0, 0.0))
        painter.drawLine(middle - QPointF(0.0, 6.0), middle + QPointF(0.0, 6.0))
        return
    pixels = round(inner.width())
    painter.drawPixmap(inner.topLeft(), thumbnail(corner.sketch, pixels, scale=2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.edge, 1.0))
    painter.drawRoundedRect(inner, 6.0, 6.0)
    if weight > 0.0:
        painter.setPen(QPen(with_alpha(coral, weight), 2.0))
        painter.drawRoundedRect(inner, 6.0, 6.0)


def paint_path(painter: QPainter, path: Sequence[Place], side: float, colour: QColor) -> None:
    """The way that the cursor was led, quietly."""
    step = 1 + len(path) // LONGEST_LINE
    painter.setPen(QPen(with_alpha(colour, 0.55), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([to_pixels(place.x, place.y, side) for place in path[::step]]))


def paint_cursor(painter: QPainter, at: QPointF, theme: Theme, *, held: bool, recording: bool) -> None:
    """A ring in the player's colour, filled while it is held; red while its path is recorded."""
    colour = theme.accent(Accent.RED if recording else Accent.CORAL)
    painter.setPen(QPen(theme.ground, 4.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, CURSOR, CURSOR)
    painter.setPen(QPen(colour, 2.2))
    painter.setBrush(colour if held else with_alpha(colour, 0.25))
    painter.drawEllipse(at, CURSOR, CURSOR)


def paint_words(painter: QPainter, room: QRectF, words: str, theme: Theme) -> None:
    """What to do next, in the middle of the pad."""
    painter.setFont(text_font(TextSize.NORMAL))
    painter.setPen(theme.secondary)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def paint_ground(painter: QPainter, side: float, theme: Theme, *, has_focus: bool, can_move: bool) -> None:
    """The pad, its middle lines, and a ring for those who come by keyboard."""
    painter.setPen(QPen(theme.accent(Accent.CORAL) if has_focus else theme.edge, 1.0))
    painter.setBrush(theme.ground)
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1.0, side - 1.0), RADIUS, RADIUS)
    if can_move:
        painter.setPen(QPen(theme.edge, 1.0))
        middle, room = side / 2.0, field(side)
        painter.drawLine(QPointF(middle, room.top()), QPointF(middle, room.bottom()))
        painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
