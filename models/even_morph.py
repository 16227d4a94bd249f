"""A morph of drawings whose sound goes its way at an even pace: the way is stretched where the sound moves fast.

Half of the way between two drawings may change the sound little and the other half much: one corner is heard at
once. So places are moved along the way until each step of it is as far as the next one for the ear.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch
from models.sound_to_patch.distance import Fingerprint, distance_db, fingerprint
from models.sound_to_patch.hearing import RATE_HZ
from synth.parameters import INDEX, PREDICTED, Scale
from synth.patch import Patch
from synth.render import render_note

STEPS: Final = 24
"""Of the way between two drawings. A pair takes about 0.1 s."""
PASSES: Final = 2
"""The second one looks closer where the first found the sound to be fast."""
PLAIN: Final = 0.25
"""How much the way itself counts beside the sound: where nothing is heard the drawing still moves on."""
NOTE: Final = 48
HELD_S: Final = 0.25
TAIL_S: Final = 0.05
_SETTINGS: Final = np.array([INDEX[row.id] for row in PREDICTED if row.scale in (Scale.SWITCH, Scale.CHOICE)])

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
"""Knob travel (n, 33) of rasters (n, 128, 128)."""


def flipped(units: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which steps between knob travels (n, 33) flip a switch or a choice, (n - 1,)."""
    return np.asarray((np.abs(np.diff(units[:, _SETTINGS], axis=0)) > 1e-3).any(axis=1))


class EvenMorph:
    """A `SketchMorph`, its places moved for one map. To make one renders 50 short sounds for each pair of drawings."""

    def __init__(self, morph: SketchMorph, predict: Predict) -> None:
        self._morph = morph
        self._paces = {pair: self._pace(*pair, predict) for pair in combinations(range(len(morph.sketches)), 2)}

    @property
    def sketches(self) -> tuple[Sketch, ...]:
        """What it is a morph of."""
        return self._morph.sketches

    def at(self, weights: Sequence[float]) -> Sketch:
        """The drawing for weights as a `SketchMorph` takes them; one alone gives its drawing. Raises ValueError."""
        return self._morph.at(self.moved(weights))

    def moved(self, weights: Sequence[float]) -> tuple[float, ...]:
        """The weights of the drawing that stands at such a place, sum 1; unfit ones come back for the morph to refuse.

        Between two drawings the place moves as their pace says; among more each pair moves it, in so far as the
        others are out of play.
        """
        share = np.maximum(np.asarray(weights, dtype=np.float64), 0.0)
        if len(share) != len(self.sketches) or not share.any():
            return tuple(share.tolist())
        share = share / share.sum()
        moved = share.copy()
        for (one, other), (places, shares) in self._paces.items():
            both = share[one] + share[other]
            if both > 0.0:
                at = share[other] / both
                step = both**3 * (float(np.interp(at, places, shares)) - at)
                moved[one] -= step
                moved[other] += step
        moved = np.maximum(moved, 0.0)
        return tuple((moved / moved.sum()).tolist())

    def _pace(self, one: int, other: int, predict: Predict) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places at which shares of the other drawing stand: both (STEPS + 1,), rising from 0 to 1."""
        even = np.linspace(0.0, 1.0, STEPS + 1)
        places = shares = even
        for _ in range(PASSES):
            shares = np.interp(even, places, shares)
            way = _steps(predict(np.stack([self._raster(one, other, share) for share in shares])))
            way += PLAIN * way.mean() + 1e-9
            places = np.concatenate([[0.0], np.cumsum(way)])
            places /= places[-1]
        return places, shares

    def _raster(self, one: int, other: int, share: float) -> NDArray[np.uint8]:
        weights = np.zeros(len(self.sketches))
        weights[one], weights[other] = 1.0 - share, share
        return rasterize(self._morph.at(weights.tolist()))


def _steps(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each sound is from the next one in decibels, (n - 1,); a flip counts as any other step at most."""
    prints = [_heard(unit) for unit in units]
    steps = np.array([distance_db(a, b) for a, b in pairwise(prints)])
    flips = flipped(units)
    if flips.any() and not flips.all():
        steps[flips] = np.minimum(steps[flips], steps[~flips].mean())
    return steps


def _heard(unit: NDArray[np.float64]) -> Fingerprint:
    patch = Patch.default().with_unit(unit)
    return fingerprint(render_note(patch, NOTE, seconds=HELD_S, tail=TAIL_S, sample_rate_hz=RATE_HZ).mean(axis=1))
