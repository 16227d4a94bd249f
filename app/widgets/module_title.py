"""The head of a module: its name, and the small lock of all its values."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of, with_alpha
from app.widgets.glyphs import draw_lock
from app.widgets.module_layout import Module
from models.sketch_to_patch.tone_sound import DRAWN


class ModuleTitle(QWidget):
    """The module's name and the small lock of its whole group. Click or Space on the lock closes or opens all."""

    lock_toggled = Signal()

    def __init__(self, module: Module, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._module = module
        self._locked, self._lockable = 0, len(DRAWN.intersection(module.ids()))
        self._lively = True
        self.setFont(text_font(TextSize.NORMAL, QFont.Weight.DemiBold, spaced=True))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if self._lockable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setAccessibleName(f"lock of {module.title}")
            self.setToolTip(f"{module.title}: the lock keeps all its values when a new drawing or picture is read.")

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._module.title.upper()) + 22, 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_locked(self, locked: int) -> None:
        """Shows how many of the module's rows are locked: none, some (outline) or all."""
        if locked != self._locked:
            self._locked = locked
            self.update()

    def set_lively(self, lively: bool) -> None:
        """Text colour, or grey while the module is off."""
        if lively != self._lively:
            self._lively = lively
            self.update()

    def lock_rect(self) -> QRectF:
        """Where the lock is: right after the name."""
        x = self.fontMetrics().horizontalAdvance(self._module.title.upper()) + 8.0
        return QRectF(x, self.height() / 2.0 - 5.5, 8.0, 10.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        reach = self.lock_rect().adjusted(-5.0, -5.0, 6.0, 5.0)
        if self._lockable and event.button() == Qt.MouseButton.LeftButton and reach.contains(event.position()):
            self.lock_toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._lockable and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.lock_toggled.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.setPen(theme.text if self._lively else theme.secondary)
        centre = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(self.rect()), centre, self._module.title.upper())
        if self._lockable:
            colour = theme.accent(Accent.YELLOW) if self._locked else with_alpha(theme.secondary, 0.6)
            draw_lock(painter, self.lock_rect(), colour, closed=self._locked == self._lockable)
            if self.hasFocus():
                painter.setPen(QPen(theme.accent(self._module.accent), 1.0))
                painter.drawRoundedRect(self.lock_rect().adjusted(-4.0, -3.0, 4.0, 3.0), 4.0, 4.0)
