"""A compact pair (or more) of words, one of which is chosen: the flip between pages of a panel."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of

_PADDING: Final = 12.0


class PageSwitcher(QWidget):
    """Words side by side in one pill. Click, or Left and Right, choose."""

    page_chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._current = 0
        self.setFont(text_font(TextSize.NORMAL, QFont.Weight.Medium))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("page of the panel")
        self.setAccessibleDescription(names[0])

    @property
    def current(self) -> int:
        """Index of the chosen word."""
        return self._current

    def set_names(self, names: tuple[str, ...]) -> None:
        """Shows other words; the first is chosen where the chosen one has gone."""
        self._names = names
        self.set_current(self._current if self._current < len(names) else 0)
        self.updateGeometry()

    def set_current(self, index: int) -> None:
        """Shows a word as chosen."""
        self._current = index
        self.setAccessibleDescription(self._names[index])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(self._rects()[-1].right()) + 2, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, rect in enumerate(self._rects()):
            if rect.contains(event.position()):
                self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self._current + step, 0), len(self._names) - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.accent(Accent.CORAL) if self.hasFocus() else theme.edge, 1.0))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(whole, 7.0, 7.0)
        painter.setFont(self.font())
        for index, (name, rect) in enumerate(zip(self._names, self._rects(), strict=True)):
            if index == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.edge)
                painter.drawRoundedRect(rect.adjusted(2.0, 2.0, -2.0, -2.0), 5.0, 5.0)
            painter.setPen(theme.text if index == self._current else theme.secondary)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)

    def _choose(self, index: int) -> None:
        if index != self._current:
            self.set_current(index)
            self.page_chosen.emit(index)

    def _rects(self) -> list[QRectF]:
        rects, x = [], 1.0
        for name in self._names:
            width = self.fontMetrics().horizontalAdvance(name) + 2.0 * _PADDING
            rects.append(QRectF(x, 0.0, width, 24.0))
            x += width
        return rects
