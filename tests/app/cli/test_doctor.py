"""`bouba doctor` says what is there and what to get, whatever is missing."""

import json
import multiprocessing
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.audio import devices
from app.audio.devices import Listing
from app.cli import health
from app.cli.doctor import as_text
from models.imagine.imaginer import Imaginer
from models.imagine.listener import Listener
from models.sketch_map.map_file import save_map
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.predictor import available_maps
from tests.app.cli.conftest import Run
from tests.models.made_up_generators import write_generator


@pytest.fixture
def no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("audio_outputs", "audio_inputs"):
        monkeypatch.setattr(health, name, lambda: Listing(problem="PortAudio does not work: no library."))
    monkeypatch.setattr(health, "midi_inputs", lambda: Listing(({"name": "Keys"},)))


@pytest.mark.usefixtures("no_devices")
def test_json_has_every_section(bouba: Run) -> None:
    outcome = bouba("doctor", "--json")
    assert outcome.code == 0, outcome.err
    report = json.loads(outcome.out)
    assert set(report) == {
        "versions", "audio", "microphones", "midi", "prediction", "models", "maps", "senses", "display",
        "realtime_priority", "missing",
    }  # fmt: skip
    assert report["versions"]["Bouba"]
    assert report["midi"]["inputs"] == ["Keys"]
    assert report["prediction"]["used"] in ("CPU", "CUDA")
    assert [model["state"] for model in report["models"]] == ["ready"] * len(available_maps())
    assert all(len(model["sha256"]) == 64 for model in report["models"])
    assert report["senses"][0] == {"network": "encoders", "state": "ready", "problem": ""}
    assert {entry["state"] for entry in report["senses"]} == {"ready"}


@pytest.mark.usefixtures("no_devices")
def test_each_thing_missing_comes_with_how_to_get_it(bouba: Run) -> None:
    missing = json.loads(bouba("doctor", "--json").out)["missing"]
    assert missing[0]["what"] == "PortAudio does not work: no library."
    assert "libportaudio2" in missing[0]["get"]
    assert all(entry["what"].endswith(".") and entry["get"].endswith(".") for entry in missing)


@pytest.mark.usefixtures("no_devices")
def test_the_text_names_every_section() -> None:
    text = as_text(health.collect())
    for title in (
        "Versions",
        "Audio outputs",
        "Audio inputs",
        "MIDI inputs",
        "Networks",
        "Prediction",
        "Display",
        "Missing",
    ):
        assert f"{title}\n" in f"{text}\n"


@pytest.mark.usefixtures("no_devices")
def test_a_damaged_engine_is_named_and_the_others_are_ready(
    bouba: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener()
    for name in ("bouba", "scene"):
        write_generator(tmp_path, name, listener)
    (tmp_path / "scene.onnx").write_bytes(b"damaged")
    monkeypatch.setattr(health, "PICTURES_FOLDER", tmp_path)
    monkeypatch.setattr(health, "Imaginer", partial(Imaginer, folder=tmp_path))
    report = json.loads(bouba("doctor", "--json").out)
    states = {entry["network"]: entry["state"] for entry in report["senses"]}
    assert states["pictures, bouba"] == "ready"
    assert states["pictures, scene"] == "refused"
    assert any("scene.onnx" in entry["what"] for entry in report["missing"])
    assert "pictures, bouba: ready" in bouba("doctor").out


def two_entries() -> list[dict[str, Any]]:
    return [{"name": "a"}, {"name": "b"}]


def a_failure() -> list[dict[str, Any]]:
    raise RuntimeError("no\nsuch driver.")


def a_crash() -> list[dict[str, Any]]:
    os._exit(11)


def a_hang() -> list[dict[str, Any]]:
    multiprocessing.Event().wait()
    return []


@pytest.mark.parametrize(
    ("entries", "patience_s", "expected"),
    [
        (two_entries, 60, Listing(({"name": "a"}, {"name": "b"}))),
        (a_failure, 60, Listing(problem="It does not work: no such driver.")),
        (a_crash, 60, Listing(problem="It crashed when it was asked for its devices.")),
        (a_hang, 1, Listing(problem="It did not answer within 1 s; a sound server may hang.")),
    ],
)
def test_a_driver_may_answer_fail_crash_or_hang(
    monkeypatch: pytest.MonkeyPatch, entries: Callable[[], list[dict[str, Any]]], patience_s: float, expected: Listing
) -> None:
    monkeypatch.setattr(devices, "PATIENCE_S", patience_s)
    assert devices._ask(entries, "It") == expected


@pytest.mark.usefixtures("no_devices")
def test_maps_of_drawings_are_listed_with_those_of_the_player(
    bouba: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.paths.map_folder", lambda: tmp_path)
    save_map(tmp_path / "Mine.boubamap", SketchMap(name="Mine", base="atlas"))
    (tmp_path / "Bad.boubamap").write_bytes(b"no map")
    report = json.loads(bouba("doctor", "--json").out)
    listed = {(entry["map"], entry["of"], entry["state"]) for entry in report["maps"]}
    assert listed == {("Weather", "Bouba", "ready"), ("Mine", "you", "ready"), ("", "you", "refused")}
    missing = " ".join(entry["what"] for entry in report["missing"])
    assert "Bad.boubamap" in missing and "atlas" in missing
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Bad.boubamap", "Mine.boubamap"]
