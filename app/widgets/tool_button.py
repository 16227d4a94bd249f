"""A square button with a sign: in its accent, coral mostly, when it is on or the chosen one."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.theme import Accent, mixed, theme_of
from app.widgets.canvas_signs import draw_sign
from app.widgets.glyphs import round_pen

SIDE: Final = 32
LEAST: Final = 26
_TINT: Final = 0.16
_CORNER: Final = 7.0


class ToolButton(QToolButton):
    """Click, Enter or a shortcut; `name` is what a screen reader says, the tooltip says more."""

    def __init__(
        self,
        sign: str,
        name: str,
        *,
        tip: str = "",
        checkable: bool = True,
        accent: Accent = Accent.CORAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign, self._accent = sign, accent
        self._lit = False
        self.setCheckable(checkable)
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_lit(self, lit: bool) -> None:
        """Show a button with a menu as one that is on."""
        self._lit = lit
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Space is the sustain pedal of the computer keyboard.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.menu() is not None:
            self.showMenu()
        else:
            self.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        colour = theme.accent(self._accent)
        on = self.isChecked() or self._lit
        ground = mixed(theme.raised, colour, _TINT) if on else theme.raised
        if self.underMouse() and self.isEnabled() and not on:
            ground = mixed(theme.raised, theme.text, 0.10)
        if self.isDown():
            ground = mixed(ground, theme.ground, 0.35)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = colour if on else theme.text if self.hasFocus() else ground
            painter.setPen(QPen(edge, 1.6 if on and self.hasFocus() else 1.0))
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), _CORNER, _CORNER)
            sign = colour if on else theme.text
            painter.setPen(round_pen(sign if self.isEnabled() else theme.secondary, 1.6))
            painter.translate(self.width() / 2.0, self.height() / 2.0)
            draw_sign(painter, self._sign)
