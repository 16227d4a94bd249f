"""The oscilloscope: four periods of the sound that stand still."""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import DARK, RADIUS, Accent, TextSize, text_font, theme_of
from app.widgets.scope_trigger import stretch_to_show, trace

_HISTORY: Final = 8192
_GAINS: Final = (1, 2, 4, 8, 16)
_FULL: Final = 0.9
_POINT_SPACING: Final = 1.75


class Scope(QWidget):
    """Give it the newest samples with `push` once per timer tick; the trace is worked out when it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = np.zeros(_HISTORY)
        self._sample_rate_hz = 48000.0
        self._gain = 1
        self._is_silent = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self.setAccessibleName("oscilloscope")
        self.setAccessibleDescription("The waveform that sounds now")

    def sizeHint(self) -> QSize:
        return QSize(420, 190)

    @property
    def gain(self) -> int:
        """Magnification of the trace, a power of two that is written in the corner."""
        return self._gain

    def push(self, samples: NDArray[np.float32], sample_rate_hz: float) -> None:
        """Takes the samples that sounded since the last call, shape (n, 2)."""
        self._sample_rate_hz = sample_rate_hz
        mono = samples[-_HISTORY:].mean(axis=1, dtype=np.float64)
        if not len(mono):
            return
        self._history[: -len(mono)] = self._history[len(mono) :].copy()
        self._history[-len(mono) :] = mono
        was_silent = self._is_silent
        self._is_silent = not self._history.any()
        if not (was_silent and self._is_silent):
            self.update()

    def current_trace(self, points: int) -> NDArray[np.float64]:
        """Heights of the trace from -1 to 1 with its gain, shape (points,)."""
        shown = trace(self._history, stretch_to_show(self._history, self._sample_rate_hz), points)
        self._choose_gain(float(np.abs(shown).max()))
        return np.clip(shown * self._gain, -1.0, 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.edge, 1.0))
        painter.setBrush(theme.ground if theme is DARK else theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        plot = QRectF(self.rect()).adjusted(10.0, 26.0, -10.0, -10.0)
        middle = plot.center().y()
        painter.setPen(QPen(theme.edge, 1.0))
        painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        heights = middle - self.current_trace(max(2, int(plot.width() / _POINT_SPACING))) * plot.height() / 2.0
        places = np.linspace(plot.left(), plot.right(), len(heights))
        points = [QPointF(x, y) for x, y in zip(places.tolist(), heights.tolist(), strict=True)]
        painter.setPen(QPen(theme.accent(Accent.GREEN), 1.6))
        # Single lines cost a tenth of one long polyline, whose joints and overlaps the painter has to work out.
        painter.drawLines([QLineF(a, b) for a, b in pairwise(points)])
        painter.setPen(theme.secondary)
        painter.setFont(text_font(TextSize.SMALL, QFont.Weight.DemiBold, spaced=True))
        top = QRectF(self.rect()).adjusted(14.0, 8.0, -14.0, 0.0)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, "SCOPE")
        if self._gain > 1:
            painter.setFont(text_font(TextSize.SMALL))
            painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, f"×{self._gain}")

    def _choose_gain(self, peak: float) -> None:
        """The largest gain that fits; it grows only when there is room to spare, so that it does not flicker."""
        while self._gain > 1 and peak * self._gain > _FULL:
            self._gain //= 2
        while self._gain < _GAINS[-1] and 1e-4 < peak * self._gain * 2 < 0.8 * _FULL:
            self._gain *= 2
