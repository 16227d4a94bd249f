"""What the canvas is painted from: the finished strokes as a picture, and the quiet signs above them."""

import math
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from app.ink import ink_of, lay_line, line_of
from app.painting import coloured, colours
from app.symmetry import Symmetry, guide_lines
from app.theme import GAP, GRID, RADIUS, TextSize, text_font, with_alpha
from models.sketch_to_patch.stroke import Sketch, Stroke

HINT: Final = "draw a shape"
HINT_DETAIL: Final = "or drop a picture"


class FinishedStrokes:
    """The drawing so far at device pixels, as ink and as a picture. A stroke on top is added alone."""

    def __init__(self) -> None:
        self._sketch = Sketch()
        self._scale = 0.0
        self._ink = np.zeros((0, 0), dtype=np.uint8)
        self._pixmap = QPixmap()

    def show(self, sketch: Sketch, side: float, scale: float) -> QPixmap:
        """The drawing `side` logical pixels square on a screen of a scale."""
        pixels = max(1, round(side * scale))
        if self._ink.shape[0] != pixels or self._scale != scale or not _continues(sketch, self._sketch):
            self._ink = ink_of(sketch, pixels)
        elif len(sketch.strokes) > len(self._sketch.strokes):
            for stroke in sketch.strokes[len(self._sketch.strokes) :]:
                lay_line(self._ink, stroke, line_of(stroke, pixels))
        else:
            return self._pixmap
        self._pixmap = QPixmap.fromImage(coloured(self._ink, *colours(sketch)))
        self._pixmap.setDevicePixelRatio(scale)
        self._sketch, self._scale = sketch, scale
        return self._pixmap

    def with_strokes(self, strokes: tuple[Stroke, ...], areas: list[QRectF]) -> list[tuple[QPointF, QImage]]:
        """Parts of the drawing with more strokes on top, each with its place on the sheet.

        Areas are in logical pixels of the sheet; parts are whole device pixels around them.
        """
        pixels, scale = self._ink.shape[0], self._scale
        lines = [line_of(stroke, pixels) for stroke in strokes]
        parts = []
        for area in areas:
            left, top = max(0, math.floor(area.left() * scale) - 1), max(0, math.floor(area.top() * scale) - 1)
            right = min(pixels, math.ceil(area.right() * scale) + 1)
            bottom = min(pixels, math.ceil(area.bottom() * scale) + 1)
            if right <= left or bottom <= top:
                continue
            ink = self._ink[top:bottom, left:right].copy()
            for stroke, line in zip(strokes, lines, strict=True):
                lay_line(ink, stroke, line, left, top)
            image = coloured(ink, *colours(self._sketch))
            image.setDevicePixelRatio(scale)
            parts.append((QPointF(left / scale, top / scale), image))
        return parts


def _continues(sketch: Sketch, before: Sketch) -> bool:
    """True when a drawing is an earlier one with strokes on top (or none)."""
    if sketch.inverted != before.inverted or sketch.picture != before.picture:
        return False
    # Identity first: strokes are shared between drawings, and comparing all their points takes long.
    common = zip(sketch.strokes, before.strokes, strict=False)
    return len(sketch.strokes) >= len(before.strokes) and all(a is b or a == b for a, b in common)


def rounded(sheet: QRectF) -> QPainterPath:
    """The outline of the sheet."""
    path = QPainterPath()
    path.addRoundedRect(sheet, RADIUS, RADIUS)
    return path


def paint_guides(painter: QPainter, sheet: QRectF, symmetry: Symmetry, colour: QColor) -> None:
    """The axes of the symmetry, faint."""
    painter.setPen(QPen(with_alpha(colour, 0.45), 1.0, Qt.PenStyle.CustomDashLine))
    pen = painter.pen()
    pen.setDashPattern([2.0, 5.0])
    painter.setPen(pen)
    side = sheet.width()
    for x0, y0, x1, y1 in guide_lines(symmetry):
        line = QLineF(QPointF(x0, y0) * side + sheet.topLeft(), QPointF(x1, y1) * side + sheet.topLeft())
        inset = GAP / max(line.length(), 1.0)
        painter.drawLine(QLineF(line.pointAt(inset), line.pointAt(1.0 - inset)))


def paint_hint(painter: QPainter, sheet: QRectF, ink: QColor, *, detail: bool) -> None:
    """What to do on an empty sheet: two quiet lines in the middle."""
    title = text_font(TextSize.TITLE)
    painter.setFont(title)
    painter.setPen(with_alpha(ink, 0.62))
    middle = sheet.center().y()
    upper = QRectF(sheet.left(), middle - 3.5 * GRID, sheet.width(), 3.5 * GRID)
    painter.drawText(upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, HINT)
    if detail:
        painter.setFont(text_font(TextSize.NORMAL))
        lower = QRectF(sheet.left(), middle + 0.5 * GRID, sheet.width(), 3 * GRID)
        painter.drawText(lower, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, HINT_DETAIL)


def paint_brush(painter: QPainter, at: QPointF, radius: float, *, ink: QColor, paper: QColor) -> None:
    """The size of the pen around the pointer: a soft ring that shows on ink and on paper."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(with_alpha(paper, 0.75), 2.6))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(with_alpha(ink, 0.6), 1.1))
    painter.drawEllipse(at, radius, radius)


def paint_ring(painter: QPainter, sheet: QRectF, colour: QColor, width: float) -> None:
    """A frame inside the sheet's edge: the canvas has the keyboard, or a file is held over it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    half = 0.5 * width
    painter.drawRoundedRect(sheet.adjusted(half, half, -half, -half), RADIUS - half, RADIUS - half)
