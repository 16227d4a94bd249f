"""`bouba sonify`: WAV files of what is seen in pictures."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from models.imagine.listener import Listener
from tests.app.cli.conftest import Run
from tests.models.made_up_voice import write_voice


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command finds a decoder."""
    write_voice(tmp_path / "voice", Listener())
    monkeypatch.setitem(_defaults(), "folder", tmp_path / "voice")
    return tmp_path


def _defaults() -> dict[str, object]:
    from models.sonify.voice import Voice

    defaults = Voice.__init__.__kwdefaults__
    assert defaults is not None
    return defaults


def picture(path: Path, size: tuple[int, int] = (90, 70)) -> Path:
    """A picture file."""
    pixels = np.random.default_rng(0).integers(0, 255, (*size[::-1], 3)).astype(np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def test_a_picture_becomes_two_seconds_of_wav(bouba: Run, folder: Path) -> None:
    done = bouba("sonify", picture(folder / "a.png"), "--out", folder / "a.wav", "--json")
    assert done.code == 0, done.err
    sound, rate = soundfile.read(folder / "a.wav")
    assert len(sound) == 2 * rate
    assert 0.5 < np.abs(sound).max() < 1.0
    facts = json.loads(done.out)
    assert facts["sound"] == str(folder / "a.wav")
    assert sum(it["probability"] for it in facts["classes"]) == pytest.approx(1.0, abs=1e-3)
    assert 0.0 <= facts["confidence"] <= 1.0


def test_the_same_seed_gives_the_same_file_and_another_one_another(bouba: Run, folder: Path) -> None:
    source = picture(folder / "a.png")
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        assert bouba("sonify", source, "--out", folder / f"{name}.wav", "--seed", str(seed)).code == 0
    one, again, two = ((folder / f"{name}.wav").read_bytes() for name in ("one", "again", "two"))
    assert one == again != two


def test_several_pictures_go_into_a_folder_and_a_damaged_one_does_not_stop_them(bouba: Run, folder: Path) -> None:
    (folder / "bad.png").write_bytes(b"no picture")
    done = bouba(
        "sonify", picture(folder / "a.png"), folder / "bad.png", picture(folder / "b.jpg"), "--out", folder / "sounds"
    )
    assert done.code == 1
    assert sorted(path.name for path in (folder / "sounds").iterdir()) == ["a.wav", "b.wav"]
    assert "bad.png" in done.err
    assert "Traceback" not in done.err


def test_a_missing_decoder_is_one_sentence(bouba: Run, folder: Path) -> None:
    (folder / "voice" / "shared.onnx").unlink()
    done = bouba("sonify", picture(folder / "a.png"), "--out", folder / "a.wav")
    assert done.code == 1
    assert done.err.startswith("Error: The network shared.onnx is missing.")
    assert not (folder / "a.wav").exists()


def test_a_place_that_is_no_wav_file_is_refused_before_the_work(bouba: Run, folder: Path) -> None:
    done = bouba("sonify", picture(folder / "a.png"), "--out", folder / "a.mp3")
    assert done.code == 2
    assert ".wav" in done.err
