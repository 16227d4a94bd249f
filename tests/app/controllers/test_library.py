"""The player's presets on the disk: renamed, tagged and deleted, each with undo, none lost."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.controllers import library as module
from app.controllers.library import Library
from app.item_models.preset_list import Entry, Shelf
from app.preset_names import file_name_of, is_preset_name, with_suffix
from synth.patch import Patch
from synth.presets import Preset, factory_presets, load_preset, save_preset


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path) -> Library:
    folder = tmp_path / "presets"
    folder.mkdir()
    for name, mix in (("Soft", 10.0), ("hard", 20.0), ("Ähnlich", 30.0)):
        save_preset(folder / f"{name}.json", Preset(name, Patch.of({"chorus_mix": mix}), tags=("mine",)))
    it = Library(folder, tmp_path / "unsaved")
    it.look_again()
    return it


@pytest.fixture
def said(library: Library) -> list[str]:
    said: list[str] = []
    library.message.connect(said.append)
    return said


def own(library: Library) -> list[str]:
    return [entry.preset.name for entry in library.entries if entry.shelf is Shelf.OWN]


def entry(library: Library, name: str) -> Entry:
    return next(entry for entry in library.entries if entry.preset.name == name)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_library_has_the_player_s_presets_by_name_then_those_of_the_program(library: Library) -> None:
    assert own(library) == ["hard", "Soft", "Ähnlich"]
    assert [e.preset for e in library.entries if e.shelf is Shelf.FACTORY] == list(factory_presets())


def test_files_that_are_no_presets_are_left_out_and_counted(library: Library, said: list[str]) -> None:
    (library.folder / "broken.json").write_text("{")
    (library.folder / "notes.txt").write_text("not looked at")
    (library.folder / ".hidden.json").write_text("{")
    (library.folder / "LOUD.JSON").write_bytes((library.folder / "Soft.json").read_bytes())
    library.look_again()
    assert own(library) == ["hard", "Soft", "Soft", "Ähnlich"]
    assert said == ["1 file in presets could not be read as presets and were left out."]


def test_files_that_cannot_be_read_are_said_once(library: Library, said: list[str]) -> None:
    (library.folder / "broken.json").write_text("{")
    for _ in range(3):
        library.look_again()
    assert len(said) == 1
    (library.folder / "worse.json").write_text("[")
    library.look_again()
    assert said[1].startswith("2 files")


def test_only_files_that_changed_are_read_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def count(path: Path) -> Preset:
        read.append(path.name)
        return load_preset(path)

    monkeypatch.setattr(module, "load_preset", count)
    before = entry(library, "hard")
    save_preset(library.folder / "Soft.json", Preset("Soft", Patch.of({"chorus_mix": 77.0})))
    library.look_again()
    assert read == ["Soft.json"]
    assert entry(library, "Soft").preset.patch["chorus_mix"] == 77.0
    assert entry(library, "hard") is before


def test_without_a_folder_there_are_the_program_s_presets(library: Library) -> None:
    shutil.rmtree(library.folder)
    library.look_again()
    assert own(library) == []
    assert len(library.entries) == len(factory_presets())


def test_rename_changes_name_and_file_and_undo_changes_them_back(library: Library, said: list[str]) -> None:
    moved: list[tuple[object, ...]] = []
    library.moved.connect(lambda *what: moved.append(what))
    library.rename(entry(library, "Soft"), "  Very   soft ")
    assert own(library) == ["hard", "Very soft", "Ähnlich"]
    assert "Very soft.json" in names(library.folder)
    assert "Soft.json" not in names(library.folder)
    library.undo_stack.undo()
    assert own(library) == ["hard", "Soft", "Ähnlich"]
    assert names(library.folder) == ["Soft.json", "hard.json", "Ähnlich.json"]
    library.undo_stack.redo()
    assert "Very soft" in own(library)
    old, new = library.folder / "Soft.json", library.folder / "Very soft.json"
    assert moved == [(old, "Very soft", new), (new, "Soft", old), (old, "Very soft", new)]


def test_rename_to_a_name_that_is_there_keeps_both(library: Library, said: list[str]) -> None:
    library.rename(entry(library, "Soft"), "hard")
    assert own(library) == ["hard", "Soft", "Ähnlich"]
    assert said == ["There is a preset named hard already: choose another name."]
    assert library.undo_stack.count() == 0


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_rename_undone_or_redone_never_overwrites_what_was_saved_since(
    library: Library, said: list[str], step: str
) -> None:
    library.rename(entry(library, "Soft"), "Old soft")
    if step == "redo":
        library.undo_stack.undo()
    here, target = ("Old soft", "Soft") if step == "undo" else ("Soft", "Old soft")
    save_preset(library.folder / f"{target}.json", Preset(target, Patch.of({"chorus_mix": 99.0})))
    getattr(library.undo_stack, step)()
    assert load_preset(library.folder / f"{target}.json").patch["chorus_mix"] == 99.0
    assert load_preset(library.folder / f"{here}.json").patch["chorus_mix"] == 10.0
    assert said[-1] == f"Rename Soft: not done. {target}.json was saved meanwhile, so both stay as they are."
    assert library.undo_stack.count() == 0


@pytest.mark.parametrize("name", ["", "   ", "Soft"])
def test_rename_to_nothing_new_does_nothing(library: Library, said: list[str], name: str) -> None:
    library.rename(entry(library, "Soft"), name)
    assert (said, library.undo_stack.count()) == ([], 0)


def test_name_with_signs_that_no_file_may_have_stays_in_the_preset(library: Library) -> None:
    library.rename(entry(library, "Soft"), "A/B: soft?")
    assert "A/B: soft?" in own(library)
    assert "A-B- soft-.json" in names(library.folder)


def test_very_long_name_in_any_writing_is_a_name(library: Library, said: list[str]) -> None:
    name = "音" * 120
    library.rename(entry(library, "Soft"), name)
    assert said == [f"Renamed Soft to {name}."]
    assert name in own(library)
    library.delete(entry(library, name))
    library.undo_stack.undo()
    assert name in own(library)


def test_tags_change_and_change_back(library: Library) -> None:
    library.set_tags(entry(library, "Soft"), ("pad", "warm"))
    assert entry(library, "Soft").preset.tags == ("pad", "warm")
    library.undo_stack.undo()
    assert entry(library, "Soft").preset.tags == ("mine",)


def test_tag_that_no_file_may_hold_is_refused_in_words(library: Library, said: list[str]) -> None:
    library.set_tags(entry(library, "Soft"), ("x" * 300,))
    assert entry(library, "Soft").preset.tags == ("mine",)
    assert said[-1].startswith("Tag Soft: not done.")
    assert library.undo_stack.count() == 0


def test_deleted_preset_comes_back_by_undo(library: Library, said: list[str]) -> None:
    before = (library.folder / "Soft.json").read_bytes()
    library.delete(entry(library, "Soft"))
    assert own(library) == ["hard", "Ähnlich"]
    assert said == ["Deleted Soft. Undo brings it back."]
    library.undo_stack.undo()
    assert own(library) == ["hard", "Soft", "Ähnlich"]
    assert (library.folder / "Soft.json").read_bytes() == before


def test_undoing_a_delete_never_overwrites_what_was_saved_since(library: Library, said: list[str]) -> None:
    library.delete(entry(library, "Soft"))
    save_preset(library.folder / "Soft.json", Preset("Soft", Patch.of({"chorus_mix": 99.0})))
    library.undo_stack.undo()
    assert load_preset(library.folder / "Soft.json").patch["chorus_mix"] == 99.0
    assert "saved again meanwhile" in said[-1]
    assert not library.undo_stack.canRedo()


def test_presets_of_the_program_are_neither_renamed_nor_deleted(library: Library) -> None:
    paper = entry(library, "Paper 1")
    library.rename(paper, "Mine")
    library.set_tags(paper, ("mine",))
    library.delete(paper)
    assert library.undo_stack.count() == 0
    assert entry(library, "Paper 1") == paper


def test_file_that_went_away_is_said_and_leaves_no_step(library: Library, said: list[str]) -> None:
    soft = entry(library, "Soft")
    (library.folder / "Soft.json").unlink()
    for act in (lambda: library.delete(soft), lambda: library.rename(soft, "New")):
        act()
        assert "not done" in said[-1]
    assert library.undo_stack.count() == 0
    assert own(library) == ["hard", "Ähnlich"]


def test_only_the_newest_deleted_files_are_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DELETED", 2)
    for name in ("Soft", "hard", "Ähnlich"):
        library.delete(entry(library, name))
    assert names(library.folder / ".deleted") == ["000002 hard.json", "000003 Ähnlich.json"]


@pytest.mark.parametrize(
    ("name", "file"),
    [("Pad", "Pad.json"), ("a/b\\c:d", "a-b-c-d.json"), ("..", "preset-.json"), ("", "preset-.json"),
     ("音" * 120, "音" * 66 + ".json"), ("😀" * 90, "😀" * 50 + ".json"),
     ("Con", "Con-.json"), ("x" * 300, "x" * 100 + ".json"), ("Größe ♪", "Größe ♪.json"), ("end. ", "end.json")],
)  # fmt: skip
def test_names_of_files_are_good_on_every_system(name: str, file: str) -> None:
    assert file_name_of(name) == file


def test_ending_is_added_but_never_taken_from_a_name() -> None:
    assert with_suffix(Path("/x/Pad 1.5")) == Path("/x/Pad 1.5.json")
    assert with_suffix(Path("/x/Pad.JSON")) == Path("/x/Pad.JSON")
    assert is_preset_name(Path("Pad.JSON"))
    assert not is_preset_name(Path("Pad.png"))
