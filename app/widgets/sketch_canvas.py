"""The canvas: draw, see, and say what was drawn.

The finished strokes lie in a picture at device pixels. While the pen moves only the part of the sheet
that changed is painted, from that picture and the pieces of the stroke near it. The widget shows the
sketch it is given; the document is the truth.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.canvas_gestures import EVERYTHING, Box, Brush, DrawLine, DrawShape, Gesture, Held, MoveDrawing
from app.painting import colours, paint_sketch
from app.picture_files import file_in, underlay_of_image
from app.symmetry import Symmetry
from app.theme import Accent, theme_of
from app.widgets.canvas_layers import (
    FinishedStrokes,
    paint_brush,
    paint_guides,
    paint_hint,
    paint_ring,
    paint_strokes,
    rounded,
)  # fmt: skip
from models.errors import PictureError
from models.sketch_to_patch.stroke import SHAPES, WIDTH_RANGE, Point, Sketch, Tool

NUDGE: Final = 1.0 / 64.0
FINE_NUDGE: Final = 1.0 / 256.0
LIGHTEST_PRESSURE: Final = 0.02
WIDTH_STEP: Final = 1.15
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip
_MODIFIERS: Final = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
}  # fmt: skip


class SketchCanvas(QWidget):
    """A square sheet of paper in the middle of whatever room it has."""

    stroke_moved = Signal(object)
    """The drawing with the stroke in progress, at every movement of the pen."""
    sketch_edited = Signal(object, str)
    """A finished edit: the new drawing, and words for undo."""
    edit_cancelled = Signal()
    """A stroke was given up: the drawing is as before."""
    width_edited = Signal(float)
    """A person turned the wheel with Ctrl held: the new pen width in canvas widths."""
    file_dropped = Signal(str)
    """The path of a file dropped on the paper, a picture or a preset."""
    problem = Signal(str)
    """One sentence: what could not be opened. The drawing is as before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("canvas")
        self.setAccessibleDescription(
            "Draw with the pointer. Arrow keys move the drawing, Delete clears it, Escape gives up a stroke."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sketch = Sketch()
        self._brush = Brush()
        self._moves = False
        self._gesture: Gesture | None = None
        self._last = Point(0.0, 0.0)
        self._tablet_is_down = False
        self._nudging: tuple[float, float] | None = None
        self._hover: QPointF | None = None
        self._file_above = False
        self._ring = False
        self._finished = FinishedStrokes()
        self._show_cursor()

    # state down

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
        if isinstance(self._gesture, MoveDrawing):
            self._gesture = self._nudging = None
        self.update()

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

    def _pixels(self, box: Box) -> QRect:
        """The pixels of a box in canvas units, with room for soft edges."""
        if box == EVERYTHING:
            return self.rect()
        sheet, side = self.sheet(), self.sheet().width()
        left, top, right, bottom = box
        area = QRectF(left * side, top * side, (right - left) * side, (bottom - top) * side)
        return area.translated(sheet.topLeft()).adjusted(-2.0, -2.0, 2.0, 2.0).toAlignedRect()

    # one gesture

    def _press(self, at: Point, time_s: float, *, eraser: bool = False) -> None:
        if self._gesture is not None:
            return
        if self._moves and not eraser:
            if self._sketch.is_empty:
                return
            self._gesture = MoveDrawing(self._sketch, at)
            self._show_cursor()
            return
        brush = replace(self._brush, tool=Tool.ERASER) if eraser else self._brush
        self._gesture = DrawShape(brush, at) if brush.tool in SHAPES else DrawLine(brush, at, time_s)
        self._last = at
        self.update()
        self.stroke_moved.emit(self._gesture.preview(self._sketch))

    def _move(self, at: Point, time_s: float, modifiers: Qt.KeyboardModifier) -> None:
        if self._gesture is None:
            return
        self._last = at
        changed = self._gesture.move(at, time_s, _held(modifiers))
        if changed is not None:
            self.update(self._pixels(changed))
            self.stroke_moved.emit(self._gesture.preview(self._sketch))

    def _release(self, at: Point) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return
        self._show_cursor()
        sketch = gesture.finish(at, self._sketch)
        self.update()
        if sketch == self._sketch:
            self.edit_cancelled.emit()
        else:
            self.sketch_edited.emit(sketch, gesture.words)

    def _cancel(self) -> None:
        if self._gesture is None:
            return
        self._gesture = self._nudging = None
        self._show_cursor()
        self.update()
        self.edit_cancelled.emit()

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_echo(event):
            return
        if event.button() is Qt.MouseButton.LeftButton:
            self._press(self._point(event.position()), _seconds(event))
        elif event.button() is Qt.MouseButton.RightButton:
            self._cancel()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_echo(event):
            return
        self._hover_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(self._point(event.position()), _seconds(event), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._is_echo(event):
            self._release(self._point(event.position()))

    def _is_echo(self, event: QMouseEvent) -> bool:
        """True for a mouse event that some systems send after each event of a tablet: it would leave a dot."""
        return self._tablet_is_down or event.deviceType() is QInputDevice.DeviceType.Stylus

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()  # else Qt makes mouse events of it, too
        eraser = event.pointerType() is QPointingDevice.PointerType.Eraser
        senses = event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure)
        pressure = min(1.0, max(LIGHTEST_PRESSURE, event.pressure())) if senses else 1.0
        self._hover_at(event.position())
        if event.type() is QEvent.Type.TabletPress and event.button() is Qt.MouseButton.LeftButton:
            self._tablet_is_down = True
            self._press(self._point(event.position(), pressure), _seconds(event), eraser=eraser)
        elif event.type() is QEvent.Type.TabletRelease:
            self._tablet_is_down = False
            # A lifted pen presses no more: the line keeps the width that it had.
            self._release(self._point(event.position(), self._last.pressure))
        elif self._tablet_is_down:
            self._move(self._point(event.position(), pressure), _seconds(event), event.modifiers())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            notches = event.angleDelta().y() / 120.0
            self.width_edited.emit(self._brush.width * WIDTH_STEP**notches)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover_at(None)

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

    # keys

    def event(self, event: QEvent) -> bool:
        # Escape silences everything elsewhere; while a stroke is drawn it gives that up.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._gesture is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key is Qt.Key.Key_Escape and self._gesture is not None:
            self._cancel()
        elif key in _MODIFIERS and self._gesture is not None:
            self._move(self._last, 0.0, event.modifiers() | _MODIFIERS[key])
        elif key in _ARROWS and plain:
            self._nudge(key, fine=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain and not self._sketch.is_empty:
            self._cancel()
            self.sketch_edited.emit(Sketch(), "clear drawing")
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS and self._gesture is not None and self._nudging is None:
            self._move(self._last, 0.0, event.modifiers() & ~_MODIFIERS[key])
        elif key in _ARROWS and not event.isAutoRepeat() and self._nudging is not None:
            self._end_nudge()
        else:
            super().keyReleaseEvent(event)

    def _nudge(self, key: Qt.Key, *, fine: bool) -> None:
        """Move the drawing a step. A held key makes one edit, which ends when it is let go."""
        if self._nudging is None:
            if self._gesture is not None or self._sketch.is_empty:
                return
            self._nudging = (0.0, 0.0)
            self._gesture = MoveDrawing(self._sketch, Point(0.0, 0.0))
        step = FINE_NUDGE if fine else NUDGE
        x, y = _ARROWS[key]
        self._nudging = (self._nudging[0] + x * step, self._nudging[1] + y * step)
        self._move(Point(*self._nudging), 0.0, Qt.KeyboardModifier.NoModifier)

    def _end_nudge(self) -> None:
        if self._nudging is not None:
            at, self._nudging = Point(*self._nudging), None
            self._release(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # The ring is for those who come by keyboard: the pointer shows where it is by itself.
        self._ring = event.reason() in (
            Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
        )  # fmt: skip
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self._end_nudge()
        self.update()

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _offers_something(event.mimeData()):
            event.acceptProposedAction()
            self._file_above = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._file_above = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._file_above = False
        self.update()
        self.take(event.mimeData(), "drop picture")
        event.acceptProposedAction()

    def take(self, mime: QMimeData, words: str) -> None:
        """Use what was dropped or pasted: pixels become the picture under the drawing, a file is passed on."""
        path = file_in(mime)
        if path is not None:
            self.file_dropped.emit(str(path))
        elif mime.hasImage():
            image = mime.imageData()
            try:
                picture = underlay_of_image(image if isinstance(image, QImage) else QImage(), "The picture")
            except PictureError as error:
                self.problem.emit(str(error))
                return
            self._cancel()
            self.sketch_edited.emit(Sketch(picture=picture), words)
        elif mime.hasUrls():
            self.problem.emit("That is an address, not a picture: save the picture on this machine and drop its file.")
        else:
            self.problem.emit("There is no picture in that. The drawing stays as it is.")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        sheet, gesture = self.sheet(), self._gesture
        theme = theme_of(self.palette())
        paper, ink = colours(self._sketch)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.setClipPath(rounded(sheet))
            if isinstance(gesture, MoveDrawing):
                paint_sketch(painter, gesture.preview(self._sketch), sheet)
            else:
                finished = self._finished.pixmap(self._sketch, sheet.width(), self.devicePixelRatioF())
                painter.drawPixmap(sheet.topLeft(), finished)
            if gesture is not None:
                paint_strokes(painter, gesture.strokes(), self._sketch, sheet, within=QRectF(event.rect()))
            elif self._sketch.is_empty:
                paint_hint(painter, sheet, ink, detail=sheet.width() >= 260.0)
            paint_guides(painter, sheet, self._brush.symmetry, theme.accent(Accent.CORAL))
            if self._hover is not None and not self._moves:
                paint_brush(painter, self._hover, self._ring_radius(), ink=ink, paper=paper)
            painter.restore()
            if self._file_above:
                paint_ring(painter, sheet, theme.accent(Accent.CORAL), 3.0)
            elif self._ring:
                paint_ring(painter, sheet, theme.accent(Accent.CORAL), 2.0)


def _held(modifiers: Qt.KeyboardModifier) -> Held:
    return Held(
        regular=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        centred=bool(modifiers & Qt.KeyboardModifier.AltModifier),
    )


def _seconds(event: QMouseEvent | QTabletEvent) -> float:
    return float(event.timestamp()) * 1e-3


def _offers_something(mime: QMimeData) -> bool:
    return mime.hasImage() or mime.hasUrls()
