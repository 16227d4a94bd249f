"""Keys of the computer as a piano: what X11 makes of a held key must not strike the note anew."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.computer_keys import ComputerKeys
from app.controllers.playing import Playing
from app.key_places import hints, place_of
from synth.events import Event, NoteOff, NoteOn, Sustain


class Keyboard:
    """A window with the filter, and the events that it sent."""

    def __init__(self, qtbot: QtBot) -> None:
        self.sent: list[Event] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.playing = Playing(self.sent.append)
        self.filter = ComputerKeys(self.window, self.playing)

    def event(
        self,
        kind: QEvent.Type,
        at_ms: int,
        *,
        key: Qt.Key = Qt.Key.Key_A,
        repeat: bool = False,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        code: int = 0,
    ) -> None:
        event = QKeyEvent(kind, key, modifier, code, 0, 0, "a", repeat)
        event.setTimestamp(at_ms)
        QCoreApplication.sendEvent(self.window, event)


@pytest.fixture
def keyboard(qtbot: QtBot) -> Iterator[Keyboard]:
    it = Keyboard(qtbot)
    yield it
    it.filter.end()


def test_keys_that_are_held_at_the_end_are_let_go_and_later_ones_are_left_to_others(keyboard: Keyboard) -> None:
    press(keyboard, Qt.Key.Key_A)
    press(keyboard, Qt.Key.Key_Space)
    keyboard.filter.end()
    assert keyboard.sent == [NoteOn(48, 100), Sustain(True), NoteOff(48), Sustain(False)]
    press(keyboard, Qt.Key.Key_S, 3000)
    assert len(keyboard.sent) == 4


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


def press(keyboard: Keyboard, key: Qt.Key, at_ms: int = 1000) -> None:
    keyboard.event(QEvent.Type.KeyPress, at_ms, key=key)


def let_go(keyboard: Keyboard, key: Qt.Key, at_ms: int = 2000) -> None:
    keyboard.event(QEvent.Type.KeyRelease, at_ms, key=key)


def test_keys_are_a_piano_from_c3_upwards(keyboard: Keyboard) -> None:
    for key in (Qt.Key.Key_A, Qt.Key.Key_W, Qt.Key.Key_K, Qt.Key.Key_Semicolon):
        press(keyboard, key)
    assert keyboard.sent == [NoteOn(48), NoteOn(49), NoteOn(60), NoteOn(64)]


def test_key_lets_go_the_note_it_struck_whatever_the_octave_is_by_then(keyboard: Keyboard, qtbot: QtBot) -> None:
    press(keyboard, Qt.Key.Key_A)
    press(keyboard, Qt.Key.Key_X)
    press(keyboard, Qt.Key.Key_S)
    let_go(keyboard, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: keyboard.sent == [NoteOn(48), NoteOn(62), NoteOff(48)])


def test_octave_and_velocity_stay_in_their_ranges(keyboard: Keyboard) -> None:
    shown: list[tuple[int, int]] = []
    keyboard.filter.changed.connect(lambda octave, velocity, _: shown.append((octave, velocity)))
    for _ in range(20):
        press(keyboard, Qt.Key.Key_X)
        press(keyboard, Qt.Key.Key_V)
    assert shown[-1] == (4, 127)
    for _ in range(20):
        press(keyboard, Qt.Key.Key_Z)
        press(keyboard, Qt.Key.Key_C)
    assert shown[-1] == (-2, 10)
    press(keyboard, Qt.Key.Key_A)
    assert keyboard.sent == [NoteOn(24, 10)]


def test_space_is_the_pedal_while_it_is_down(keyboard: Keyboard, qtbot: QtBot) -> None:
    press(keyboard, Qt.Key.Key_Space)
    keyboard.event(QEvent.Type.KeyPress, 1500, key=Qt.Key.Key_Space, repeat=True)
    let_go(keyboard, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: keyboard.sent == [Sustain(True), Sustain(False)])


def test_window_that_is_left_lets_keys_and_pedal_go(keyboard: Keyboard) -> None:
    press(keyboard, Qt.Key.Key_A)
    press(keyboard, Qt.Key.Key_Space)
    QCoreApplication.sendEvent(keyboard.window, QEvent(QEvent.Type.WindowDeactivate))
    assert keyboard.sent == [NoteOn(48), Sustain(True), NoteOff(48), Sustain(False)]


def test_pedal_held_in_the_window_by_the_mouse_outlives_the_window_s_focus(keyboard: Keyboard) -> None:
    keyboard.playing.set_sustain(True)
    QCoreApplication.sendEvent(keyboard.window, QEvent(QEvent.Type.WindowDeactivate))
    assert keyboard.sent == [Sustain(True)]


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier]
)
def test_shortcuts_play_nothing_but_a_held_note_still_ends(
    keyboard: Keyboard, qtbot: QtBot, modifier: Qt.KeyboardModifier
) -> None:
    keyboard.event(QEvent.Type.KeyPress, 900, key=Qt.Key.Key_S, modifier=modifier)
    assert keyboard.sent == []
    press(keyboard, Qt.Key.Key_A)
    keyboard.event(QEvent.Type.KeyRelease, 1500, key=Qt.Key.Key_A, modifier=modifier)
    qtbot.waitUntil(lambda: keyboard.sent == [NoteOn(48), NoteOff(48)])


A_CODE, Y_CODE, Z_CODE, SEMICOLON_CODE = 38, 29, 52, 47
"""X11 codes of the places where a US keyboard has these."""


def test_key_that_gives_another_character_when_it_comes_up_ends_its_note(keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key.Key_Semicolon, code=SEMICOLON_CODE)
    shift = Qt.KeyboardModifier.ShiftModifier
    keyboard.event(QEvent.Type.KeyRelease, 1100, key=Qt.Key.Key_Colon, code=SEMICOLON_CODE, modifier=shift)
    qtbot.waitUntil(lambda: keyboard.sent == [NoteOn(64), NoteOff(64)])


def test_layout_that_is_changed_while_a_key_is_down_leaves_no_note_hanging(keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key.Key_A, code=A_CODE)
    keyboard.event(QEvent.Type.KeyRelease, 1100, key=Qt.Key(0x0424), code=A_CODE)  # the Russian letter there
    qtbot.waitUntil(lambda: keyboard.sent == [NoteOn(48), NoteOff(48)])


@pytest.mark.parametrize(
    ("character", "code", "note"),
    [(0x0424, A_CODE, 48), (Qt.Key.Key_Q, A_CODE, 48), (Qt.Key.Key_Z, Y_CODE, 56), (0xD6, SEMICOLON_CODE, 64)],
    ids=["Russian", "French", "German", "German ö"],
)
def test_piano_is_at_the_same_place_on_every_layout(keyboard: Keyboard, character: int, code: int, note: int) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key(character), code=code)
    assert keyboard.sent == [NoteOn(note)]


def test_letters_of_the_piano_are_those_of_this_keyboard_as_far_as_it_was_played(keyboard: Keyboard) -> None:
    told: list[dict[int, str]] = []
    keyboard.filter.changed.connect(lambda octave, _, written: told.append(hints(octave, written)))
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key.Key_A, code=A_CODE)
    assert told == []  # as expected
    keyboard.event(QEvent.Type.KeyPress, 1100, key=Qt.Key.Key_Z, code=Y_CODE)
    shift = Qt.KeyboardModifier.ShiftModifier
    keyboard.event(QEvent.Type.KeyPress, 1200, key=Qt.Key.Key_Colon, code=SEMICOLON_CODE, modifier=shift)
    assert len(told) == 1
    assert (told[-1][48], told[-1][56], told[-1][64]) == ("A", "Z", ";")
    keyboard.event(QEvent.Type.KeyRelease, 1300, key=Qt.Key.Key_Colon, code=SEMICOLON_CODE, modifier=shift)
    keyboard.filter._release_now()
    keyboard.event(QEvent.Type.KeyPress, 1400, key=Qt.Key(0xD6), code=SEMICOLON_CODE)
    assert told[-1][64] == "Ö"


def test_key_elsewhere_plays_nothing_whatever_is_written_on_it(keyboard: Keyboard) -> None:
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key.Key_A, code=24)  # a French A is where a US keyboard has Q
    keyboard.event(QEvent.Type.KeyPress, 1000, key=Qt.Key.Key_Y, code=Z_CODE)
    assert keyboard.sent == []
    assert keyboard.filter.octave == -1


@pytest.mark.parametrize(("system", "code", "virtual"), [("linux", 38, 97), ("win32", 30, 65), ("darwin", 1, 0)])
def test_places_are_found_on_every_system(system: str, code: int, virtual: int) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, 0x0424, Qt.KeyboardModifier.NoModifier, code, virtual, 0)
    assert place_of(event, system=system) is Qt.Key.Key_A


@pytest.mark.parametrize("field", [QLineEdit, QSpinBox, QComboBox])
def test_typing_plays_nothing_but_a_held_note_still_ends(
    keyboard: Keyboard, qtbot: QtBot, field: type[QWidget]
) -> None:
    press(keyboard, Qt.Key.Key_A)
    focus(keyboard, qtbot, field(keyboard.window))
    press(keyboard, Qt.Key.Key_S)
    let_go(keyboard, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: keyboard.sent == [NoteOn(48), NoteOff(48)])


def test_space_presses_a_button_that_has_the_focus_and_letters_still_play(keyboard: Keyboard, qtbot: QtBot) -> None:
    button = QPushButton(keyboard.window)
    focus(keyboard, qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert keyboard.sent == []
    press(keyboard, Qt.Key.Key_A)
    assert keyboard.sent == [NoteOn(48)]


def test_dialog_takes_all_keys(keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.window.show()
    dialog = QDialog(keyboard.window)
    dialog.open()
    press(keyboard, Qt.Key.Key_A)
    assert keyboard.sent == []
    dialog.close()
    press(keyboard, Qt.Key.Key_A)
    assert keyboard.sent == [NoteOn(48)]


def test_other_keys_are_left_to_the_window(keyboard: Keyboard, qtbot: QtBot) -> None:
    focus(keyboard, qtbot, QPushButton(keyboard.window))
    shortcut = QShortcut(QKeySequence("["), keyboard.window)
    with qtbot.waitSignal(shortcut.activated):
        QTest.keyClick(keyboard.window, Qt.Key.Key_BracketLeft)


def focus(keyboard: Keyboard, qtbot: QtBot, widget: QWidget) -> None:
    keyboard.window.show()
    keyboard.window.activateWindow()
    widget.show()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
