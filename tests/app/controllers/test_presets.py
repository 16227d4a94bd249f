"""Presets in and out: nothing is lost, whatever the file is and whatever the disk says."""

import errno
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.controllers.library import Library
from app.controllers.presets import Presets
from app.document import Document
from app.item_models.preset_list import Entry, Shelf
from app.maps import Maps
from app.session_text import preset_of
from app.unsaved_work import MOST, UnsavedWork
from app.work import Work
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth import atomic_write
from synth.patch import Patch
from synth.presets import Preset, factory_presets, load_preset, preset_to_bytes, save_preset
from tests.json_values import any_bytes, any_json

DRAWING = Sketch((Stroke(Tool.ELLIPSE, (Point(0.2, 0.2), Point(0.8, 0.8))),))
SAVED = Preset(
    "Pad", Patch.of({"chorus_mix": 42.0}), DRAWING.to_json(), tags=("pad",), author="Me", comment="Two\nlines.",
    map_name="paper", locks=frozenset({"reverb_mix"}), unknown={"granular_size_ms": 12.5},
)  # fmt: skip


class Desk:
    """A document, a library and what they say."""

    def __init__(self, folder: Path) -> None:
        self.document = Document()
        self.library = Library(folder / "presets", folder / "unsaved")
        self.unsaved = UnsavedWork(folder / "unsaved")
        self.presets = Presets(self.document, self.library, self.unsaved)
        self.said: list[str] = []
        self.used: list[str] = []
        self.missing: list[str] = []
        self.presets.message.connect(self.said.append)
        self.presets.file_used.connect(self.used.append)
        self.presets.file_missing.connect(self.missing.append)
        self.library.look_again()

    def turn(self, mix: float) -> None:
        work = self.document.work
        self.document.edit(replace(work, patch=work.patch.replace({"chorus_mix": mix})), "change")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def file_of(tmp_path: Path, preset: Preset = SAVED) -> Path:
    path = tmp_path / f"{preset.name}.json"
    save_preset(path, preset)
    return path


# --- open ---


def test_opened_preset_is_the_work_in_one_step_and_not_edited(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path)
    desk.presets.open(path)
    work = desk.document.work
    assert (work.sketch, work.patch, work.locks, work.name, work.path) == (
        DRAWING, SAVED.patch, SAVED.locks, "Pad", path,
    )  # fmt: skip
    assert not desk.document.is_edited
    assert desk.document.undo_stack.count() == 1
    assert desk.used == [str(path)]
    desk.document.undo_stack.undo()
    assert desk.document.work.content == Work().content


def test_saving_what_was_opened_keeps_everything_the_file_said(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path)
    desk.presets.open(path)
    desk.turn(10.0)
    assert desk.presets.save(path)
    assert load_preset(path) == replace(SAVED, patch=SAVED.patch.replace({"chorus_mix": 10.0}))
    assert not desk.document.is_edited


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "torn": preset_to_bytes(SAVED)[:200],
    "newer": preset_to_bytes(SAVED).replace(b'"version": 1', b'"version": 99'),
    "not utf-8": b"\xff\xfe{}",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "someone else's": b'{"hello": "world"}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_file_that_cannot_be_read_leaves_everything_and_is_said_in_a_sentence(
    desk: Desk, tmp_path: Path, content: bytes
) -> None:
    desk.turn(33.0)
    before = desk.document.work
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    desk.presets.open(path)
    assert desk.document.work == before
    [sentence] = desk.said
    assert sentence.startswith("broken.json cannot be loaded: ")
    assert desk.used == desk.missing == []
    assert path.read_bytes() == content


def test_preset_of_a_newer_version_is_named_as_such(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    path.write_bytes(BROKEN["newer"])
    desk.presets.open(path)
    assert "newer version of Bouba" in desk.said[0]
    assert "Update" in desk.said[0]


def test_huge_file_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.process_time()
    desk.presets.open(path)
    assert time.process_time() - began < 2.0
    assert "larger than 24 MB" in desk.said[0]


def test_folder_pipe_and_missing_file_are_refused(desk: Desk, tmp_path: Path) -> None:
    folder, pipe, missing = tmp_path / "folder.json", tmp_path / "pipe.json", tmp_path / "gone.json"
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (folder, pipe, missing):
        desk.presets.open(path)
    assert len(desk.said) == 3
    assert desk.missing == [str(missing)], "the list of recent files forgets it"
    assert desk.document.undo_stack.count() == 0


def test_name_that_is_too_long_for_the_system_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / ("音" * 120 + ".json")
    desk.presets.open(path)
    assert "File name too long" in desk.said[0]
    assert desk.missing == [str(path)]
    assert not desk.presets.save(path)
    assert len(desk.said) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may read everything")
def test_file_without_permission_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path)
    path.chmod(0)
    desk.presets.open(path)
    assert "Permission denied" in desk.said[0]


def test_system_that_denies_reading_is_quoted(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of(tmp_path)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    desk.presets.open(path)
    assert desk.said == ["Pad.json cannot be loaded: Permission denied."]


def test_preset_whose_drawing_is_damaged_gives_its_sound_and_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, replace(SAVED, sketch={"strokes": [{"tool": "spray"}]}))
    desk.presets.open(path)
    assert desk.document.patch == SAVED.patch
    assert desk.document.work.path is None
    assert "sound of Pad" in desk.said[0]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_file_whose_name_is_no_text_is_opened_and_saved(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xe4d.json")
    save_preset(path, SAVED)
    desk.presets.open(path)
    desk.turn(10.0)
    assert desk.presets.save(path)
    assert load_preset(path).patch["chorus_mix"] == 10.0
    other = path.with_name(os.fsdecode(b"m\xf6re.json"))
    assert desk.presets.save(other)
    assert load_preset(other).name == "m?re"
    assert desk.used == [], "the list of recent files cannot hold it"


# --- replaced work ---


def test_unsaved_work_that_is_replaced_comes_back_by_undo_and_lies_in_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.turn(33.0)
    desk.presets.open(file_of(tmp_path))
    assert "Undo brings back Untitled with its changes." in desk.said[0]
    [kept] = desk.unsaved.folder.iterdir()
    assert load_preset(kept).patch["chorus_mix"] == 33.0
    desk.document.undo_stack.undo()
    assert desk.document.patch["chorus_mix"] == 33.0


def test_saved_work_that_is_replaced_needs_no_file(desk: Desk, tmp_path: Path) -> None:
    desk.presets.open(file_of(tmp_path))
    desk.presets.new()
    assert not desk.unsaved.folder.exists()
    assert desk.document.work.content == Work().content


def test_new_work_shares_no_name_with_the_one_before(desk: Desk, tmp_path: Path) -> None:
    desk.turn(33.0)
    desk.presets.new()
    desk.turn(66.0)
    desk.presets.save(tmp_path / "B.json")
    desk.document.undo_stack.undo()
    desk.document.undo_stack.undo()
    assert (desk.document.work.name, desk.document.patch["chorus_mix"]) == ("Untitled", 33.0)


def test_only_the_newest_unsaved_works_are_kept(desk: Desk) -> None:
    for number in range(MOST + 4):
        assert desk.unsaved.keep(Work(patch=Patch.of({"chorus_mix": float(number)}))) == ""
    kept = [load_preset(path).patch["chorus_mix"] for path in sorted(desk.unsaved.folder.iterdir())]
    assert kept == [float(number) for number in range(4, MOST + 4)]


@pytest.mark.parametrize("name", ["A good one", "1", "Zebra"])
def test_unsaved_work_with_a_name_of_its_own_stays_among_the_newest_and_makes_room_in_its_turn(
    desk: Desk, name: str
) -> None:
    def keep(numbers: range) -> set[float]:
        for number in numbers:
            assert desk.unsaved.keep(Work(patch=Patch.of({"chorus_mix": float(number)}))) == ""
        desk.library.look_again()
        return {entry.preset.patch["chorus_mix"] for entry in left(desk)}

    def let_a_second_pass() -> None:
        for path in desk.unsaved.folder.iterdir():
            then = path.stat().st_mtime_ns - 10**9
            os.utime(path, ns=(then, then))

    keep(range(MOST))
    let_a_second_pass()
    desk.library.rename(next(entry for entry in left(desk) if entry.preset.patch["chorus_mix"] == 0.0), name)
    let_a_second_pass()
    assert keep(range(MOST, 2 * MOST - 1)) == {0.0, *range(MOST, 2 * MOST - 1)}
    assert keep(range(2 * MOST - 1, 2 * MOST)) == set(range(MOST, 2 * MOST))


def left(desk: Desk) -> list[Entry]:
    return [entry for entry in desk.library.entries if entry.shelf is Shelf.UNSAVED]


def test_looking_through_the_unsaved_works_loses_none(desk: Desk) -> None:
    for number in range(MOST):
        desk.unsaved.keep(replace(Work(patch=Patch.of({"chorus_mix": float(number)})), sketch=DRAWING))
    desk.library.look_again()
    files = sorted(desk.unsaved.folder.iterdir())
    heard = []
    for entry in left(desk):
        desk.presets.load(entry)
        heard.append(desk.document.patch["chorus_mix"])
    desk.presets.new()
    assert sorted(heard) == [float(number) for number in range(MOST)]
    assert sorted(desk.unsaved.folder.iterdir()) == files


def test_edited_work_that_is_compared_with_presets_lies_in_one_file(desk: Desk) -> None:
    desk.turn(33.0)
    for _ in range(3):
        desk.presets.step(1)
        desk.document.undo_stack.undo()
    desk.document.edit(replace(desk.document.work, locks=frozenset({"reverb_mix"})), "lock")
    desk.presets.step(1)
    assert len(left(desk)) == 2, "other locks are another work"


def test_unsaved_work_that_is_kept_again_has_the_date_once_in_its_name(desk: Desk) -> None:
    desk.turn(33.0)
    desk.presets.new()
    desk.presets.load(left(desk)[0])
    desk.turn(66.0)
    desk.presets.new()
    assert len(left(desk)) == 2
    for entry in left(desk):
        assert re.fullmatch(r"Untitled \d\d \S+ \d\d\.\d\d\.\d\d", entry.preset.name)
        assert entry.path is not None
        assert entry.path.name.endswith(" Untitled.json")


def test_damaged_file_among_the_unsaved_works_keeps_no_work_from_being_kept(desk: Desk) -> None:
    desk.unsaved.folder.mkdir()
    (desk.unsaved.folder / "a.json").write_text("{")
    save_preset(desk.unsaved.folder / "b.json", Preset("b", Patch.of({"chorus_mix": 33.0}), {"strokes": 1}))
    desk.turn(33.0)
    desk.presets.new()
    assert len(list(desk.unsaved.folder.iterdir())) == 3, "a drawing that cannot be read is not an empty one"


def test_unsaved_work_opened_again_asks_for_a_file_when_it_is_saved(desk: Desk) -> None:
    desk.turn(33.0)
    desk.presets.new()
    [entry] = left(desk)
    desk.presets.load(entry)
    assert desk.document.patch["chorus_mix"] == 33.0
    assert desk.document.work.path is None
    assert desk.document.is_edited


def test_place_for_unsaved_work_that_is_full_is_said_and_undo_has_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.turn(33.0)
    monkeypatch.setattr(atomic_write, "_write_through", full_disk)
    desk.presets.new()
    assert "disk is full" in desk.said[0]
    desk.document.undo_stack.undo()
    assert desk.document.patch["chorus_mix"] == 33.0


# --- save ---


def full_disk(path: Path, _data: bytes) -> None:
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_saved_work_is_in_the_library_under_its_file_s_name(desk: Desk) -> None:
    desk.turn(33.0)
    path = desk.library.folder / "My pad 1.5"
    changed = QSignalSpy(desk.library.changed)
    assert desk.presets.save(path)
    assert changed.count() == 1
    own = [entry for entry in desk.library.entries if entry.shelf is Shelf.OWN]
    assert [(entry.preset.name, entry.path) for entry in own] == [("My pad 1.5", path.with_name("My pad 1.5.json"))]
    assert desk.said == ["Saved My pad 1.5."]
    assert not desk.document.is_edited


def test_full_disk_while_saving_leaves_the_old_file_and_the_edited_work(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path)
    desk.presets.open(path)
    before = path.read_bytes()
    desk.turn(10.0)
    monkeypatch.setattr(atomic_write, "_write_through", full_disk)
    assert not desk.presets.save(path)
    assert path.read_bytes() == before
    assert desk.document.is_edited
    assert desk.said[-1] == (
        "Pad.json was not saved, what was there before is kept. "
        "The disk is full: free some space or choose another disk."
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Pad.json"]


@pytest.mark.parametrize("place", ["folder", "below a file"])
def test_impossible_place_to_save_is_said(desk: Desk, tmp_path: Path, place: str) -> None:
    desk.turn(10.0)
    path = tmp_path / "x.json"
    if place == "folder":
        path.mkdir()
    else:
        path.write_text("a file")
        path = path / "y.json"
    assert not desk.presets.save(path)
    assert desk.document.is_edited
    assert len(desk.said) == 1


# --- what another window did with a file of the library ---


def test_preset_that_was_saved_elsewhere_is_loaded_as_it_is_now(desk: Desk) -> None:
    path = saved_pad(desk)
    desk.presets.new()
    save_preset(path, replace(SAVED, patch=Patch.of({"chorus_mix": 99.0})))
    desk.presets.step(1)
    assert desk.document.work.path == path
    assert desk.document.patch["chorus_mix"] == 99.0
    assert own(desk).preset.patch["chorus_mix"] == 99.0
    assert not desk.document.is_edited


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("{")], ids=["gone", "damaged"])
def test_preset_that_went_away_is_said_and_leaves_the_list_and_the_work_as_it_is(
    desk: Desk, damage: Callable[[Path], object]
) -> None:
    path = saved_pad(desk)
    desk.presets.new()
    before, entry = desk.document.work, own(desk)
    damage(path)
    desk.presets.load(entry)
    assert desk.document.work == before
    assert desk.said[-1].startswith("Pad.json cannot be loaded: ")
    assert entry not in desk.library.entries
    desk.presets.step(1)
    assert desk.document.work.name == factory_presets()[0].name


# --- what the library does with the file of the work ---


def own(desk: Desk) -> Entry:
    [entry] = [entry for entry in desk.library.entries if entry.shelf is Shelf.OWN]
    return entry


def saved_pad(desk: Desk) -> Path:
    """A preset of the library that is the work, with nothing to save."""
    path = desk.library.folder / "Pad.json"
    path.parent.mkdir()
    save_preset(path, SAVED)
    desk.library.look_again()
    desk.presets.load(own(desk))
    return path


def test_tags_given_in_the_library_outlive_the_next_save_of_the_work(desk: Desk) -> None:
    path = saved_pad(desk)
    desk.document.choose_slot(1)
    tags = []
    for act in (
        lambda: desk.library.set_tags(own(desk), ("warm",)), desk.library.undo_stack.undo, desk.library.undo_stack.redo,
    ):  # fmt: skip
        act()
        assert not desk.document.is_edited
        for slot in (0, 1):
            desk.document.choose_slot(slot)
            assert desk.presets.save(path)
            tags.append(load_preset(path).tags)
    assert tags == [("warm",)] * 2 + [("pad",)] * 2 + [("warm",)] * 2


def test_preset_that_is_deleted_while_it_is_loaded_is_edited_until_undo_brings_it_back(desk: Desk) -> None:
    path = saved_pad(desk)
    for _ in range(2):
        desk.library.delete(own(desk))
        assert (desk.document.work.path, desk.document.is_edited) == (None, True)
        desk.library.undo_stack.undo()
        assert (desk.document.work.path, desk.document.is_edited) == (path, False)
    desk.library.undo_stack.redo()
    assert (desk.document.work.path, desk.document.is_edited) == (None, True)


def test_deleted_preset_that_is_replaced_lies_among_the_unsaved_works(desk: Desk) -> None:
    saved_pad(desk)
    desk.library.delete(own(desk))
    desk.presets.new()
    [entry] = left(desk)
    assert entry.preset.patch == SAVED.patch


def test_two_deleted_presets_of_one_name_do_not_come_back_as_each_other(desk: Desk) -> None:
    path = saved_pad(desk)
    desk.library.delete(own(desk))
    desk.document.choose_slot(1)
    desk.turn(77.0)
    assert desk.presets.save(path)
    desk.library.delete(own(desk))
    desk.library.undo_stack.undo()
    assert (desk.document.work.path, desk.document.is_edited) == (path, False)
    desk.document.choose_slot(0)
    assert (desk.document.work.path, desk.document.is_edited) == (None, True)


# --- neighbours, nearest ---


def test_steps_go_round_the_library_and_never_stick_at_a_name_that_is_there_twice(desk: Desk) -> None:
    desk.library.folder.mkdir()
    save_preset(desk.library.folder / "a.json", Preset("Paper 1"))
    desk.library.look_again()
    names = []
    for _ in range(len(factory_presets()) + 2):
        desk.presets.step(1)
        names.append((desk.document.work.name, desk.document.work.path is None))
    assert names[:3] == [("Paper 1", False), ("Paper 1", True), ("Paper 2", True)]
    assert names[-1] == names[0]
    desk.presets.step(-1)
    assert desk.document.work.name == factory_presets()[-1].name


def test_nearest_presets_of_a_preset_begin_with_itself(desk: Desk) -> None:
    for preset in factory_presets()[3:6]:
        nearest = desk.presets.nearest(preset.patch)
        assert nearest[0][0].preset == preset
        assert nearest[0][1] == pytest.approx(0.0)
        assert [distance for _, distance in nearest] == sorted(distance for _, distance in nearest)
        assert len(nearest) == 4


def test_loading_keeps_the_slot(desk: Desk) -> None:
    desk.document.choose_slot(2)
    desk.presets.load(Entry(SAVED))
    assert desk.document.work.slot == 2


# --- fuzz ---


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_bytes)
def test_any_bytes_open_or_leave_everything(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    before, said = desk.document.work, len(desk.said)
    desk.presets.open(path)
    assert len(desk.said) == said + 1
    assert "\n" not in desk.said[-1]
    assert desk.document.work == before or desk.document.work.path == path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["name", "author", "comment", "tags", "map", "locks", "values", "sketch", "version"]), any_json
    )
)
def test_any_entries_open_or_leave_everything(desk: Desk, tmp_path: Path, entries: dict[str, Any]) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(json.loads(preset_to_bytes(SAVED)) | entries))
    desk.presets.open(path)
    assert desk.said[-1].strip()
    work = desk.document.work
    assert preset_to_bytes(preset_of(work, work.name)), "what could be opened can be saved"


# --- the map that a drawing was made with ---


def draw(desk: Desk) -> None:
    desk.document.edit(replace(desk.document.work, sketch=DRAWING), "draw")


def test_saved_drawing_says_which_map_it_was_made_with(desk: Desk, tmp_path: Path) -> None:
    desk.document.show_maps(Maps(current="paper"))
    draw(desk)
    assert desk.presets.save(tmp_path / "Ring.json")
    assert load_preset(tmp_path / "Ring.json").map_name == "Paper"


def test_a_turned_knob_is_saved_with_the_map_of_the_drawing(desk: Desk, tmp_path: Path) -> None:
    desk.document.show_maps(Maps(current="paper"))
    draw(desk)
    desk.presets.save(tmp_path / "Ring.json")
    desk.document.edit_maps(Maps(current="bouba"), "go")
    desk.turn(77.0)
    desk.presets.save(tmp_path / "Ring.json")
    assert load_preset(tmp_path / "Ring.json").map_name == "Paper"
    drawn = replace(DRAWING, inverted=True)
    desk.document.edit(replace(desk.document.work, sketch=drawn), "draw")
    desk.presets.save(tmp_path / "Ring.json")
    assert load_preset(tmp_path / "Ring.json").map_name == "Bouba"


def test_preset_without_a_map_is_loaded_and_saved_without(desk: Desk, tmp_path: Path) -> None:
    path = file_of(tmp_path, Preset("Old", sketch=DRAWING.to_json()))
    desk.presets.open(path)
    assert desk.said[-1] == "Loaded Old."
    desk.turn(77.0)
    desk.presets.save(path)
    assert load_preset(path).map_name == ""


def test_loading_says_when_the_drawing_was_made_with_another_map_and_switches_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.presets.open(file_of(tmp_path, Preset("Ring", sketch=DRAWING.to_json(), map_name="weather")))
    assert desk.said[-1] == "Loaded Ring. It was drawn with the map Weather; Bouba predicts now."
    assert desk.document.maps.current == "bouba"
    desk.presets.open(file_of(tmp_path, Preset("Other", sketch=DRAWING.to_json(), map_name="bouba")))
    assert desk.said[-1] == "Loaded Other."
