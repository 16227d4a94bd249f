"""What this drawing means: the presets nearest to the sound, with their distance."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.item_models.preset_list import Entry
from app.painting import thumbnail
from app.theme import GRID, RADIUS, Accent, TextSize, text_font, theme_of

ROWS: Final = 4
ROW_HEIGHT: Final = 48
PICTURE: Final = 36


class NearestRow(QWidget):
    """One preset: drawing, name, tags, distance. Click or Enter loads it."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._entry: Entry | None = None
        self._distance = 0.0
        self._over = False

    def set_preset(self, entry: Entry, distance: float) -> None:
        """Show a preset and how far it is, 0 (the same) to 1."""
        self._entry, self._distance = entry, distance
        self.setAccessibleName(f"{entry.preset.name}, distance {distance:.2f}")
        self.setToolTip(f"Load {entry.preset.name}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._entry is not None and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self._entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._entry is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._entry)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._entry is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.accent(Accent.CORAL) if self.hasFocus() else theme.edge)
        painter.setBrush(theme.edge if self._over else theme.raised)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        top = (self.height() - PICTURE) / 2
        painter.drawPixmap(round(box.left()) + 6, round(top), _picture_of(self._entry))
        left = box.left() + PICTURE + 2 * GRID
        width = box.width() - left - 44
        vertical = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.text)
        painter.setFont(text_font(TextSize.NORMAL))
        name = painter.fontMetrics().elidedText(self._entry.preset.name, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(left, box.top() + 5, width, 18), vertical, name)
        painter.setPen(theme.secondary)
        painter.setFont(text_font(TextSize.SMALL))
        tags = " · ".join(self._entry.preset.tags)
        tags = painter.fontMetrics().elidedText(tags, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(left, box.top() + 24, width, 18), vertical, tags)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -12, 0), right, f"{self._distance:.2f}")


def _picture_of(entry: Entry) -> QPixmap:
    return thumbnail(entry.sketch, PICTURE, scale=2.0, cover=entry.preset.cover)


class NearestPresets(QWidget):
    """The nearest presets, nearest first."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._rows = [NearestRow() for _ in range(ROWS)]
        for row in self._rows:
            row.chosen.connect(self.chosen)
            column.addWidget(row)

    def set_nearest(self, nearest: Sequence[tuple[Entry, float]]) -> None:
        """Show these, at most four."""
        for row, (entry, distance) in zip(self._rows, nearest, strict=False):
            row.set_preset(entry, distance)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(nearest))
