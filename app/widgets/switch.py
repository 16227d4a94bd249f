"""Switches: a pill with a knob that slides, and one that silences an oscillator through its level."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of, with_alpha
from app.widgets.parameter_control import ParameterControl
from synth.parameters import Parameter

_WIDTH: Final = 26.0
_HEIGHT: Final = 14.0
_LOCK_ROOM: Final = 14.0


class Switch(ParameterControl):
    """A row that is on or off. Click, Space or Return, wheel; with `label`, the words stand to the left."""

    def __init__(self, row: Parameter, accent: Accent, *, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(row, accent, parent)
        self.label = label
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def is_on(self) -> bool:
        """True while the switch shows on."""
        return self.value > 0.0

    def toggle(self) -> None:
        """A person switches over."""
        self.edit_once(0.0 if self.is_on else self.row.maximum)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.label) + 8 if self.label else 0
        return QSize(int(_WIDTH + _LOCK_ROOM) + words, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def pill(self) -> QRectF:
        """Where the pill is drawn: at the right, with room for the lock beside it on the left."""
        return QRectF(self.width() - _WIDTH - 1.0, (self.height() - _HEIGHT) / 2.0, _WIDTH, _HEIGHT)

    def lock_rect(self) -> QRectF:
        return QRectF(self.pill().left() - 11.0, self.height() / 2.0 - 5.0, 8.0, 10.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self.is_locked and self.hits_lock(event.position()):
            self.toggle_lock()
        else:
            self.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():  # a key that is held would make it flicker
                self.toggle()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pill = theme_of(self.palette()), self.pill()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.label:
            painter.setFont(text_font(TextSize.SMALL, QFont.Weight.Medium))
            painter.setPen(theme.text if self.is_on else theme.secondary)
            room = QRectF(0.0, 0.0, pill.left() - (12.0 if self.is_locked else 6.0), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.label)
        on_colour = self.live_colour()
        painter.setPen(QPen(theme.text, 1.2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(on_colour if self.is_on else theme.faint)
        painter.drawRoundedRect(pill, _HEIGHT / 2.0, _HEIGHT / 2.0)
        x = pill.right() - _HEIGHT / 2.0 if self.is_on else pill.left() + _HEIGHT / 2.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawEllipse(QPointF(x, pill.center().y()), _HEIGHT / 2.0 - 2.5, _HEIGHT / 2.0 - 2.5)
        if self.differs_from_prediction():
            ghost_x = pill.left() + _HEIGHT / 2.0 if self.is_on else pill.right() - _HEIGHT / 2.0
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(with_alpha(theme.text, 0.85), 1.2))
            painter.drawEllipse(QPointF(ghost_x, pill.center().y()), 2.5, 2.5)
        if self.is_locked:
            self.paint_lock(painter)


class LevelSwitch(Switch):
    """On and off for a level or a choice whose 0 is off: on is the last value that was not 0.

    `first` is what on means before there was one.
    """

    def __init__(self, row: Parameter, accent: Accent, *, first: float, parent: QWidget | None = None) -> None:
        super().__init__(row, accent, parent=parent)
        self.can_lock = False  # the knob or box of the same row has the lock
        self._last_level = row.clamp(first)
        self.setAccessibleName(f"{row.label} on")

    def set_value(self, value: float, *, animate: bool = False) -> None:
        if value > 0.0:
            self._last_level = self.row.clamp(value)
        super().set_value(value, animate=animate)

    def toggle(self) -> None:
        self.edit_once(0.0 if self.is_on else self._last_level)

    def differs_from_prediction(self) -> bool:
        return self.predicted is not None and (self.predicted > 0.0) != self.is_on
