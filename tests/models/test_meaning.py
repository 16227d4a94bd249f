"""The rules of the map "Bouba": each property moves what is promised, and no drawing is silent or too loud."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy import stats

from models.sketch_to_patch.anchors import CHARACTERS
from models.sketch_to_patch.geometry import EMPTY, NAMES, Geometry
from models.sketch_to_patch.meaning import sound_of
from models.sketch_to_patch.promises import PROMISES, Promise
from models.sound_features import features_of
from synth.loudness import integrated_loudness
from synth.parameters import INDEX, PREDICTED, Scale
from synth.render import render_note

USUAL = Geometry(
    angularity=0.3, size=0.6, fill=0.0, parts=0.0, density=0.36, roughness=0.15, symmetry=0.85,
    elongation=0.25, tilt=0.0, x=0.5, y=0.5, closed=0.7, weight=0.45,
)  # fmt: skip
RANGES = {"angularity": (0.0, 0.75), "tilt": (-0.8, 0.8), "parts": (0.0, 0.6), "density": (0.15, 0.6),
          "roughness": (0.1, 0.42), "symmetry": (0.5, 0.98), "elongation": (0.05, 0.8), "x": (0.1, 0.9)}  # fmt: skip


@pytest.mark.parametrize("promise", PROMISES, ids=[promise.property for promise in PROMISES])
def test_each_property_moves_the_feature_that_it_promises(promise: Promise) -> None:
    steps = np.linspace(*RANGES.get(promise.property, (0.1, 0.9)), 7)
    values = [
        getattr(features_of(sound_of(replace(USUAL, **{promise.property: float(u)}))), promise.feature) for u in steps
    ]
    rank = stats.spearmanr(steps, values).statistic
    assert (rank if promise.rises else -rank) >= 0.9


def test_every_drawing_is_audible_and_never_too_loud() -> None:
    rng = np.random.default_rng(5)
    ends = product((0.0, 0.75), (0.0, 1.0), (0.1, 0.9), (0.5, 1.0))
    drawings = [replace(USUAL, angularity=a, fill=f, y=y, symmetry=s) for a, f, y, s in ends]
    for _ in range(16):
        values = dict(zip(NAMES, rng.random(len(NAMES)).tolist(), strict=True))
        drawings.append(Geometry(**values))
    for drawing in drawings:
        for character in (None, CHARACTERS["star"], CHARACTERS["cloud"]):
            loudness = integrated_loudness(render_note(sound_of(drawing, character), seconds=1.5), 48_000.0)
            assert -40.0 <= loudness <= -10.0, (drawing, character)


def test_an_empty_drawing_has_a_sound_too() -> None:
    assert np.isfinite(sound_of(EMPTY).as_array()).all()


def test_numbers_move_without_jumps_and_one_property_changes_one_wave_once() -> None:
    jumps = np.array([row.scale in (Scale.SWITCH, Scale.CHOICE) for row in PREDICTED])
    whole = np.array([row.scale is Scale.WHOLE for row in PREDICTED])
    wave = INDEX["osc1_wave"]
    for name in NAMES:
        low, high = (-1.0, 1.0) if name == "tilt" else (0.0, 1.0)
        units = np.array([sound_of(replace(USUAL, **{name: float(u)})).to_unit() for u in np.linspace(low, high, 201)])
        steps = np.abs(np.diff(units, axis=0))
        flips = np.argwhere(steps[:, jumps] > 0.0)
        assert len(flips) == (1 if name == "angularity" else 0)
        assert np.count_nonzero(steps[:, wave]) == len(flips)
        # Where the wave is another one, its level is too; see EVEN_LEVEL.
        steps[steps[:, wave] > 0.0] = 0.0
        assert steps[:, ~whole].max() < 0.03


@pytest.mark.parametrize("angularity", [0.0, 0.3, 0.75])
def test_a_drawing_can_be_played_over_five_octaves(angularity: float) -> None:
    patch = sound_of(replace(USUAL, angularity=angularity))
    loudness = [
        integrated_loudness(render_note(patch, note, seconds=1.0, sample_rate_hz=48_000), 48_000)
        for note in range(36, 97, 12)
    ]
    assert max(loudness) - min(loudness) < 12.0
