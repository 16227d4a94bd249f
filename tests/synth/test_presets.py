"""Presets survive the disk, other versions, broken files and full disks."""

import errno
import json
import os
import random
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth import atomic_write, presets
from synth.errors import PresetError, PresetVersionError
from synth.parameters import ALL, PREDICTED
from synth.patch import Patch, random_patch
from synth.preset_file import MAX_BYTES
from synth.presets import (
    Preset,
    factory_presets,
    find_factory,
    load_preset,
    preset_from_bytes,
    preset_to_bytes,
    save_preset,
)

OLD_FILES = Path(__file__).parent.parent / "data" / "presets"

lines = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | lines,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(lines, children, max_size=4),
    max_leaves=20,
)
a_preset = st.builds(
    Preset,
    name=lines.filter(bool),
    patch=st.integers(0, 2**32 - 1).map(lambda seed: random_patch(np.random.default_rng(seed))),
    sketch=st.none() | st.dictionaries(lines, json_values, max_size=4),
    tags=st.lists(lines.filter(bool), max_size=4).map(tuple),
    author=lines,
    comment=st.text(st.characters(exclude_categories=["Cs"]), max_size=100),
    map_name=lines,
    locks=st.frozensets(st.sampled_from([row.id for row in ALL]), max_size=5),
)


def document(**changes: Any) -> dict[str, Any]:
    """A small valid preset file, changed."""
    return {"format": "bouba preset", "version": 1, "name": "Test", "values": {}, **changes}


def load(data: object) -> Preset:
    return preset_from_bytes(json.dumps(data).encode(), "test.json")


# --- round trip ---


@given(a_preset)
def test_what_is_saved_is_what_is_loaded(preset: Preset) -> None:
    assert preset_from_bytes(preset_to_bytes(preset), "x") == preset


def test_a_file_goes_to_the_disk_and_back(tmp_path: Path) -> None:
    path = tmp_path / "My ♪ preset.json"
    preset = Preset("My ♪ preset", patch=random_patch(np.random.default_rng(3)), tags=("pad",))
    save_preset(path, preset)
    assert load_preset(path) == preset
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name], "no temporary file stays"


@pytest.mark.parametrize("path", sorted(OLD_FILES.glob("version-*.json")), ids=lambda path: path.stem)
def test_files_of_every_old_version_still_load(path: Path) -> None:
    preset = load_preset(path)
    assert preset.patch["osc1_wave"] == 4.0
    assert preset.patch["filter1_cutoff_hz"] == 257.6
    assert preset.patch["reverb_on"] == 0.0
    assert preset.patch["glide_s"] == 0.25
    assert preset.sketch is not None
    assert len(preset.sketch["strokes"]) == 1
    assert (preset.tags, preset.locks) == (("golden", "old"), frozenset({"reverb_mix"}))


def test_files_hold_natural_values_and_names_never_knob_positions() -> None:
    patch = Patch.of({"filter1_cutoff_hz": 257.6, "osc1_wave": "Pulse", "reverb_on": "Off"})
    values = json.loads(preset_to_bytes(Preset("x", patch=patch)))["values"]
    assert values["filter1_cutoff_hz"] == 257.6
    assert values["osc1_wave"] == "Pulse"
    assert values["reverb_on"] == "Off"
    assert list(values) == [row.id for row in ALL]


# --- other versions ---


def test_missing_values_get_their_defaults() -> None:
    preset = load(document(values={"chorus_mix": 33}))
    assert preset.patch == Patch.of({"chorus_mix": 33})


def test_unknown_values_are_kept_told_and_saved_again() -> None:
    preset = load(document(values={"granular_size_ms": 12.5, "chorus_mix": 33}))
    assert preset.unknown == {"granular_size_ms": 12.5}
    assert "granular_size_ms" in preset.notes[0]
    assert json.loads(preset_to_bytes(preset))["values"]["granular_size_ms"] == 12.5


def test_renamed_values_find_their_new_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "RENAMED", {"wet": "reverb_mix"})
    preset = load(document(values={"wet": 77}, locks=["wet"]))
    assert preset.patch["reverb_mix"] == 77.0
    assert preset.locks == {"reverb_mix"}
    assert not preset.unknown


def test_values_out_of_range_move_into_it_and_are_told() -> None:
    preset = load(document(values={"filter1_cutoff_hz": 99999}))
    assert preset.patch["filter1_cutoff_hz"] == 20000.0
    assert preset.notes == ("filter 1 cutoff: moved into range.",)


def test_a_newer_format_is_refused_as_newer() -> None:
    with pytest.raises(PresetVersionError, match=r"newer version of Bouba.*format 2.*Update"):
        load(document(version=2, values="whatever it will be"))


# --- bad files ---


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b" \n ", "it is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{", "not valid JSON"),
        (b"[]", "not a Bouba preset"),
        (b"null", "not a Bouba preset"),
        (b'{"strokes": []}', "not a Bouba preset"),
        (b'{"format": "bouba preset", "version": true}', "not a Bouba preset"),
        (b'{"format": "bouba preset", "version": 1.5}', "not a Bouba preset"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 40 + b"]" * 40, "nested too deeply"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "not finite"),
        (b'{"a": -Infinity}', "not finite"),
        (b'{"a": 1e999}', "not finite"),
        (b'{"a": "\\ud800"}', "not UTF-8"),
        (b"9" * 10_000, "not valid JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not UTF-8"),
    ],
)
def test_bytes_that_are_no_preset_are_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(PresetError, match=words) as caught:
        preset_from_bytes(data, "bad.json")
    message = str(caught.value)
    assert message.startswith("bad.json cannot be loaded: ")
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": 5},
        {"name": "a\nb"},
        {"name": "x" * 1000},
        {"version": 0},
        {"values": []},
        {"values": None},
        {"values": {"chorus_mix": "loud"}},
        {"values": {"chorus_mix": "50"}},
        {"values": {"chorus_mix": True}},
        {"values": {"chorus_mix": None}},
        {"values": {"chorus_mix": 10**400}},
        {"values": {"osc1_wave": 2}},
        {"values": {"osc1_wave": "Wavelet"}},
        {"values": {"Not an id": 1}},
        {"values": {f"id_{k}": k for k in range(2000)}},
        {"tags": "pad"},
        {"tags": [1]},
        {"tags": ["x"] * 100},
        {"locks": [None]},
        {"sketch": [1, 2]},
        {"sketch": "drawing"},
        {"comment": "x" * 20_000},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_wrong_types_and_sizes_are_refused_in_one_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(PresetError, match=r"^test\.json cannot be loaded: ") as caught:
        load(document(**changes))
    assert "\n" not in str(caught.value)


def test_a_huge_file_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a sparse terabyte
    with pytest.raises(PresetError, match=f"larger than {MAX_BYTES // 2**20} MB"):
        load_preset(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="No such file"):
        load_preset(tmp_path / "nowhere.json")
    with pytest.raises(PresetError, match="not a file"):
        load_preset(tmp_path)
    with pytest.raises(PresetError, match="null"):
        load_preset(Path("a\0b"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(PresetError, match="not a file"):
        load_preset(tmp_path / "pipe.json")


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_random_bytes_are_never_more_than_a_preset_error(data: bytes) -> None:
    with pytest.raises(PresetError):
        preset_from_bytes(data, "x")


@settings(max_examples=300)
@given(json_values)
def test_random_json_is_never_more_than_a_preset_error(data: object) -> None:
    with pytest.raises(PresetError):
        load(data)


@settings(max_examples=300)
@given(
    st.sampled_from(["name", "author", "comment", "tags", "map", "locks", "values", "sketch", "version"]), json_values
)
def test_random_entries_load_or_are_a_preset_error(entry: str, value: object) -> None:
    try:
        preset = load(document(**{entry: value}))
    except PresetError as error:
        assert "\n" not in str(error)
    else:
        assert preset_from_bytes(preset_to_bytes(preset), "x") == preset, "what loads can be saved"


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from([row.id for row in ALL]), json_values, max_size=5))
def test_random_values_load_as_legal_patches_or_are_a_preset_error(values: dict[str, object]) -> None:
    try:
        patch = load(document(values=values)).patch
    except PresetError as error:
        assert "\n" not in str(error)
    else:
        assert all(row.minimum <= value <= row.maximum for row, value in zip(ALL, patch.values, strict=True))


def test_damaged_files_load_or_are_a_preset_error() -> None:
    good = preset_to_bytes(
        Preset("Damaged", patch=random_patch(np.random.default_rng(0)), sketch={"strokes": [[1, 2]]})
    )
    chance = random.Random(20)
    for _ in range(2000):
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 30)]
                case _:
                    data[at:at] = data[chance.randrange(len(data)) :][: chance.randint(1, 30)]
        try:
            preset_from_bytes(bytes(data), "x")
        except PresetError as error:
            assert "\n" not in str(error)


# --- saving ---


def full_disk(path: Path, data: bytes) -> None:
    path.write_bytes(data[: len(data) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.json"
    save_preset(path, Preset("Old"))
    monkeypatch.setattr(atomic_write, "_write_through", full_disk)
    with pytest.raises(PresetError, match=r"mine\.json was not saved.*is kept.*disk is full"):
        save_preset(path, Preset("New"))
    assert load_preset(path).name == "Old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.json"], "the half-written file is gone"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_the_words_fit_a_disk_that_is_really_full() -> None:
    with pytest.raises(OSError, match="No space") as caught, Path("/dev/full").open("wb", buffering=0) as device:
        device.write(b"x")
    assert "disk is full" in atomic_write._why(caught.value, Path("x.json"))


def test_a_missing_folder_and_an_impossible_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="does not exist"):
        save_preset(tmp_path / "no" / "such" / "x.json", Preset("x"))
    with pytest.raises(PresetError, match="choose another name"):
        save_preset(Path("a\0b.json"), Preset("x"))
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(PresetError, match="was not saved"):
        save_preset(tmp_path / "folder.json", Preset("x"))


def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    save_preset(real, Preset("Old"))
    link.symlink_to(real)
    save_preset(link, Preset("New"))
    assert link.is_symlink()
    assert load_preset(real).name == "New"


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_saved_file_may_be_read_by_others_as_the_person_has_set(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        save_preset(tmp_path / "x.json", Preset("x"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    "preset",
    [
        Preset(""),
        Preset("x" * 500),
        Preset("x", sketch={"a": float("nan")}),
        Preset("x", sketch={"a": object()}),
        Preset("x", sketch={"a": "b" * MAX_BYTES}),
    ],
    ids=["no name", "long name", "not finite", "no JSON", "too large"],
)
def test_what_could_not_be_loaded_again_is_not_saved(preset: Preset, tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="cannot be saved"):
        save_preset(tmp_path / "x.json", preset)
    assert not list(tmp_path.iterdir())


# --- the presets of the program ---

PAPER = {
    "Paper 1": "On Pulse 3 50 100 Pulse 0 50 100 Pulse 3 25 On Lowpass 2000 On 2000 Highpass 20 On 10000 "
    "On On On 3.7 2 48 On 250 50 On 120 45",
    "Paper 2": "On Sawtooth 5 50 100 Sawtooth 0 65 100 Sawtooth 0 50 On Lowpass 257.6 On 15.45 Lowpass 417.6 On 30.27 "
    "Off Off Off 0 0 0 Off 0 0 On 70 15",
    "Paper 3": "On Sawtooth 0 50 100 Sawtooth 0 50 100 Sawtooth 0 15 On Lowpass 4677 Off 0 None 0 Off 0 "
    "On On On 3.1 2 15 On 250 29 On 10 15",
}


@pytest.mark.parametrize("name", PAPER)
def test_the_papers_three_sounds_are_there_value_for_value(name: str) -> None:
    patch = find_factory(name).patch
    shown = [row.choices[int(patch[row.id])] if row.choices else f"{patch[row.id]:g}" for row in PREDICTED]
    assert shown == PAPER[name].split()


def test_factory_presets_load_without_notes_and_have_names_tags_and_a_drawing() -> None:
    loaded = factory_presets()
    assert len(loaded) >= 15
    assert len({preset.name for preset in loaded}) == len(loaded)
    for preset in loaded:
        assert not preset.notes
        assert preset.tags
        assert preset.comment
        assert preset.sketch is not None
        assert preset.sketch["strokes"]


def test_factory_presets_are_found_whatever_the_capitals() -> None:
    assert find_factory(" paper 2 ").name == "Paper 2"
    with pytest.raises(PresetError, match=r"'Paper 4'.*Paper 1, Paper 2"):
        find_factory("Paper 4")
