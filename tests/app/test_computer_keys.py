"""Keys of the computer as a piano: what X11 makes of a held key must not strike the note anew."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.computer_keys import ComputerKeys
from app.controllers.playing import Playing
from synth.events import Event, NoteOff, NoteOn


class Keyboard:
    """A window with the filter, and the events that it sent."""

    def __init__(self, qtbot: QtBot) -> None:
        self.sent: list[Event] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.filter = ComputerKeys(self.window, Playing(self.sent.append))

    def event(self, kind: QEvent.Type, at_ms: int, *, key: Qt.Key = Qt.Key.Key_A, repeat: bool = False) -> None:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "a", repeat)
        event.setTimestamp(at_ms)
        QCoreApplication.sendEvent(self.window, event)


@pytest.fixture
def keyboard(qtbot: QtBot) -> Iterator[Keyboard]:
    it = Keyboard(qtbot)
    yield it
    QCoreApplication.instance().removeEventFilter(it.filter)


def test_held_key_whose_repeats_are_not_marked_keeps_its_note(keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000)
    for at_ms in (1660, 1700, 1740):
        keyboard.event(QEvent.Type.KeyRelease, at_ms)
        keyboard.event(QEvent.Type.KeyPress, at_ms)
    assert keyboard.sent == [NoteOn(48, 100)]
    keyboard.event(QEvent.Type.KeyRelease, 1790)
    qtbot.waitUntil(lambda: keyboard.sent[1:] == [NoteOff(48)], timeout=2000)


def test_marked_repeats_are_ignored(keyboard: Keyboard) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000)
    keyboard.event(QEvent.Type.KeyRelease, 1660, repeat=True)
    keyboard.event(QEvent.Type.KeyPress, 1660, repeat=True)
    assert keyboard.sent == [NoteOn(48, 100)]


def test_key_struck_again_at_once_strikes_the_note_again(keyboard: Keyboard) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000)
    keyboard.event(QEvent.Type.KeyRelease, 1100)
    keyboard.event(QEvent.Type.KeyPress, 1101)
    assert keyboard.sent == [NoteOn(48, 100), NoteOff(48), NoteOn(48, 100)]


def test_other_key_pressed_just_after_a_release_lets_the_first_go_before(keyboard: Keyboard) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000)
    keyboard.event(QEvent.Type.KeyRelease, 1100)
    keyboard.event(QEvent.Type.KeyPress, 1100, key=Qt.Key.Key_S)
    assert keyboard.sent == [NoteOn(48, 100), NoteOff(48), NoteOn(50, 100)]
