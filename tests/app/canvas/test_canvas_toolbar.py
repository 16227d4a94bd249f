"""The tools above the canvas."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.symmetry import Symmetry
from app.widgets.canvas_signs import SIGNS, draw_sign
from app.widgets.canvas_toolbar import TOOLS, CanvasToolbar
from app.widgets.tool_button import ToolButton
from app.widgets.width_slider import STEPS, THINNEST, WIDEST, WidthSlider, step_of, width_of
from models.sketch_to_patch.stroke import DEFAULT_WIDTH, Tool

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def toolbar(qtbot: QtBot) -> CanvasToolbar:
    toolbar = CanvasToolbar()
    qtbot.addWidget(toolbar)
    toolbar.resize(420, 32)
    toolbar.show()
    qtbot.waitExposed(toolbar)
    toolbar.activateWindow()
    return toolbar


def test_each_tool_has_a_key_that_is_no_piano_key(toolbar: CanvasToolbar) -> None:
    chosen: list[Tool | None] = []
    toolbar.tool_edited.connect(chosen.append)
    for number in range(1, 7):
        QTest.keyClick(toolbar, Qt.Key(Qt.Key.Key_0 + number), CTRL)
    assert chosen == list(TOOLS)


def test_one_tool_is_chosen_at_a_time(toolbar: CanvasToolbar) -> None:
    toolbar.choose_tool(Tool.LINE)
    toolbar.choose_tool(None)
    checked = [button.accessibleName() for button in toolbar.findChildren(ToolButton) if button.isChecked()]
    assert checked == ["move"]


def test_showing_a_state_says_nothing(toolbar: CanvasToolbar) -> None:
    said: list[object] = []
    for signal in (toolbar.tool_edited, toolbar.width_edited, toolbar.filled_edited, toolbar.symmetry_edited):
        signal.connect(said.append)
    toolbar.set_tool(Tool.ELLIPSE)
    toolbar.set_width(0.08)
    toolbar.set_filled(True)
    toolbar.set_symmetry(Symmetry.RADIAL)
    assert said == []


def test_symmetry_lights_its_button_and_says_which(toolbar: CanvasToolbar, qtbot: QtBot) -> None:
    menu = next(button.menu() for button in toolbar.findChildren(ToolButton) if button.accessibleName() == "symmetry")
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(toolbar.symmetry_edited) as said:
        next(action for action in menu.actions() if action.text() == Symmetry.FOUR.value).trigger()
    assert said.args == [Symmetry.FOUR]
    button = next(b for b in toolbar.findChildren(ToolButton) if b.accessibleName() == "symmetry")
    assert Symmetry.FOUR.value in button.toolTip()


def test_every_control_has_a_name_and_a_tooltip(toolbar: CanvasToolbar) -> None:
    controls = [*toolbar.findChildren(ToolButton), *toolbar.findChildren(WidthSlider)]
    assert len(controls) == 10
    assert all(control.accessibleName() and control.toolTip() for control in controls)


def test_the_tools_fit_into_a_narrow_panel(toolbar: CanvasToolbar) -> None:
    assert toolbar.minimumSizeHint().width() <= 340


def test_width_steps_and_widths_are_inverse_and_geometric() -> None:
    assert [step_of(width_of(step)) for step in range(STEPS + 1)] == list(range(STEPS + 1))
    assert (width_of(0), width_of(STEPS)) == pytest.approx((THINNEST, WIDEST))
    assert width_of(60) / width_of(50) == pytest.approx(width_of(20) / width_of(10))


def test_the_slider_goes_to_the_pointer_and_back_to_the_default(qtbot: QtBot) -> None:
    slider = WidthSlider()
    qtbot.addWidget(slider)
    slider.resize(116, 32)
    widths: list[float] = []
    slider.width_edited.connect(widths.append)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(108, 16))
    assert widths[-1] == pytest.approx(WIDEST)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 16))
    assert widths[-1] == pytest.approx(DEFAULT_WIDTH, rel=0.03)


def test_keys_of_the_window_change_the_width(toolbar: CanvasToolbar) -> None:
    widths: list[float] = []
    toolbar.width_edited.connect(widths.append)
    toolbar.change_width(6)
    toolbar.change_width(-12)
    toolbar.edit_width(0.05)
    assert widths[0] > DEFAULT_WIDTH > widths[1]
    assert widths[2] == 0.05


@pytest.mark.parametrize("name", SIGNS)
def test_signs_stay_within_their_button(name: str) -> None:
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with QPainter(image) as painter:
        painter.translate(16, 16)
        draw_sign(painter, name)
    inked = {(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha()}
    assert inked
    assert all(5 <= x <= 26 and 5 <= y <= 26 for x, y in inked)
