"""The Library: found by words and parts, and what one can do with a preset by mouse and keys."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from app.item_models.preset_list import ENTRY, FAVOURITE, Entry, PresetFilter, PresetList, Shelf, Show
from app.pages import library_page
from app.pages.library_page import NOT_FOUND, NOTHING, LibraryPage
from app.widgets.preset_delegate import heart_of
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.presets import Preset

ENTRIES = (
    Entry(
        Preset("Soft pad", tags=("pad", "warm"), author="Me", comment="<b>x</b>"), Path("/p/Soft pad.json"), Shelf.OWN
    ),
    Entry(Preset("Hard lead", tags=("lead",)), Path("/p/Hard lead.json"), Shelf.OWN),
    Entry(Preset("Paper 1", tags=("paper",)), None, Shelf.FACTORY),
    Entry(Preset("Untitled 21 Nov", tags=()), Path("/u/x.json"), Shelf.UNSAVED),
)  # fmt: skip


@pytest.fixture
def presets(qtbot: QtBot) -> PresetList:
    it = PresetList()
    it.set_entries(ENTRIES)
    it.set_favourites(frozenset({"factory:Paper 1"}))
    return it


@pytest.fixture
def page(qtbot: QtBot, presets: PresetList) -> LibraryPage:
    it = LibraryPage(presets)
    qtbot.addWidget(it)
    it.resize(900, 600)
    it.show()
    return it


def shown(page: LibraryPage) -> list[str]:
    model = page.grid.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def choose(page: LibraryPage, row: int) -> None:
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.grid.model().index(row, 0))


def test_list_and_filter_behave_as_qt_expects(presets: PresetList, qtbot: QtBot) -> None:
    filtered = PresetFilter()
    filtered.setSourceModel(presets)
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (presets, filtered)
        if isinstance(model, QAbstractItemModel)
    ]
    filtered.set_words("pad")
    filtered.set_part(Show.OWN)
    presets.set_favourites(frozenset())
    presets.set_entries(ENTRIES[:2])
    presets.set_entries(())
    assert len(testers) == 2


def test_words_of_a_file_are_text_and_no_markup(presets: PresetList) -> None:
    assert presets.index(0).data(Qt.ItemDataRole.ToolTipRole) == "&lt;b&gt;x&lt;/b&gt;"
    assert presets.index(2).data(Qt.ItemDataRole.AccessibleTextRole) == "Paper 1, paper, favourite"


def test_tip_names_the_map_of_the_drawing(presets: PresetList) -> None:
    presets.set_entries([Entry(Preset("A", comment="Low.", map_name="bouba"))])
    assert presets.index(0).data(Qt.ItemDataRole.ToolTipRole) == "Low.<br>Drawn with the map Bouba."


@pytest.mark.parametrize(
    ("part", "names"),
    [(Show.ALL, ["Soft pad", "Hard lead", "Paper 1"]), (Show.OWN, ["Soft pad", "Hard lead"]),
     (Show.FAVOURITES, ["Paper 1"]), (Show.UNSAVED, ["Untitled 21 Nov"])],
)  # fmt: skip
def test_each_part_shows_its_presets(page: LibraryPage, part: Show, names: list[str]) -> None:
    page.parts.button(list(Show).index(part)).click()
    assert shown(page) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [("PAD", ["Soft pad"]), ("warm soft", ["Soft pad"]), ("me", ["Soft pad"]), ("pa", ["Soft pad", "Paper 1"]),
     ("soft lead", []), ("  ", ["Soft pad", "Hard lead", "Paper 1"])],
)  # fmt: skip
def test_search_finds_all_words_in_name_tags_and_author(page: LibraryPage, words: str, names: Sequence[str]) -> None:
    QTest.keyClicks(page.search, words)
    assert shown(page) == names
    assert page.hint == ("" if names else NOT_FOUND)


def test_empty_part_says_how_to_fill_it(page: LibraryPage, presets: PresetList) -> None:
    presets.set_entries(ENTRIES[2:3])
    page.show_part(Show.OWN)
    assert page.hint == NOTHING[Show.OWN]
    presets.set_entries(ENTRIES)
    assert page.hint == ""


def test_enter_in_the_search_goes_to_the_first_preset_and_enter_there_loads_it(page: LibraryPage, qtbot: QtBot) -> None:
    QTest.keyClicks(page.search, "hard")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.entry_chosen) as chosen:
        QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert chosen.args == [ENTRIES[1]]


def test_double_click_loads(page: LibraryPage, qtbot: QtBot) -> None:
    place = page.grid.visualRect(page.grid.model().index(1, 0)).center()
    with qtbot.waitSignal(page.entry_chosen) as chosen:
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [ENTRIES[1]]


def test_heart_of_a_card_marks_a_favourite(page: LibraryPage, qtbot: QtBot) -> None:
    card = page.grid.visualRect(page.grid.model().index(1, 0))
    heart = heart_of(card.toRectF().adjusted(2, 2, -2, -2)).center().toPoint()
    with qtbot.waitSignal(page.favourite_toggled) as toggled:
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=heart)
    assert toggled.args == [ENTRIES[1]]
    with qtbot.assertNotEmitted(page.favourite_toggled):
        QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=card.center() + QPoint(0, 40))


def test_favourite_that_is_unmarked_leaves_its_part(page: LibraryPage, presets: PresetList) -> None:
    page.show_part(Show.FAVOURITES)
    presets.set_favourites(frozenset({ENTRIES[0].key}))
    assert shown(page) == ["Soft pad"]
    assert page.grid.model().index(0, 0).data(FAVOURITE)
    assert page.grid.model().index(0, 0).data(ENTRY) == ENTRIES[0]


def test_keys_rename_tag_mark_and_delete(page: LibraryPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    qtbot.waitActive(page)
    choose(page, 0)
    control = Qt.KeyboardModifier.ControlModifier
    monkeypatch.setattr(library_page.QInputDialog, "getText", lambda *_, **__: ("a,  b c ,,a", True))
    with qtbot.waitSignal(page.renamed) as renamed:
        QTest.keyClick(page.grid, Qt.Key.Key_R, control)
    assert renamed.args == [ENTRIES[0], "a,  b c ,,a"]
    with qtbot.waitSignal(page.tags_edited) as tagged:
        QTest.keyClick(page.grid, Qt.Key.Key_T, control)
    assert tagged.args == [ENTRIES[0], ("a", "b c")]
    with qtbot.waitSignal(page.favourite_toggled):
        QTest.keyClick(page.grid, Qt.Key.Key_D, control)
    with qtbot.waitSignal(page.delete_requested) as deleted:
        QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert deleted.args == [ENTRIES[0]]


def test_chosen_preset_stays_chosen_when_it_is_tagged_or_renamed(page: LibraryPage, presets: PresetList) -> None:
    choose(page, 1)
    tagged = replace(ENTRIES[1], preset=replace(ENTRIES[1].preset, tags=("new",)))
    presets.set_entries((ENTRIES[0], tagged, *ENTRIES[2:]))
    assert page.entry == tagged
    renamed = replace(tagged, preset=replace(tagged.preset, name="A lead"), path=Path("/p/A lead.json"))
    page.file_moved(Path("/p/Hard lead.json"), "A lead", Path("/p/A lead.json"))
    presets.set_entries((renamed, ENTRIES[0], *ENTRIES[2:]))
    assert page.entry == renamed


def test_card_that_takes_the_place_of_a_deleted_one_is_chosen(
    page: LibraryPage, presets: PresetList, qtbot: QtBot
) -> None:
    qtbot.waitActive(page)
    left = list(ENTRIES)

    def delete(entry: Entry) -> None:
        left.remove(entry)
        presets.set_entries(left)

    page.delete_requested.connect(delete)
    choose(page, 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert page.entry == ENTRIES[2]
    page.show_part(Show.OWN)
    choose(page, 0)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert page.entry is None
    assert left == list(ENTRIES[2:])


def test_last_card_that_is_deleted_leaves_the_one_before_it_chosen(page: LibraryPage, presets: PresetList) -> None:
    choose(page, 2)
    presets.set_entries(ENTRIES[:2])
    assert page.entry == ENTRIES[1]


def test_nothing_is_chosen_where_nothing_was(page: LibraryPage, presets: PresetList) -> None:
    presets.set_entries(ENTRIES[1:])
    assert page.entry is None


def test_drawing_is_read_once_however_often_it_is_painted(
    page: LibraryPage, presets: PresetList, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    from_json = Sketch.from_json
    monkeypatch.setattr(Sketch, "from_json", lambda data: read.append(data) or from_json(data))
    drawing = Sketch((Stroke(Tool.LINE, (Point(0.1, 0.1), Point(0.9, 0.9))),)).to_json()
    presets.set_entries((Entry(Preset("Line", sketch=drawing)),))
    for _ in range(3):
        page.grid.viewport().grab()
    assert len(read) == 1


def test_same_entries_again_reset_nothing(presets: PresetList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(presets.modelReset):
        presets.set_entries(list(ENTRIES))


def test_dialog_that_is_cancelled_changes_nothing(
    page: LibraryPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, 0)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("New", False))
    with qtbot.assertNotEmitted(page.renamed), qtbot.assertNotEmitted(page.tags_edited):
        page.actions_by_name["rename"].trigger()
        page.actions_by_name["tags"].trigger()


def test_presets_of_the_program_offer_no_rename_tags_or_delete(page: LibraryPage) -> None:
    choose(page, 2)
    enabled = {name for name, action in page.actions_by_name.items() if action.isEnabled()}
    assert enabled == {"load", "favourite"}
    assert [action.text() for action in page.menu().actions()][1] == "No favourite"


def test_without_a_chosen_preset_nothing_is_offered(page: LibraryPage, presets: PresetList) -> None:
    presets.set_entries(())
    assert not any(action.isEnabled() for action in page.actions_by_name.values())
