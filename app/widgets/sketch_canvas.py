"""The canvas: draw, see, and say what was drawn.

Finished strokes lie in a picture at device pixels; only the stroke in progress is painted anew, and
only where it changed. The widget keeps the sketch that it shows; the document is the truth.
"""

import time
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from app.painting import paint_sketch, paint_stroke
from app.stroke_building import Smoother, Symmetry, extended, moved, repeated, shape_corners
from app.theme import GAP, INK, PAPER, RADIUS, Accent, TextSize, text_font, theme_of, with_alpha
from models.sketch_to_patch.stroke import DEFAULT_WIDTH, SHAPES, WIDTH_RANGE, Point, Sketch, Stroke, Tool

NUDGE: Final = 1.0 / 64.0
HINT: Final = "Draw a shape"


class SketchCanvas(QWidget):
    """A square sheet of paper in the middle of whatever room it has."""

    stroke_moved = Signal(object)
    """The drawing with the stroke in progress, at every movement of the pen."""
    sketch_edited = Signal(object, str)
    """A finished edit: the new drawing, and words for undo."""
    edit_cancelled = Signal()
    """A stroke was given up: the drawing is as before."""
    file_dropped = Signal(str)
    """The path of a file that was dropped on the paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._sketch = Sketch()
        self._tool: Tool | None = Tool.PEN
        self._width = DEFAULT_WIDTH
        self._filled = False
        self._symmetry = Symmetry.OFF
        self._live: Stroke | None = None
        self._moving_from: QPointF | None = None
        self._smoother: Smoother | None = None
        self._shape_start: Point | None = None
        self._paper: QPixmap | None = None
        self._hover: QPointF | None = None

    # state down

    @property
    def sketch(self) -> Sketch:
        """The drawing that is shown."""
        return self._sketch

    def set_sketch(self, sketch: Sketch) -> None:
        """Show a drawing; a stroke in progress goes on above it."""
        if sketch != self._sketch:
            self._sketch = sketch
            self._paper = None
            self.update()

    def set_tool(self, tool: Tool | None) -> None:
        """Draw with a tool; None moves the drawing."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.CrossCursor if tool else Qt.CursorShape.SizeAllCursor)

    def set_pen_width(self, width: float) -> None:
        """Line width in canvas widths."""
        self._width = min(max(width, WIDTH_RANGE[0]), WIDTH_RANGE[1])
        self.update()

    def set_filled(self, filled: bool) -> None:
        """Fill what is drawn, or only its line."""
        self._filled = filled

    def set_symmetry(self, symmetry: Symmetry) -> None:
        """Repeat strokes around the middle."""
        self._symmetry = symmetry
        self.update()

    # geometry

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 220)

    def sheet(self) -> QRectF:
        """The square of paper, in widget coordinates."""
        side = float(min(self.width(), self.height()))
        return QRectF((self.width() - side) / 2.0, (self.height() - side) / 2.0, side, side)

    def _point(self, position: QPointF, pressure: float = 1.0) -> Point:
        sheet = self.sheet()
        return Point((position.x() - sheet.x()) / sheet.width(), (position.y() - sheet.y()) / sheet.height(), pressure)

    # drawing

    def _begin(self, position: QPointF, pressure: float, *, eraser: bool = False) -> None:
        if self._tool is None:
            self._moving_from = position
            return
        tool = Tool.ERASER if eraser else self._tool
        point = self._point(position, pressure)
        points = (point, point) if tool in SHAPES else (point,)
        self._shape_start = point
        self._smoother = Smoother(point, time.monotonic())
        filled = self._filled and tool is not Tool.ERASER
        width = self._width * (2.5 if tool is Tool.ERASER else 1.0)
        self._live = Stroke(tool, points, min(width, WIDTH_RANGE[1]), filled)
        self._said()

    def _go_on(self, position: QPointF, pressure: float, modifiers: Qt.KeyboardModifier) -> None:
        if self._moving_from is not None:
            self.stroke_moved.emit(self._moved_to(position))
            self.update()
            return
        live = self._live
        if live is None:
            return
        point = self._point(position, pressure)
        if live.tool in SHAPES:
            shift, alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
            assert self._shape_start is not None
            points: tuple[Point, ...] = shape_corners(
                self._shape_start, point, live.tool, regular=bool(modifiers & shift), centred=bool(modifiers & alt)
            )
        else:
            assert self._smoother is not None
            points = extended(live.points, self._smoother.add(point, time.monotonic()))
            if points == live.points:
                return
        self._live = Stroke(live.tool, points, live.width, live.filled)
        self._said()

    def _end(self, position: QPointF, pressure: float) -> None:
        self._shape_start = None
        if self._moving_from is not None:
            sketch = self._moved_to(position)
            self._moving_from = None
            if sketch != self._sketch:
                self.sketch_edited.emit(sketch, "move drawing")
            return
        live, self._live = self._live, None
        if live is None:
            return
        if live.tool not in SHAPES:
            # The smoothed line ends a little behind the pen: take it to where the pen was lifted.
            live = Stroke(live.tool, extended(live.points, self._point(position, pressure)), live.width, live.filled)
        words = (
            "erase"
            if live.tool is Tool.ERASER
            else f"draw {live.tool.value if live.tool is not Tool.PEN else 'stroke'}"
        )
        self.sketch_edited.emit(self._with(live), words)

    def _cancel(self) -> None:
        if self._live is None and self._moving_from is None:
            return
        self._live = self._moving_from = self._shape_start = None
        self.update()
        self.edit_cancelled.emit()

    def _moved_to(self, position: QPointF) -> Sketch:
        assert self._moving_from is not None
        offset = (position - self._moving_from) / self.sheet().width()
        return moved(self._sketch, offset.x(), offset.y())

    def _with(self, stroke: Stroke) -> Sketch:
        sketch = self._sketch
        for image in repeated(stroke, self._symmetry):
            sketch = sketch.adding(image)
        return sketch

    def _said(self) -> None:
        assert self._live is not None
        self.update()
        self.stroke_moved.emit(self._with(self._live))

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position(), 1.0)
        elif event.button() is Qt.MouseButton.RightButton:
            self._cancel()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_on(event.position(), 1.0, event.modifiers())
        else:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._end(event.position(), 1.0)

    def tabletEvent(self, event: QTabletEvent) -> None:
        eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        pressure = min(1.0, max(0.02, event.pressure()))
        self._hover = event.position()
        if event.type() is QEvent.Type.TabletPress:
            self._begin(event.position(), pressure, eraser=eraser)
        elif event.type() is QEvent.Type.TabletRelease:
            self._end(event.position(), pressure)
        elif event.buttons():
            self._go_on(event.position(), pressure, event.modifiers())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-NUDGE, 0.0), Qt.Key.Key_Right: (NUDGE, 0.0),
            Qt.Key.Key_Up: (0.0, -NUDGE), Qt.Key.Key_Down: (0.0, NUDGE),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps and self._sketch.strokes:
            self.sketch_edited.emit(moved(self._sketch, *steps[key]), "move drawing")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._sketch.is_empty:
            self.sketch_edited.emit(Sketch(), "clear")
        elif key is Qt.Key.Key_Escape and (self._live is not None or self._moving_from is not None):
            self._cancel()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile():
                self.file_dropped.emit(url.toLocalFile())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._paper = None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = self.sheet()
        outline = QPainterPath()
        outline.addRoundedRect(sheet, RADIUS, RADIUS)
        painter.setClipPath(outline)
        shown = self._sketch
        if self._moving_from is not None and self._hover is not None:
            paint_sketch(painter, self._moved_to(self._hover), sheet)
        else:
            painter.drawPixmap(sheet.topLeft(), self._finished(sheet))
        paper, ink = (INK, PAPER) if shown.inverted else (PAPER, INK)
        if self._live is not None:
            painter.save()
            painter.translate(sheet.topLeft())
            for stroke in repeated(self._live, self._symmetry):
                paint_stroke(painter, stroke, sheet.width(), ink, paper)
            painter.restore()
        elif shown.is_empty:
            painter.setPen(with_alpha(ink, 0.55))
            painter.setFont(text_font(TextSize.TITLE))
            painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, HINT)
        self._paint_guides(painter, sheet)
        painter.setClipping(False)
        if self.hasFocus():
            painter.setPen(QPen(theme_of(self.palette()).accent(Accent.CORAL), 1.5))
            painter.drawRoundedRect(sheet.adjusted(0.75, 0.75, -0.75, -0.75), RADIUS, RADIUS)

    def _paint_guides(self, painter: QPainter, sheet: QRectF) -> None:
        """The axes of the symmetry, and the size of the pen under the pointer."""
        painter.setPen(QPen(with_alpha(theme_of(self.palette()).accent(Accent.CORAL), 0.35), 1.0, Qt.PenStyle.DashLine))
        centre = sheet.center()
        if self._symmetry in (Symmetry.LEFT_RIGHT, Symmetry.FOUR, Symmetry.RADIAL):
            painter.drawLine(QPointF(centre.x(), sheet.top() + GAP), QPointF(centre.x(), sheet.bottom() - GAP))
        if self._symmetry in (Symmetry.UP_DOWN, Symmetry.FOUR, Symmetry.RADIAL):
            painter.drawLine(QPointF(sheet.left() + GAP, centre.y()), QPointF(sheet.right() - GAP, centre.y()))
        if self._hover is not None and self._tool in (Tool.PEN, Tool.ERASER):
            factor = 2.5 if self._tool is Tool.ERASER else 1.0
            radius = max(2.0, 0.5 * self._width * factor * sheet.width())
            painter.setPen(QPen(with_alpha(theme_of(self.palette()).accent(Accent.CORAL), 0.8), 1.2))
            painter.drawEllipse(self._hover, radius, radius)

    def _finished(self, sheet: QRectF) -> QPixmap:
        """The finished strokes at device pixels, painted once."""
        scale = self.devicePixelRatioF()
        side = max(1, round(sheet.width() * scale))
        if self._paper is None or self._paper.width() != side:
            self._paper = QPixmap(side, side)
            self._paper.setDevicePixelRatio(scale)
            painter = QPainter(self._paper)
            paint_sketch(painter, self._sketch, QRectF(0, 0, side / scale, side / scale))
            painter.end()
        return self._paper
