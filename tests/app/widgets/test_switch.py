"""Switches, and the switch that works through a level."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.theme import Accent
from app.widgets.switch import LevelSwitch, Switch
from synth.parameters import parameter


def test_click_and_space_switch_over_and_say_so(qtbot: QtBot) -> None:
    switch = Switch(parameter("chorus_on"), Accent.VIOLET)
    qtbot.addWidget(switch)
    said: list[float] = []
    switch.value_edited.connect(lambda _, value: said.append(value))
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert said == [1.0, 0.0]


def test_showing_a_value_says_nothing(qtbot: QtBot) -> None:
    switch = Switch(parameter("chorus_on"), Accent.VIOLET)
    qtbot.addWidget(switch)
    with qtbot.assertNotEmitted(switch.value_edited):
        switch.set_value(1.0)
    assert switch.is_on


def test_level_switch_comes_back_to_the_level_it_left(qtbot: QtBot) -> None:
    switch = LevelSwitch(parameter("osc2_level"), Accent.CORAL, first=100.0)
    qtbot.addWidget(switch)
    said: list[float] = []
    switch.value_edited.connect(lambda _, value: said.append(value))
    switch.toggle()
    switch.set_value(64.0)
    switch.toggle()
    switch.toggle()
    assert said == [100.0, 0.0, 64.0]


def test_filter_switched_off_and_on_keeps_its_type(qtbot: QtBot) -> None:
    row = parameter("filter1_type")
    switch = LevelSwitch(row, Accent.CYAN, first=1.0)
    qtbot.addWidget(switch)
    switch.set_value(row.parse("Notch"))
    switch.toggle()
    assert row.format(switch.value) == "None"
    switch.toggle()
    assert row.format(switch.value) == "Notch"


def test_lock_of_a_locked_switch_can_be_clicked(qtbot: QtBot) -> None:
    switch = Switch(parameter("reverb_on"), Accent.GREEN)
    switch.resize(switch.sizeHint())
    qtbot.addWidget(switch)
    switch.set_locked(True)
    with qtbot.waitSignal(switch.lock_edited) as lock, qtbot.assertNotEmitted(switch.value_edited):
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.lock_rect().center().toPoint())
    assert lock.args == ["reverb_on", False]
