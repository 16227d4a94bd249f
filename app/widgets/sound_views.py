"""Small pictures for the mimic: the sound that was heard, the distance as it falls, the microphone while it is open."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import GRID, Accent, TextSize, text_font, theme_of, with_alpha

HEIGHT: Final = 44
CORNER: Final = 6.0
FLOOR_DB: Final = -50.0
"""The quietest level that moves the bar."""


class SoundView(QWidget):
    """What these have in common: a raised field of one height."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, HEIGHT)

    def field(self, painter: QPainter) -> QRectF:
        """Paint the ground; the rectangle for what is on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme_of(self.palette()).raised)
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, CORNER, CORNER)
        return box.adjusted(GRID - 2, GRID - 3, 2 - GRID, 3 - GRID)


class Waveform(SoundView):
    """A sound from its beginning to its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("the sound that was heard", parent)
        self._sound: NDArray[np.float32] = np.zeros(0, np.float32)

    def set_sound(self, sound: NDArray[np.float32]) -> None:
        """Show a sound (frames,) at any level."""
        self._sound = sound
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            room = self.field(painter)
            low, high = columns(self._sound, max(1, int(room.width())))
            painter.setPen(QPen(theme_of(self.palette()).accent(Accent.CORAL), 1.0))
            middle, half = room.center().y(), 0.5 * room.height()
            for x, (bottom, top) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
                at = room.left() + x + 0.5
                painter.drawLine(QPointF(at, middle - half * top - 0.3), QPointF(at, middle - half * bottom + 0.3))


def columns(sound: NDArray[np.float32], count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest value in each of `count` parts of a sound, the loudest at 1; zeros for silence."""
    if not len(sound):
        return np.zeros(count, np.float32), np.zeros(count, np.float32)
    starts = np.linspace(0, len(sound), count, endpoint=False).astype(np.int64)
    scaled = (sound / max(float(np.abs(sound).max()), 1e-9)).astype(np.float32)
    return np.minimum.reduceat(scaled, starts), np.maximum.reduceat(scaled, starts)


class FallingCurve(SoundView):
    """The distance of the best so far over the time of the search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("distance over time", parent)
        self._points: list[tuple[float, float]] = []
        self._seconds = 10.0

    def begin(self, seconds: float) -> None:
        """An empty curve for a search of so many seconds."""
        self._points, self._seconds = [], seconds
        self.update()

    def add(self, seconds: float, distance_db: float) -> None:
        """The best so far came nearer."""
        self._points.append((seconds, distance_db))
        self.update()

    @property
    def points(self) -> Sequence[tuple[float, float]]:
        """Seconds since the beginning, and distance in decibels."""
        return self._points

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        with QPainter(self) as painter:
            room = self.field(painter)
            if not self._points:
                return
            line = QPolygonF()
            highest = max(distance for _, distance in self._points)
            last = max(self._seconds, self._points[-1][0])
            for seconds, distance in (*self._points, (last, self._points[-1][1])):
                at = QPointF(
                    room.left() + room.width() * seconds / last, room.bottom() - room.height() * distance / highest
                )
                if line:
                    line.append(QPointF(at.x(), line.last().y()))  # it stays until something better is found
                line.append(at)
            painter.setPen(QPen(theme.accent(Accent.CORAL), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)


class RecordingView(SoundView):
    """Red while the microphone is open: how long, and how loud."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("recording", parent)
        self._text, self._level = "", 0.0

    def set_recording(self, text: str, peak: float) -> None:
        """What is said beside the red dot, and the peak of what is heard, 0 to 1."""
        self._text = text
        self._level = max(peak, 0.7 * self._level)
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        red = theme.accent(Accent.RED)
        with QPainter(self) as painter:
            room = self.field(painter)
            painter.setBrush(red)
            painter.drawEllipse(QPointF(room.left() + 6.0, room.top() + 9.0), 4.5, 4.5)
            painter.setPen(theme.text)
            painter.setFont(text_font(TextSize.SMALL))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(room.left() + 18.0, room.top(), room.width() - 18.0, 18.0), left, self._text)
            bar = QRectF(room.left(), room.bottom() - 8.0, room.width(), 5.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(red, 0.25))
            painter.drawRoundedRect(bar, 2.5, 2.5)
            bar.setWidth(bar.width() * share_of_bar(self._level))
            painter.setBrush(red)
            painter.drawRoundedRect(bar, 2.5, 2.5)


def share_of_bar(peak: float) -> float:
    """How much of the bar a peak of 0 to 1 fills: even steps in decibels."""
    return float(np.clip(1.0 - 20.0 * np.log10(max(peak, 1e-9)) / FLOOR_DB, 0.0, 1.0))
