"""What is heard, as a spectrogram of the very bands that the networks hear, with the window that is painted framed."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import DARK, Accent, TextSize, text_font, theme_of, with_alpha
from app.widgets.backdrop import paint_stage
from app.widgets.spectrogram_image import FLOOR_DB, TOP_DB, SpectrogramImage
from models.imagine.live_hearing import FRAMES_PER_S
from models.log_mel import N_MELS, hz_to_mel
from models.paired.features import LOUDEST_DB, RATE_HZ, SILENCE_DB

GUTTER: Final = 42.0
COLUMN_WIDTH: Final = 2
MOST_COLUMNS: Final = 2048
TICKS: Final = ((200.0, "200"), (1000.0, "1k"), (2500.0, "2.5k"), (5000.0, "5k"), (10_000.0, "10k"))


class HeardView(QWidget):
    """Give it new frames with `push`, and how many seconds are painted with `set_window`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = SpectrogramImage(MOST_COLUMNS, N_MELS)
        self._window_s, self._heard_s, self._silent_s = 5.0, 5.0, 0.0
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 84)
        self.setAccessibleName("what it hears")
        self.setAccessibleDescription("The level of each band from 0 to 11 kHz over the last seconds")

    def sizeHint(self) -> QSize:
        return QSize(900, 200)

    def push(self, frames: NDArray[np.float32]) -> None:
        """Show new frames (n, 128), decibels of full scale."""
        for frame in frames:
            self._image.write(shown_db(frame[::-1].astype(np.float64)))
        if len(frames):
            self.update()

    def set_window(self, seconds: float, heard_s: float, silent_s: float = 0.0) -> None:
        """Frame `heard_s` of a window of `seconds`, up to `silent_s` ago."""
        if (seconds, heard_s, silent_s) != (self._window_s, self._heard_s, self._silent_s):
            self._window_s, self._heard_s, self._silent_s = seconds, heard_s, silent_s
            self.update()

    def framed(self) -> QRectF:
        """Where the frame lies."""
        plot = self._plot()
        second = FRAMES_PER_S * COLUMN_WIDTH
        right = plot.right() - self._silent_s * second
        left = max(plot.left(), right - self._heard_s * second)
        return QRectF(left, plot.top(), max(0.0, right - left), plot.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, plot = theme_of(self.palette()), self._plot()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_stage(painter, self)
        self._image.draw(painter, plot, max(1, int(plot.width()) // COLUMN_WIDTH))
        painter.setFont(text_font(TextSize.SMALL))
        painter.setPen(theme.secondary)
        for hz, words in TICKS:
            y = plot.bottom() - plot.height() * float(hz_to_mel(hz) / hz_to_mel(0.5 * RATE_HZ))
            room = QRectF(0.0, y - 8.0, GUTTER - 8.0, 16.0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        self._paint_plate(painter, QPointF(plot.left() + 6.0, plot.top() + 4.0), "WHAT IT HEARS", spaced=True)
        frame = self.framed()
        painter.setPen(QPen(DARK.accent(Accent.CYAN), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(0.75, 0.75, -0.75, -0.75), 5.0, 5.0)
        words = f"window {self._window_s:.3g} s"
        painter.setFont(text_font(TextSize.SMALL))
        left = frame.right() - painter.fontMetrics().horizontalAdvance(words) - 18.0
        self._paint_plate(painter, QPointF(max(left, frame.left() + 2.0), plot.top() + 4.0), words, spaced=False)

    def _paint_plate(self, painter: QPainter, place: QPointF, words: str, *, spaced: bool) -> None:
        weight = QFont.Weight.DemiBold if spaced else QFont.Weight.Medium
        painter.setFont(text_font(TextSize.SMALL, weight, spaced=spaced))
        box = QRectF(place.x(), place.y(), painter.fontMetrics().horizontalAdvance(words) + 12.0, 17.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(DARK.ground, 0.72))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setPen(DARK.secondary if spaced else DARK.accent(Accent.CYAN))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(GUTTER, 8.0, -8.0, -8.0)


def shown_db(decibels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Levels of the networks' bands on the scale of the spectrogram's colours."""
    share = (decibels - SILENCE_DB) / (LOUDEST_DB - SILENCE_DB)
    return FLOOR_DB + share * (TOP_DB - FLOOR_DB)
