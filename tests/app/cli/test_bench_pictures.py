"""`bouba bench pictures` measures each step of each engine that is there."""

import json
from pathlib import Path

import pytest

from app.cli import bench_pictures
from models.imagine.listener import Listener
from tests.app.cli.conftest import Run
from tests.models.made_up_generators import write_generator


@pytest.fixture
def engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two engines made in a moment."""
    for name in ("bouba", "scene"):
        write_generator(tmp_path, name, Listener())
    monkeypatch.setattr(bench_pictures, "FOLDER", tmp_path)
    monkeypatch.setattr(bench_pictures, "TIMES", 3)
    return tmp_path


def test_every_step_of_every_engine_has_its_time_and_its_ratio(bouba: Run, engines: Path) -> None:
    outcome = bouba("bench", "pictures", "--json")
    assert outcome.code == 0, outcome.err
    figures = json.loads(outcome.out)
    for name in ("bouba", "scene"):
        whole, part = (figures[f"{step}_to_picture_{name}_p50"]["value"] for step in ("features", "condition"))
        assert whole > part > 0.0
        ratio = figures[f"features_to_picture_{name}_to_reference"]["value"]
        assert ratio == pytest.approx(whole / figures["reference_job"]["value"])


def test_without_engines_it_is_one_sentence(bouba: Run, engines: Path) -> None:
    for path in engines.glob("*.onnx"):
        path.unlink()
    outcome = bouba("bench", "pictures")
    assert outcome.code == 1
    assert outcome.err == "Error: There is no engine to measure. Install the program again.\n"
