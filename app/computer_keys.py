"""The computer keyboard as a piano: keys go to the player unless somebody types or a dialog is open."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from app.controllers.playing import Playing

_TYPING = (QLineEdit, QAbstractSpinBox, QComboBox)
_HELD_BACK = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
REPEAT_MS: Final = 4
"""A key that comes down again so soon was never up.

X11 repeats a held key as up and down with one time stamp. Qt marks such a pair as a repeat only when both
have arrived by the time it looks; a pair that it misses would strike the note anew.
"""


class ComputerKeys(QObject):
    """An event filter of the application."""

    def __init__(self, window: QWidget, playing: Playing) -> None:
        super().__init__(window)
        self._window = window
        self._playing = playing
        self._letting_go: dict[int, int] = {}
        """Keys that came up a moment ago, with the time stamp in ms."""
        self._let_go = QTimer(self, singleShot=True, interval=REPEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._let_go.timeout.connect(self._release)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowDeactivate and watched is self._window:
            # Key-ups that go elsewhere would leave notes hanging.
            self._letting_go.clear()
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
            if self._letting_go.get(event.key()) == event.timestamp():
                del self._letting_go[event.key()]
                return True
            self._release()
            return self._playing.key_pressed(event.key())
        if event.key() not in self._playing.playing_keys:
            return False
        self._letting_go[event.key()] = event.timestamp()
        self._let_go.start()
        return True

    def _release(self) -> None:
        for key in self._letting_go:
            self._playing.key_released(key)
        self._letting_go.clear()
