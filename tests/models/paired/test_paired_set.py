"""A folder of sounds and pictures, of the player's or collected, becomes one pack; bad files are named and skipped."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from numpy.typing import NDArray
from PIL import Image

from models.errors import ModelError
from models.paired import pack
from models.paired.class_folder import SPLITS, read_folder, split_of
from models.paired.features import INPUT_SHAPE, RATE_HZ
from models.paired.paired_set import PairedSet, coded, decoded, read_paired

RED, BLUE = (200, 30, 30), (30, 30, 200)


def beep(path: Path, hz: float, seconds: float = 0.5, rate: int = 44_100, channels: int = 1) -> None:
    wave = 0.5 * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    soundfile.write(path, np.repeat(wave[:, None], channels, axis=1), rate)


def picture(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (90, 70)) -> None:
    Image.new("RGB", size, colour).save(path)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A player's folder: two classes, several formats, and files that cannot be used."""
    folder = tmp_path / "mine"
    for name, hz, colour in (("bell", 2000.0, RED), ("drone", 100.0, BLUE)):
        (folder / name).mkdir(parents=True)
        for number, ending in enumerate(("wav", "flac", "ogg", "mp3")):
            beep(folder / name / f"{number}.{ending}", hz, channels=1 + number % 2)
        for number, ending in enumerate(("png", "jpg", "jpeg")):
            picture(folder / name / f"p{number}.{ending}", colour)
    (folder / "bell" / "broken.wav").write_bytes(b"RIFF but not much more")
    (folder / "bell" / "silent.wav").touch()
    beep(folder / "drone" / "nothing.wav", 0.0)
    (folder / "drone" / "broken.png").write_bytes(b"\x89PNG")
    (folder / "drone" / "notes.txt").write_text("no sound")
    (folder / "empty").mkdir()
    return folder


def test_a_folder_of_ones_own_is_read_and_bad_files_are_named(own: Path) -> None:
    paired = read_paired(read_folder(own), processes=1)
    assert paired.classes == ("bell", "drone")
    assert len(paired.sounds) == 8
    assert len(paired.pictures) == 6
    skipped = " ".join(paired.skipped)
    assert len(paired.skipped) == 4
    assert all(name in skipped for name in ("broken.wav", "silent.wav", "nothing.wav", "broken.png"))


def test_sounds_and_pictures_keep_their_classes(own: Path) -> None:
    paired = read_paired(read_folder(own), processes=1)
    bands = decoded(paired.sounds.coded).max(axis=1).argmax(axis=1)
    assert bands[paired.sounds.labels == 0].min() > bands[paired.sounds.labels == 1].max()
    for split in SPLITS:
        pixels, labels = paired.pictures.rgb(split)
        assert pixels.shape[1:] == (64, 64, 3)
        for pixel, label in zip(pixels[:, 32, 32].astype(int), labels, strict=True):
            assert pixel == pytest.approx((RED, BLUE)[label], abs=8)


def test_a_pack_is_what_was_read(own: Path, tmp_path: Path) -> None:
    paired = read_paired(read_folder(own), processes=1)
    paired.save(tmp_path / "pack.npz")
    again = PairedSet.load(tmp_path / "pack.npz")
    assert again.fingerprint == paired.fingerprint
    assert again.classes == paired.classes
    assert again.sounds.names == paired.sounds.names
    assert np.array_equal(again.sounds.coded, paired.sounds.coded)
    assert sum(len(again.sounds.of(split)) for split in SPLITS) == len(again.sounds)


def test_the_fingerprint_is_of_what_is_learnt_and_not_of_where_it_lay(own: Path, tmp_path: Path) -> None:
    first = read_paired(read_folder(own), processes=1)
    moved = own.rename(tmp_path / "elsewhere")
    assert read_paired(read_folder(moved), processes=1).fingerprint == first.fingerprint
    beep(moved / "bell" / "more.wav", 2100.0)
    assert read_paired(read_folder(moved), processes=1).fingerprint != first.fingerprint


def test_a_processor_that_rounds_otherwise_has_the_same_fingerprint(own: Path) -> None:
    paired = read_paired(read_folder(own), processes=1)
    rounded = replace(paired.sounds, coded=paired.sounds.coded ^ 1)
    assert replace(paired, sounds=rounded).fingerprint == paired.fingerprint
    other_file = replace(paired.sounds, files=paired.sounds.files ^ 1)
    assert replace(paired, sounds=other_file).fingerprint != paired.fingerprint


def test_codes_are_half_a_decibel_fine() -> None:
    decibels = np.linspace(-80.0, 40.0, 1000, dtype=np.float32)
    assert np.abs(decoded(coded(decibels)) - decibels).max() < 0.25


def test_pieces_of_a_recording_stay_together_and_all_splits_are_used() -> None:
    assert len({split_of("dog", f"bark_p{piece}") for piece in range(1, 9)}) == 1
    splits = [split_of("dog", f"bark{number}") for number in range(1000)]
    shares = [splits.count(split) / 1000.0 for split in SPLITS]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.05)


def jpegs(colours: list[tuple[int, int, int]]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    files = []
    for colour in colours:
        out = io.BytesIO()
        Image.new("RGB", (64, 64), colour).save(out, "JPEG")
        files.append(out.getvalue())
    return np.frombuffer(b"".join(files), dtype=np.uint8), np.cumsum([0, *map(len, files)])


def test_a_collection_is_read_by_its_index(tmp_path: Path) -> None:
    (tmp_path / "sound" / "dog").mkdir(parents=True)
    (tmp_path / "image").mkdir()
    beep(tmp_path / "sound" / "dog" / "a.ogg", 500.0, seconds=12.0, rate=RATE_HZ)
    jpeg, offset = jpegs([RED, BLUE, RED])
    np.savez(tmp_path / "image" / "dog.npz", jpeg=jpeg[:-300], offset=offset)
    rows = [("sound/dog/a.ogg", "sound", "dog", "test"), ("image/dog.npz#0", "image", "dog", "train")]
    rows += [("image/dog.npz#2", "image", "dog", "train"), ("image/dog.npz#9", "image", "dog", "train")]
    rows += [("image/dog.npz#1", "image", "dog", "val"), ("sketch/dog.npz#0", "sketch", "dog", "train")]
    with (tmp_path / "index.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("path", "modality", "class", "split"), *rows])
    paired = read_paired(read_folder(tmp_path), processes=1)
    assert paired.sounds.coded.shape == (2, *INPUT_SHAPE), "two stretches of five seconds, and two that are too short"
    assert set(paired.sounds.splits) == {SPLITS.index("test")}
    assert paired.pictures.rgb("val")[0][0, 32, 32].astype(int) == pytest.approx(BLUE, abs=8)
    assert len(paired.pictures) == 2
    assert [it.split(" was")[0] for it in paired.skipped] == ["Picture 2 of dog.npz", "Picture 9 of dog.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a pack", b"x" * 100])
def test_a_damaged_pack_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pack.npz").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        PairedSet.load(tmp_path / "pack.npz")


def test_folders_that_cannot_be_used_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_folder(tmp_path / "missing")
    with pytest.raises(ModelError, match="both sounds and pictures"):
        read_folder(tmp_path)
    (tmp_path / "index.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ModelError, match="other columns"):
        read_folder(tmp_path)


def test_the_command_writes_a_pack_and_says_what_is_in_it(own: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(pack.main, ["--data", str(own), "--out", str(tmp_path / "out" / "p.npz")])
    assert done.exit_code == 0, done.output
    assert "bell: " in done.output
    assert "4 files skipped" in done.output
    assert pack.open_paired(tmp_path / "out" / "p.npz").classes == ("bell", "drone")
    failed = CliRunner().invoke(pack.main, ["--data", str(tmp_path / "missing")])
    assert failed.exit_code == 1
    assert "cannot be read" in failed.output
