"""The sheet of paper: shows a drawing, the gesture in progress above it, and quiet signs. It takes no input.

The finished strokes lie in a picture at device pixels. While a stroke grows only the part of the sheet
that changed is painted, from that picture and the pieces of the stroke near it.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.canvas_gestures import Box, Brush, Gesture, MoveDrawing
from app.painting import colours, paint_sketch
from app.symmetry import Symmetry
from app.theme import DARK, RADIUS, Accent, theme_of
from app.widgets.canvas_heat import HeatLayer
from app.widgets.canvas_layers import (
    FinishedStrokes,
    paint_brush,
    paint_guides,
    paint_hint,
    paint_ring,
    rounded,
)
from models.sketch_to_patch.raster import Raster
from models.sketch_to_patch.stroke import WIDTH_RANGE, Point, Sketch, Tool
from models.sketch_to_patch.why import Heat

DETAIL_FROM: Final = 260.0
"""A smaller sheet has room for one line of hint."""


class CanvasView(QWidget):
    """A square sheet in the middle of whatever room it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sketch = Sketch()
        self._brush = Brush()
        self._moves = False
        self._gesture: Gesture | None = None
        self._hover: QPointF | None = None
        self._file_above = False
        self._ring = False
        self._finished = FinishedStrokes()
        self._heat = HeatLayer()
        self._show_cursor()

    @property
    def sketch(self) -> Sketch:
        """The drawing that is shown, without a stroke in progress."""
        return self._sketch

    @property
    def is_drawing(self) -> bool:
        """True between press and release."""
        return self._gesture is not None

    @Slot(object)
    def set_sketch(self, sketch: Sketch) -> None:
        """Show a drawing; a stroke in progress goes on above it, a movement of the old one ends."""
        if sketch == self._sketch:
            return
        self._sketch = sketch
        self._heat.set_heat(None, None)  # it was that of the old one
        if isinstance(self._gesture, MoveDrawing):
            self._gesture = None
        self.update()

    def set_heat(self, heat: Heat | None, raster: Raster | None) -> None:
        """Colour what decides a knob in the drawing that is shown, which has this raster; until another is shown."""
        if heat is not None or self._heat.is_there:
            self._heat.set_heat(heat, raster)
            self.update()

    @property
    def shows_heat(self) -> bool:
        """True while parts of the drawing are coloured; never while one draws."""
        return self._heat.is_there and self._gesture is None

    @Slot(object)
    def set_tool(self, tool: Tool | None) -> None:
        """Draw with a tool from the next stroke on; None moves the drawing."""
        self._moves = tool is None
        if tool is not None:
            self._brush = replace(self._brush, tool=tool)
        self._show_cursor()
        self.update()

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Line width in canvas widths, held within what strokes may have."""
        self._brush = replace(self._brush, width=min(max(width, WIDTH_RANGE[0]), WIDTH_RANGE[1]))
        self.update()

    @Slot(bool)
    def set_filled(self, filled: bool) -> None:
        """Fill what is drawn, or only its line."""
        self._brush = replace(self._brush, filled=filled)

    @Slot(object)
    def set_symmetry(self, symmetry: Symmetry) -> None:
        """Repeat strokes around the middle."""
        self._brush = replace(self._brush, symmetry=symmetry)
        self.update()

    # geometry

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    def sheet(self) -> QRectF:
        """The square of paper, in widget coordinates, on whole pixels."""
        side = max(1, min(self.width(), self.height()))
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _point(self, position: QPointF, pressure: float = 1.0) -> Point:
        sheet = self.sheet()
        return Point((position.x() - sheet.x()) / sheet.width(), (position.y() - sheet.y()) / sheet.height(), pressure)

    def _pixels(self, boxes: Sequence[Box]) -> QRegion:
        """The pixels of boxes in canvas units, with room for soft edges."""
        region, sheet, side = QRegion(), self.sheet(), self.sheet().width()
        for left, top, right, bottom in boxes:
            if math.isinf(left):
                return QRegion(self.rect())
            area = QRectF(left * side, top * side, (right - left) * side, (bottom - top) * side)
            region += area.translated(sheet.topLeft()).adjusted(-2.0, -2.0, 2.0, 2.0).toAlignedRect()
        return region

    def _is_inside(self, area: QRect, sheet: QRectF) -> bool:
        """True away from the round corners: a clip that is no rectangle makes painting ten times slower."""
        whole, inner = QRectF(area), sheet.adjusted(RADIUS, RADIUS, -RADIUS, -RADIUS)
        wide, tall = inner.adjusted(-RADIUS, 0.0, RADIUS, 0.0), inner.adjusted(0.0, -RADIUS, 0.0, RADIUS)
        return wide.contains(whole) or tall.contains(whole)

    def _hover_at(self, position: QPointF | None) -> None:
        """Draw the ring of the pen around another place."""
        before, self._hover = self._hover, position
        for place in (before, position):
            if place is not None:
                reach = self._ring_radius() + 4.0
                box = QRectF(place.x() - reach, place.y() - reach, 2.0 * reach, 2.0 * reach)
                self.update(box.toAlignedRect())

    def _ring_radius(self) -> float:
        return max(2.0, 0.5 * self._brush.line_width * self.sheet().width())

    def _show_cursor(self) -> None:
        if self._moves:
            grips = isinstance(self._gesture, MoveDrawing)
            shape = Qt.CursorShape.ClosedHandCursor if grips else Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        self.setCursor(shape)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        sheet, gesture = self.sheet(), self._gesture
        theme = theme_of(self.palette())
        paper, ink = colours(self._sketch)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            if self._is_inside(event.rect(), sheet):
                painter.setClipRect(sheet)
            else:
                painter.setClipPath(rounded(sheet))
            if isinstance(gesture, MoveDrawing):
                paint_sketch(painter, gesture.preview(self._sketch), sheet)
            else:
                finished = self._finished.show(self._sketch, sheet.width(), self.devicePixelRatioF())
                painter.drawPixmap(sheet.topLeft(), self._heat.over(finished) if self.shows_heat else finished)
            if gesture is not None and (strokes := gesture.strokes()):
                areas = [QRectF(rect).translated(-sheet.topLeft()) for rect in event.region()]  # type: ignore[attr-defined]  # the stubs forget it
                for place, part in self._finished.with_strokes(strokes, areas):
                    painter.drawImage(place + sheet.topLeft(), part)
            if gesture is None and self._sketch.is_empty:
                paint_hint(painter, sheet, ink, detail=sheet.width() >= DETAIL_FROM)
            paint_guides(painter, sheet, self._brush.symmetry, theme.accent(Accent.CORAL))
            if self._hover is not None and not self._moves:
                paint_brush(painter, self._hover, self._ring_radius(), ink=ink, paper=paper)
            painter.restore()
            if theme is not DARK and not self._sketch.inverted:
                paint_ring(painter, sheet, theme.edge, 1.0)  # paper on a light panel needs an edge
            if self._file_above:
                paint_ring(painter, sheet, theme.accent(Accent.CORAL), 3.0)
            elif self._ring:
                paint_ring(painter, sheet, theme.accent(Accent.CORAL), 2.0)
