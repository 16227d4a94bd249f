"""The pace of a morph: even for the ear, exact where a drawing stands alone, without a jump anywhere on the pad."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from models.even_morph import EvenMorph, flipped
from models.map_listening import heard
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sound_to_patch.distance import distance_db
from synth.parameters import INDEX
from synth.patch import Patch

CUTOFF = INDEX["filter1_cutoff_hz"]
OPEN = Patch.of({"filter1_cutoff_hz": 200.0, "reverb_mix": 0.0, "filter1_env_hz": 0.0}).to_unit()


def line(width: float, y: float = 0.5) -> Sketch:
    return Sketch((Stroke(Tool.LINE, (Point(0.2, y), Point(0.8, y)), width),))


LINES = (line(0.02), line(0.12), line(0.02, 0.2), line(0.12, 0.8))


def ink(raster: NDArray[np.uint8]) -> float:
    return float(raster.sum()) / 255.0


def sudden(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The filter stays shut over most of the way and opens within a small part of it."""
    thin, thick = (ink(rasterize(sketch)) for sketch in LINES[:2])
    units = np.tile(OPEN, (len(rasters), 1))
    for unit, raster in zip(units, rasters, strict=True):
        way = (ink(raster) - thin) / (thick - thin)
        unit[CUTOFF] += 0.5 / (1.0 + np.exp(-40.0 * (way - 0.7)))
    return units


def steps(morph: SketchMorph | EvenMorph) -> NDArray[np.float64]:
    ways = np.linspace(0.0, 1.0, 25)
    units = sudden(np.stack([rasterize(morph.at((1.0 - way, way))) for way in ways]))
    return np.array([distance_db(a, b) for a, b in pairwise([heard(unit) for unit in units])])


def test_a_sudden_change_is_spread_over_the_way() -> None:
    plain, even = steps(SketchMorph(LINES[:2])), steps(EvenMorph(SketchMorph(LINES[:2]), sudden))
    assert plain.max() > 4.0 * plain.mean()
    assert even.max() < 2.0 * even.mean()


def test_what_stands_alone_is_exactly_itself() -> None:
    morph = EvenMorph(SketchMorph(LINES), sudden)
    for index, sketch in enumerate(LINES):
        weights = [0.0] * len(LINES)
        weights[index] = 2.0
        assert morph.at(weights) is sketch


def test_places_move_on_in_order_and_no_weight_falls_below_nothing() -> None:
    morph = EvenMorph(SketchMorph(LINES), sudden)
    shares = [morph.moved((1.0 - way, way, 0.0, 0.0))[1] for way in np.linspace(0.0, 1.0, 101)]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert np.all(np.diff(shares) > 0.0)
    for weights in np.random.default_rng(0).dirichlet(np.full(4, 0.4), 200):
        moved = np.array(morph.moved(weights.tolist()))
        assert moved.min() >= 0.0
        assert moved.sum() == pytest.approx(1.0)


def test_nothing_jumps_where_a_pair_meets_the_others() -> None:
    morph = EvenMorph(SketchMorph(LINES), sudden)
    rng = np.random.default_rng(1)
    for weights in rng.dirichlet(np.full(4, 0.4), 200):
        near = np.maximum(weights + rng.normal(0.0, 1e-4, 4), 0.0)
        apart = np.subtract(morph.moved(weights.tolist()), morph.moved((near / near.sum()).tolist()))
        assert np.abs(apart).max() < 0.02


def test_a_map_that_says_the_same_of_every_drawing_leaves_the_way_as_it_is() -> None:
    morph = EvenMorph(SketchMorph(LINES[:2]), lambda rasters: np.tile(OPEN, (len(rasters), 1)))
    assert morph.moved((0.25, 0.75)) == pytest.approx((0.25, 0.75), abs=1e-6)


def test_wrong_weights_are_refused_as_a_plain_morph_does() -> None:
    morph = EvenMorph(SketchMorph(LINES[:2]), sudden)
    for weights in ((0.0, 0.0), (1.0,), (-1.0, 0.0)):
        with pytest.raises(ValueError, match="weight for each"):
            morph.at(weights)


def test_a_flip_is_a_setting_that_changes() -> None:
    saw, square, dull = (
        Patch.of(values).to_unit()
        for values in ({"osc1_wave": "Sawtooth"}, {"osc1_wave": "Square"}, {"osc1_wave": "Square", "reverb_mix": 9.0})
    )
    assert flipped(np.stack([saw, square, dull])).tolist() == [True, False]
