"""The tools in the right column: one at a time."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.widgets.steering import SteeringButtons, SteeringPages


@pytest.fixture
def tools(qtbot: QtBot) -> tuple[SteeringPages, SteeringButtons]:
    pages, buttons = SteeringPages(QLabel("usual")), SteeringButtons()
    for widget in (pages, buttons):
        qtbot.addWidget(widget)
    for name in ("morph", "mimic"):
        pages.add_tool(name, QLabel(name), buttons.add(name, "", opens=True))
    return pages, buttons


def test_tool_takes_the_place_of_the_one_that_was_open(tools: tuple[SteeringPages, SteeringButtons]) -> None:
    pages, _ = tools
    said: list[str] = []
    pages.tool_shown.connect(said.append)
    pages.show_tool("morph")
    pages.show_tool("mimic")
    assert pages.tool == "mimic"
    assert pages.currentWidget().text() == "mimic"
    assert [button.isChecked() for button in pages._buttons.values()] == [False, True]
    assert said[-1] == "mimic"


def test_tool_closes_by_its_own_button(tools: tuple[SteeringPages, SteeringButtons]) -> None:
    pages, _ = tools
    button = pages._buttons["morph"]
    button.click()
    assert pages.tool == "morph"
    button.click()
    assert (pages.tool, pages.currentIndex()) == ("", 0)
