"""`bouba morph` goes from sound to sound in one note, and writes the steps as presets."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from app.cli.morph import way
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone import NEUTRAL
from models.sketch_to_patch.tone_sound import ROWS, with_tone
from models.sketch_to_patch.tone_sweeps import sweep_of
from synth.presets import find_factory, load_preset
from tests.app.cli.conftest import Run

SHORT = ("--seconds", "0.3")


def test_way_goes_through_every_corner_and_its_weights_sum_to_one() -> None:
    weights = np.array(way(3, 9))
    assert weights.sum(axis=1) == pytest.approx(np.ones(9))
    assert weights[[0, 4, 8]].tolist() == np.eye(3).tolist()
    assert np.abs(np.diff(weights, axis=0)).max() == pytest.approx(0.25)


def test_sweep_of_sounds_begins_and_ends_with_the_presets(bouba: Run, tmp_path: Path) -> None:
    words = (
        "morph",
        "Round Pad",
        "kiki lead",
        "--out",
        tmp_path / "a.wav",
        "--presets",
        tmp_path / "p",
        "--steps",
        "5",
    )
    outcome = bouba(*words, *SHORT)
    assert outcome.code == 0, outcome.err
    audio, rate = soundfile.read(tmp_path / "a.wav")
    assert (len(audio), rate) == (round(1.3 * 48_000), 48_000)
    assert np.abs(audio).max() > 0.01
    steps = [load_preset(path) for path in sorted((tmp_path / "p").glob("*.json"))]
    assert [step.name for step in steps] == [f"a {n}" for n in range(1, 6)]
    assert steps[0].patch == find_factory("Round Pad").patch
    assert steps[-1].patch == find_factory("Kiki Lead").patch


def test_sweep_of_drawings_keeps_them_in_the_presets(bouba: Run, circle_picture: Path, tmp_path: Path) -> None:
    words = (
        "morph",
        circle_picture,
        "Paper 2",
        "--out",
        tmp_path / "b.wav",
        "--presets",
        tmp_path / "p",
        "--steps",
        "3",
    )
    outcome = bouba(*words, *SHORT, "--space", "drawings")
    assert outcome.code == 0, outcome.err
    first, half, last = (load_preset(tmp_path / "p" / f"b {n}.json") for n in (1, 2, 3))
    assert first.sketch is not None
    assert half.sketch is not None
    assert "picture" in first.sketch
    assert "picture" in half.sketch
    assert half.sketch["strokes"]
    assert last.sketch == find_factory("Paper 2").sketch


def test_drawings_of_photographs_sound_by_their_tone(bouba: Run, tmp_path: Path) -> None:
    photographs = tmp_path / "cold.png", tmp_path / "warm.png"
    for path, pixels in zip(photographs, sweep_of("warmth", 1)[:: len(sweep_of("warmth", 1)) - 1], strict=True):
        Image.fromarray(pixels).save(path)
    words = ("morph", *photographs, "--out", tmp_path / "c.wav", "--presets", tmp_path / "p", "--steps", "3")
    outcome = bouba(*words, *SHORT, "--space", "drawings")
    assert outcome.code == 0, outcome.err
    for step in (load_preset(path) for path in sorted((tmp_path / "p").glob("*.json"))):
        assert step.sketch is not None
        tone = Sketch.from_json(step.sketch).tone
        assert tone != NEUTRAL
        toned = with_tone(step.patch, tone)
        assert [step.patch[row] for row in ROWS] == pytest.approx([toned[row] for row in ROWS])


@pytest.mark.parametrize("name", ["w" * 120, "weit " * 40, "\N{SNOWMAN}" * 80], ids=["signs", "words", "bytes"])
def test_steps_of_a_long_name_are_as_many_files(bouba: Run, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"{name}.wav"
    outcome = bouba("morph", "Round Pad", "Wind", "--out", out, "--presets", tmp_path / "p", "--steps", "12", *SHORT)
    assert outcome.code == 0, outcome.err
    steps = [load_preset(path).name for path in (tmp_path / "p").glob("*.json")]
    assert sorted(step[-3:] for step in steps) == [f" {n:02d}" for n in range(1, 13)]
    assert all(step.startswith(name[:40]) for step in steps)


def test_what_has_no_drawing_cannot_be_drawn(bouba: Run, tmp_path: Path) -> None:
    bouba("morph", "Round Pad", "Wind", "--out", tmp_path / "a.wav", "--presets", tmp_path, "--steps", "2", *SHORT)
    words = ("morph", "Wind", tmp_path / "a 1.json", "--out", tmp_path / "b.wav", "--space", "drawings")
    outcome = bouba(*words)
    assert outcome.code == 1
    assert "a 1 has no drawing" in outcome.err
    assert not (tmp_path / "b.wav").exists()


@pytest.mark.parametrize("sources", [("Wind",), ("Wind",) * 5])
def test_too_few_and_too_many_are_wrong_usage(bouba: Run, tmp_path: Path, sources: tuple[str, ...]) -> None:
    outcome = bouba("morph", *sources, "--out", tmp_path / "a.wav")
    assert outcome.code == 2
    assert "2 to 4" in outcome.err


def test_what_is_not_there_is_one_sentence(bouba: Run, tmp_path: Path) -> None:
    outcome = bouba("morph", "Wind", "Nope", "--out", tmp_path / "a.wav")
    assert (outcome.code, outcome.err.count("\n")) == (1, 1)
    assert "'Nope'" in outcome.err


def test_nothing_that_is_there_is_replaced(bouba: Run, tmp_path: Path) -> None:
    (tmp_path / "steps").mkdir()
    mine = tmp_path / "steps" / "m 2.json"
    mine.write_text("mine")
    words = ["morph", "Round Pad", "Kiki Lead", "--steps", "3", "--seconds", "0.1"]
    outcome = bouba(*words, "--out", tmp_path / "m.wav", "--presets", tmp_path / "steps")
    assert outcome.code == 1 and "m 2.json" in outcome.err and "lost" in outcome.err
    assert mine.read_text() == "mine" and not (tmp_path / "m.wav").exists()
    outcome = bouba(*words, "--out", tmp_path / "no folder" / "m.wav")
    assert outcome.code == 2 and "does not exist" in outcome.err
