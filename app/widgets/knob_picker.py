"""Pointing at a knob without turning it: while it is on, a click or the focus picks the control."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.theme import theme_of
from app.widgets.parameter_control import ParameterControl

_PASSIVE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
)


class KnobPicker(QObject):
    """Stands between the mouse and the controls. Wheel and keys turn them as always."""

    picked = Signal(str)
    """Id of the row that a person pointed at."""

    def __init__(self, controls: Iterable[ParameterControl], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controls = tuple(controls)
        self._cursors: dict[ParameterControl, Qt.CursorShape] = {}
        self._mark = _Mark()

    @property
    def is_on(self) -> bool:
        """True while clicks pick."""
        return bool(self._cursors)

    def set_on(self, on: bool) -> None:
        """Begin or end to pick."""
        if on == self.is_on:
            return
        if on:
            for control in self._controls:
                self._cursors[control] = control.cursor().shape()
                control.setCursor(Qt.CursorShape.WhatsThisCursor)
                control.installEventFilter(self)
        else:
            for control, shape in self._cursors.items():
                control.removeEventFilter(self)
                control.setCursor(shape)
            self._cursors.clear()
            self._mark.leave()

    def mark(self, id: str) -> None:
        """Frame the control of a row: the one that has the focus where a row has several."""
        of_row = [control for control in self._controls if control.row.id == id]
        if of_row and self.is_on:
            self._mark.frame(next((it for it in of_row if it.hasFocus()), of_row[-1]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, ParameterControl):
            return False
        if isinstance(event, QMouseEvent) and event.type() in _MOUSE:
            return self._pointed(watched, event)
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() not in _PASSIVE:
            self.picked.emit(watched.row.id)
        elif event.type() is QEvent.Type.Resize:
            self._mark.follow()
        return False

    def _pointed(self, control: ParameterControl, event: QMouseEvent) -> bool:
        is_left = event.button() is Qt.MouseButton.LeftButton
        if event.type() is QEvent.Type.MouseMove:
            return bool(event.buttons() & Qt.MouseButton.LeftButton)
        if is_left and event.type() is QEvent.Type.MouseButtonPress:
            control.setFocus(Qt.FocusReason.MouseFocusReason)
            self.picked.emit(control.row.id)
        return is_left


class _Mark(QWidget):
    """A frame over a control; the mouse goes through it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def frame(self, control: QWidget) -> None:
        """Lie over this one."""
        if self.parentWidget() is not control:
            self.setParent(control)
        self.follow()
        self.show()

    def follow(self) -> None:
        """Be as large as what it lies over."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def leave(self) -> None:
        """Lie over nothing."""
        self.hide()
        self.setParent(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme_of(self.palette()).text, 1.2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0), 7.0, 7.0)
