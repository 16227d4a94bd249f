"""A map as a predictor: taught drawings sound as taught, redrawings nearly, other shapes as before."""

from dataclasses import replace

import numpy as np
import pytest

from models.card import ModelCard
from models.sketch_map.conflicts import sounds_apart
from models.sketch_map.embedding import Spread, measured_spread
from models.sketch_map.example import Example
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.specimens import plain_sketches, redrawn, specimens
from models.sketch_map.taught import natural_reach
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from synth.parameters import PERFORMANCE
from synth.patch import Patch
from synth.presets import find_factory

SKETCHES = plain_sketches()
ROUND, STAR, WAVE, CROSS = SKETCHES[0], SKETCHES[4], SKETCHES[7], SKETCHES[8]
SOFT, SHARP = find_factory("Round Pad").patch, find_factory("Kiki Lead").patch


class BrightnessBase:
    """Answers by how much ink there is."""

    provider = "CPU"
    card = ModelCard(
        name="Brightness", task="sketch_to_patch", sha256="", input_shape=(1, 128, 128), outputs=(), parameters=0,
        data="none", licence="MIT", command="none", seed=0,
    )  # fmt: skip

    def predict_unit(self, rasters: np.ndarray) -> np.ndarray:
        return np.repeat(rasters.mean(axis=(1, 2))[:, None] / 255.0, 33, axis=1)


class CountingEmbedding(PixelEmbedding):
    def __init__(self) -> None:
        self.seen = 0

    def embed(self, rasters: np.ndarray) -> np.ndarray:
        self.seen += len(rasters)
        return super().embed(rasters)


def rasters(*sketches: Sketch) -> np.ndarray:
    return np.stack([rasterize(sketch) for sketch in sketches])


def mapped(*pairs: tuple[Sketch, Patch], reach: float = 1.0) -> TaughtPredictor:
    examples = tuple(Example(sketch=sketch, patch=patch) for sketch, patch in pairs)
    return TaughtPredictor(BrightnessBase(), PixelEmbedding(), SketchMap(name="Mine", examples=examples, reach=reach))


def test_a_taught_drawing_gives_exactly_its_sound_with_its_performance_values() -> None:
    slow = SHARP.replace({"amp_attack_s": 2.0, "polyphony": 1.0})
    found = mapped((ROUND, SOFT), (STAR, slow)).predict(rasterize(STAR))
    assert found.to_unit() == pytest.approx(slow.to_unit(), abs=1e-9)
    assert {row.id for row in PERFORMANCE if found[row.id] != slow[row.id]} == set()


def test_what_is_not_taught_keeps_the_performance_values_of_the_base() -> None:
    mine = Patch.default().replace({"master_db": -9.0})
    slow = SOFT.replace({"amp_attack_s": 2.0})
    found = mapped((ROUND, slow)).predict(rasterize(WAVE), mine)
    assert (found["master_db"], found["amp_attack_s"]) == (-9.0, mine["amp_attack_s"])


def test_half_a_weight_goes_half_of_the_way_in_performance_values_too() -> None:
    slow = Example(sketch=ROUND, patch=SOFT.replace({"amp_sustain": 40.0}), weight=0.5)
    sketch_map = SketchMap(name="Mine", examples=(slow,))
    found = TaughtPredictor(BrightnessBase(), PixelEmbedding(), sketch_map).predict(rasterize(ROUND))
    assert found["amp_sustain"] == pytest.approx(60.0)


def test_one_taught_circle_drawn_again_by_hand_sounds_as_taught() -> None:
    predictor = mapped((ROUND, SOFT))
    rng = np.random.default_rng(11)
    distances = [predictor.predict(rasterize(redrawn(ROUND, rng))).distance(SOFT) for _ in range(20)]
    assert np.median(distances) < 0.01
    assert np.mean(np.array(distances) < 0.05) >= 0.9


def test_after_one_taught_circle_other_shapes_are_as_they_were() -> None:
    others = rasters(WAVE, CROSS, SKETCHES[1], SKETCHES[6])
    assert np.array_equal(mapped((ROUND, SOFT)).predict_unit(others), BrightnessBase().predict_unit(others))


def test_redrawings_of_every_taught_shape_keep_to_their_own_sound() -> None:
    rng = np.random.default_rng(2)
    sounds = [find_factory(name).patch for name in ("Paper 1", "Kiki Lead", "Wind", "Deep Bass")]
    shapes = (ROUND, STAR, WAVE, CROSS)
    predictor = mapped(*zip(shapes, sounds, strict=True))
    right = 0
    for shape, sound in zip(shapes, sounds, strict=True):
        for _ in range(10):
            found = predictor.predict(rasterize(redrawn(shape, rng)))
            right += min(sounds, key=found.distance) is sound
    assert right >= 38


def test_a_longer_reach_takes_in_more_and_a_shorter_one_less() -> None:
    rng = np.random.default_rng(5)
    again = rasters(*(redrawn(STAR, rng) for _ in range(10)), SKETCHES[5])
    base = BrightnessBase().predict_unit(again)
    touched = [
        int(np.any(mapped((STAR, SHARP), reach=reach).predict_unit(again) != base, axis=1).sum())
        for reach in (0.25, 1.0, 4.0)
    ]
    assert touched[0] < touched[1] <= touched[2] == 11


def test_a_switched_off_example_and_an_empty_map_are_the_base() -> None:
    off = SketchMap(name="Off", examples=(Example(sketch=ROUND, patch=SOFT, enabled=False),))
    at = rasters(ROUND, STAR)
    for sketch_map in (off, SketchMap(name="Empty")):
        predictor = TaughtPredictor(BrightnessBase(), PixelEmbedding(), sketch_map)
        assert np.array_equal(predictor.predict_unit(at), BrightnessBase().predict_unit(at))


def test_another_map_looks_only_at_what_is_new() -> None:
    embedding = CountingEmbedding()
    spread = measured_spread(PixelEmbedding())
    one, other = (Example(sketch=sketch, patch=SOFT) for sketch in (ROUND, STAR))
    first = TaughtPredictor(BrightnessBase(), embedding, SketchMap(name="M", examples=(one,)), spread=spread)
    assert embedding.seen == 1
    second = first.with_map(first.sketch_map.taught(other).weighted(one.id, 0.5))
    assert embedding.seen == 2
    third = second.with_map(second.sketch_map.changed(other.id, patch=SHARP))
    assert embedding.seen == 2
    assert third.predict(rasterize(STAR)).distance(SHARP) < 1e-9
    assert second.predict(rasterize(STAR)).distance(SOFT) < 1e-9
    embedding.seen = 0
    redone = replace(other, sketch=WAVE)
    fourth = third.with_map(replace(third.sketch_map, examples=(one, redone)))
    assert embedding.seen == 1
    assert fourth.predict(rasterize(WAVE)).distance(SOFT) < 1e-9


def test_it_tells_what_a_predictor_tells() -> None:
    predictor = mapped((ROUND, SOFT))
    predictor.predict(rasterize(ROUND))
    assert predictor.map_name == "Mine"
    assert predictor.provider == "CPU"
    assert predictor.card.name == "Brightness"
    assert predictor.last_ms > 0.0


def test_examples_that_contradict_each_other_are_found() -> None:
    again = redrawn(ROUND, np.random.default_rng(1))
    (found,) = mapped((ROUND, SOFT), (again, SHARP), (WAVE, SHARP)).conflicts()
    assert {found.first.sketch, found.second.sketch} == {ROUND, again}
    assert found.sounds == pytest.approx(sounds_apart([SOFT, SHARP])[0, 1])


def test_the_spread_says_that_redrawings_lie_nearer_than_other_shapes() -> None:
    spread = measured_spread(PixelEmbedding())
    assert 0.0 < spread.alike < 0.6 * spread.unlike


def test_the_spread_follows_the_unit_of_the_embedding() -> None:
    class Stretched(PixelEmbedding):
        def embed(self, rasters: np.ndarray) -> np.ndarray:
            return 1000.0 * super().embed(rasters)

    plain, stretched = measured_spread(PixelEmbedding()), measured_spread(Stretched())
    assert stretched.unlike == pytest.approx(1000.0 * plain.unlike)
    one = SketchMap(name="M", examples=(Example(sketch=ROUND, patch=SOFT),))
    reach = TaughtPredictor(BrightnessBase(), Stretched(), one).reach
    assert reach == pytest.approx(1000.0 * natural_reach(plain.alike, plain.unlike))


@pytest.mark.parametrize("answer", [0.0, np.nan])
def test_an_embedding_that_tells_nothing_apart_is_refused(answer: float) -> None:
    class Blind(PixelEmbedding):
        def embed(self, rasters: np.ndarray) -> np.ndarray:
            return np.full((len(rasters), 64), answer)

    with pytest.raises(ValueError, match="cannot tell shapes apart"):
        measured_spread(Blind())


def test_a_given_spread_is_believed() -> None:
    one = SketchMap(name="M", examples=(Example(sketch=ROUND, patch=SOFT),))
    predictor = TaughtPredictor(BrightnessBase(), PixelEmbedding(), one, spread=Spread(0.1, 0.5))
    assert predictor.reach == pytest.approx(natural_reach(0.1, 0.5))


def test_the_pixel_embedding_forgives_place_and_size() -> None:
    small = Sketch(
        tuple(
            replace(s, points=tuple(p._replace(x=0.1 + 0.5 * p.x, y=0.05 + 0.5 * p.y) for p in s.points), width=0.012)
            for s in STAR.strokes
        )
    )
    star, moved, wave = PixelEmbedding().embed(rasters(STAR, small, WAVE))
    assert np.linalg.norm(star - moved) < 0.15
    assert np.linalg.norm(star - wave) > 0.5


def test_an_empty_drawing_has_a_place_too() -> None:
    points = PixelEmbedding().embed(np.zeros((2, 128, 128), np.uint8))
    assert points.shape == (2, PixelEmbedding.dimensions)
    assert not points.any()
    assert PixelEmbedding().embed(np.zeros((0, 128, 128), np.uint8)).shape == (0, 64)


def test_specimens_are_different_shapes_that_fit_the_canvas() -> None:
    drawn = specimens()
    assert drawn.shape[0] == len(SKETCHES)
    assert all(raster.max() == 255 for raster in drawn.reshape(-1, 128, 128))
    border = np.concatenate([drawn[..., 0, :], drawn[..., -1, :], drawn[..., :, 0], drawn[..., :, -1]], axis=-1)
    assert np.mean(border.max(axis=-1) > 0) < 0.1
