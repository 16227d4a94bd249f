"""The things that people draw are factory presets: as their table says, and instruments that can be played."""

import math
from functools import cache

import numpy as np
import pytest

from models.map_listening import heard
from models.preset_listening import distances, levels
from models.sketch_to_patch.anchor_instruments import INSTRUMENTS
from models.sketch_to_patch.anchor_presets import MAP, anchor_presets
from models.sketch_to_patch.anchors import CHARACTERS
from models.sketch_to_patch.geometry import measure
from models.sketch_to_patch.meaning import sound_of
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from models.sound_to_patch.distance import distance_db
from synth.parameters import ALL, PERFORMANCE
from synth.presets import Preset, factory_presets

THINGS = tuple(INSTRUMENTS)
QUIETEST, LOUDEST = -40.0, -10.0
EVEN_LUFS = (-30.0, -20.0)
"""Every C3, so that a melody goes on where one preset follows another."""
TWINS_DB = 4.0


@cache
def shipped() -> dict[str, Preset]:
    return {preset.name: preset for preset in factory_presets()}


def of(thing: str) -> Preset:
    return shipped()[INSTRUMENTS[thing].name]


def test_every_thing_with_a_character_is_an_instrument_with_a_name_of_its_own() -> None:
    assert set(INSTRUMENTS) == set(CHARACTERS)
    names = [preset.name.casefold() for preset in factory_presets()]
    assert len(set(names)) == len(names)
    comments = [instrument.comment for instrument in INSTRUMENTS.values()]
    assert len(set(comments)) == len(comments)


@pytest.mark.parametrize("made", anchor_presets(), ids=lambda preset: preset.name)
def test_files_are_those_that_the_table_makes(made: Preset) -> None:
    found = shipped()[made.name]
    assert (found.tags, found.comment, found.map_name) == (made.tags, made.comment, MAP), "run factory_presets.py"
    for row, value, expected in zip(ALL, found.patch.values, made.patch.values, strict=True):
        assert math.isclose(value, expected, rel_tol=2e-4, abs_tol=1e-4), f"{row.id}: run packaging/factory_presets.py"
    (file, table) = (np.array([p for s in _sketch(it).strokes for p in s.points]) for it in (found, made))
    np.testing.assert_allclose(file, table, atol=1e-4)


@pytest.mark.parametrize("thing", THINGS)
def test_the_33_values_follow_from_the_drawing_by_the_rule(thing: str) -> None:
    ruled = sound_of(measure(rasterize(_sketch(of(thing)))), CHARACTERS[thing])
    assert of(thing).patch.distance(ruled) < 1e-3


def test_the_network_hears_the_drawings_nearly_as_their_presets_sound() -> None:
    presets = [of(thing) for thing in THINGS]
    drawn = SketchPredictor(MAP, use_gpu=False).predict_unit(np.stack([rasterize(_sketch(it)) for it in presets]))
    pairs = zip(presets, drawn, strict=True)
    apart = np.array([distance_db(heard(preset.patch.to_unit()), heard(unit)) for preset, unit in pairs])
    assert np.median(apart) < 3.0
    assert np.sum(apart < 5.0) >= 32, dict(zip(THINGS, apart.round(1), strict=True))


@pytest.mark.parametrize("thing", THINGS)
def test_somebody_chose_how_it_is_played(thing: str) -> None:
    chosen = {row.id for row in PERFORMANCE if of(thing).patch[row.id] != row.default}
    assert len(chosen) >= 6


@pytest.mark.parametrize("thing", THINGS)
def test_low_middle_and_high_notes_are_heard_and_none_reaches_the_limiter(thing: str) -> None:
    heard = levels(of(thing).patch)
    assert EVEN_LUFS[0] <= heard["C3"].loudness <= EVEN_LUFS[1]
    for note, level in heard.items():
        assert QUIETEST <= level.loudness <= LOUDEST, note
        assert level.peak < 0.9, note


def test_no_factory_preset_is_a_near_twin_of_another() -> None:
    presets = factory_presets()
    between = distances([preset.patch for preset in presets]) + np.diag([np.inf] * len(presets))
    first, second = np.unravel_index(between.argmin(), between.shape)
    assert between.min() > TWINS_DB, f"{presets[first].name} and {presets[second].name}"


def _sketch(preset: Preset) -> Sketch:
    return Sketch.from_json(preset.sketch)
