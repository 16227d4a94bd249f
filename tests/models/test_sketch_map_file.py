"""The map file: what is saved comes back, what others wrote is read with care or refused in a sentence."""

import hashlib
import io
import json
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.card import ModelCard
from models.errors import MapFileError
from models.sketch_map import archive, map_file
from models.sketch_map.example import Example
from models.sketch_map.map_file import load_map, map_from_bytes, map_to_bytes, save_map
from models.sketch_map.sketch_map import MOST_EXAMPLES, SketchMap
from models.sketch_map.specimens import plain_sketches
from models.sketch_to_patch.stroke import Sketch
from synth.patch import random_patch
from tests.json_values import any_bytes, any_json

NETWORK = b"not yet looked into"


def card(network: bytes = NETWORK) -> ModelCard:
    return ModelCard(
        name="mine", task="sketch_to_patch", sha256=hashlib.sha256(network).hexdigest(), input_shape=(1, 128, 128),
        outputs=("osc1_on",), parameters=1, data="my drawings", licence="mine", command="none", seed=0,
        metrics={"error": 0.5}, versions={"torch": "2"},
    )  # fmt: skip


def a_map(*, trained: bool = False) -> SketchMap:
    rng = np.random.default_rng(4)
    examples = tuple(
        Example(
            id=f"e{number}",
            sketch=Sketch.from_json(sketch.to_json()),
            patch=random_patch(rng),
            weight=0.5 + 0.1 * number,
            enabled=number != 1,
            name=f"drawing {number}",
            created=datetime(2026, 11, 21, number, tzinfo=UTC),
        )
        for number, sketch in enumerate(plain_sketches()[:3])
    )
    found = SketchMap(name="Mine", author="me", comment="two\nlines", base="paper", examples=examples, reach=1.5)
    return found.trained(NETWORK, card()) if trained else found


SAVED = map_to_bytes(a_map(trained=True))


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return out.getvalue()


def with_document(**entries: object) -> bytes:
    files = files_of(SAVED)
    document = json.loads(files["map.json"])
    return packed(files | {"map.json": json.dumps(document | entries).encode()})


def refusal(data: bytes) -> str:
    with pytest.raises(MapFileError) as caught:
        map_from_bytes(data, "x.boubamap")
    text = str(caught.value)
    assert text.startswith("x.boubamap cannot be loaded: ")
    assert "\n" not in text
    assert len(text) < 300
    return text


@pytest.mark.parametrize("trained", [False, True])
def test_a_saved_map_comes_back_whole(tmp_path: Path, trained: bool) -> None:
    path = tmp_path / "Mine.boubamap"
    save_map(path, a_map(trained=trained))
    opened = load_map(path)
    assert opened.sketch_map == a_map(trained=trained)
    assert (opened.skipped, opened.notes) == ((), ())


def test_a_map_without_examples_comes_back() -> None:
    assert map_from_bytes(map_to_bytes(SketchMap(name="New")), "x").sketch_map == SketchMap(name="New")


def test_the_same_map_is_the_same_bytes() -> None:
    assert map_to_bytes(map_from_bytes(SAVED, "x").sketch_map) == SAVED


def test_the_file_is_what_it_says_it_is() -> None:
    files = files_of(SAVED)
    assert set(files) == {"map.json", "network.onnx", "network.json", *(f"thumbnails/e{n}.png" for n in range(3))}
    document = json.loads(files["map.json"])
    assert (document["format"], document["version"]) == ("bouba map", 1)
    assert document["examples"][0]["values"]["osc1_on"] in ("On", "Off")


def test_thumbnails_are_dark_ink_on_paper() -> None:
    with Image.open(io.BytesIO(files_of(SAVED)["thumbnails/e0.png"])) as image:
        grey = np.array(image)
    assert grey.shape == (96, 96)
    assert grey[0, 0] == 255
    assert grey.min() < 60
    assert 0.01 < np.mean(grey < 128) < 0.2


def test_thumbnails_are_never_believed() -> None:
    files = files_of(SAVED) | {"thumbnails/e0.png": b"anything at all", "thumbnails/other.png": b""}
    opened = map_from_bytes(packed(files), "x")
    assert opened.sketch_map == a_map(trained=True)
    assert map_to_bytes(opened.sketch_map) == SAVED


def test_an_example_that_cannot_be_read_is_named_and_the_rest_is_kept() -> None:
    entries = json.loads(files_of(SAVED)["map.json"])["examples"]
    entries[1]["values"]["osc1_wave"] = "Choir"
    opened = map_from_bytes(with_document(examples=[*entries, 7, entries[0]]), "x")
    assert [example.id for example in opened.sketch_map.examples] == ["e0", "e2"]
    assert len(opened.skipped) == 3
    assert opened.skipped[0].startswith("Example 2 cannot be loaded: wave 1 has no 'Choir'")
    assert opened.skipped[2] == "Example 5 cannot be loaded: another one has its id. The others are kept."


def test_a_value_moved_into_range_is_noted() -> None:
    entries = json.loads(files_of(SAVED)["map.json"])["examples"]
    entries[0]["values"]["osc1_amp"] = 500
    assert map_from_bytes(with_document(examples=entries), "x").notes == (
        "Example 1: amplification 1: moved into range.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"network.onnx": NETWORK + b"!"},
        {"network.json": b"{}"},
        {"network.json": b'{"a": NaN}'},
        {"network.json": card().to_json().replace('"version": 1', '"version": 2').encode()},
        {"network.json": None},
        {"network.onnx": None},
    ],
)
def test_a_damaged_network_is_left_out_and_the_examples_are_kept(changes: dict[str, bytes | None]) -> None:
    files = {name: data for name, data in (files_of(SAVED) | changes).items() if data is not None}
    opened = map_from_bytes(packed(files), "x")
    assert opened.sketch_map == a_map()
    assert opened.skipped == ("The trained network in it is damaged and was left out. The examples are kept.",)


def test_a_map_of_a_newer_version_says_so_even_with_files_to_come() -> None:
    files = files_of(with_document(version=2)) | {"sounds/a.wav": b""}
    assert "a newer version of Bouba made it" in refusal(packed(files))


@pytest.mark.parametrize(
    "entries",
    [
        {"format": "bouba preset"},
        {"version": 0},
        {"version": True},
        {"version": 1.0},
        {"name": ""},
        {"name": "a\x00b"},
        {"base": None},
        {"reach": 0.1},
        {"reach": 1e300},
        {"examples": {}},
        {"examples": [0] * (MOST_EXAMPLES + 1)},
        {"preset_version": 0},
    ],
)
def test_a_map_with_a_wrong_entry_is_refused(entries: dict[str, object]) -> None:
    refusal(with_document(**entries))


@given(st.sampled_from(["name", "author", "comment", "base", "reach", "examples", "preset_version"]), any_json)
def test_any_entry_may_be_anything(entry: str, value: object) -> None:
    files = files_of(SAVED)
    document = json.loads(files["map.json"]) | {entry: value}
    data = packed(files | {"map.json": json.dumps(document).encode("utf-8", "surrogatepass")})
    try:
        opened = map_from_bytes(data, "x")
    except MapFileError:
        return
    map_to_bytes(opened.sketch_map)


@given(any_bytes)
def test_any_text_in_the_place_of_the_map_is_refused(text: bytes) -> None:
    refusal(packed(files_of(SAVED) | {"map.json": text}))


@given(any_bytes)
def test_any_bytes_are_refused(data: bytes) -> None:
    refusal(data)
    refusal(b"PK\x03\x04" + data)


@pytest.mark.parametrize(
    "name", ["../map.json", "/map.json", "thumbnails/", "thumbnails/../../x.png", "map.json.exe", "a", "network.pt"]
)
def test_a_file_that_has_no_place_in_a_map_is_refused(name: str) -> None:
    assert "has no place in a map" in refusal(packed(files_of(SAVED) | {name: b""}))


def test_a_file_that_stands_in_it_twice_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written, pytest.warns(UserWarning, match="Duplicate name"):
        written.writestr("map.json", files_of(SAVED)["map.json"])
        written.writestr("map.json", b"{}")
    assert "twice" in refusal(out.getvalue())


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = packed({"map.json": bytes(map_file.LARGEST_MAP_JSON + 1)})
    assert len(bomb) < 100_000
    assert "larger than 48.0 MB" in refusal(bomb)


@pytest.mark.parametrize("filler", ["[],", "{},", "0,"])
def test_a_map_of_endless_entries_is_refused_unparsed(filler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    text = f'{{"more": [{filler * (2**24 // len(filler) * 2)}0]}}'
    with pytest.raises(MapFileError, match="more entries than"):
        map_from_bytes(archive.pack({"map.json": text.encode()}), "bomb")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(packed({"map.json": bytes(map_file.LARGEST_MAP_JSON + 1)}))
    directory = bomb.index(b"PK\x01\x02")
    for at in (directory + 24, 22):  # the uncompressed size, in the directory and in the local header
        bomb[at : at + 4] = struct.pack("<L", 100)
    assert "damaged" in refusal(bytes(bomb))


def test_more_files_than_a_map_can_have_are_refused_whatever_their_number_says() -> None:
    many = bytearray(packed({f"thumbnails/{number}.png": b"" for number in range(archive.MOST_ENTRIES + 1)}))
    assert "files" in refusal(bytes(many))
    many[-14:-10] = struct.pack("<HH", 3, 3)
    assert "files" in refusal(bytes(many))
    assert archive.MOST_ENTRIES >= MOST_EXAMPLES + 3


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packing_than_of_maps_is_refused(method: int) -> None:
    assert "packed in a way that maps are not" in refusal(packed(files_of(SAVED), method))


def test_stored_files_are_read_too() -> None:
    assert map_from_bytes(packed(files_of(SAVED), zipfile.ZIP_STORED), "x").sketch_map == a_map(trained=True)


@pytest.mark.parametrize("flag", [0x1, 0x20, 0x40, 0x2000])
def test_encrypted_and_patched_files_are_refused(flag: int) -> None:
    data = bytearray(packed({"map.json": files_of(SAVED)["map.json"]}))
    directory = data.index(b"PK\x01\x02")
    for at in (directory + 8, 6):
        data[at] |= flag & 0xFF
        data[at + 1] |= flag >> 8
    assert "encrypted" in refusal(bytes(data))


def test_a_comment_and_bytes_around_the_archive_are_refused() -> None:
    refusal(SAVED + b"\x00")
    refusal(b"#!/bin/sh\n" + SAVED)
    commented = bytearray(SAVED + b"hello")
    commented[len(SAVED) - 2 : len(SAVED)] = struct.pack("<H", 5)
    refusal(bytes(commented))


@given(st.integers(0, len(SAVED) - 1), st.integers(1, 255))
def test_a_flipped_byte_does_no_harm(at: int, by: int) -> None:
    data = bytearray(SAVED)
    data[at] ^= by
    check(bytes(data))


@given(st.data())
def test_flipped_bytes_of_the_directory_do_no_harm(data: st.DataObject) -> None:
    damaged = bytearray(SAVED)
    begin = SAVED.index(b"PK\x01\x02")
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(begin, len(SAVED) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(damaged))


@given(st.integers(0, len(SAVED) - 1))
def test_a_file_that_ends_early_is_refused(length: int) -> None:
    refusal(SAVED[:length])


@given(st.integers(0, len(SAVED)), st.integers(0, len(SAVED)), st.binary(max_size=40))
def test_a_file_with_a_piece_torn_out_does_no_harm(one: int, other: int, between: bytes) -> None:
    check(SAVED[: min(one, other)] + between + SAVED[max(one, other) :])


def check(data: bytes) -> None:
    """A damaged map is refused, or what was read can be saved."""
    try:
        opened = map_from_bytes(data, "x")
    except MapFileError:
        return
    map_to_bytes(opened.sketch_map)


def test_what_could_not_be_read_again_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "Mine.boubamap"
    save_map(path, a_map())
    before = path.read_bytes()
    for wrong in (SketchMap(name=""), SketchMap(name="\ud800"), SketchMap(name="x", comment="y" * 10_001)):
        with pytest.raises(MapFileError, match=r"was not saved, what was there before is kept: "):
            save_map(path, wrong)
    broken = Example(sketch=Sketch(picture=b"no png"), patch=random_patch(np.random.default_rng(0)))
    with pytest.raises(MapFileError, match="was not saved"):
        save_map(path, a_map().taught(broken))
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(MapFileError, match="does not exist"):
        save_map(tmp_path / "nowhere" / "x.boubamap", a_map())


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MapFileError, match="is a folder"):
        load_map(tmp_path)
    with pytest.raises(MapFileError, match="cannot be opened"):
        load_map(tmp_path / "missing.boubamap")
