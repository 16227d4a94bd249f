"""`bouba imagine` writes pictures and films of what is heard in sound files."""

import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from app import sound_painter
from app.cli import imagine
from app.cli.hushed import hushed
from app.gif_files import write_gif
from models.imagine.animation import FRAMES_PER_S
from models.imagine.listener import Listener
from tests.app.cli.conftest import Run
from tests.models.made_up_generators import write_generator

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines")
    listener = Listener()
    for seed, name in enumerate(("bouba", "scene")):
        write_generator(folder, name, listener, seed=seed)
    return folder


@pytest.fixture(autouse=True)
def made_up_engines(engines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two engines made in a moment, and none of those that come with the program."""
    monkeypatch.setattr(imagine, "FOLDER", engines)


def write_sound(path: Path, seconds: float = 1.0, *, level: float = 0.2, seed: int = 0, channels: int = 1) -> Path:
    audio = np.random.default_rng(seed).normal(0.0, level, (round(seconds * RATE_HZ), channels))
    soundfile.write(path, audio.clip(-1.0, 1.0), RATE_HZ)
    return path


@pytest.fixture
def rain(tmp_path: Path) -> Path:
    return write_sound(tmp_path / "rain.wav")


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


# --- pictures ---


def test_the_same_seed_has_the_same_picture_and_another_another(bouba: Run, rain: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        outcome = bouba("imagine", rain, "--out", tmp_path / f"{name}.png", "--seed", seed)
        assert outcome.code == 0, outcome.err
        assert outcome.out.startswith(f"{tmp_path / name}.png: ") and outcome.out.count("\n") == 1
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert not np.array_equal(pixels_of(tmp_path / "a.png"), pixels_of(tmp_path / "c.png"))
    assert pixels_of(tmp_path / "a.png").std() > 20.0


def test_a_picture_has_the_size_asked_for_and_tells_engine_and_seed(bouba: Run, rain: Path, tmp_path: Path) -> None:
    for size in (64, 333, 512):
        bouba("imagine", rain, "--out", tmp_path / "a.png", "--size", size, "--seed", 5, "--engine", "Scene")
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.size == (size, size) and picture.mode == "RGB"
            assert picture.text["Engine"] == "scene" and picture.text["Seed"] == "5"  # type: ignore[attr-defined]


def test_the_first_picture_of_a_grid_is_the_one_without_it_and_the_others_differ(
    bouba: Run, rain: Path, tmp_path: Path
) -> None:
    bouba("imagine", rain, "--out", tmp_path / "one.png", "--size", 64)
    bouba("imagine", rain, "--out", tmp_path / "nine.png", "--size", 192, "--grid", 3)
    grid = pixels_of(tmp_path / "nine.png")
    assert grid.shape == (192, 192, 3)
    tiles = [grid[row : row + 64, column : column + 64] for row in (0, 64, 128) for column in (0, 64, 128)]
    assert np.array_equal(tiles[0], pixels_of(tmp_path / "one.png"))
    assert len({tile.tobytes() for tile in tiles}) == 9


def test_without_imagination_all_pictures_of_a_sound_are_one(bouba: Run, rain: Path, tmp_path: Path) -> None:
    outcome = bouba("imagine", rain, "--out", tmp_path / "a.png", "--size", 128, "--grid", 2, "--imagination", 0)
    assert outcome.code == 0, outcome.err
    grid = pixels_of(tmp_path / "a.png")
    assert np.array_equal(grid[:64, :64], grid[64:, 64:]) and grid.std() > 10.0


def test_json_has_one_line_a_sound_with_classes_likeliest_first(bouba: Run, rain: Path, tmp_path: Path) -> None:
    other = write_sound(tmp_path / "other.flac", 6.5, seed=1)
    outcome = bouba("imagine", rain, other, "--out", tmp_path / "new" / "folder", "--json")
    assert outcome.code == 0, outcome.err
    assert "the loudest 5 s" in outcome.err and "rain" not in outcome.err
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [line["sound"] for line in lines] == [str(rain), str(other)]
    for line in lines:
        assert set(line) == {"sound", "engine", "picture", "classes", "confidence"}
        assert line["engine"] == "bouba" and Path(line["picture"]).is_file()
        chances = [entry["probability"] for entry in line["classes"]]
        assert sum(chances) == pytest.approx(1.0, abs=1e-5) and chances == sorted(chances, reverse=True)
        assert len({entry["name"] for entry in line["classes"]}) == 18
        assert 0.0 <= line["confidence"] <= 1.0


def test_of_a_long_sound_the_loudest_five_seconds_are_painted(bouba: Run, tmp_path: Path) -> None:
    loud = 0.3 * np.random.default_rng(2).normal(size=5 * RATE_HZ).clip(-1.0, 1.0)
    soundfile.write(tmp_path / "loud.wav", loud, RATE_HZ, subtype="FLOAT")
    quiet = 0.0 * np.ones(10 * RATE_HZ)
    soundfile.write(tmp_path / "long.wav", np.concatenate([quiet, loud, quiet]), RATE_HZ, subtype="FLOAT")
    outcome = bouba("imagine", tmp_path / "loud.wav", tmp_path / "long.wav", "--out", tmp_path / "o", "--size", 64)
    assert outcome.code == 0, outcome.err
    one, other = (pixels_of(tmp_path / "o" / f"{name}.png").astype(float) for name in ("loud", "long"))
    assert np.abs(one - other).mean() < 6.0


# --- what is heard ---


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
def test_sounds_of_each_kind_are_painted(bouba: Run, tmp_path: Path, ending: str) -> None:
    outcome = bouba("imagine", write_sound(tmp_path / f"a.{ending}"), "--out", tmp_path / "a.png", "--size", 64)
    assert outcome.code == 0, outcome.err
    assert pixels_of(tmp_path / "a.png").std() > 10.0


def test_silence_and_a_single_sample_are_plain_grey_and_nothing_to_hear(bouba: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(RATE_HZ), RATE_HZ)
    soundfile.write(tmp_path / "sample.wav", np.full(1, 0.9), RATE_HZ)
    sounds = (tmp_path / "silence.wav", tmp_path / "sample.wav")
    text = bouba("imagine", *sounds, "--out", tmp_path / "out")
    assert text.code == 0, text.err
    assert text.out.count("nothing to hear") == 2
    for name in ("silence.png", "sample.png"):
        assert len(np.unique(pixels_of(tmp_path / "out" / name))) == 1
    for line in bouba("imagine", *sounds, "--out", tmp_path / "out", "--json").out.splitlines():
        facts = json.loads(line)
        chances = [entry["probability"] for entry in facts["classes"]]
        assert facts["confidence"] == 0.0 and max(chances) - min(chances) < 1e-6


def test_a_loud_sound_is_named_or_said_to_be_unsure(bouba: Run, rain: Path, tmp_path: Path) -> None:
    facts = json.loads(bouba("imagine", rain, "--out", tmp_path / "a.png", "--json").out)
    words = bouba("imagine", rain, "--out", tmp_path / "a.png").out
    best = facts["classes"][0]
    assert f"{best['name'].replace('_', ' ')}, {100.0 * best['probability']:.0f} %" in words
    assert ("not sure" in words) == (facts["confidence"] < 0.35)
    assert "nothing" not in words


def test_eight_channels_at_96_khz_are_painted(bouba: Run, tmp_path: Path) -> None:
    audio = np.random.default_rng(0).normal(0.0, 0.2, (48_000, 8)).clip(-1.0, 1.0)
    soundfile.write(tmp_path / "wide.wav", audio, 96_000)
    for words in (("a.png",), ("a.mp4", "--animate")):
        outcome = bouba("imagine", tmp_path / "wide.wav", "--size", 64, "--out", tmp_path / words[0], *words[1:])
        assert outcome.code == 0, outcome.err
    assert pixels_of(tmp_path / "a.png").std() > 10.0


def test_sounds_that_cannot_be_heard_are_one_sentence_each_and_the_others_are_painted(
    bouba: Run, rain: Path, tmp_path: Path
) -> None:
    (tmp_path / "damaged.wav").write_bytes(rain.read_bytes()[:30])
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.txt").write_text("no sound", encoding="utf-8")
    bad = ("damaged.wav", "empty.wav", "text.txt", "nowhere.wav", "")
    outcome = bouba("imagine", *(tmp_path / name for name in bad), rain, "--out", tmp_path / "o", "--json")
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert len(lines) == len(bad) and all(line.startswith("Error: ") for line in lines)
    assert all(name in line for name, line in zip(bad, lines, strict=True))
    assert [json.loads(line)["sound"] for line in outcome.out.splitlines()] == [str(rain)]
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["rain.png"]


def test_what_a_decoder_complains_of_is_hushed_and_what_follows_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="ours"), hushed():
        os.write(2, b"theirs")
        raise ValueError("ours")
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


# --- engines ---


def test_engines_that_are_missing_or_damaged_are_told_with_those_that_work(
    bouba: Run, rain: Path, tmp_path: Path, engines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "engines"
    broken.mkdir()
    for path in engines.glob("scene.*"):
        (broken / path.name).write_bytes(path.read_bytes())
    (broken / "bouba.json").write_bytes((engines / "bouba.json").read_bytes())
    (broken / "bouba.onnx").write_bytes((engines / "bouba.onnx").read_bytes()[:-1])
    monkeypatch.setattr(imagine, "FOLDER", broken)
    for engine, words in (("bouba", "checksum"), ("audio2img", "missing")):
        outcome = bouba("imagine", rain, "--out", tmp_path / "a.png", "--engine", engine)
        assert outcome.code == 1
        assert outcome.err.count("\n") == 1 and words in outcome.err and engine in outcome.err
        assert outcome.err.endswith("Engines that are there: scene.\n")
        assert not (tmp_path / "a.png").exists()
    assert bouba("imagine", rain, "--out", tmp_path / "a.png", "--engine", "scene").code == 0
    monkeypatch.setattr(imagine, "FOLDER", tmp_path / "nowhere")
    assert "Engines that are there: none." in bouba("imagine", rain, "--out", tmp_path / "a.png").err


# --- places ---


def test_sounds_of_one_name_do_not_overwrite_each_other(bouba: Run, tmp_path: Path) -> None:
    sounds = []
    for seed, name in enumerate(("a/rain.wav", "b/rain.wav", "b/Rain.flac", "b/rain 2.wav")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        sounds.append(write_sound(tmp_path / name, seed=seed))
    for _ in range(2):  # another run may replace what the first one made
        outcome = bouba("imagine", *sounds, sounds[0], "--out", tmp_path / "o", "--json", "--size", 64)
        assert outcome.code == 0, outcome.err
        pictures = [Path(json.loads(line)["picture"]) for line in outcome.out.splitlines()]
        assert len({path.name.casefold() for path in pictures}) == 5
        assert set(pictures) == set((tmp_path / "o").iterdir())
        assert len({path.read_bytes() for path in pictures}) == 4


def test_no_sound_is_ever_overwritten(bouba: Run, tmp_path: Path) -> None:
    folder = tmp_path / "o"
    folder.mkdir()
    sound = write_sound(tmp_path / "rain.wav")
    strange = sound.rename(folder / "rain.png")
    (tmp_path / "link.png").symlink_to(strange)
    before = strange.read_bytes()
    for out in (strange, tmp_path / "link.png"):
        outcome = bouba("imagine", strange, "--out", out)
        assert outcome.code == 2 and "would be lost" in outcome.err
    outcome = bouba("imagine", strange, "--out", folder)
    assert outcome.code == 0, outcome.err
    assert strange.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["rain 2.png", "rain.png"]


def test_one_sound_goes_into_a_folder_that_is_there(bouba: Run, rain: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures.gif").mkdir()
    for words, name in (((), "rain.png"), (("--animate",), "rain.mp4")):
        outcome = bouba("imagine", rain, "--out", tmp_path / "pictures.gif", "--size", 64, *words)
        assert outcome.code == 0, outcome.err
        assert (tmp_path / "pictures.gif" / name).is_file()


def test_what_is_wrong_with_words_and_places_is_said_before_the_work(
    bouba: Run, rain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        raise AssertionError("no work was to be begun")

    monkeypatch.setattr(imagine, "Listener", nothing)
    out = tmp_path / "a.png"
    for words, reason in (
        ((rain,), "--out"),
        (("--out", out), "SOUND"),
        ((rain, "--out", tmp_path / "a.jpg"), "must end in .png"),
        ((rain, "--out", tmp_path / "a.mp4"), "--animate"),
        ((rain, "--out", out, "--animate"), ".mp4 or .gif"),
        ((rain, "--out", tmp_path / "nowhere" / "a.png"), "does not exist"),
        ((rain, rain, "--out", out), "name a folder"),
        ((rain, rain, "--out", rain), "cannot be made"),
        ((rain, "--out", out, "--engine", "magic"), "'magic'"),
        ((rain, "--out", out, "--seed", -1), "-1"),
        ((rain, "--out", out, "--grid", 9), "9"),
        ((rain, "--out", out, "--size", 63), "63"),
        ((rain, "--out", out, "--imagination", "nan"), "not a number"),
        ((rain, "--out", out, "--imagination", 2.1), "2.1"),
    ):
        outcome = bouba("imagine", *words)
        assert outcome.code == 2 and reason in outcome.err, words
        assert "Traceback" not in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["rain.wav"]


# --- films ---


def test_an_mp4_has_picture_and_sound_of_the_length_of_the_sound(bouba: Run, tmp_path: Path) -> None:
    write_sound(tmp_path / "rain.wav", 2.5, channels=2)
    outcome = bouba("imagine", tmp_path / "rain.wav", "--out", tmp_path / "a.mp4", "--animate", "--size", 97)
    assert outcome.code == 0, outcome.err
    assert "96 pixels" in outcome.err
    with av.open(str(tmp_path / "a.mp4")) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 96, 96)
        assert video.average_rate == FRAMES_PER_S and video.frames == 32
        assert (audio.codec_context.name, audio.channels) == ("aac", 2)
        for stream in (video, audio):
            assert float(stream.duration * stream.time_base) == pytest.approx(2.5, abs=0.08)
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(shown) == 32 and shown[-1].std() > 10.0
    with av.open(str(tmp_path / "a.mp4")) as film:
        heard = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)
    assert heard.shape[1] / 48_000 == pytest.approx(2.5, abs=0.1)
    assert heard.std() == pytest.approx(0.2, rel=0.2)


def test_a_gif_goes_round_with_a_frame_each_80_ms(bouba: Run, tmp_path: Path) -> None:
    sound = np.concatenate([np.zeros(RATE_HZ), 0.2 * np.random.default_rng(0).normal(size=RATE_HZ)]).clip(-1.0, 1.0)
    soundfile.write(tmp_path / "late.wav", sound, RATE_HZ)
    outcome = bouba("imagine", tmp_path / "late.wav", "--out", tmp_path / "a.gif", "--animate", "--size", 64)
    assert outcome.code == 0, outcome.err
    with Image.open(tmp_path / "a.gif") as film:
        durations, pictures = [], []
        for place in range(film.n_frames):  # type: ignore[attr-defined]
            film.seek(place)
            durations.append(film.info["duration"])
            pictures.append(np.asarray(film.convert("RGB"), dtype=float))
        assert film.info["loop"] == 0 and film.size == (64, 64)
    assert sum(durations) == 25 * 80  # frames that are alike are one, of the same duration
    assert durations[0] >= 960 and pictures[0].std() < 1.0
    assert pictures[-1].std() > 10.0


def test_a_film_of_the_shortest_sound_and_of_silence_can_be_opened(bouba: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "sample.wav", np.full(1, 0.9), RATE_HZ)
    soundfile.write(tmp_path / "silence.wav", np.zeros(RATE_HZ), RATE_HZ)
    for name, seconds in (("sample", 0.08), ("silence", 1.04)):
        for ending in ("mp4", "gif"):
            out = tmp_path / f"{name}.{ending}"
            outcome = bouba("imagine", tmp_path / f"{name}.wav", "--out", out, "--animate", "--size", 64)
            assert outcome.code == 0, outcome.err
            assert "nothing to hear" in outcome.out
        with av.open(str(tmp_path / f"{name}.mp4")) as film:
            assert {stream.type for stream in film.streams} == {"video", "audio"}
            assert film.duration / 1e6 == pytest.approx(seconds, abs=0.03)
        with Image.open(tmp_path / f"{name}.gif") as picture:
            assert picture.info["duration"] == round(1000 * seconds)


def test_a_gif_holds_the_beginning_of_a_long_sound_and_says_so(
    bouba: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_painter, "LONGEST_GIF_S", 1.0)
    sound = write_sound(tmp_path / "rain.wav", 2.0)
    outcome = bouba("imagine", sound, "--out", tmp_path / "a.gif", "--animate", "--size", 64)
    assert outcome.code == 0, outcome.err
    assert "Of 2 s the first 1 s are in the GIF" in outcome.err
    with Image.open(tmp_path / "a.gif") as film:
        assert film.n_frames <= 13  # type: ignore[attr-defined]
    monkeypatch.setattr(sound_painter, "LARGEST_GIF_PIXELS", 13 * 100**2)
    outcome = bouba("imagine", sound, "--out", tmp_path / "b.gif", "--animate", "--size", 101)
    assert outcome.code == 1 and "choose a size of 100 or less" in outcome.err
    assert not (tmp_path / "b.gif").exists()


@pytest.mark.parametrize("name", ["a.png", "a.gif", "a.mp4"])
def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(
    bouba: Run, rain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / name).write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", full)
    words = () if name == "a.png" else ("--animate",)
    outcome = bouba("imagine", rain, "--out", tmp_path / name, "--size", 64, *words)
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1 and "disk is full" in outcome.err
    assert (tmp_path / name).read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "rain.wav"])


def test_a_film_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def pictures() -> Iterator[Image.Image]:
        yield Image.new("RGB", (64, 64))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_gif(tmp_path / "a.gif", pictures(), frames_per_s=FRAMES_PER_S)
    assert not list(tmp_path.iterdir())


def test_an_encoder_that_is_not_there_is_one_sentence(
    bouba: Run, rain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.film_files.VIDEO", "no_such_encoder")
    outcome = bouba("imagine", rain, "--out", tmp_path / "a.mp4", "--size", 64, "--animate")
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1 and "a.mp4 was not saved" in outcome.err
    assert not (tmp_path / "a.mp4").exists()


def test_help_says_what_there_is(bouba: Run) -> None:
    outcome = bouba("imagine", "--help")
    assert outcome.code == 0
    for word in ("--engine", "bouba", "audio2img", "--imagination", "--animate", "--grid"):
        assert word in outcome.out
    assert "imagine" in bouba("--help").out


@pytest.mark.parametrize("seconds", [2.0, 0.08, 1.0])
def test_a_film_of_a_whole_number_of_frames_is_written(bouba: Run, tmp_path: Path, seconds: float) -> None:
    sound = write_sound(tmp_path / "a.wav", seconds)
    outcome = bouba("imagine", sound, "--out", tmp_path / "a.mp4", "--animate", "--size", 64)
    assert outcome.code == 0, outcome.err
    with av.open(tmp_path / "a.mp4") as film:
        assert float(film.duration / av.time_base) == pytest.approx(seconds, abs=0.15)


def test_without_the_library_for_films_a_sentence_says_what_can_be_written(
    bouba: Run, rain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "app.film_files", None)
    outcome = bouba("imagine", rain, "--out", tmp_path / "a.mp4", "--animate")
    assert outcome.code == 1
    assert "need the library PyAV" in outcome.err
    assert not (tmp_path / "a.mp4").exists()
