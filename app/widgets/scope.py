"""The oscilloscope: four periods of the sound that stand still."""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of
from app.widgets.backdrop import Backdrop, paint_stage
from app.widgets.scope_trigger import stretch_to_show, trace

_HISTORY: Final = 8192
_GAINS: Final = (1, 2, 4, 8, 16)
_FULL: Final = 0.9
_POINT_SPACING: Final = 2.0
_PICTURES_PER_SECOND: Final = 30
"""The eye cannot follow a trace that changes faster, and each picture costs a long line."""


class Scope(QWidget):
    """Give it the newest samples with `push` once per timer tick; the trace is worked out when it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = np.zeros(_HISTORY)
        self._sample_rate_hz = 48000.0
        self._gain = 1
        self._fresh = 0
        self._backdrop = Backdrop(self, self._paint_backdrop)
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
        self._fresh += len(mono)
        if self._fresh >= sample_rate_hz / _PICTURES_PER_SECOND and not (was_silent and self._is_silent):
            self._fresh = 0
            self.update()

    def current_trace(self, points: int) -> NDArray[np.float64]:
        """Heights of the trace from -1 to 1 with its gain, shape (points,)."""
        shown = trace(self._history, stretch_to_show(self._history, self._sample_rate_hz), points)
        self._choose_gain(float(np.abs(shown).max()))
        return np.clip(shown * self._gain, -1.0, 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, plot = theme_of(self.palette()), self._plot()
        middle = plot.center().y()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop.pixmap())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heights = middle - self.current_trace(max(2, int(plot.width() / _POINT_SPACING))) * plot.height() / 2.0
        places = np.linspace(plot.left(), plot.right(), len(heights))
        points = [QPointF(x, y) for x, y in zip(places.tolist(), heights.tolist(), strict=True)]
        painter.setPen(QPen(theme.accent(Accent.GREEN), 1.6))
        # Single lines cost a tenth of one long polyline, whose joints and overlaps the painter has to work out.
        painter.drawLines([QLineF(a, b) for a, b in pairwise(points)])
        if self._gain > 1:
            painter.setPen(theme.secondary)
            painter.setFont(text_font(TextSize.SMALL))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(self._head(), right, f"×{self._gain}")

    def _paint_backdrop(self, painter: QPainter) -> None:
        theme, plot = theme_of(self.palette()), self._plot()
        paint_stage(painter, self)
        painter.setPen(QPen(theme.edge, 1.0))
        painter.drawLine(QPointF(plot.left(), plot.center().y()), QPointF(plot.right(), plot.center().y()))
        painter.setPen(theme.secondary)
        painter.setFont(text_font(TextSize.SMALL, QFont.Weight.DemiBold, spaced=True))
        painter.drawText(self._head(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, "SCOPE")

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(10.0, 26.0, -10.0, -10.0)

    def _head(self) -> QRectF:
        return QRectF(self.rect()).adjusted(14.0, 8.0, -14.0, 0.0)

    def _choose_gain(self, peak: float) -> None:
        """The largest gain that fits; it grows only when there is room to spare, so that it does not flicker."""
        while self._gain > 1 and peak * self._gain > _FULL:
            self._gain //= 2
        while self._gain < _GAINS[-1] and 1e-4 < peak * self._gain * 2 < 0.8 * _FULL:
            self._gain *= 2
