"""A knob: an arc of 270 degrees in the module's colour, a pointer, label and value."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import GLIDE_MS, Accent, TextSize, Theme, motion_is_reduced, text_font, theme_of, with_alpha
from app.widgets.glyphs import round_pen
from app.widgets.knob_face import draw_face, ring_of, stroke_of
from app.widgets.knob_geometry import Dial, arc_of, dial_in, point_at, travel_after_drag
from app.widgets.parameter_control import ParameterControl
from synth.parameters import Parameter

_LINE: Final = 13.0
_FRAME_MS: Final = 30
"""A glide shows thirty pictures a second: thirty knobs at twice that would cost a fifth of a core."""
_UNSEEN: Final = 0.002
"""Travel too small to see, a tenth of a pixel: predictions tremble by so little all the time."""


class Knob(ParameterControl):
    """One continuous or whole-number row.

    Drag up and down (Shift: fine), wheel, arrow keys, Page Up and Down, Home, End; double click or Delete
    gives the default, Return opens an editor, Control-L the lock.
    """

    def __init__(self, row: Parameter, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(row, accent, parent)
        self._shown = row.to_unit(row.default)
        self._dragged: float | None = None
        self._last_y = 0.0
        self._glide = QVariantAnimation(self, duration=GLIDE_MS)
        self._glide.valueChanged.connect(self._glide_on)
        self._glided_ms = 0
        # It fills its ground itself, so that no panel is painted again under a knob that moves.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(42, 60)

    @property
    def shown_travel(self) -> float:
        """Where the pointer is right now, 0 to 1; on its way while the knob glides."""
        return self._shown

    def sizeHint(self) -> QSize:
        return QSize(58, 74)

    def value_shown(self, *, animate: bool) -> None:
        """Moves the pointer to the value, in 120 ms when it may glide."""
        target = self.row.to_unit(self.value)
        gliding = self._glide.state() is QVariantAnimation.State.Running
        if animate and not gliding and abs(target - self._shown) < _UNSEEN:
            return
        self._glide.stop()
        if animate and self.isVisible() and not motion_is_reduced():
            self._glide.setStartValue(self._shown)
            self._glide.setEndValue(target)
            self._glided_ms = 0
            self._glide.start()
        else:
            self._show_travel(target)

    def text_shown(self) -> None:
        self.update(0, int(self._text_top() + _LINE), self.width(), int(_LINE) + 1)

    def value_centre(self) -> QPoint:
        return QPoint(self.width() // 2, int(self._text_top() + 1.5 * _LINE))

    def lock_rect(self) -> QRectF:
        dial = self._dial()
        top = max(0.0, dial.y - dial.radius - 2.0)
        return QRectF(min(dial.x + dial.radius * 0.78, self.width() - 9.0), top, 8.0, 10.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self.hits_lock(event.position()):
            self.toggle_lock()
        else:
            self._dragged = self.row.to_unit(self.value)
            self._last_y = event.globalPosition().y()
            self.gesture_started.emit()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            return
        y = event.globalPosition().y()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._dragged = travel_after_drag(self._dragged, self._last_y - y, fine=fine)
        self._last_y = y
        self.edit(self.row.from_unit(self._dragged))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.hits_lock(event.position()):
            self.reset()
        else:
            self.mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, dial = theme_of(self.palette()), self._dial()
        painter.fillRect(event.rect(), theme.panel)
        active = self.hasFocus() or self._dragged is not None
        draw_face(painter, dial, theme, hovered=self.underMouse(), ring=self.live_colour() if active else None)
        self._paint_pointer(painter, dial, theme)
        self.paint_lock(painter)
        if event.rect().bottom() > self._text_top():
            self._paint_texts(painter, theme)

    def _paint_pointer(self, painter: QPainter, dial: Dial, theme: Theme) -> None:
        start, span = arc_of(self.row, self._shown)
        if abs(span) > 0.5:
            painter.setPen(round_pen(self.live_colour(), stroke_of(dial)))
            painter.drawArc(ring_of(dial), round(start * 16), round(span * 16))
        if self._mark is not None:
            painter.setPen(QPen(with_alpha(theme.text, 0.9), 1.8))
            painter.drawLine(QPointF(*point_at(dial, self._mark, 0.76)), QPointF(*point_at(dial, self._mark, 1.08)))
        painter.setPen(round_pen(theme.text if self.is_lively else theme.secondary, 2.0))
        painter.drawLine(QPointF(*point_at(dial, self._shown, 0.22)), QPointF(*point_at(dial, self._shown, 0.50)))

    def _paint_texts(self, painter: QPainter, theme: Theme) -> None:
        top, width = self._text_top(), float(self.width())
        painter.setFont(text_font(TextSize.SMALL))
        painter.setPen(theme.secondary)
        painter.drawText(QRectF(0.0, top, width, _LINE), Qt.AlignmentFlag.AlignCenter, self.row.short)
        painter.setFont(text_font(TextSize.SMALL, QFont.Weight.Medium))
        painter.setPen(theme.text if self.is_lively else theme.secondary)
        painter.drawText(QRectF(-4.0, top + _LINE, width + 8.0, _LINE), Qt.AlignmentFlag.AlignCenter, self._text)

    def _dial(self) -> Dial:
        return dial_in(self.width(), self.height())

    def _text_top(self) -> float:
        dial = self._dial()
        return dial.y + dial.radius + 1.0

    def _glide_on(self, travel: float) -> None:
        now_ms = self._glide.currentTime()
        if now_ms >= GLIDE_MS or now_ms - self._glided_ms >= _FRAME_MS:
            self._glided_ms = now_ms
            self._show_travel(travel)

    def _show_travel(self, travel: float) -> None:
        if travel != self._shown:
            self._shown = travel
            self.update(0, 0, self.width(), int(self._text_top()))
