"""A voice as a waveform, with its start, its end and its loop to drag."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, theme_of, with_alpha
from synth.sample import SHORTEST_S, Sample
from synth.sample_bank import END, LOOP_END, LOOP_START, START

NAMES: Final = {START: "start", END: "end", LOOP_START: "loop start", LOOP_END: "loop end"}
REACH: Final = 8.0
"""Pixels from a mark that still take hold of it."""
STEP_S: Final = 0.005
BIG_STEP_S: Final = 0.05
FLAG: Final = QSize(9, 9)


class SampleView(QWidget):
    """Shows one voice. Left and Right move the chosen mark, Up and Down choose another; with Shift in large steps."""

    edited = Signal(object, int)
    """The voice with other marks, and the number of the gesture: the same within one drag and one burst of keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: Sample | None = None
        self._chosen = START
        self._dragged: int | None = None
        self._hovered: int | None = None
        self._gesture = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 70)
        self.setAccessibleName("voice, start, end and loop")

    def set_sample(self, sample: Sample | None) -> None:
        """Show a voice, or nothing."""
        self._sample = sample
        if self._chosen not in self._marks():
            self._chosen = START
        self._describe()
        self.update()

    def mark_x(self, mark: int) -> float:
        """Where a mark is, in pixels from the left."""
        assert self._sample is not None
        return self._to_x(self._sample.marks[mark])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = self._mark_at(event.position())
            if self._dragged is not None:
                self._chosen = self._dragged
                self._gesture += 1
                self._describe()
                self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            hovered = self._mark_at(event.position())
            if hovered != self._hovered:
                self._hovered = hovered
                self.setCursor(Qt.CursorShape.ArrowCursor if hovered is None else Qt.CursorShape.SizeHorCursor)
                self.update()
            return
        self._move(self._dragged, self._to_seconds(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        there = list(self._marks())
        if self._sample is None or self._dragged is not None:
            super().keyPressEvent(event)
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._chosen = there[(there.index(self._chosen) + step) % len(there)]
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step_s = BIG_STEP_S if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_S
            if not event.isAutoRepeat():
                self._gesture += 1
            towards = 1.0 if event.key() == Qt.Key.Key_Right else -1.0
            self._move(self._chosen, float(self._sample.marks[self._chosen]) + towards * step_s)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, sample = theme_of(self.palette()), self._sample
        painter = QPainter(self)
        ground = QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ground)
        painter.drawRoundedRect(ground, 6.0, 6.0)
        if sample is None:
            return
        start, end, loop_start, loop_end, _ = (float(it) for it in sample.marks)
        coral, cyan = theme.accent(Accent.CORAL), theme.accent(Accent.CYAN)
        if sample.loop is not None:
            left, right = self._to_x(loop_start), self._to_x(loop_end)
            painter.fillRect(QRectF(left, 0.0, right - left, self.height()), with_alpha(cyan, 0.13))
        peaks = _peaks(sample.pcm, max(1, self.width()))
        middle, half = 0.5 * self.height(), 0.46 * self.height()
        for x, (low, high) in enumerate(peaks):
            inside = start <= self._to_seconds(x) <= end
            painter.setPen(QPen(coral if inside else with_alpha(theme.secondary, 0.5), 1.0))
            painter.drawLine(QPointF(x + 0.5, middle - half * high), QPointF(x + 0.5, middle - half * low + 1.0))
        for mark in self._marks():
            self._paint_mark(painter, mark, cyan if mark in (LOOP_START, LOOP_END) else theme.text)

    def _paint_mark(self, painter: QPainter, mark: int, colour: QColor) -> None:
        x = min(max(self.mark_x(mark), 0.75), self.width() - 0.75)
        strong = mark in (self._dragged, self._hovered) or (self.hasFocus() and mark == self._chosen)
        painter.setPen(QPen(colour, 2.5 if strong else 1.5))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, float(self.height())))
        leads = mark in (START, LOOP_START)
        top = 0.0 if mark in (START, END) else float(self.height() - FLAG.height())
        flag = QRectF(x if leads else x - FLAG.width(), top, FLAG.width(), FLAG.height())
        painter.fillRect(flag, colour)

    def _marks(self) -> tuple[int, ...]:
        if self._sample is None:
            return ()
        return (START, END) if self._sample.loop is None else (START, LOOP_START, LOOP_END, END)

    def _move(self, mark: int, seconds: float) -> None:
        sample = self._sample
        assert sample is not None
        after = moved(sample, mark, seconds)
        if after != sample:
            self.set_sample(after)
            self.edited.emit(after, self._gesture)

    def _describe(self) -> None:
        if self._sample is None:
            self.setAccessibleDescription("no voice")
            self.setToolTip("")
            return
        at = float(self._sample.marks[self._chosen])
        self.setAccessibleDescription(f"{NAMES[self._chosen]} at {at:.3f} seconds")
        self.setToolTip("Drag the marks: start and end, and the loop. Arrow keys move the chosen one.")

    def _mark_at(self, position: QPointF) -> int | None:
        """The mark under the pointer; of two at one place the one whose flag is nearer."""
        low = position.y() > 0.5 * self.height()
        near = [(abs(self.mark_x(mark) - position.x()), (mark in (START, END)) == low, mark) for mark in self._marks()]
        near = [it for it in near if it[0] <= REACH]
        return min(near, key=lambda it: (it[1], it[0]))[2] if near else None

    def _to_x(self, seconds: float) -> float:
        assert self._sample is not None
        return seconds / self._sample.seconds * self.width()

    def _to_seconds(self, x: float) -> float:
        assert self._sample is not None
        return x / max(1, self.width()) * self._sample.seconds


def moved(sample: Sample, mark: int, seconds: float) -> Sample:
    """A voice with one mark elsewhere: the others stay, and it stops before them."""
    start, end, loop_start, loop_end, _ = (float(it) for it in sample.marks)
    if sample.loop is None:
        loop_start, loop_end = end, start
    match mark:
        case 0:  # START
            return replace(sample, start_s=min(max(0.0, seconds), min(loop_start, end - SHORTEST_S)))
        case 1:  # END
            return replace(sample, end_s=max(min(sample.seconds, seconds), max(loop_end, start + SHORTEST_S)))
        case 2:  # LOOP_START
            return replace(sample, loop=(min(max(start, seconds), loop_end - SHORTEST_S), loop_end))
        case _:
            return replace(sample, loop=(loop_start, max(min(end, seconds), loop_start + SHORTEST_S)))


@lru_cache(maxsize=8)
def _peaks(pcm: bytes, columns: int) -> NDArray[np.float32]:
    """Lowest and highest value of each column, (columns, 2)."""
    frames = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32_768.0)
    edges = np.linspace(0, len(frames), columns + 1).astype(int)[:-1]
    return np.stack([np.minimum.reduceat(frames, edges), np.maximum.reduceat(frames, edges)], axis=1)
