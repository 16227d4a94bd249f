"""The box of choices."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.theme import Accent
from app.widgets.choice_box import ChoiceBox
from synth.parameters import WAVES, parameter


def make(qtbot: QtBot) -> tuple[ChoiceBox, list[str]]:
    box = ChoiceBox(parameter("osc1_wave"), Accent.CORAL)
    qtbot.addWidget(box)
    said: list[str] = []
    box.value_edited.connect(lambda _, value: said.append(WAVES[int(value)]))
    return box, said


def test_list_has_every_choice_with_the_present_one_marked(qtbot: QtBot) -> None:
    box, _ = make(qtbot)
    actions = box.choices_menu().actions()
    assert [action.text() for action in actions] == list(WAVES)
    assert [action.text() for action in actions if action.isChecked()] == ["Sawtooth"]


def test_choosing_from_the_list_says_so_once(qtbot: QtBot) -> None:
    box, said = make(qtbot)
    box.choices_menu().actions()[WAVES.index("Noise")].trigger()
    assert said == ["Noise"]


def test_arrow_keys_walk_through_the_list_and_stop_at_its_ends(qtbot: QtBot) -> None:
    box, said = make(qtbot)
    for _ in range(5):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert said == ["Square", "Pulse", "Noise"]
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert said[-1] == "Pulse"


def test_prediction_is_marked_only_where_it_differs(qtbot: QtBot) -> None:
    box, _ = make(qtbot)
    box.set_predicted(box.value)
    assert not box.differs_from_prediction()
    box.set_predicted(float(WAVES.index("Sine")))
    assert box.differs_from_prediction()
    assert "the drawing says Sine" in box.tip()
