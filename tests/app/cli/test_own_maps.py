"""`--map` takes a map of the player by its name, or a map file."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.cli.health import _own_maps
from models.card import read_card
from models.sketch_map.example import Example
from models.sketch_map.map_file import save_map
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.picture import load_picture, picture_to_raster
from models.sketch_to_patch.predictor import MAPS_FOLDER
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch
from tests.app.cli.conftest import Run

CIRCLE = Sketch((Stroke(Tool.ELLIPSE, (Point(0.2, 0.2), Point(0.8, 0.8)), 0.025),))
SOUND = Patch.of({"osc1_wave": "Noise", "reverb_mix": 91.0})
MINE = SketchMap(name="My map").taught(Example(sketch=CIRCLE, patch=SOUND))


@pytest.fixture
def own_map(empty_home: Path) -> Path:
    folder = paths.map_folder()
    folder.mkdir(parents=True)
    save_map(folder / "My map.boubamap", MINE)
    return folder / "My map.boubamap"


def value(out: str, id: str) -> object:
    return next(entry["value"] for entry in json.loads(out)["parameters"] if entry["id"] == id)


@pytest.mark.parametrize("name", ["My map", "my MAP", "a file"])
def test_taught_drawing_has_its_sound(bouba: Run, circle_picture: Path, own_map: Path, name: str) -> None:
    outcome = bouba("predict", circle_picture, "--json", "--map", own_map if name == "a file" else name)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["map"] == "My map"
    assert value(outcome.out, "osc1_wave") == "Noise"
    assert value(outcome.out, "reverb_mix") == pytest.approx(91.0)
    assert picture_to_raster(load_picture(circle_picture)).any()


def test_factory_map_goes_on_as_before(bouba: Run, circle_picture: Path, own_map: Path) -> None:
    assert value(bouba("predict", circle_picture, "--map", "paper", "--json").out, "osc1_wave") == "Pulse"


def test_render_takes_a_map_file(bouba: Run, circle_picture: Path, own_map: Path, tmp_path: Path) -> None:
    words = ("--seconds", "0.2", "--tail", "0")
    assert bouba("render", circle_picture, tmp_path / "a.wav", "--map", own_map, *words).code == 0
    assert bouba("render", circle_picture, tmp_path / "b.wav", *words).code == 0
    assert (tmp_path / "a.wav").read_bytes() != (tmp_path / "b.wav").read_bytes()


def test_unknown_map_is_one_sentence_with_all_that_there_are(bouba: Run, circle_picture: Path, own_map: Path) -> None:
    outcome = bouba("predict", circle_picture, "--map", "atlas")
    assert outcome.code == 1
    assert "'atlas'" in outcome.err
    assert "paper, weather, My map" in outcome.err


@pytest.mark.parametrize("there", [True, False])
def test_bad_map_file_is_one_sentence(bouba: Run, circle_picture: Path, tmp_path: Path, *, there: bool) -> None:
    path = tmp_path / "bad.boubamap"
    if there:
        path.write_bytes(b"no map")
    outcome = bouba("predict", circle_picture, "--map", path)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "bad.boubamap" in outcome.err


def test_a_trained_network_that_cannot_be_used_is_said_beside_the_answer(
    bouba: Run, circle_picture: Path, own_map: Path
) -> None:
    network = b"no network"
    card = replace(read_card(MAPS_FOLDER / "bouba.json"), sha256=hashlib.sha256(network).hexdigest())
    save_map(own_map, MINE.trained(network, card))
    outcome = bouba("predict", circle_picture, "--json", "--map", own_map)
    assert outcome.code == 0
    assert outcome.err.startswith("Note: The trained network in the map My map cannot be used")
    assert outcome.err.count("\n") == 1
    assert value(outcome.out, "osc1_wave") == "Noise"
    mine = next(entry for entry in _own_maps() if entry["map"] == "My map")
    assert mine["state"] == "ready" and "cannot be used" in mine["problem"]


def test_what_a_map_file_lost_is_said_beside_the_answer(bouba: Run, circle_picture: Path, own_map: Path) -> None:
    with zipfile.ZipFile(own_map) as archive:
        document = json.loads(archive.read("map.json"))
    document["examples"].append({"id": "x"})
    document["base"] = "atlas"
    with zipfile.ZipFile(own_map, "w") as archive:
        archive.writestr("map.json", json.dumps(document))
    outcome = bouba("predict", circle_picture, "--json", "--map", own_map)
    assert outcome.code == 0
    assert "Note: Example 2" in outcome.err
    assert "atlas" in outcome.err
    assert value(outcome.out, "osc1_wave") == "Noise"
