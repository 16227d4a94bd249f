"""`bouba sketch` draws the sound of a preset, and `bouba mimic --draw` puts such a drawing into its preset."""

import json
from pathlib import Path

import pytest
import soundfile
from PIL import Image

from app.cli import sketch
from models.sketch_to_patch.stroke import Sketch
from models.sound_to_patch.library import build_library
from models.sound_to_patch.predictor import Memory
from synth.patch import Patch
from synth.presets import load_preset
from synth.render import render_note
from tests.app.cli.conftest import Run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search of a moment."""
    monkeypatch.setattr(sketch, "PREDICTIONS", 24)


@pytest.mark.usefixtures("quick")
def test_preset_becomes_a_drawing_that_other_programs_read(bouba: Run, tmp_path: Path) -> None:
    svg, png = tmp_path / "k.svg", tmp_path / "k.png"
    outcome = bouba("sketch", "Kiki Lead", svg, "--json")
    assert outcome.code == 0, outcome.err
    facts = json.loads(outcome.out)
    assert facts["map"] == "bouba" and facts["distance_db"] >= 0.0 and facts["predictions"] >= 24
    assert svg.read_text().startswith("<svg ")
    assert bouba("sketch", "Kiki Lead", png, "--map", "bouba").code == 0
    with Image.open(png) as picture:
        assert picture.size == (1024, 1024)
        assert len(set(picture.convert("L").resize((64, 64)).tobytes())) > 1


def test_what_is_wrong_is_said_before_anything_is_searched(bouba: Run, tmp_path: Path) -> None:
    assert bouba("sketch", "Kiki Lead", tmp_path / "k.jpg").code == 2
    assert bouba("sketch", "Kiki Lead", tmp_path / "nowhere" / "k.svg").code == 2
    for words in (("No Such Preset", tmp_path / "k.svg"), ("Kiki Lead", tmp_path / "k.svg", "--map", "nothing")):
        outcome = bouba("sketch", *words)
        assert outcome.code == 1 and outcome.err.startswith("Error: ")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("quick")
def test_a_drawing_never_replaces_the_picture_it_is_made_from(bouba: Run, circle_picture: Path, tmp_path: Path) -> None:
    before = circle_picture.read_bytes()
    link = tmp_path / "link.png"
    link.symlink_to(circle_picture)
    for words in (
        ("sketch", circle_picture, circle_picture),
        ("sketch", circle_picture, link),
        ("why", circle_picture, "--heat", circle_picture),
        ("why", link, "--heat", circle_picture),
    ):
        outcome = bouba(*words)
        assert outcome.code == 2 and "would be lost" in outcome.err
    assert circle_picture.read_bytes() == before and link.is_symlink()


@pytest.mark.usefixtures("quick")
def test_mimic_puts_a_drawing_into_its_preset(bouba: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.cli import mimic

    monkeypatch.setattr(mimic, "open_memory", lambda: Memory(build_library(7)))
    sound, out = tmp_path / "a.wav", tmp_path / "a.json"
    soundfile.write(sound, render_note(Patch.default(), 60, seconds=0.2, sample_rate_hz=24_000), 24_000)
    outcome = bouba("mimic", sound, out, "--renders", 20, "--draw", "--map", "BOUBA")
    assert outcome.code == 0, outcome.err
    preset = load_preset(out)
    assert preset.sketch is not None and preset.map_name == "bouba"
    assert not Sketch.from_json(preset.sketch).is_empty
    assert "Drawn:" in outcome.err
