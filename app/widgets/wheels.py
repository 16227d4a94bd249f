"""The two wheels left of the keys: pitch bend, which springs back, and modulation, which stays."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.theme import Accent, theme_of

_THUMB = 14.0
_KEY_STEP = 0.05


class Wheel(QWidget):
    """One wheel between `lowest` and 1. With `springs`, it goes back to 0 when it is let go."""

    position_edited = Signal(float)

    def __init__(self, accent: Accent, *, lowest: float, springs: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accent = accent
        self._lowest = lowest
        self._springs = springs
        self._position = 0.0
        self._grip: tuple[float, float] | None = None
        """Where the mouse took the wheel, and its position then."""
        self._is_held = False
        """True while a key holds a wheel that springs."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def position(self) -> float:
        """Where the wheel stands, `lowest` to 1."""
        return self._position

    def set_position(self, position: float) -> None:
        """Shows a position, for instance of a MIDI wheel."""
        position = min(max(position, self._lowest), 1.0)
        if position != self._position:
            self._position = position
            self.setAccessibleDescription(f"{100.0 * position:.0f} %")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(28, 88)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = (event.position().y(), self._position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            y, position = self._grip
            travel = max(1.0, self.height() - _THUMB - 4.0)
            self._edit(position + (y - event.position().y()) / travel * (1.0 - self._lowest))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._edit(0.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._springs:  # nothing would bring a bend back
            self._edit(self._position + event.angleDelta().y() / 120.0 * _KEY_STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self._edit(0.0)
        elif direction is None:
            super().keyPressEvent(event)
        else:
            self._is_held = self._springs
            self._edit(direction if self._springs else self._position + direction * _KEY_STEP)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._springs and not event.isAutoRepeat() and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    # Keys and buttons that are let go elsewhere are never heard of here.

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._is_held:
            self._let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate:
            self._let_go()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.accent(self._accent) if self.hasFocus() else theme.edge, 1.0))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(slot, 6.0, 6.0)
        share = (self._position - self._lowest) / (1.0 - self._lowest)
        top = 2.0 + (1.0 - share) * (self.height() - _THUMB - 4.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent(self._accent))
        painter.drawRoundedRect(QRectF(3.0, top, self.width() - 6.0, _THUMB), 4.0, 4.0)
        painter.setBrush(theme.panel)
        painter.drawRect(QRectF(7.0, top + _THUMB / 2.0 - 0.5, self.width() - 14.0, 1.0))

    def _let_go(self) -> None:
        """A hand leaves the wheel; a bend of a MIDI wheel is not in its hands."""
        was_held = self._grip is not None or self._is_held
        self._grip, self._is_held = None, False
        if self._springs and was_held:
            self._edit(0.0)

    def _edit(self, position: float) -> None:
        before = self._position
        self.set_position(position)
        if self._position != before:
            self.position_edited.emit(self._position)


class PianoWheels(QWidget):
    """Both wheels side by side."""

    bend_edited = Signal(float)
    """-1 to 1; 0 when the wheel is let go."""
    modulation_edited = Signal(float)
    """0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bend = Wheel(Accent.CORAL, lowest=-1.0, springs=True)
        self.bend.setAccessibleName("pitch bend")
        self.bend.setToolTip("Pitch bend: springs back when you let go.")
        self.modulation = Wheel(Accent.CYAN, lowest=0.0, springs=False)
        self.modulation.setAccessibleName("modulation")
        self.modulation.setToolTip("Modulation: brings in the vibrato and stays where you leave it.")
        self.bend.position_edited.connect(self.bend_edited)
        self.modulation.position_edited.connect(self.modulation_edited)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.bend)
        layout.addWidget(self.modulation)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_bend(self, position: float) -> None:
        """Shows a bend from elsewhere, -1 to 1."""
        self.bend.set_position(position)

    def set_modulation(self, position: float) -> None:
        """Shows a modulation from elsewhere, 0 to 1."""
        self.modulation.set_position(position)
