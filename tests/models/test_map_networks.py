"""Predictors of maps: the base alone, taught over it, and a base that is not there."""

import numpy as np
import pytest

from models.sketch_map.embedding import measured_spread
from models.sketch_map.example import Example
from models.sketch_map.map_networks import PIXEL_SPREAD, SPREADS, MapNetworks, base_of, missing_base
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.predictor import DEFAULT_MAP, SketchPredictor
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

CROSS = Sketch(
    (Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8))), Stroke(Tool.LINE, (Point(0.8, 0.2), Point(0.2, 0.8))))
)
SOUND = Patch.of({"osc1_wave": "Noise", "reverb_mix": 91.0, "filter1_cutoff_hz": 300.0})


@pytest.fixture(scope="module")
def networks() -> MapNetworks:
    return MapNetworks(use_gpu=False)


def test_spreads_that_are_written_down_are_those_that_are_measured() -> None:
    bouba = SketchPredictor("bouba", use_gpu=False)
    for embedding, written in ((PixelEmbedding(), PIXEL_SPREAD), (bouba, SPREADS[bouba.card.sha256])):
        measured = measured_spread(embedding)
        assert (measured.alike, measured.unlike) == pytest.approx((written.alike, written.unlike), abs=1e-4)


def test_map_without_examples_is_its_base(networks: MapNetworks) -> None:
    assert isinstance(networks.predictor(SketchMap(name="Mine")), SketchPredictor)


def test_taught_drawing_gives_its_sound_and_what_is_removed_is_forgotten(networks: MapNetworks) -> None:
    taught = SketchMap(name="Mine").taught(Example(sketch=CROSS, patch=SOUND))
    before = networks.predictor(SketchMap(name="Mine")).predict(rasterize(CROSS))
    assert np.allclose(networks.predictor(taught).predict(rasterize(CROSS)).to_unit(), SOUND.to_unit())
    assert networks.predictor(taught.removed([taught.examples[0].id])).predict(rasterize(CROSS)) == before


def test_base_that_is_not_there_is_replaced_and_said(networks: MapNetworks) -> None:
    strange = SketchMap(name="Mine", base="atlas").taught(Example(sketch=CROSS, patch=SOUND))
    assert base_of(strange) == DEFAULT_MAP
    assert "atlas" in missing_base(strange)
    assert missing_base(SketchMap(name="Mine")) == ""
    assert np.allclose(networks.predictor(strange).predict(rasterize(CROSS)).to_unit(), SOUND.to_unit())
