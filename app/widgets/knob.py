"""A knob: an arc of 270 degrees in the module's colour, a pointer, label and value."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import GLIDE_MS, Accent, TextSize, motion_is_reduced, text_font, theme_of, with_alpha
from app.widgets.glyphs import round_pen
from app.widgets.knob_geometry import Dial, angle_of, arc_of, dial_in, point_at, travel_after_drag
from app.widgets.parameter_control import ParameterControl
from synth.parameters import Parameter

_LINE: Final = 13.0


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
        self._glide.valueChanged.connect(self._show_travel)
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
        self._glide.stop()
        if animate and self.isVisible() and not motion_is_reduced():
            self._glide.setStartValue(self._shown)
            self._glide.setEndValue(target)
            self._glide.start()
        else:
            self._show_travel(target)

    def value_centre(self) -> QPoint:
        return QPoint(self.width() // 2, int(self._text_top() + 1.5 * _LINE))

    def lock_rect(self) -> QRectF:
        dial = self._dial()
        return QRectF(min(dial.x + dial.radius * 0.78, self.width() - 9.0), 0.5, 8.0, 10.0)

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
        self._paint_dial(painter, self._dial())
        self._paint_texts(painter)
        self.paint_lock(painter)

    def _paint_dial(self, painter: QPainter, dial: Dial) -> None:
        theme = theme_of(self.palette())
        stroke = max(3.0, dial.radius * 0.19)
        ring = dial.radius - stroke / 2.0
        box = QRectF(dial.x - ring, dial.y - ring, 2.0 * ring, 2.0 * ring)
        start, span = arc_of(self.row, self._shown)
        painter.setPen(round_pen(theme.faint, stroke))
        painter.drawArc(box, round(angle_of(0.0) * 16), round((angle_of(1.0) - angle_of(0.0)) * 16))
        if abs(span) > 0.5:
            painter.setPen(round_pen(self.live_colour(), stroke))
            painter.drawArc(box, round(start * 16), round(span * 16))
        active = self.hasFocus() or self._dragged is not None
        disc = dial.radius * 0.64
        painter.setPen(QPen(self.live_colour(), 1.2) if active else Qt.PenStyle.NoPen)
        painter.setBrush(theme.edge if self.underMouse() else theme.raised)
        painter.drawEllipse(QPointF(dial.x, dial.y), disc, disc)
        if self.differs_from_prediction():
            ghost = self.row.to_unit(self.predicted if self.predicted is not None else self.value)
            painter.setPen(QPen(with_alpha(theme.text, 0.9), 1.8))
            painter.drawLine(QPointF(*point_at(dial, ghost, 0.76)), QPointF(*point_at(dial, ghost, 1.08)))
        painter.setPen(round_pen(theme.text if self.is_lively else theme.secondary, 2.0))
        painter.drawLine(QPointF(*point_at(dial, self._shown, 0.22)), QPointF(*point_at(dial, self._shown, 0.50)))

    def _paint_texts(self, painter: QPainter) -> None:
        theme, top, width = theme_of(self.palette()), self._text_top(), float(self.width())
        painter.setFont(text_font(TextSize.SMALL))
        painter.setPen(theme.secondary)
        painter.drawText(QRectF(0.0, top, width, _LINE), Qt.AlignmentFlag.AlignCenter, self.row.short)
        painter.setFont(text_font(TextSize.SMALL, QFont.Weight.Medium))
        painter.setPen(theme.text if self.is_lively else theme.secondary)
        text = self.row.format(self.value)
        painter.drawText(QRectF(-4.0, top + _LINE, width + 8.0, _LINE), Qt.AlignmentFlag.AlignCenter, text)

    def _dial(self) -> Dial:
        return dial_in(self.width(), self.height())

    def _text_top(self) -> float:
        dial = self._dial()
        return dial.y + dial.radius + 1.0

    def _show_travel(self, travel: object) -> None:
        if isinstance(travel, float) and travel != self._shown:
            self._shown = travel
        self.update()
