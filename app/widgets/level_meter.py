"""The output level: two peak bars with held marks and a clip light that stays until it is clicked."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, Theme, theme_of
from app.widgets.level_ballistics import LOWEST_DB, Reading, after_peak, share_of

_LIGHT: Final = 9.0
_MARKS_DB: Final = (-40.0, -20.0, -12.0, -6.0)


class LevelMeter(QWidget):
    """A horizontal meter for the top bar. Call `set_level` once per timer tick."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._readings = (Reading(), Reading())
        self._clipped = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.setAccessibleName("output level")

    def sizeHint(self) -> QSize:
        return QSize(132, 22)

    @property
    def has_clipped(self) -> bool:
        """True from the first clip until the light is put out."""
        return self._clipped

    @property
    def levels_db(self) -> tuple[float, float]:
        """What the bars show, left and right."""
        return self._readings[0].level_db, self._readings[1].level_db

    @property
    def held_db(self) -> tuple[float, float]:
        """What the held marks show, left and right."""
        return self._readings[0].held_db, self._readings[1].held_db

    def set_level(self, peak_left: float, peak_right: float, clipped: bool) -> None:
        """Shows the linear peaks since the last call, and whether the limiter had to cut."""
        now, left, right = self._clock(), *self._readings
        readings = after_peak(left, peak_left, now), after_peak(right, peak_right, now)
        moved = any(abs(a.level_db - b.level_db) + abs(a.held_db - b.held_db) > 0.05
                    for a, b in zip(readings, self._readings, strict=True))  # fmt: skip
        lit = self._clipped or clipped
        if moved or lit != self._clipped:
            self.update()
        self._readings, self._clipped = readings, lit

    def silence(self) -> None:
        """Nothing is measured any more."""
        self._readings, self._clipped = (Reading(), Reading()), False
        self.update()

    def put_out(self) -> None:
        """Clears the clip light and the held marks."""
        self._clipped = False
        now = self._clock()
        left, right = (Reading(r.level_db, r.level_db, now, now) for r in self._readings)
        self._readings = left, right
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.put_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Delete):
            self.put_out()
        else:
            super().keyPressEvent(event)

    def words(self) -> str:
        """The levels for a tooltip and for screen readers."""
        sides = " · ".join("silent" if db <= LOWEST_DB else f"{db:.1f} dB" for db in self.held_db)
        return f"Output peaks {sides}" + (
            ". Red: the limiter had to cut; turn the volume down (click to clear)." if self._clipped else ""
        )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.words())
            self.setAccessibleDescription(self.words())
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, middle = self.width() - _LIGHT - 8.0, self.height() / 2.0
        for reading, top in zip(self._readings, (middle - 6.0, middle + 1.0), strict=True):
            self._paint_bar(painter, theme, QRectF(1.0, top, width, 5.0), reading=reading)
        painter.setPen(QPen(theme.panel, 1.0))
        for db in _MARKS_DB:
            x = 1.0 + share_of(db) * width
            painter.drawLine(QPointF(x, middle - 6.0), QPointF(x, middle + 6.0))
        light = QPointF(self.width() - _LIGHT / 2.0 - 1.0, middle)
        painter.setPen(QPen(theme.accent(Accent.CORAL), 1.0) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent(Accent.RED) if self._clipped else theme.edge)
        painter.drawEllipse(light, _LIGHT / 2.0, _LIGHT / 2.0)

    def _paint_bar(self, painter: QPainter, theme: Theme, box: QRectF, *, reading: Reading) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.edge)
        painter.drawRoundedRect(box, 2.5, 2.5)
        start = -1e9
        for end, accent in ((-6.0, Accent.GREEN), (-0.9, Accent.YELLOW), (0.0, Accent.RED)):
            left = box.left() + share_of(start) * box.width()
            right = box.left() + share_of(min(reading.level_db, end)) * box.width()
            if right > left:
                _fill(painter, QRectF(left, box.top(), right - left, box.height()), theme.accent(accent))
            start = end
        if reading.held_db > LOWEST_DB:
            x = box.left() + share_of(reading.held_db) * box.width()
            _fill(painter, QRectF(x - 1.5, box.top(), 1.5, box.height()), theme.text)


def _fill(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.fillRect(box, colour)
