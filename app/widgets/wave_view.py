"""A small picture of an oscillator's waveform."""

from typing import Final

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, theme_of
from app.widgets.glyphs import round_pen
from app.widgets.wave_shape import wave_points

_WIDEST: Final = 84.0


class WaveView(QWidget):
    """Two periods of a waveform in the module's colour. Shows only; the choice box beside it chooses."""

    def __init__(self, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accent = accent
        self._points = wave_points(0)
        self._shape = (0, 25.0)
        self._lively = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(36, 20)

    def sizeHint(self) -> QSize:
        return QSize(80, 26)

    def set_wave(self, wave: int, *, pulse_width: float) -> None:
        """Shows a waveform of `WAVES`, the pulse with its width in percent."""
        if (wave, pulse_width) != self._shape:
            self._shape = (wave, pulse_width)
            self._points = wave_points(wave, pulse_width=pulse_width)
            self.update()

    def set_lively(self, lively: bool) -> None:
        """In colour, or grey while the oscillator is off."""
        if lively != self._lively:
            self._lively = lively
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(round_pen(theme.accent(self._accent) if self._lively else theme.secondary, 1.5))
        width, height = min(_WIDEST, self.width() - 4.0), self.height() - 5.0
        left, middle = self.width() - width - 2.0, self.height() / 2.0
        line = [QPointF(left + x * width, middle - y * height / 2.0) for x, y in self._points]
        painter.drawPolyline(QPolygonF(line))
