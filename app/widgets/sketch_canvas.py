"""The canvas: draw, see, and say what was drawn.

Press, drag and release make one gesture (`app.canvas_gestures`); `CanvasView` shows it. The widget shows
the sketch it is given and says what a person made of it; the document is the truth.
"""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from app.canvas_gestures import DrawLine, DrawShape, Held, MoveDrawing
from app.picture_files import file_in, pixels_in
from app.widgets.canvas_view import CanvasView
from models.errors import PictureError
from models.sketch_to_patch.stroke import SHAPES, Point, Sketch, Tool

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


class SketchCanvas(CanvasView):
    """A sheet of paper to draw on with mouse, pen and keys."""

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
    pixels_dropped = Signal(object)
    """Pixels (height, width, 3) dropped on the paper from another program."""
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
        self._last = Point(0.0, 0.0)
        self._tablet_is_down = False
        self._nudging: tuple[float, float] | None = None
        self._ahead: tuple[Point, float, Held] | None = None
        """Where the pointer is, when the gesture was not told yet."""
        self._catch_up = QTimer(self, singleShot=True, interval=0)
        self._catch_up.timeout.connect(self._follow)

    @Slot(object)
    def set_sketch(self, sketch: Sketch) -> None:
        """Show a drawing. What was being moved is given up: it has gone, and its sound goes with it."""
        moves = isinstance(self._gesture, MoveDrawing)
        super().set_sketch(sketch)
        if moves and self._gesture is None:
            self._nudging = self._ahead = None
            self._show_cursor()
            self.edit_cancelled.emit()

    # one gesture

    def _press(self, at: Point, time_s: float, *, eraser: bool = False) -> None:
        if self._gesture is not None:
            return
        if self._moves and not eraser:
            if self._sketch.is_empty:
                return
            self._gesture = MoveDrawing(self._sketch, at)
            self._last = at
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
        self._ahead = (at, time_s, _held(modifiers))
        # Each place of a whole drawing costs its time, and only the newest counts; a line needs all its points.
        if isinstance(self._gesture, MoveDrawing):
            self._catch_up.start()
        else:
            self._follow()

    def _follow(self) -> None:
        if self._gesture is None or self._ahead is None:
            return
        changed, self._ahead = self._gesture.move(*self._ahead), None
        if changed:
            self.update(self._pixels(changed))
            self.stroke_moved.emit(self._gesture.preview(self._sketch))

    def _release(self, at: Point) -> None:
        self._follow()
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
        self._gesture = self._nudging = self._ahead = None
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
        elif self._nudging is None:
            self._release(self._last)  # the release went elsewhere, to a menu perhaps

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
        if self._nudging is None or self._gesture is None:
            if self._gesture is not None or self._sketch.is_empty:
                return
            self._nudging = (0.0, 0.0)
            self._gesture = MoveDrawing(self._sketch, Point(0.0, 0.0))
        step = FINE_NUDGE if fine else NUDGE
        x, y = _ARROWS[key]
        self._nudging = (self._nudging[0] + x * step, self._nudging[1] + y * step)
        self._move(Point(*self._nudging), 0.0, Qt.KeyboardModifier.NoModifier)
        self._follow()

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
        self.take(event.mimeData())
        event.acceptProposedAction()

    def take(self, mime: QMimeData) -> None:
        """Pass on what was dropped: a file, or pixels to come in place of the drawing."""
        path = file_in(mime)
        if path is not None:
            self.file_dropped.emit(str(path))
            return
        try:
            pixels = pixels_in(mime)
        except PictureError as error:
            self.problem.emit(f"{error} The drawing is as it was.")
            return
        self._cancel()
        self.pixels_dropped.emit(pixels)


def _held(modifiers: Qt.KeyboardModifier) -> Held:
    return Held(
        regular=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        centred=bool(modifiers & Qt.KeyboardModifier.AltModifier),
    )


def _seconds(event: QMouseEvent | QTabletEvent) -> float:
    return float(event.timestamp()) * 1e-3


def _offers_something(mime: QMimeData) -> bool:
    return mime.hasImage() or mime.hasUrls()
