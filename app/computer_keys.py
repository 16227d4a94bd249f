"""The computer keyboard as a piano: keys go to the player unless somebody types or a dialog is open.

Keys count by their place, named as on a US keyboard (`app.key_places`): the same key is let go whatever
Shift or another layout makes of it by then.

Space is the pedal; a control that was reached by Tab gets it first, and the pedal what the control leaves.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.controllers.playing import Holder, Playing
from app.key_places import FIRST_NOTE, KEYS, STEERING, letter, place_of, written_on

LOWEST_OCTAVE, HIGHEST_OCTAVE = -2, 4
SOFTEST, LOUDEST, VELOCITY_STEP = 10, 127, 10
OCTAVE_KEYS: Final = dict(zip(STEERING[:2], (-1, 1), strict=True))
VELOCITY_KEYS: Final = dict(zip(STEERING[2:], (-VELOCITY_STEP, VELOCITY_STEP), strict=True))
SUSTAIN_KEY: Final = Qt.Key.Key_Space
REPEAT_MS: Final = 4
"""A key that comes down again so soon was never up.

X11 repeats a held key as up and down with one time stamp. Qt marks such a pair as a repeat only when both
have arrived by the time it looks; a pair that it misses would strike the note anew.
"""

_BY_KEYBOARD: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_COME_BACK: Final = (
    Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason,
)  # fmt: skip
_TYPING: Final = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_HELD_BACK: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class ComputerKeys(QObject):
    """An event filter of the application."""

    changed = Signal(int, int, object)
    """Octave, velocity, and what is written on the keys that were pressed so far (`app.key_places.letter`)."""

    def __init__(self, window: QWidget, playing: Playing) -> None:
        super().__init__(window)
        self._window = window
        self._playing = playing
        self._notes: dict[Qt.Key, int] = {}
        """Note of each key that is down."""
        self._pedal = False
        self._tabbed: QObject | None = None
        """What was reached by Tab, until it is clicked."""
        self._letting_go: dict[Qt.Key, int] = {}
        """Keys that came up a moment ago, with the time stamp in ms."""
        self._let_go = QTimer(self, singleShot=True, interval=REPEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._let_go.timeout.connect(self._release_now)
        self.octave = 0
        self.velocity = 100
        self.written: dict[Qt.Key, str] = {}
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def end(self) -> None:
        """Let go of what is held, and leave the keys to others."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._letting_go = dict.fromkeys((*self._notes, SUSTAIN_KEY), 0)
        self._release_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.WindowDeactivate and watched is self._window:
            # Key-ups that go elsewhere would leave notes hanging.
            self._letting_go = dict.fromkeys((*self._notes, SUSTAIN_KEY), 0)
            self._release_now()
            self._playing.release_all()
        elif isinstance(event, QKeyEvent):
            if kind is QEvent.Type.KeyPress:
                return self._press(event, watched)
            if kind is QEvent.Type.KeyRelease:
                return self._release(event)
        elif kind is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._focused(watched, event)
        elif kind is QEvent.Type.MouseButtonPress and watched is self._tabbed:
            self._tabbed = None
        return False

    def _focused(self, watched: QWidget, event: QEvent) -> None:
        if isinstance(event, QFocusEvent) and event.reason() not in _COME_BACK:
            self._tabbed = watched if event.reason() in _BY_KEYBOARD else None

    def _press(self, event: QKeyEvent, watched: QObject) -> bool:
        """True when the key plays or steers playing, and nobody else may have it."""
        key = place_of(event)
        if key is None or self._is_for_others(event.modifiers()):
            return False
        if key is SUSTAIN_KEY and self._may_press(watched):
            return False
        if event.isAutoRepeat():
            return True
        if self._letting_go.get(key) == event.timestamp():
            del self._letting_go[key]
            return True
        self._release_now()
        self._learn(key, written_on(event))
        if key in KEYS:
            if key not in self._notes:
                self._notes[key] = FIRST_NOTE + 12 * self.octave + KEYS.index(key)
                self._playing.press(self._notes[key], self.velocity, Holder.KEYS)
        elif key is SUSTAIN_KEY:
            self._pedal = True
            self._playing.set_sustain(True)
        else:
            octave = self.octave + OCTAVE_KEYS.get(key, 0)
            self.octave = min(HIGHEST_OCTAVE, max(LOWEST_OCTAVE, octave))
            self.velocity = min(LOUDEST, max(SOFTEST, self.velocity + VELOCITY_KEYS.get(key, 0)))
            self._tell()
        return True

    def _learn(self, key: Qt.Key, written: str) -> None:
        """No system tells beforehand what is written on a key; each key that is pressed does."""
        if written and letter(key, self.written) != written:
            self.written[key] = written
            self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.octave, self.velocity, self.written)

    def _release(self, event: QKeyEvent) -> bool:
        """A key that was pressed here is let go here, wherever the focus is by now."""
        key = place_of(event)
        if key is None or (key not in self._notes and not (key is SUSTAIN_KEY and self._pedal)):
            return False
        if not event.isAutoRepeat():
            self._letting_go[key] = event.timestamp()
            self._let_go.start()
        return True

    def _release_now(self) -> None:
        for key in self._letting_go:
            if key in self._notes:
                self._playing.release(self._notes.pop(key), Holder.KEYS)
            elif key is SUSTAIN_KEY and self._pedal:
                self._pedal = False
                self._playing.set_sustain(False)
        self._letting_go.clear()

    def _is_for_others(self, modifiers: Qt.KeyboardModifier) -> bool:
        """True while somebody types, a dialog or menu is open, or the key is part of a shortcut."""
        focus = QApplication.focusWidget()
        if QApplication.activeModalWidget() or QApplication.activePopupWidget() or isinstance(focus, _TYPING):
            return True
        if focus is not None and focus.window() is not self._window:
            return True
        return bool(modifiers & _HELD_BACK)

    def _may_press(self, watched: QObject) -> bool:
        """True when Space may press a control. One that has no use for it passes it on, and it comes here again."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            return True  # buttons get the focus by Tab alone
        on_its_way = watched is focus or not isinstance(watched, QWidget)
        return focus is not None and focus is self._tabbed and on_its_way
