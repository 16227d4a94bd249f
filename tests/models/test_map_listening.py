"""The ears of the record: jumps, spread and playability are found where they are, and only there."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.even_morph import Predict
from models.map_listening import diversity, jumps, musicality
from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.geometry import measure
from models.sketch_to_patch.meaning import sound_of
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.promise_sweeps import raster_of, sweeps_of
from models.sketch_to_patch.raster import rasterize
from synth.parameters import INDEX
from synth.patch import Patch
from synth.presets import find_factory

PEN = Pen.clean(0.7)
CIRCLE, STAR = (draw(clean(name), PEN, np.random.default_rng(0)) for name in ("circle", "star"))
THIN, THICK = (draw(clean("circle"), Pen.clean(0.7, width), np.random.default_rng(0)) for width in (0.01, 0.08))


def by_the_rules(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.array([sound_of(measure(raster)).to_unit() for raster in rasters])


def inked_by(dull: Patch, bright: Patch) -> Predict:
    """A map that jumps from one sound to another where a drawing has more than so much ink."""
    halfway = 0.5 * sum(rasterize(sketch).sum() for sketch in (THIN, THICK))

    def jumping(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        return np.array([(bright if raster.sum() > halfway else dull).to_unit() for raster in rasters])

    return jumping


def test_the_rules_do_not_jump_between_drawings() -> None:
    found = jumps(by_the_rules, CIRCLE, STAR)
    assert 1 <= found.flips.sum() <= 3, "the wave of round drawings gives way to that of the others"
    assert found.worst < 3.0
    assert found.steps.mean() > 0.3, "and the sound really goes somewhere"


def test_a_predictor_that_jumps_is_found() -> None:
    dull, bright = (Patch.of({"filter1_cutoff_hz": hz, "reverb_mix": 0.0}) for hz in (200.0, 9000.0))
    assert jumps(inked_by(dull, bright), THIN, THICK).worst > 10.0


def test_flips_of_a_setting_are_told_apart_from_jumps() -> None:
    saw, square = (Patch.of({"osc1_wave": wave}) for wave in ("Sawtooth", "Square"))
    found = jumps(inked_by(saw, square), THIN, THICK)
    assert found.flips.sum() == 1
    assert found.steps.argmax() == found.flips.argmax()
    assert found.worst < 1.0


def test_sounds_of_a_kind_are_nearer_to_each_other_where_they_are() -> None:
    rng = np.random.default_rng(0)
    centres = [find_factory(name).patch.to_unit() for name in ("Paper 1", "Paper 2", "Deep Bass")]
    kinds = np.repeat(np.arange(3), 6)
    cutoff = INDEX["filter1_cutoff_hz"]
    units = np.array([centres[kind] for kind in kinds])
    units[:, cutoff] += rng.normal(0.0, 0.01, len(units))
    apart = diversity(units, kinds, pairs=120)
    assert apart["nearer_to_its_own"] == 1.0
    assert apart["spread_within_kind_db"] < 0.3 * apart["spread_between_kinds_db"]
    mixed = diversity(units, rng.permutation(kinds), pairs=120)
    assert mixed["nearer_to_its_own"] < 0.8


def test_silent_clipped_and_dead_sounds_are_not_musical() -> None:
    good = Patch.of({"osc1_wave": "Sawtooth", "filter1_cutoff_hz": 2000.0})
    silent = good.replace({"osc1_amp": 0.0})
    dead = good.replace({"filter1_cutoff_hz": 5.0, "filter1_env_on": True, "filter1_env_hz": 2000.0})
    assert musicality([good.to_unit()])["musical"] == 1.0
    assert musicality([silent.to_unit()])["audible"] == 0.0
    assert musicality([dead.to_unit()])["alive"] == 0.0


@pytest.mark.parametrize("name", ["size", "fill", "x", "tilt"])
def test_sweeps_move_the_property_that_they_are_named_after(name: str) -> None:
    for sweep in sweeps_of(name):
        values = [getattr(measure(raster_of(drawn)), name) for drawn in sweep]
        assert values == sorted(values)
