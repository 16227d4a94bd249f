"""Settings come back as they were; what is damaged is said, kept aside, and costs nothing else."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.controllers import preferences as preferences_module
from app.controllers.preferences import Preferences
from app.item_models.preset_list import Entry, Shelf
from app.settings import LARGEST_BYTES, MOST_RECENT, Settings, load_settings, save_settings
from synth.presets import Preset
from tests.json_values import any_bytes, any_json


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def test_settings_come_back_as_they_were(path: Path) -> None:
    settings = Settings(
        device="USB ♪", sample_rate_hz=96000, block_frames=64, midi_inputs=("Keys",), theme="light",
        recent=("/a.json",), favourites=("factory:Paper 1",), splitters={"play rows": "AAA="},
    )  # fmt: skip
    assert save_settings(path, settings) == ""
    assert load_settings(path) == (settings, "")


def test_without_a_file_the_defaults_hold_silently(path: Path) -> None:
    assert load_settings(path) == (Settings(), "")


def test_entries_of_a_newer_version_are_kept_and_written_back(path: Path) -> None:
    write(path, b'{"block_frames": 128, "looper": {"bars": 4}}')
    settings, problem = load_settings(path)
    assert (settings.block_frames, problem) == (128, "")
    save_settings(path, settings)
    assert json.loads(path.read_text())["looper"] == {"bars": 4}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"3", b"\xff\xfe", b'{"device": "\\ud800"}', b'{"x": NaN}', b"[" * 100_000,
     b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"recent": "' + b"x" * LARGEST_BYTES + b'"}'],
    ids=["empty", "torn", "list", "number", "not utf-8", "surrogate", "nan", "deep", "deep but whole", "huge"],
)  # fmt: skip
def test_damaged_file_gives_defaults_a_sentence_and_is_kept(path: Path, content: bytes) -> None:
    write(path, content)
    settings, problem = load_settings(path)
    assert settings == Settings()
    [aside] = path.parent.iterdir()
    assert aside.read_bytes() == content
    assert problem == (
        f"The settings could not be read, so Bouba starts with its own. The damaged file is kept as {aside.name}."
    )


def test_one_damaged_entry_costs_only_itself(path: Path) -> None:
    write(path, b'{"block_frames": 999, "theme": "light", "recent": [1, 2], "favourites": ["factory:Wind"]}')
    settings, problem = load_settings(path)
    assert settings == Settings(theme="light", favourites=("factory:Wind",))
    assert problem.startswith("Some settings (block frames, recent) were damaged and are new.")
    assert "kept as" in problem


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_not_waited_for(path: Path, kind: str) -> None:
    path.parent.mkdir()
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    settings, problem = load_settings(path)
    assert settings == Settings()
    assert problem


def test_settings_that_cannot_be_written_are_said(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    assert save_settings(path, Settings())


def test_files_whose_names_are_no_text_are_left_out(path: Path) -> None:
    name = os.fsdecode(b"/b\xe4d.json")
    assert save_settings(path, Settings(recent=(name, "/a.json"), favourites=(name,), theme="light")) == ""
    assert load_settings(path) == (Settings(recent=("/a.json",), theme="light"), "")


def test_text_that_cannot_be_written_is_a_sentence(path: Path) -> None:
    assert save_settings(path, Settings(device="\udcff"))


@given(any_bytes)
def test_any_bytes_are_settings_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "settings.json"
    path.write_bytes(content)
    settings, problem = load_settings(path)
    assert "\n" not in problem
    assert save_settings(path, settings) == ""


@given(st.dictionaries(st.sampled_from([*Settings.model_fields, "newer", "model_config", "__class__"]), any_json))
def test_any_entries_are_settings_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "settings.json"
    path.write_text(json.dumps(entries))
    settings, problem = load_settings(path)
    assert "\n" not in problem
    assert save_settings(path, settings) == ""
    assert load_settings(path) == (settings, "")


# --- while the program runs ---


@pytest.fixture
def preferences(qtbot: QtBot, path: Path) -> Preferences:
    return Preferences(Settings(), path)


def test_every_change_is_said_and_on_the_disk_at_once(preferences: Preferences, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(preferences.changed) as changed:
        preferences.change(audition=False)
    assert changed.args == [Settings(), Settings(audition=False)]
    assert load_settings(path) == (Settings(audition=False), "")


def test_no_change_says_and_writes_nothing(preferences: Preferences, path: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.change(audition=True)
    assert not path.exists()


def test_newest_file_is_the_first_of_the_recent_ones_and_the_oldest_are_forgotten(preferences: Preferences) -> None:
    for number in range(MOST_RECENT + 5):
        preferences.file_used(f"/{number}.json")
    preferences.file_used("/7.json")
    assert preferences.settings.recent[:3] == ("/7.json", f"/{MOST_RECENT + 4}.json", f"/{MOST_RECENT + 3}.json")
    assert len(preferences.settings.recent) == MOST_RECENT == len(set(preferences.settings.recent))
    preferences.file_missing("/7.json")
    assert "/7.json" not in preferences.settings.recent


def test_favourite_is_marked_and_unmarked_and_follows_its_file(preferences: Preferences) -> None:
    old, new = Path("/presets/Old.json"), Path("/presets/New.json")
    own = Entry(Preset("Old"), old, Shelf.OWN)
    preferences.file_used(str(old))
    for entry in (own, Entry(Preset("Wind"))):
        preferences.toggle_favourite(entry)
    assert preferences.settings.favourites == (str(old), "factory:Wind")
    preferences.file_moved(old, "New", new)
    assert preferences.settings.favourites == (str(new), "factory:Wind")
    assert preferences.settings.recent == (str(new),)
    preferences.toggle_favourite(Entry(Preset("Wind")))
    assert preferences.settings.favourites == (str(new),)


def test_two_windows_keep_each_what_was_changed_in_them(preferences: Preferences, path: Path) -> None:
    other = Preferences(Settings(), path)
    wind, wood = Entry(Preset("Wind")), Entry(Preset("Wood"))
    preferences.change(theme="light")
    preferences.file_used("/a.json")
    preferences.toggle_favourite(wind)
    other.change(audition=False)
    other.file_used("/b.json")
    other.toggle_favourite(wood)
    both = ("factory:Wind", "factory:Wood")
    expected = Settings(theme="light", audition=False, recent=("/b.json", "/a.json"), favourites=both)
    assert load_settings(path) == (expected, "")
    assert other.settings.theme == "dark", "an open window does not change its look by itself"
    preferences.toggle_favourite(wind)
    assert load_settings(path)[0].favourites == ("factory:Wood",)


def test_change_that_could_not_be_written_is_written_with_the_next_one(
    preferences: Preferences, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.change(audition=False)
    with monkeypatch.context() as full:
        full.setattr(preferences_module, "save_settings", lambda *_: "The disk is full.")
        preferences.change(theme="light")
    preferences.change(reduce_motion=True)
    assert load_settings(path) == (Settings(audition=False, theme="light", reduce_motion=True), "")


def test_file_that_another_program_damaged_is_written_anew(preferences: Preferences, path: Path) -> None:
    preferences.change(audition=False)
    path.write_text("{")
    preferences.change(theme="light")
    assert load_settings(path) == (Settings(audition=False, theme="light"), "")


def test_full_disk_is_said_once(preferences: Preferences, path: Path) -> None:
    path.parent.write_text("no folder can be made here")
    said: list[str] = []
    preferences.message.connect(said.append)
    preferences.change(audition=False)
    preferences.change(audition=True)
    assert len(said) == 1
    assert said[0].startswith("The settings could not be kept.")
