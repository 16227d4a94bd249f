"""The network of the map "Bouba" that ships, on drawings it has never seen."""

import numpy as np
import pytest

from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.map_data import made_chunk
from models.sketch_to_patch.map_judge import errors
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.promise_sweeps import sweep_scores
from models.sketch_to_patch.promises import PROMISES
from models.sketch_to_patch.raster import Raster, rasterize
from models.sound_features import features_of


@pytest.fixture(scope="module")
def predictor() -> SketchPredictor:
    return SketchPredictor("bouba", use_gpu=False)


def drawn(name: str, seed: int = 0, pen: Pen | None = None) -> Raster:
    return rasterize(draw(clean(name), pen or Pen.clean(0.7), np.random.default_rng(seed)))


def test_fresh_drawings_get_about_the_sound_that_their_properties_ask_for(predictor: SketchPredictor) -> None:
    report = errors(predictor.predict_unit, made_chunk(987_654, 120))
    assert report["generated_error"] < 0.08
    assert report["generated_choices_right"] > 0.85


@pytest.fixture(scope="module")
def scores(predictor: SketchPredictor) -> dict[str, dict[str, float]]:
    return sweep_scores(predictor.predict_unit)


@pytest.mark.parametrize("property", [promise.property for promise in PROMISES])
def test_a_growing_property_moves_the_sound_as_promised(scores: dict[str, dict[str, float]], property: str) -> None:
    assert scores[property]["mean"] >= 0.9
    assert scores[property]["worst"] >= 0.7


def test_an_empty_picture_has_a_sound_too(predictor: SketchPredictor) -> None:
    assert np.isfinite(predictor.predict_unit(np.zeros((1, 128, 128), dtype=np.uint8))).all()


def test_a_star_is_brighter_and_rougher_than_a_circle(predictor: SketchPredictor) -> None:
    circle, star = (features_of(predictor.predict(drawn(name))) for name in ("circle", "star"))
    assert star.centroid_hz > 2.0 * circle.centroid_hz
    assert star.bite_db > circle.bite_db + 6.0
    assert star.noise_db > circle.noise_db


def test_drawings_of_one_thing_are_more_alike_than_drawings_of_others(predictor: SketchPredictor) -> None:
    names = ("circle", "star", "line", "cloud", "zigzag", "house")
    pens = [Pen(size=size, turn=turn, tremor=0.002, width=0.02) for size, turn in ((0.6, 0.0), (0.8, 0.1), (0.7, -0.1))]
    rasters = np.stack([drawn(name, seed, pen) for name in names for seed, pen in enumerate(pens)])
    alike = predictor.embed(rasters) @ predictor.embed(rasters).T
    kinds = np.repeat(np.arange(len(names)), len(pens))
    same = (kinds[:, None] == kinds) & ~np.eye(len(kinds), dtype=bool)
    assert alike[same].mean() > alike[kinds[:, None] != kinds].mean() + 0.4


def test_its_card_says_what_it_learned_from_and_how_well_it_keeps_its_promises(predictor: SketchPredictor) -> None:
    metrics = predictor.card.metrics
    assert {f"sweep_{promise.property}" for promise in PROMISES} <= set(metrics)
    assert {f"human_{promise.property}" for promise in PROMISES} <= set(metrics)
    assert "by people" in predictor.card.data
