"""The page Map: taught drawings in a grid, the chosen one, the map; by mouse and by keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.item_models.example_list import LESSON, ExampleList, Lesson
from app.pages.map_page import MapPage
from app.widgets.map_choice import MapChoice
from app.widgets.map_panel import STEPS, reach_of, step_of
from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch


def lesson(id: str, *, conflict: str = "", **more: object) -> Lesson:
    sketch = Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8))),))
    example = Example(id=id, sketch=sketch, patch=Patch.default(), name=f"Drawing {id}")
    return Lesson(replace(example, **more), f"like {id}", conflict)  # type: ignore[arg-type]


LESSONS = (lesson("a"), lesson("b", conflict="Drawing b and Drawing c contradict each other."), lesson("c"))


@pytest.fixture
def page(qtbot: QtBot) -> MapPage:
    it = MapPage()
    qtbot.addWidget(it)
    it.resize(1100, 640)
    it.set_lessons(LESSONS, hint="nothing")
    it.show()
    it.activateWindow()
    qtbot.waitUntil(it.isActiveWindow)
    return it


def choose(page: MapPage, row: int) -> None:
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.examples.index(row, 0))


def test_list_behaves_as_qt_expects(qtbot: QtBot) -> None:
    examples = ExampleList()
    tester = QAbstractItemModelTester(examples, QAbstractItemModelTester.FailureReportingMode.Fatal)
    examples.set_lessons(LESSONS)
    examples.set_lessons((LESSONS[0], lesson("b"), LESSONS[2]))
    examples.set_lessons(LESSONS[1:])
    examples.set_lessons(())
    assert tester.model() is examples


def test_change_of_one_example_leaves_the_list_in_place(qtbot: QtBot) -> None:
    examples = ExampleList()
    examples.set_lessons(LESSONS)
    with qtbot.assertNotEmitted(examples.modelReset), qtbot.waitSignal(examples.dataChanged):
        examples.set_lessons((LESSONS[0], lesson("b", weight=0.5), LESSONS[2]))
    assert examples.index(1).data(LESSON).example.weight == 0.5


def test_words_for_those_who_do_not_see_the_card() -> None:
    examples = ExampleList()
    examples.set_lessons([lesson("a", enabled=False, weight=0.5), lesson("b", conflict="<b>no</b>", name="")])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert examples.index(0).data(role) == "Drawing a, like a, weight 50 %, off"
    assert "<b>no</b>" in examples.index(1).data(role)
    assert examples.index(1).data(Qt.ItemDataRole.ToolTipRole) == "&lt;b&gt;no&lt;/b&gt;"


def test_chosen_example_is_shown_with_its_contradiction(page: MapPage) -> None:
    choose(page, 1)
    assert page.panel.name.text() == "Drawing b"
    assert page.panel.sound.text() == "like b"
    assert page.panel.conflict.isVisible()
    assert "Drawing c" in page.panel.conflict.text()
    choose(page, 2)
    assert not page.panel.conflict.isVisible()
    assert not page.grab().isNull()


@pytest.mark.parametrize(
    ("key", "signal", "told"),
    [
        (Qt.Key.Key_Return, "drawn", "b"),
        (Qt.Key.Key_Space, "auditioned", "b"),
        (Qt.Key.Key_Delete, "removed", ("b",)),
    ],
)
def test_keys_of_the_grid(page: MapPage, qtbot: QtBot, key: Qt.Key, signal: str, told: object) -> None:
    choose(page, 1)
    with qtbot.waitSignal(getattr(page, signal)) as caught:
        QTest.keyClick(page.grid, key)
    assert caught.args == [told]


def test_key_switches_an_example_and_another_renames_it(page: MapPage, qtbot: QtBot) -> None:
    choose(page, 0)
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(page.enabled_edited) as switched:
        QTest.keyClick(page.grid, Qt.Key.Key_D, control)
    assert switched.args == ["a", False]
    QTest.keyClick(page.grid, Qt.Key.Key_R, control)
    assert page.panel.name.hasFocus()
    QTest.keyClicks(page.panel.name, "Door")
    with qtbot.waitSignal(page.panel.renamed) as renamed:
        QTest.keyClick(page.panel.name, Qt.Key.Key_Return)
    assert renamed.args == ["a", "Door"]
    assert page.grid.hasFocus(), "the keys are the piano's again"


def test_click_listens_and_double_click_draws(page: MapPage, qtbot: QtBot) -> None:
    place = page.grid.visualRect(page.examples.index(1, 0)).center()
    with qtbot.waitSignal(page.auditioned) as heard:
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(page.drawn) as drawn:
        QTest.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (heard.args, drawn.args) == (["b"], ["b"])


def test_buttons_and_sliders_of_the_chosen_example(page: MapPage, qtbot: QtBot) -> None:
    choose(page, 2)
    panel = page.panel
    for button, signal, told in (
        (panel.draw, page.drawn, "c"), (panel.listen, page.auditioned, "c"), (panel.remove, page.removed, ("c",)),
    ):  # fmt: skip
        with qtbot.waitSignal(signal) as caught:
            button.click()
        assert caught.args == [told]
    with qtbot.waitSignal(panel.weight_edited) as moved:
        QTest.keyClick(panel.weight, Qt.Key.Key_Left)
    assert moved.args[:2] == ["c", 0.99]
    with qtbot.waitSignal(page.enabled_edited) as switched:
        panel.enabled.click()
    assert switched.args == ["c", False]


def test_showing_emits_nothing(page: MapPage, qtbot: QtBot) -> None:
    choose(page, 0)
    shown = SketchMap(name="Mine", comment="c", reach=2.0)
    with (
        qtbot.assertNotEmitted(page.panel.weight_edited), qtbot.assertNotEmitted(page.enabled_edited),
        qtbot.assertNotEmitted(page.map.reach_edited), qtbot.assertNotEmitted(page.map.commented),
        qtbot.assertNotEmitted(page.map.renamed),
    ):  # fmt: skip
        page.set_lessons((lesson("a", weight=0.3, enabled=False), *LESSONS[1:]), hint="")
        page.map.set_map(shown, base="Stands on Paper.", is_own=True)
    assert (page.panel.weight.value(), page.panel.enabled.isChecked()) == (30, False)
    assert page.map.factor.text() == "× 2.00"


def test_chosen_example_stays_chosen_and_one_that_goes_gives_way_to_its_neighbour(page: MapPage) -> None:
    choose(page, 1)
    page.set_lessons((lesson("x"), *LESSONS), hint="")
    assert page.lesson is not None
    assert page.lesson.example.id == "b"
    page.set_lessons((lesson("x"), LESSONS[0], LESSONS[2]), hint="")
    assert page.lesson is not None
    assert page.lesson.example.id == "c"


def test_several_are_removed_at_once(page: MapPage, qtbot: QtBot) -> None:
    page.grid.setFocus()
    page.grid.selectAll()
    with qtbot.waitSignal(page.removed) as removed:
        QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert set(removed.args[0]) == {"a", "b", "c"}


def test_empty_map_invites_to_draw(page: MapPage) -> None:
    page.set_lessons((), hint="Nothing is taught yet.")
    assert page.hint == "Nothing is taught yet."
    assert not page.panel.isVisible()
    assert page.first is page.go_and_draw
    page.set_lessons(LESSONS, hint="")
    assert page.hint == ""
    assert page.first is page.grid


def test_factory_map_shows_and_takes_nothing(page: MapPage) -> None:
    page.map.set_map(SketchMap(name="Paper"), base="Came with Bouba.", is_own=False)
    for widget in (page.map.name, page.map.comment, page.map.reach, page.map.delete):
        assert not widget.isEnabled()
    assert page.map.duplicate.isEnabled()


def test_drawings_that_came_with_the_program_are_heard_and_drawn_and_not_changed(page: MapPage) -> None:
    page.set_lessons(LESSONS, hint="", is_own=False)
    choose(page, 1)
    panel = page.panel
    assert panel.draw.isEnabled() and panel.listen.isEnabled()
    assert not any(widget.isEnabled() for widget in (panel.name, panel.weight, panel.enabled, panel.remove))
    enabled = {name for name, action in page.actions_by_name.items() if action.isEnabled()}
    assert enabled == {"draw", "listen"}
    page.set_lessons(LESSONS, hint="", is_own=True)
    assert panel.remove.isEnabled()


def test_typing_a_comment_is_one_gesture_until_one_comes_again(page: MapPage, qtbot: QtBot) -> None:
    told: list[tuple[str, int]] = []
    page.map.commented.connect(lambda text, gesture: told.append((text, gesture)))
    page.map.comment.setFocus()
    QTest.keyClicks(page.map.comment, "ab")
    page.grid.setFocus()
    page.map.comment.setFocus()
    QTest.keyClicks(page.map.comment, "c")
    assert [text for text, _ in told] == ["a", "ab", "abc"]
    first, second, third = (gesture for _, gesture in told)
    assert first == second != third


def test_reach_is_even_to_the_ear_and_comes_back() -> None:
    assert (reach_of(-STEPS), reach_of(0), reach_of(STEPS)) == (0.25, 1.0, 4.0)
    for step in range(-STEPS, STEPS + 1):
        assert step_of(reach_of(step)) == step


def test_choice_lists_all_maps_and_tells_which_one_is_chosen(qtbot: QtBot) -> None:
    choice = MapChoice()
    qtbot.addWidget(choice)
    choice.set_maps([("paper", "Paper")], [("a.boubamap", "Rock & roll")], "a.boubamap")
    choice.show()
    assert (choice.title, choice.titles) == ("Rock & roll", ["Paper", "Rock & roll"])
    assert choice.accessibleName() == "map Rock & roll"
    with qtbot.waitSignal(choice.chosen) as chosen:
        choice.choose("Paper")
    assert chosen.args == ["paper"]
    assert not choice.grab().isNull()
    QTest.mouseMove(choice, QPoint(5, 5))
    assert QApplication.activePopupWidget() is None
