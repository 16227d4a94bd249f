"""What a person can do with a knob, and what it does not do by itself."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.theme import Accent
from app.widgets.knob import Knob
from synth.parameters import parameter


class Log:
    """Everything a knob says, in order."""

    def __init__(self, knob: Knob) -> None:
        self.values: list[float] = []
        self.gestures = 0
        self.locks: list[bool] = []
        knob.value_edited.connect(self._value)
        knob.gesture_started.connect(self._gesture)
        knob.lock_edited.connect(self._lock)

    def _value(self, id: str, value: float) -> None:
        self.values.append(value)

    def _gesture(self) -> None:
        self.gestures += 1

    def _lock(self, id: str, locked: bool) -> None:
        self.locks.append(locked)


def make(qtbot: QtBot, id: str = "chorus_mix", value: float = 50.0) -> tuple[Knob, Log]:
    knob = Knob(parameter(id), Accent.VIOLET)
    knob.resize(60, 74)
    qtbot.addWidget(knob)
    knob.show()
    knob.set_value(value)
    return knob, Log(knob)


def drag(knob: Knob, up: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    start = QPoint(30, 30)
    QTest.mousePress(knob, Qt.MouseButton.LeftButton, modifier, start)
    for step in range(1, 5):
        move(knob, QPoint(30, 30 - up * step // 4), modifier)
    QTest.mouseRelease(knob, Qt.MouseButton.LeftButton, modifier, QPoint(30, 30 - up))


def move(knob: Knob, place: QPoint, modifier: Qt.KeyboardModifier) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    point, whole = QPointF(place), QPointF(knob.mapToGlobal(place))
    QApplication.sendEvent(knob, QMouseEvent(QEvent.Type.MouseMove, point, whole, left, left, modifier))


def wheel(knob: Knob, delta: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = QPointF(30, 30)
    event = QWheelEvent(place, knob.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
                        modifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(knob, event)


def test_showing_values_locks_and_predictions_says_nothing(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    knob.set_value(70.0, animate=True)
    knob.set_locked(True)
    knob.set_predicted(20.0)
    knob.set_lively(False)
    assert knob.value == 70.0
    assert knob.is_locked
    assert (log.values, log.gestures, log.locks) == ([], 0, [])


def test_drag_upwards_raises_the_value_in_one_gesture(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    drag(knob, 40)
    assert knob.value == pytest.approx(70.0)
    assert log.values == sorted(log.values)
    assert len(log.values) == 4
    assert log.gestures == 1


def test_drag_with_shift_is_ten_times_finer(qtbot: QtBot) -> None:
    knob, _ = make(qtbot)
    drag(knob, 40, Qt.KeyboardModifier.ShiftModifier)
    assert knob.value == pytest.approx(52.0)


def test_click_without_a_move_changes_nothing(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    QTest.mouseClick(knob, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert log.values == []


def test_drag_of_a_whole_number_row_says_each_number_once(qtbot: QtBot) -> None:
    knob, log = make(qtbot, "osc1_extra", 0.0)
    drag(knob, 120)
    assert log.values == [1.0, 2.0, 3.0, 4.0]


def test_wheel_notches_in_quick_succession_are_one_gesture(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    for _ in range(3):
        wheel(knob, 120)
    assert knob.value == pytest.approx(56.0)
    assert log.gestures == 1


def test_small_movements_of_a_touchpad_add_up_to_whole_numbers(qtbot: QtBot) -> None:
    knob, log = make(qtbot, "osc1_extra", 2.0)
    for _ in range(4):
        wheel(knob, 40)
    assert log.values == [3.0]


def test_double_click_gives_the_default(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    QTest.mouseDClick(knob, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert log.values == [parameter("chorus_mix").default]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Up, 52.0),
        (Qt.Key.Key_Down, 48.0),
        (Qt.Key.Key_PageUp, 60.0),
        (Qt.Key.Key_PageDown, 40.0),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_End, 100.0),
        (Qt.Key.Key_Delete, 0.0),
    ],
)
def test_keys_turn_the_knob(qtbot: QtBot, key: Qt.Key, expected: float) -> None:
    knob, log = make(qtbot)
    QTest.keyClick(knob, key)
    assert knob.value == pytest.approx(expected)
    assert log.gestures == 1


def test_return_opens_an_editor_that_reads_units(qtbot: QtBot) -> None:
    knob, log = make(qtbot, "filter1_cutoff_hz", 440.0)
    QTest.keyClick(knob, Qt.Key.Key_Return)
    editor = knob._editor
    assert editor is not None
    assert editor.line.text() == "440 Hz"
    editor.line.setText("1.5 kHz")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert log.values == [1500.0]
    assert knob._editor is None


def test_editor_refuses_nonsense_with_a_sentence_and_stays(qtbot: QtBot) -> None:
    knob, log = make(qtbot, "filter1_cutoff_hz", 440.0)
    knob.type_value()
    editor = knob._editor
    assert editor is not None
    editor.line.setText("loud")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert "filter 1 cutoff" in editor.sentence.text()
    assert "20.0 kHz" in editor.sentence.text()
    assert log.values == []
    assert knob._editor is editor


def test_escape_leaves_the_editor_and_the_value(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    knob.type_value()
    editor = knob._editor
    assert editor is not None
    editor.line.setText("99")
    QTest.keyClick(editor.line, Qt.Key.Key_Escape)
    assert log.values == []
    assert knob._editor is None


def test_click_on_the_lock_locks_and_does_not_turn(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    place = knob.lock_rect().center().toPoint()
    QTest.mouseClick(knob, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseClick(knob, Qt.MouseButton.LeftButton, pos=place)
    assert log.locks == [True, False]
    assert (log.values, log.gestures) == ([], 0)


def test_row_that_is_neither_drawing_nor_picture_sets_has_no_lock(qtbot: QtBot) -> None:
    knob, log = make(qtbot, "glide_s", 0.3)
    knob.toggle_lock()
    assert log.locks == []
    assert "Lock" not in [action.text() for action in knob.menu().actions()]


def test_copied_value_can_be_pasted_on_another_knob(qtbot: QtBot) -> None:
    first, _ = make(qtbot, "filter1_cutoff_hz", 1840.0)
    second, log = make(qtbot, "filter2_cutoff_hz", 20.0)
    first.copy_value()
    second.paste_value()
    assert log.values == [1840.0]


def test_paste_of_nonsense_changes_nothing(qtbot: QtBot) -> None:
    knob, log = make(qtbot)
    QGuiApplication.clipboard().setText("a whole sentence")
    knob.paste_value()
    assert log.values == []


def test_tooltip_says_description_range_and_prediction(qtbot: QtBot) -> None:
    knob, _ = make(qtbot)
    knob.set_predicted(20.0)
    tip = knob.tip()
    assert "Share of the chorus" in tip
    assert "0 % to 100 %" in tip
    assert "the drawing says 20 %" in tip


def test_screen_reader_hears_name_value_and_lock(qtbot: QtBot) -> None:
    knob, _ = make(qtbot)
    knob.set_locked(True)
    assert knob.accessibleName() == "chorus mix"
    assert knob.accessibleDescription().startswith("50 %. locked")


def test_glides_to_a_prediction_only_when_motion_is_allowed(qtbot: QtBot, qapp: QApplication) -> None:
    knob, _ = make(qtbot)
    knob.set_value(90.0, animate=True)
    assert knob.shown_travel == pytest.approx(0.9)
    qapp.setProperty("reduceMotion", False)
    knob.set_value(10.0, animate=True)
    assert knob.value == 10.0
    assert knob.shown_travel > 0.5
    qtbot.waitUntil(lambda: knob.shown_travel == pytest.approx(0.1), timeout=2000)
