"""The computer keyboard as a piano: keys go to the player unless somebody types or a dialog is open."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from app.controllers.playing import Playing

_TYPING = (QLineEdit, QAbstractSpinBox, QComboBox)
_HELD_BACK = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ComputerKeys(QObject):
    """An event filter of the application."""

    def __init__(self, window: QWidget, playing: Playing) -> None:
        super().__init__(window)
        self._window = window
        self._playing = playing
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowDeactivate and watched is self._window:
            # Key-ups that go elsewhere would leave notes hanging.
            self._playing.release_all()
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            assert isinstance(event, QKeyEvent)
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if QApplication.activeModalWidget() or QApplication.activePopupWidget() or isinstance(focus, _TYPING):
            return False
        if event.modifiers() & _HELD_BACK:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            return False
        if event.isAutoRepeat():
            return event.key() in self._playing.playing_keys
        if event.type() is QEvent.Type.KeyPress:
            return self._playing.key_pressed(event.key())
        return self._playing.key_released(event.key())
