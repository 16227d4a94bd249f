"""The player's maps: found, chosen, made, renamed, copied, deleted and opened; their files follow by themselves."""

import errno
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.controllers.map_shelf import MapShelf
from app.controllers.patch_gate import PatchGate
from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.map_folder import KEPT, keep_copy, read_maps
from models.errors import MapFileError
from models.sketch_map.example import Example
from models.sketch_map.map_file import SUFFIX, load_map, save_map
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

LINE = Sketch((Stroke(Tool.LINE, (Point(0.25, 0.25), Point(0.75, 0.75)), 0.03),))
DRUMS = SketchMap(name="Drums", comment="for hitting").taught(Example(sketch=LINE, patch=Patch.default(), name="Stick"))


@dataclass
class Shelf:
    document: Document
    shelf: MapShelf
    said: list[str]
    noticed: list[str]
    chosen: list[str]

    @property
    def titles(self) -> list[str]:
        return [own.sketch_map.name for own in self.document.maps.own]

    @property
    def current(self) -> SketchMap:
        return self.document.maps.sketch_map

    def undo(self) -> None:
        self.document.undo_stack.undo()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "maps"


@pytest.fixture
def it(qtbot: QtBot, folder: Path) -> Iterator[Shelf]:
    shelf = opened(folder)
    yield shelf
    shelf.shelf.end()


def opened(folder: Path, current: str = "") -> Shelf:
    """A program that has just found the maps of a folder."""
    document = Document()
    shelf = MapShelf(document, SketchToSound(document, None, PatchGate(lambda _: None)), folder)
    it = Shelf(document, shelf, [], [], [])
    shelf.message.connect(it.said.append)
    shelf.notice.connect(it.noticed.append)
    shelf.chosen.connect(it.chosen.append)
    shelf.look(current)
    return it


def with_drums(folder: Path) -> Shelf:
    folder.mkdir(parents=True)
    save_map(folder / f"Drums{SUFFIX}", DRUMS)
    return opened(folder, f"Drums{SUFFIX}")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(f"*{SUFFIX}"))


def teach(it: Shelf) -> None:
    taught = it.current.taught(Example(sketch=LINE, patch=Patch.default(), name="Line"))
    it.document.edit_maps(it.document.maps.changing(taught), "teach")


def test_every_edit_is_on_the_disk_and_comes_back_at_the_next_start(it: Shelf, folder: Path) -> None:
    it.shelf.new()
    teach(it)
    it.shelf.rename("Mine")
    it.shelf.comment("a\nb", 1)
    it.shelf.end()
    assert files(folder) == ["Mine.boubamap"]
    again = opened(folder, "Mine.boubamap")
    assert again.current == it.current
    assert again.current.comment == "a\nb"
    assert (again.noticed, again.document.undo_stack.count()) == ([], 0)
    again.shelf.end()


def test_every_change_of_the_shelf_is_one_step_that_undo_takes_back(it: Shelf, folder: Path) -> None:
    it.shelf.new()
    teach(it)
    for change in (
        it.shelf.duplicate, it.shelf.delete, lambda: it.shelf.rename("Other"), lambda: it.shelf.choose("paper"),
        lambda: it.shelf.add(DRUMS),
    ):  # fmt: skip
        before, steps = it.document.maps, it.document.undo_stack.index()
        change()
        assert it.document.maps != before
        assert it.document.undo_stack.index() == steps + 1
        assert it.document.undo_stack.undoText()
        it.undo()
        assert it.document.maps == before
    it.shelf.end()
    assert files(folder) == ["New map.boubamap"]
    assert load_map(folder / "New map.boubamap").sketch_map == it.current


def test_deleted_map_leaves_the_shelf_its_file_is_kept_and_undo_brings_it_back(it: Shelf, folder: Path) -> None:
    it.shelf.add(DRUMS)
    with_file = it.document.maps
    it.shelf.delete()
    assert (it.titles, it.document.maps.current) == ([], "bouba")
    assert it.said[-1] == "Deleted Drums. Undo brings it back."
    it.undo()
    assert it.document.maps == with_file
    it.document.undo_stack.redo()
    it.shelf.end()
    assert files(folder) == []
    [kept] = (folder / KEPT).iterdir()
    assert load_map(kept).sketch_map == DRUMS


def test_factory_map_is_not_renamed_deleted_or_commented(it: Shelf) -> None:
    it.shelf.delete()
    it.shelf.rename("Mine")
    it.shelf.comment("x", 1)
    assert it.document.undo_stack.count() == 0


def test_copy_of_a_factory_map_is_one_s_own(it: Shelf) -> None:
    it.shelf.duplicate()
    assert (it.current.name, it.current.base, it.document.maps.is_own) == ("Bouba copy", "bouba", True)


@pytest.mark.parametrize("name", ["Drums", "DRUMS", "paper"])
def test_name_that_is_taken_is_refused(it: Shelf, name: str) -> None:
    it.shelf.add(DRUMS)
    it.shelf.new()
    it.shelf.rename(name)
    assert it.current.name == "New map"
    assert "choose another name" in it.said[-1]


def test_name_is_one_line_of_text(it: Shelf) -> None:
    it.shelf.new()
    it.shelf.rename("  a \n\x07 b ")
    assert it.current.name == "a b"
    it.shelf.rename("  ")
    assert it.current.name == "a b"


def test_opened_map_becomes_one_s_own_and_is_not_taken_in_twice(it: Shelf) -> None:
    it.shelf.add(DRUMS)
    it.shelf.choose("paper")
    it.shelf.add(DRUMS)
    assert (it.titles, it.current) == (["Drums"], DRUMS)
    it.shelf.add(replace(DRUMS, comment="another"))
    assert it.titles == ["Drums", "Drums 2"]


@pytest.mark.parametrize("sign", ["n", "𝄞"])
def test_longest_name_is_numbered_and_still_fits_a_file(it: Shelf, folder: Path, sign: str) -> None:
    long = replace(DRUMS, name=sign * 200)
    it.shelf.add(long)
    it.shelf.add(replace(long, comment="another"))
    it.shelf.duplicate()
    it.shelf.end()
    assert len(files(folder)) == 3
    assert {load_map(folder / file).sketch_map.name for file in files(folder)} == set(it.titles)
    assert it.noticed == []


def test_present_map_is_told_for_the_settings(it: Shelf, folder: Path) -> None:
    it.shelf.add(DRUMS)
    it.shelf.choose("paper")
    it.undo()
    assert it.chosen == ["Drums.boubamap", "paper", "Drums.boubamap"]
    it.shelf.end()
    assert opened(folder, "Drums.boubamap").current == DRUMS


def test_map_that_is_gone_since_the_last_start_is_said(folder: Path, qtbot: QtBot) -> None:
    it = opened(folder, "Gone.boubamap")
    assert it.document.maps.current == "bouba"
    assert it.noticed == ["The map Gone is not there any more: Bouba predicts."]
    it.shelf.end()


def test_map_whose_base_is_not_there_is_said_when_it_is_chosen(it: Shelf) -> None:
    it.shelf.add(replace(DRUMS, base="atlas"))
    assert "atlas" in it.said[-1]
    it.shelf.delete()
    assert it.document.maps.current == "bouba", "a base that is not there cannot predict"


@pytest.mark.parametrize("content", [b"", b"no map", b"PK\x03\x04 and then nothing"])
def test_bad_file_in_the_folder_is_one_sentence_and_stays(folder: Path, qtbot: QtBot, content: bytes) -> None:
    folder.mkdir()
    (folder / "Bad.boubamap").write_bytes(content)
    save_map(folder / "Drums.boubamap", DRUMS)
    it = opened(folder, "Drums.boubamap")
    assert it.current == DRUMS
    assert len(it.noticed) == 1
    assert it.noticed[0].startswith("Bad.boubamap")
    it.shelf.new()
    it.shelf.end()
    assert (folder / "Bad.boubamap").read_bytes() == content


def test_file_that_lost_an_example_is_kept_whole_before_it_is_saved_over(folder: Path, qtbot: QtBot) -> None:
    folder.mkdir()
    save_map(folder / "Drums.boubamap", DRUMS)
    damage(folder / "Drums.boubamap")
    whole = (folder / "Drums.boubamap").read_bytes()
    it = opened(folder, "Drums.boubamap")
    assert it.current.examples == ()
    assert "Example 1" in it.noticed[0]
    it.shelf.comment("saved over", 1)
    it.shelf.end()
    assert (folder / "Drums.boubamap").read_bytes() != whole
    assert whole in [path.read_bytes() for path in (folder / KEPT).iterdir()]


def damage(path: Path) -> None:
    """Give the only example a weight that no example has."""
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("map.json"))
    document["examples"][0]["weight"] = 7.0
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map.json", json.dumps(document))


def test_folder_that_cannot_be_written_is_said_once_and_nothing_is_lost(folder: Path, qtbot: QtBot) -> None:
    folder.write_text("a file where the folder should be")
    it = opened(folder)
    with qtbot.waitSignal(it.shelf.notice):
        it.shelf.add(DRUMS)
    teach(it)
    it.shelf.comment("x", 1)
    qtbot.wait(60)
    assert len(it.noticed) == 1
    assert "Save as" in it.noticed[0]
    assert len(it.current.examples) == 1
    folder.unlink()
    it.shelf.end()
    assert load_map(folder / "Drums.boubamap").sketch_map == it.current, "tried a last time at the end"


def test_full_disk_is_one_sentence_and_the_file_before_it_stays(
    it: Shelf, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    it.shelf.add(DRUMS)
    qtbot.waitUntil(lambda: files(folder) == ["Drums.boubamap"])

    def full(*_: object) -> None:
        raise MapFileError("Drums.boubamap was not saved, what was there before is kept. The disk is full.")

    monkeypatch.setattr("app.workers.map_writer.save_map", full)
    with qtbot.waitSignal(it.shelf.notice):
        it.shelf.comment("more", 1)
    assert "The disk is full." in it.noticed[0]
    assert load_map(folder / "Drums.boubamap").sketch_map == DRUMS
    assert it.current.comment == "more"


def test_what_another_program_saved_meanwhile_is_kept(it: Shelf, folder: Path, qtbot: QtBot) -> None:
    it.shelf.add(DRUMS)
    it.shelf.choose("paper")
    qtbot.waitUntil(lambda: files(folder) == ["Drums.boubamap"])
    qtbot.wait(50)
    theirs = replace(DRUMS, comment="of another window")
    save_map(folder / "Drums.boubamap", theirs)
    it.undo()
    it.shelf.comment("of this one", 2)
    it.shelf.end()
    assert load_map(folder / "Drums.boubamap").sketch_map.comment == "of this one"
    assert theirs in [load_map(path).sketch_map for path in (folder / KEPT).iterdir()]


def test_copy_is_saved_anywhere_or_refused_in_a_sentence(it: Shelf, tmp_path: Path) -> None:
    it.shelf.add(DRUMS)
    assert it.shelf.save_copy(tmp_path / "gift.boubamap")
    assert load_map(tmp_path / "gift.boubamap").sketch_map == DRUMS
    assert not it.shelf.save_copy(tmp_path / "nowhere" / "gift.boubamap")
    assert "gift.boubamap was not saved" in it.said[-1]


def test_map_of_a_newer_version_stays_in_the_folder_and_is_said(folder: Path, qtbot: QtBot) -> None:
    folder.mkdir()
    with zipfile.ZipFile(folder / "Next.boubamap", "w") as archive:
        archive.writestr("map.json", json.dumps({"format": "bouba map", "version": 99}))
    own, problems = read_maps(folder)
    assert own == ()
    assert "newer version" in problems[0]
    assert files(folder) == ["Next.boubamap"]


# --- maps of drawings that came with the program ---


def test_factory_map_of_drawings_is_chosen_and_its_copy_is_one_s_own(it: Shelf) -> None:
    it.shelf.choose("weather")
    assert (it.current.name, it.document.maps.is_own) == ("Weather", False)
    assert it.current.examples
    it.shelf.duplicate()
    assert (it.current.name, it.document.maps.is_own) == ("Weather copy", True)
    assert it.current.examples == next(found.sketch_map for found in it.document.maps.factory).examples
    it.undo()
    assert (it.current.name, it.titles) == ("Weather", [])


def test_factory_map_of_drawings_is_there_at_the_next_start(folder: Path, qtbot: QtBot) -> None:
    it = opened(folder, "weather")
    assert (it.current.name, it.noticed) == ("Weather", [])
    it.shelf.new()
    assert (it.current.base, it.current.examples) == ("bouba", ())
    it.shelf.delete()
    it.shelf.end()


def test_own_map_cannot_take_its_name(it: Shelf) -> None:
    it.shelf.new()
    it.shelf.rename("Weather")
    assert it.said[-1] == "There is a map Weather already: choose another name."


def test_factory_map_that_is_missing_is_said_and_another_predicts(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.controllers.map_shelf.read_factory_maps", lambda: ((), ("The map Weather is missing.",)))
    it = opened(folder, "weather")
    assert it.current.name == "Bouba"
    assert it.noticed[0].startswith("The map Weather is missing.")
    it.shelf.end()


def fails(*_: object) -> None:
    raise MapFileError("The disk is full.")


def test_map_that_is_renamed_on_a_full_disk_stays_under_its_old_name(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = with_drums(folder)
    with monkeypatch.context() as full:
        full.setattr("app.workers.map_writer.save_map", fails)
        it.shelf.rename("Percussion")
        qtbot.waitUntil(lambda: bool(it.noticed))
        it.shelf.end()
    assert files(folder) == [f"Drums{SUFFIX}"]
    assert load_map(folder / f"Drums{SUFFIX}").sketch_map.examples == DRUMS.examples


def test_copy_that_finds_no_room_is_none_and_leaves_no_stump(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    it = with_drums(folder)
    it.shelf.end()

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("synth.atomic_write._write_through", full)
    assert keep_copy(folder / f"Drums{SUFFIX}") is None
    assert list((folder / KEPT).iterdir()) == []


def test_at_the_end_what_failed_is_tried_again_and_never_over_what_is_newer(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = with_drums(folder)
    with monkeypatch.context() as full:
        full.setattr("app.workers.map_writer.save_map", fails)
        teach(it)
        qtbot.waitUntil(lambda: bool(it.noticed))
    it.shelf.comment("newer", 1)
    it.shelf.end()
    kept = load_map(folder / f"Drums{SUFFIX}").sketch_map
    assert (kept.comment, kept.examples[-1].name) == ("newer", "Line")
