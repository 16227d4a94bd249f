"""A small picture of what a filter lets through, drawn live from its values."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, theme_of, with_alpha
from app.widgets.filter_curve import frequencies, response_db, x_of, y_of
from app.widgets.glyphs import round_pen


class FilterView(QWidget):
    """The response curve over 20 Hz to 20 kHz; a dotted line shows where the envelope takes the cutoff."""

    def __init__(self, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accent = accent
        self._values = (0, 1000.0, 0.0)
        self._envelope_hz: float | None = None
        self._lively = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(60, 26)

    def sizeHint(self) -> QSize:
        return QSize(160, 34)

    def set_filter(self, kind: int, cutoff_hz: float, resonance: float, *, envelope_hz: float | None) -> None:
        """Shows a filter of `FILTER_TYPES`; `envelope_hz` is None while the envelope is off."""
        if (kind, cutoff_hz, resonance) != self._values or envelope_hz != self._envelope_hz:
            self._values = (kind, cutoff_hz, resonance)
            self._envelope_hz = envelope_hz
            self.update()

    def set_lively(self, lively: bool) -> None:
        """In colour, or grey while the filter is off."""
        if lively != self._lively:
            self._lively = lively
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        colour = theme.accent(self._accent) if self._lively else theme.secondary
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), 5.0, 5.0)
        painter.setClipPath(clip)
        kind, cutoff_hz, resonance = self._values
        width, height = float(self.width()), float(self.height())
        hz = frequencies(max(24, self.width() // 2))
        heights = y_of(response_db(kind, cutoff_hz, resonance, hz=hz), height)
        step = width / (len(hz) - 1)
        curve = QPolygonF([QPointF(i * step, float(y)) for i, y in enumerate(heights)])
        ground = QPolygonF(curve)
        ground.append(QPointF(width, height + 2.0))
        ground.append(QPointF(0.0, height + 2.0))
        fade = QLinearGradient(0.0, 0.0, 0.0, height)
        fade.setColorAt(0.0, with_alpha(colour, 0.22))
        fade.setColorAt(1.0, with_alpha(colour, 0.02))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fade)
        painter.drawPolygon(ground)
        if self._envelope_hz is not None and kind:
            x = x_of(self._envelope_hz, width)
            painter.setPen(QPen(with_alpha(colour, 0.75), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, 0.0), QPointF(x, height))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(colour, 1.5))
        painter.drawPolyline(curve)
