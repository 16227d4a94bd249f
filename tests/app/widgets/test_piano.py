"""The keyboard on the screen and its wheels."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.piano_geometry import is_black, key_at, keys, velocity_at
from app.widgets.piano_keyboard import PianoKeyboard
from app.widgets.wheels import PianoWheels

LAYOUT = keys(24, 84, width=1300.0, height=90.0)


class Log:
    def __init__(self, keyboard: PianoKeyboard) -> None:
        self.events: list[tuple[str, int]] = []
        self.velocities: list[int] = []
        keyboard.note_pressed.connect(self._pressed)
        keyboard.note_released.connect(self._released)

    def _pressed(self, note: int, velocity: int) -> None:
        self.events.append(("on", note))
        self.velocities.append(velocity)

    def _released(self, note: int) -> None:
        self.events.append(("off", note))


@pytest.fixture
def keyboard(qtbot: QtBot) -> PianoKeyboard:
    keyboard = PianoKeyboard()
    keyboard.resize(1295, 90)
    qtbot.addWidget(keyboard)
    keyboard.show()
    return keyboard


def middle_of(keyboard: PianoKeyboard, note: int, share: float = 0.9) -> QPoint:
    layout = keys(24, 84, width=keyboard.width(), height=keyboard.height())
    key = next(key for key in layout if key.note == note)
    return QPoint(int(key.left + key.width / 2), int(key.height * share))


def test_all_notes_have_a_key_and_white_keys_touch_without_gaps() -> None:
    assert sorted(key.note for key in LAYOUT) == list(range(24, 85))
    whites = [key for key in LAYOUT if not key.black]
    assert len(whites) == 36
    for left, right in pairwise(whites):
        assert left.left + left.width == pytest.approx(right.left)
    assert whites[-1].left + whites[-1].width == pytest.approx(1300.0)


@pytest.mark.parametrize("note", range(24, 85))
def test_front_of_each_key_is_that_key(note: int) -> None:
    key = next(key for key in LAYOUT if key.note == note)
    found = key_at(LAYOUT, key.left + key.width / 2, key.height - 2.0)
    assert found is not None
    assert found.note == note


def test_black_keys_lie_over_the_white_ones() -> None:
    black = next(key for key in LAYOUT if is_black(key.note))
    assert key_at(LAYOUT, black.left + 1.0, 5.0) == black


def test_velocity_grows_towards_the_front_of_a_key() -> None:
    key = LAYOUT[0]
    velocities = [velocity_at(key, y) for y in range(91)]
    assert velocities == sorted(velocities)
    assert 1 <= velocities[0] < 40
    assert velocities[-1] == 127


def test_press_and_release_play_one_note(keyboard: PianoKeyboard) -> None:
    log = Log(keyboard)
    QTest.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=middle_of(keyboard, 60))
    assert keyboard.pressed_notes() == {60}
    QTest.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=middle_of(keyboard, 60))
    assert log.events == [("on", 60), ("off", 60)]
    assert log.velocities[0] > 110


def test_drag_plays_each_key_it_passes_and_lets_the_last_go(keyboard: PianoKeyboard) -> None:
    log = Log(keyboard)
    QTest.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=middle_of(keyboard, 60))
    for note in (60, 62, 64):
        QTest.mouseMove(keyboard, middle_of(keyboard, note))
    QTest.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=middle_of(keyboard, 64))
    assert log.events == [("on", 60), ("off", 60), ("on", 62), ("off", 62), ("on", 64), ("off", 64)]


def test_hiding_the_keyboard_leaves_no_note_hanging(keyboard: PianoKeyboard) -> None:
    log = Log(keyboard)
    QTest.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=middle_of(keyboard, 60))
    keyboard.hide()
    assert log.events[-1] == ("off", 60)
    assert not keyboard.pressed_notes()


def test_showing_sounding_notes_says_nothing(keyboard: PianoKeyboard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(keyboard.note_pressed), qtbot.assertNotEmitted(keyboard.note_released):
        keyboard.set_sounding(frozenset({48, 52, 300}))
        keyboard.set_hints({48: "A"})


def test_sounding_key_is_painted_coral(keyboard: PianoKeyboard) -> None:
    place = middle_of(keyboard, 62, 0.7)
    before = keyboard.grab().toImage().pixelColor(place)
    keyboard.set_sounding(frozenset({62}))
    after = keyboard.grab().toImage().pixelColor(place)
    assert before.lightness() > 230
    assert (after.red(), after.green(), after.blue()) == (255, 143, 102)


def drag_wheel(wheels: PianoWheels, name: str, up: int) -> None:
    wheel = getattr(wheels, name)
    QTest.mousePress(wheel, Qt.MouseButton.LeftButton, pos=QPoint(14, 45))
    QTest.mouseMove(wheel, QPoint(14, 45 - up))
    QTest.mouseRelease(wheel, Qt.MouseButton.LeftButton, pos=QPoint(14, 45 - up))


@pytest.fixture
def wheels(qtbot: QtBot) -> PianoWheels:
    wheels = PianoWheels()
    wheels.resize(64, 90)
    qtbot.addWidget(wheels)
    wheels.show()
    return wheels


def test_bend_springs_back_when_it_is_let_go(wheels: PianoWheels) -> None:
    said: list[float] = []
    wheels.bend_edited.connect(said.append)
    drag_wheel(wheels, "bend", 500)
    assert said == [1.0, 0.0]


def test_modulation_stays_where_it_was_left(wheels: PianoWheels) -> None:
    said: list[float] = []
    wheels.modulation_edited.connect(said.append)
    drag_wheel(wheels, "modulation", 37)
    assert len(said) == 1
    assert said[0] == pytest.approx(0.5, abs=0.02)
    assert wheels.modulation.position == said[0]


def test_wheels_moved_from_elsewhere_say_nothing(wheels: PianoWheels, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(wheels.bend_edited), qtbot.assertNotEmitted(wheels.modulation_edited):
        wheels.set_bend(-0.5)
        wheels.set_modulation(7.0)
    assert wheels.modulation.position == 1.0


def test_bend_by_keyboard_springs_back_too(wheels: PianoWheels) -> None:
    said: list[float] = []
    wheels.bend_edited.connect(said.append)
    QTest.keyPress(wheels.bend, Qt.Key.Key_Down)
    QTest.keyRelease(wheels.bend, Qt.Key.Key_Down)
    assert said == [-1.0, 0.0]


@pytest.fixture
def beside(wheels: PianoWheels, qtbot: QtBot) -> Iterator[QWidget]:
    """A window with the wheels and one more thing that takes the focus."""
    window = QWidget()
    wheels.setParent(window)
    other = QLineEdit(window)
    wheels.show()
    window.show()
    window.activateWindow()
    wheels.bend.setFocus()
    qtbot.waitUntil(wheels.bend.hasFocus)
    yield other
    wheels.setParent(None)
    window.close()


def test_bend_springs_back_when_the_focus_leaves_while_its_key_is_down(wheels: PianoWheels, beside: QWidget) -> None:
    said: list[float] = []
    wheels.bend_edited.connect(said.append)
    QTest.keyPress(wheels.bend, Qt.Key.Key_Up)
    beside.setFocus()
    QTest.keyRelease(beside, Qt.Key.Key_Up)
    assert said == [1.0, 0.0]
    assert wheels.bend.position == 0.0


@pytest.mark.parametrize("by", ["key", "mouse"])
@pytest.mark.parametrize("leaving", ["hidden", "window left"])
def test_bend_that_is_held_springs_back_when_its_window_goes(
    wheels: PianoWheels, beside: QWidget, by: str, leaving: str
) -> None:
    said: list[float] = []
    wheels.bend_edited.connect(said.append)
    if by == "key":
        QTest.keyPress(wheels.bend, Qt.Key.Key_Up)
    else:
        QTest.mousePress(wheels.bend, Qt.MouseButton.LeftButton, pos=QPoint(14, 45))
        QTest.mouseMove(wheels.bend, QPoint(14, -500))
    if leaving == "hidden":
        wheels.hide()
    else:
        QCoreApplication.sendEvent(wheels.bend, QEvent(QEvent.Type.WindowDeactivate))
    assert said == [1.0, 0.0]
    if by == "mouse":
        QTest.mouseMove(wheels.bend, QPoint(14, 10))
        assert said == [1.0, 0.0], "the grip is gone too"


def test_bend_of_a_midi_wheel_stays_when_the_focus_leaves(wheels: PianoWheels, beside: QWidget, qtbot: QtBot) -> None:
    wheels.set_bend(0.7)
    with qtbot.assertNotEmitted(wheels.bend_edited):
        beside.setFocus()
        wheels.hide()
    assert wheels.bend.position == 0.7


def test_modulation_stays_when_the_focus_leaves(wheels: PianoWheels, beside: QWidget) -> None:
    wheels.modulation.setFocus()
    QTest.keyPress(wheels.modulation, Qt.Key.Key_Up)
    beside.setFocus()
    assert wheels.modulation.position == pytest.approx(0.05)


def test_wheels_show_what_they_are_given_even_in_a_hand(wheels: PianoWheels) -> None:
    QTest.mousePress(wheels.bend, Qt.MouseButton.LeftButton, pos=QPoint(14, 45))
    QTest.mouseMove(wheels.bend, QPoint(14, -500))
    wheels.set_bend(0.0)
    wheels.set_modulation(0.0)
    assert (wheels.bend.position, wheels.modulation.position) == (0.0, 0.0)
