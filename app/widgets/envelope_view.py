"""An envelope with points to drag: attack, decay with sustain, release with sustain."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, theme_of, with_alpha
from app.widgets.envelope_geometry import (
    POINTS,
    EnvelopeRows,
    Outline,
    after_drag,
    curve_points,
    nearest_point,
    outline,
)
from app.widgets.glyphs import round_pen
from synth.parameters import parameter

_MARGIN: Final = 7.0
_POINT: Final = 4.5


class EnvelopeView(QWidget):
    """The four rows of one envelope as a curve. Its knobs, where they stand beside it, are for the keyboard."""

    gesture_started = Signal()
    value_edited = Signal(str, float)
    """Row id and natural value; dragging a point may edit two rows in one gesture."""

    def __init__(self, prefix: str, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = EnvelopeRows.of(prefix)
        self._accent = accent
        self._values = {id: parameter(id).default for id in self.rows.ids()}
        self._dragged: str | None = None
        self._hovered: str | None = None
        self._lively = True
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(90, 40)
        self.setAccessibleName(f"{prefix} envelope")
        self.setToolTip("Drag the points: attack, decay and sustain, release.")

    def sizeHint(self) -> QSize:
        return QSize(220, 90)

    def set_value(self, id: str, value: float) -> None:
        """Shows a natural value of one of the four rows."""
        if self._values[id] != value:
            self._values[id] = value
            self.update()

    def set_lively(self, lively: bool) -> None:
        """In colour, or grey while nothing follows this envelope."""
        if lively != self._lively:
            self._lively = lively
            self.update()

    def point_position(self, name: str) -> QPointF:
        """Where a point ("attack", "decay", "release") is, in pixels."""
        return self._to_pixels(*self._outline().point(name))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = self._point_at(event.position())
            if self._dragged:
                self.gesture_started.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            self._hover(self._point_at(event.position()))
            return
        x, level = self._to_unit(event.position())
        for id, value in after_drag(self.rows, self._outline(), self._dragged, x=x, level=level).items():
            if value != self._values[id]:
                self.set_value(id, value)
                self.value_edited.emit(id, value)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        shape = self._outline()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        curve = QPolygonF([self._to_pixels(x, level) for x, level in curve_points(shape)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.raised, 0.9))
        painter.drawPolygon(curve)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(theme.text if self._lively else theme.secondary, 1.5))
        painter.drawPolyline(curve)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = theme.accent(self._accent) if self._lively else theme.secondary
        for name in POINTS:
            near = name in (self._dragged, self._hovered)
            painter.setBrush(colour)
            radius = _POINT + (1.5 if near else 0.0)
            painter.drawEllipse(self._to_pixels(*shape.point(name)), radius, radius)

    def _outline(self) -> Outline:
        return outline(self.rows, self._values)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    def _to_pixels(self, x: float, level: float) -> QPointF:
        plot = self._plot()
        return QPointF(plot.left() + x * plot.width(), plot.bottom() - level * plot.height())

    def _to_unit(self, position: QPointF) -> tuple[float, float]:
        plot = self._plot()
        return (position.x() - plot.left()) / plot.width(), (plot.bottom() - position.y()) / plot.height()

    def _point_at(self, position: QPointF) -> str | None:
        x, level = self._to_unit(position)
        plot = self._plot()
        return nearest_point(self._outline(), x, level, width=plot.width(), height=plot.height())

    def _hover(self, name: str | None) -> None:
        if name != self._hovered:
            self._hovered = name
            self.setCursor(Qt.CursorShape.OpenHandCursor if name else Qt.CursorShape.ArrowCursor)
            self.update()
