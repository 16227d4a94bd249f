"""The waveform of a take, large, with a handle where it begins and one where it ends."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.take_trim import Outline
from app.theme import GRID, Accent, theme_of, with_alpha
from app.trim_span import Span, moment

COLUMNS: Final = 1_200
"""Of the outline that is worth showing."""
MARGIN: Final = 10.0
"""Room for half a handle at either side."""
HANDLE: Final = 12
STEP_S, FINE_S = 0.01, 0.001
LARGE_SHARE: Final = 0.05
"""Page Up and Page Down move a handle by so much of the sound."""


class TrimHandle(QWidget):
    """One end of what stays. Arrow keys move it; the pointer moves it through the view."""

    stepped = Signal(float)
    """A key asks for so many seconds later; infinite for as far as can be."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._large_s = 1.0
        self.setFixedWidth(HANDLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(name)

    def set_moment(self, seconds: float, *, whole_s: float) -> None:
        """Say where it stands."""
        self._large_s = max(STEP_S, LARGE_SHARE * whole_s)
        self.setAccessibleDescription(f"{moment(seconds)} of {moment(whole_s)}. Arrow keys move it, with Shift finely.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        small = FINE_S if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_S
        by = {
            Qt.Key.Key_Left: -small, Qt.Key.Key_Down: -small, Qt.Key.Key_Right: small, Qt.Key.Key_Up: small,
            Qt.Key.Key_PageDown: -self._large_s, Qt.Key.Key_PageUp: self._large_s,
            Qt.Key.Key_Home: -float("inf"), Qt.Key.Key_End: float("inf"),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        coral = theme.accent(Accent.CORAL)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.width() / 2.0
            painter.setPen(QPen(coral, 2.0))
            painter.drawLine(QPointF(middle, 2.0), QPointF(middle, self.height() - 2.0))
            painter.setPen(QPen(theme.text if self.hasFocus() else theme.ground, 1.5))
            painter.setBrush(coral)
            grip = QRectF(1.0, self.height() / 2.0 - 14.0, self.width() - 2.0, 28.0)
            painter.drawRoundedRect(grip, 4.0, 4.0)


class TrimView(QWidget):
    """State comes down by `set_…`; a handle that a person moved goes up as `span_edited`."""

    span_edited = Signal(object)

    def __init__(self, outline: Outline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outline = outline
        self._span = Span.all_of(outline.seconds)
        self.start, self.end = TrimHandle("beginning", self), TrimHandle("end", self)
        self.start.stepped.connect(lambda by: self._edit(self._span.with_start(self._span.start_s + by)))
        self.end.stepped.connect(lambda by: self._edit(self._span.with_end(self._span.end_s + by)))
        self._grabbed: TrimHandle | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 120)
        self.setAccessibleName("waveform")
        self.set_span(self._span)

    def sizeHint(self) -> QSize:
        return QSize(680, 220)

    def set_span(self, span: Span) -> None:
        """Show what stays."""
        self._span = span
        self.start.set_moment(span.start_s, whole_s=span.whole_s)
        self.end.set_moment(span.end_s, whole_s=span.whole_s)
        self._place_handles()
        self.update()

    def x_of(self, seconds: float) -> float:
        """Where a moment is."""
        return MARGIN + (self.width() - 2.0 * MARGIN) * seconds / max(self._span.whole_s, 1e-9)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            x = event.position().x()
            from_start, from_end = abs(x - self.x_of(self._span.start_s)), abs(x - self.x_of(self._span.end_s))
            # When they stand at one place, the side of the pointer says which is meant.
            is_start = from_start < from_end or (from_start == from_end and x < self.x_of(self._span.start_s))
            self._grabbed = self.start if is_start else self.end
            self._grabbed.setFocus(Qt.FocusReason.MouseFocusReason)
            self._move_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_handles()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.raised)
            box = QRectF(self.rect()).adjusted(MARGIN, 0.0, -MARGIN, 0.0)
            painter.drawRoundedRect(box, 6.0, 6.0)
            left, right = self.x_of(self._span.start_s), self.x_of(self._span.end_s)
            painter.setBrush(with_alpha(theme.accent(Accent.CYAN), 0.10))
            painter.drawRect(QRectF(left, 0.0, right - left, box.height()))
            middle, half = box.center().y(), 0.5 * box.height() - GRID
            low, high = self._columns(max(1, round(box.width())))
            for x, (bottom, top) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
                at = box.left() + x + 0.5
                stays = left <= at <= right
                painter.setPen(QPen(theme.accent(Accent.CYAN) if stays else theme.faint, 1.0))
                painter.drawLine(QPointF(at, middle - half * top - 0.4), QPointF(at, middle - half * bottom + 0.4))

    def _columns(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest value for each pixel, the loudest at 1: a soft sound is lifted to be seen."""
        low, high = self._outline.low, self._outline.high
        if not len(low):
            return np.zeros(count), np.zeros(count)
        loudest = max(float(high.max()), -float(low.min()), 1e-3)
        edges = np.linspace(0, len(low), count, endpoint=False).astype(np.int64)
        return np.minimum.reduceat(low, edges) / loudest, np.maximum.reduceat(high, edges) / loudest

    def _place_handles(self) -> None:
        for handle, seconds in ((self.start, self._span.start_s), (self.end, self._span.end_s)):
            handle.setGeometry(round(self.x_of(seconds) - HANDLE / 2.0), 0, HANDLE, self.height())

    def _move_to(self, x: float) -> None:
        seconds = (x - MARGIN) / max(1.0, self.width() - 2.0 * MARGIN) * self._span.whole_s
        if self._grabbed is self.start:
            self._edit(self._span.with_start(seconds))
        elif self._grabbed is self.end:
            self._edit(self._span.with_end(seconds))

    def _edit(self, span: Span) -> None:
        if span != self._span:
            self.set_span(span)
            self.span_edited.emit(span)
