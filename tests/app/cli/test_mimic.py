"""`bouba mimic` writes a preset that comes near a sound file."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.sound_to_patch import predictor
from models.sound_to_patch.library import build_library
from models.sound_to_patch.predictor import Memory
from synth.patch import Patch
from synth.presets import load_preset
from synth.render import render_note
from tests.app.cli.conftest import Run


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of a few renders, made in a moment."""
    from app.cli import mimic

    monkeypatch.setattr(mimic, "open_memory", lambda: Memory(build_library(14)))


@pytest.fixture
def pluck(tmp_path: Path) -> Path:
    """A short note of the synth as a file."""
    path = tmp_path / "pluck.wav"
    patch = Patch.of({"osc1_wave": "Triangle", "filter1_cutoff_hz": 900.0, "reverb_on": "Off"})
    soundfile.write(path, render_note(patch, 60, seconds=0.25, tail=0.2, sample_rate_hz=24_000), 24_000)
    return path


@pytest.mark.usefixtures("small_memory")
def test_a_sound_becomes_a_preset_that_says_where_it_is_from(bouba: Run, pluck: Path, tmp_path: Path) -> None:
    out = tmp_path / "My pluck.json"
    outcome = bouba("mimic", pluck, out, "--renders", 60, "--only-predicted", "--json")
    assert outcome.code == 0, outcome.err
    facts = json.loads(outcome.out)
    assert facts["distance_db"] <= facts["start_distance_db"]
    assert facts["note"] == 60 and facts["voiced"] and abs(facts["cents"]) < 5.0
    assert 60 <= facts["renders"] <= 70
    preset = load_preset(out)
    assert preset.name == "My pluck"
    assert "pluck.wav" in preset.comment and f"{facts['distance_db']:.1f} dB" in preset.comment
    assert preset.patch["amp_release_s"] == Patch.default()["amp_release_s"]
    lines = [line for line in outcome.err.splitlines() if "renders:" in line]
    shown = [float(line.split(":")[1].removesuffix("dB")) for line in lines]
    assert shown and shown == sorted(shown, reverse=True)


@pytest.mark.usefixtures("small_memory")
def test_text_shows_the_distances_before_and_after_and_the_nearest_preset(
    bouba: Run, pluck: Path, tmp_path: Path
) -> None:
    outcome = bouba("mimic", pluck, tmp_path / "a.json", "--renders", 25)
    assert outcome.code == 0, outcome.err
    assert "before the search" in outcome.out
    assert "nearest preset" in outcome.out
    assert "Heard: C4" in outcome.err


def test_what_is_wrong_is_said_before_anything_is_searched(bouba: Run, pluck: Path, tmp_path: Path) -> None:
    wrong_end = bouba("mimic", pluck, tmp_path / "a.wav")
    assert wrong_end.code == 2 and ".json" in wrong_end.err
    no_folder = bouba("mimic", pluck, tmp_path / "nowhere" / "a.json")
    assert no_folder.code == 2 and "nowhere" in no_folder.err
    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(9000), 24_000)
    for sound, words in ((silent, "silent"), (tmp_path / "none.wav", "none.wav"), (tmp_path, "folder")):
        outcome = bouba("mimic", sound, tmp_path / "a.json")
        assert outcome.code == 1
        assert outcome.err.startswith("Error: ") and words in outcome.err and "Traceback" not in outcome.err
    assert not list(tmp_path.glob("*.json"))


def test_options_that_would_change_nothing_and_names_that_cannot_be_saved_are_refused_before_the_search(
    bouba: Run, pluck: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder.json").mkdir()
    for words, reason in (
        ((pluck, tmp_path / "a.json", "--seconds", "nan"), "not a number"),
        ((pluck, tmp_path / "a.json", "--seconds", "inf"), "0.1<=x<=3600"),
        ((pluck, tmp_path / "a.json", "--map", "bouba"), "add --draw"),
        ((pluck, tmp_path / "folder.json"), "is a folder"),
        ((pluck, tmp_path / f"{'w' * 300}.json"), "is no name for a file"),
        ((tmp_path / "none.wav", tmp_path / "a.json"), "none.wav"),
    ):
        outcome = bouba("mimic", *words)
        assert outcome.code in (1, 2) and reason in outcome.err and "renders:" not in outcome.err
    assert [path.name for path in tmp_path.glob("*.json")] == ["folder.json"]


@pytest.mark.usefixtures("small_memory")
def test_seconds_end_a_search_of_many_renders(bouba: Run, pluck: Path, tmp_path: Path) -> None:
    outcome = bouba("mimic", pluck, tmp_path / "a.json", "--renders", 1_000_000, "--seconds", "0.1", "--json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["renders"] < 10_000


@pytest.mark.usefixtures("small_memory")
@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names that are text")
def test_a_sound_whose_name_is_no_text_is_mimicked(bouba: Run, pluck: Path, tmp_path: Path) -> None:
    strange = pluck.rename(tmp_path / "caf\udce9.wav")
    outcome = bouba("mimic", strange, tmp_path / "a.json", "--renders", 20)
    assert outcome.code == 0, outcome.err
    assert "caf?.wav" in load_preset(tmp_path / "a.json").comment


def test_a_damaged_network_is_one_sentence(
    bouba: Run, pluck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "library.npz"
    broken.write_bytes(b"broken")
    from app.cli import mimic

    monkeypatch.setattr(mimic, "open_memory", lambda: predictor.open_memory(broken, tmp_path / "none.onnx"))
    outcome = bouba("mimic", pluck, tmp_path / "a.json")
    assert outcome.code == 1
    assert "library.npz is damaged" in outcome.err
