"""A map with a network of its own: it predicts, what is taught stays exact, and a damaged one steps aside."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.card import ModelCard, read_card
from models.sketch_map.example import Example
from models.sketch_map.map_file import load_map, save_map
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.specimens import plain_sketches
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import MAPS_FOLDER, SketchPredictor
from models.sketch_to_patch.raster import rasterize
from synth.patch import Patch

STAR, CROSS = plain_sketches()[4], plain_sketches()[8]
SOUND = Patch.of({"osc1_wave": "Noise", "reverb_mix": 91.0, "filter1_cutoff_hz": 300.0})
NETWORK = (MAPS_FOLDER / "bouba.onnx").read_bytes()
"""A network that answers otherwise than the base Paper does: as if it had been trained."""
CARD = read_card(MAPS_FOLDER / "bouba.json")
PLAIN = SketchMap(name="Mine", base="paper").taught(Example(sketch=CROSS, patch=SOUND))
TRAINED = PLAIN.trained(NETWORK, CARD)


def card_of(network: bytes) -> ModelCard:
    return replace(CARD, sha256=hashlib.sha256(network).hexdigest())


@pytest.fixture(scope="module")
def networks() -> MapNetworks:
    return MapNetworks(use_gpu=False)


def unit(networks: MapNetworks, sketch_map: SketchMap, sketch: object) -> np.ndarray:
    return networks.predictor(sketch_map).predict_unit(rasterize(sketch)[None])[0]


def test_trained_network_answers_between_the_drawings_and_the_drawings_stay_exact(networks: MapNetworks) -> None:
    bouba = SketchPredictor("bouba", use_gpu=False).predict_unit(rasterize(STAR)[None])[0]
    assert np.abs(bouba - unit(networks, PLAIN, STAR)).max() > 0.1
    assert unit(networks, TRAINED, STAR) == pytest.approx(bouba)
    assert unit(networks, TRAINED, CROSS) == pytest.approx(SOUND.to_unit(), abs=1e-9)
    assert networks.predictor(TRAINED).card == CARD


def test_a_network_without_examples_predicts_too(networks: MapNetworks) -> None:
    alone = SketchMap(name="Mine", base="paper").trained(NETWORK, CARD)
    assert unit(networks, alone, STAR) == pytest.approx(unit(networks, TRAINED, STAR))


def test_going_back_gives_the_old_answers_back(networks: MapNetworks) -> None:
    before = unit(networks, PLAIN, STAR)
    unit(networks, TRAINED, STAR)
    assert np.array_equal(unit(networks, TRAINED.trained(None, None), STAR), before)


@pytest.mark.parametrize("network", [b"", b"no network", NETWORK[: len(NETWORK) // 2]])
def test_a_network_that_cannot_be_used_is_said_and_the_base_answers(networks: MapNetworks, network: bytes) -> None:
    broken = PLAIN.trained(network, card_of(network))
    predictor = networks.predictor(broken)
    assert isinstance(predictor, TaughtPredictor)
    assert "Mine cannot be used" in predictor.remark
    assert np.array_equal(unit(networks, broken, STAR), unit(networks, PLAIN, STAR))
    assert unit(networks, broken, CROSS) == pytest.approx(SOUND.to_unit(), abs=1e-9)
    assert isinstance(sound := networks.predictor(TRAINED), TaughtPredictor) and sound.remark == ""


def test_a_network_of_other_outputs_is_not_used(networks: MapNetworks) -> None:
    stranger = PLAIN.trained(NETWORK, replace(CARD, outputs=CARD.outputs[:-1]))
    fresh = MapNetworks(use_gpu=False).predictor(stranger)
    assert isinstance(fresh, TaughtPredictor) and fresh.remark


def test_the_network_goes_with_the_file_and_predicts_from_there(networks: MapNetworks, tmp_path: Path) -> None:
    save_map(tmp_path / "mine.boubamap", TRAINED)
    opened = load_map(tmp_path / "mine.boubamap")
    assert opened.skipped == ()
    assert opened.sketch_map.network == NETWORK
    assert unit(networks, opened.sketch_map, STAR) == pytest.approx(unit(networks, TRAINED, STAR))


def test_how_much_of_an_answer_is_taught(networks: MapNetworks) -> None:
    predictor = networks.predictor(PLAIN)
    assert isinstance(predictor, TaughtPredictor)
    seen = np.stack([rasterize(CROSS), np.zeros((128, 128), dtype=np.uint8)])
    assert predictor.taught_share(seen) == pytest.approx([1.0, 0.0])
