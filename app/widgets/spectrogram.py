"""The live spectrogram: what sounds, over time, from 30 Hz to 18 kHz."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import DARK, TextSize, text_font, theme_of, with_alpha
from app.widgets.backdrop import Backdrop, paint_stage
from app.widgets.frequency_axis import frequency_at, read_out, share_of, ticks
from app.widgets.spectrogram_columns import COLUMNS_PER_SECOND, ColumnAnalyser
from app.widgets.spectrogram_image import SpectrogramImage

_COLUMN_WIDTH: Final = 2
_GUTTER: Final = 42.0
_MOST_COLUMNS: Final = 2048


class Spectrogram(QWidget):
    """Give it the newest samples with `push` once per timer tick; it repaints at most once for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analyser = ColumnAnalyser(48000.0, 128)
        self._image = SpectrogramImage(_MOST_COLUMNS, 128)
        self._backdrop = Backdrop(self, self._paint_backdrop)
        self._cursor: QPointF | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 90)
        self.setAccessibleName("spectrogram")
        self.setAccessibleDescription("The level of each frequency from 30 Hz to 18 kHz over the last seconds")

    def sizeHint(self) -> QSize:
        return QSize(900, 190)

    def push(self, samples: NDArray[np.float32], sample_rate_hz: float) -> None:
        """Takes the samples that sounded since the last call, shape (n, 2)."""
        if sample_rate_hz != self._analyser.sample_rate_hz:
            self._analyser = ColumnAnalyser(sample_rate_hz, self._image.rows)
        columns = self._analyser.push(samples)
        for column in columns:
            self._image.write(column)
        if columns:
            self.update(self._plot().toAlignedRect())

    def words_at(self, position: QPointF) -> str:
        """The read-out for a place of the plot: frequency, note and level."""
        plot = self._plot()
        share = min(max((plot.bottom() - position.y()) / plot.height(), 0.0), 1.0)
        row = min(int((1.0 - share) * self._image.rows), self._image.rows - 1)
        age = int((plot.right() - position.x()) / _COLUMN_WIDTH)
        return read_out(frequency_at(share), self._image.level_db(age, row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        rows = max(32, round(self._plot().height() * self.devicePixelRatioF()))
        if rows != self._image.rows:
            self._image = self._image.resized(rows)
            self._analyser = ColumnAnalyser(self._analyser.sample_rate_hz, rows)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position() if self._plot().contains(event.position()) else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        plot = self._plot()
        painter = QPainter(self)
        self._image.draw(painter, plot, max(1, int(plot.width()) // _COLUMN_WIDTH))
        painter.drawPixmap(0, 0, self._backdrop.pixmap())
        if self._cursor is not None:
            self._paint_cursor(painter, plot, self._cursor)

    def _paint_backdrop(self, painter: QPainter) -> None:
        """The stage with a hole where the picture is, the axis, and the title over it."""
        theme, plot = theme_of(self.palette()), self._plot()
        paint_stage(painter, self)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(plot, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setFont(text_font(TextSize.SMALL))
        for hz, words in ticks(plot.height()):
            y = plot.bottom() - share_of(hz) * plot.height()
            painter.setPen(theme.secondary)
            room = QRectF(0.0, y - 8.0, _GUTTER - 8.0, 16.0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            painter.setPen(QPen(with_alpha(DARK.text, 0.10), 1.0))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setFont(text_font(TextSize.SMALL, QFont.Weight.DemiBold, spaced=True))
        _words_on_plate(painter, QPointF(plot.left() + 6.0, plot.top() + 4.0), "SPECTROGRAM", DARK.secondary)

    def _paint_cursor(self, painter: QPainter, plot: QRectF, cursor: QPointF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(with_alpha(DARK.text, 0.45), 1.0))
        painter.drawLine(QPointF(plot.left(), cursor.y()), QPointF(plot.right(), cursor.y()))
        painter.setFont(text_font(TextSize.NORMAL, QFont.Weight.Medium))
        words = self.words_at(cursor)
        width = painter.fontMetrics().horizontalAdvance(words) + 12.0
        _words_on_plate(painter, QPointF(plot.right() - width - 4.0, plot.top() + 4.0), words, DARK.text)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_GUTTER, 8.0, -8.0, -8.0)

    @property
    def seconds_shown(self) -> float:
        """How much time the plot covers."""
        return int(self._plot().width()) // _COLUMN_WIDTH / COLUMNS_PER_SECOND


def _words_on_plate(painter: QPainter, place: QPointF, words: str, colour: QColor) -> None:
    """Words on a dark plate, so that they can be read over the loudest partials."""
    metrics = painter.fontMetrics()
    box = QRectF(place.x(), place.y(), metrics.horizontalAdvance(words) + 12.0, metrics.height() + 4.0)
    path = QPainterPath()
    path.addRoundedRect(box, 5.0, 5.0)
    painter.fillPath(path, with_alpha(DARK.ground, 0.72))
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
