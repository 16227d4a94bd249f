"""Taught sounds on an embedding: exact at the examples, flat around them, gone beyond their reach.

The sound at a place `e` is a mixture, y(e) = (1 - sum s_i) base(e) + sum s_i taught_i, with shares
s_i = weight_i * fall(r_i) * k(r_i) / sum_j k(r_j), where r_i = |e - e_i| / reach. `fall` is 1 on a plateau
and 0 from the reach on; k(r) = ((1 - r) / r) ** sharpness is the radial function of Franke and Little, by
which Shepard's interpolation (ACM National Conference, 1968) becomes local: R. Franke, "Scattered data
interpolation: tests of some methods", Mathematics of Computation 38, 1982. `fall` is ours.

Why not radial functions with solved coefficients, y = base + sum a_i phi(r_i)?

- A person never draws the same twice, so a taught sound needs a plateau. A positive definite function cannot
  have one: flat around 0, it is flat everywhere. With a peak, the sound drifts from the first hair's breadth.
- With compact support they are positive definite in at most the number of dimensions they are made for
  (H. Wendland, "Scattered Data Approximation", 2005, chapter 9). For 64 they are needles.
- Two like drawings with unlike sounds make coefficients as large as the matrix is ill. Shares never
  leave 0 to 1, so the answer always lies between the base and the taught sounds.

The study beside this file compares both. The sounds are mixed, not what they differ by from the base: near
an example the base may do what it likes, the taught sound holds.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from synth.parameters import N_PREDICTED, PREDICTED, Scale

PLATEAU: Final = 0.5
"""Share of the reach within which an example alone gives exactly its sound: room for a hand that varies.

Nine of ten redrawings of a shape fall within it; see `natural_reach`."""
SHARPNESS: Final = 8.0
"""How clearly the nearer of two examples wins: at 8, four fifths of the change from one sound to the other lie in the
middle seventh of the straight way between them. With less, every answer is a blend of all that is taught."""
REACH_IN_GAPS: Final = 1.5
"""The automatic reach, in usual distances from an example to the nearest that sounds different."""
REACH_LIMITS: Final = (1.0, 1.25)
"""The automatic reach stays within these shares of the embedding's natural one, so no example changes it much.

Never less than natural: where examples lie close, the nearer one wins anyway, and a shorter reach would only
hand drawings back to the base."""
SAME_SOUND: Final = 0.02
"""Root mean square of knob travel up to which two sounds count as one."""
_NAMED: Final = tuple((i, len(r.choices)) for i, r in enumerate(PREDICTED) if r.scale in (Scale.SWITCH, Scale.CHOICE))
"""Column and number of settings of the rows that are voted on. Whole numbers have an order: they are mixed."""
_NEAREST: Final = 1e-30
"""A distance that counts as none; its logarithm is finite."""
_TIE: Final = 1e-9

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Examples in an embedding, ready to answer. Build with `fit`.

    `points` (n, d), `units` (n, 33) knob travel, `weights` (n,) above 0 up to 1.
    """

    points: Array
    units: Array
    weights: Array
    reach: float
    plateau: float = PLATEAU
    sharpness: float = SHARPNESS


def fit(
    points: Array,
    units: Array,
    weights: Array,
    *,
    reach: float,
    plateau: float = PLATEAU,
    sharpness: float = SHARPNESS,
) -> Taught:
    """Examples at `points` (n, d) with sounds `units` (n, 33) and weights (n,), 0 to 1; none at all is fine.

    `reach` is a distance of the embedding, `plateau` a share of it below 1. Examples of weight 0 are left out.
    Raises ValueError for anything that does not fit together.
    """
    if points.ndim != 2 or units.shape != (len(points), N_PREDICTED) or weights.shape != (len(points),):
        raise ValueError(f"Points {points.shape}, sounds {units.shape} and weights {weights.shape} do not fit.")
    if not (np.isfinite(reach) and reach > 0.0 and 0.0 <= plateau < 1.0 and sharpness > 2.0):
        raise ValueError(f"Reach {reach}, plateau {plateau} and sharpness {sharpness} do not fit.")
    if not np.all((weights >= 0.0) & (weights <= 1.0)):
        raise ValueError("A weight is a number from 0 to 1.")
    heard = weights > 0.0
    return Taught(points[heard], units[heard], weights[heard], reach, plateau, sharpness)


def shares(taught: Taught, places: Array) -> Array:
    """How much of each example is heard at `places` (m, d): shape (m, n), 0 to 1, rows sum to at most 1.

    What a row lacks to 1 is the share of the base. Continuous in the places; examples that lie on one place
    halve it.
    """
    if not len(taught.points):
        return np.zeros((len(places), 0))
    # A place that is no place (not a number) is far from everything.
    distance = np.nan_to_num(cdist(places, taught.points) / taught.reach, nan=np.inf)
    inside = distance < 1.0
    r = np.where(inside, distance, 0.0)
    fall = np.where(inside, _smooth_step((1.0 - r) / (1.0 - taught.plateau)), 0.0)
    # A weight below 1 blunts the pole at the example, so that full ones beside it are heard there too.
    blunt = taught.plateau * (1.0 - taught.weights) / taught.weights
    nearness = taught.sharpness * (np.log1p(-r) - np.log(np.maximum(np.hypot(r, blunt), _NEAREST)))
    nearness = np.where(inside, nearness, -np.inf)
    nearest = nearness.max(axis=1, keepdims=True)
    k = np.exp(nearness - np.where(np.isfinite(nearest), nearest, 0.0))
    total = k.sum(axis=1, keepdims=True)
    return np.asarray(k / np.where(total > 0.0, total, 1.0) * fall * taught.weights)


def answer(taught: Taught, places: Array, base: Array) -> Array:
    """Knob travel (m, 33) at `places` (m, d), over what the base says there, (m, 33).

    Numbers are mixed by the shares; switches and choices are voted on with them, and the taught setting wins a
    tie. Beyond every reach the base comes back to the last bit.
    """
    share = shares(taught, places)
    rest = np.maximum(1.0 - share.sum(axis=1, keepdims=True), 0.0)
    touched = np.asarray(share.any(axis=1))
    result = np.where(touched[:, None], rest * base + share @ taught.units, base)
    here = np.flatnonzero(touched)
    for column, settings in _NAMED:
        theirs = _settings(taught.units[:, column], settings)
        ours = _settings(base[here, column], settings)
        votes = share[here] @ np.eye(settings)[theirs]
        votes[np.arange(len(here)), ours] += rest[here, 0] - _TIE
        elected = votes.argmax(axis=1)
        # Where both agree the knob may still travel: a network says 0.93 for on.
        kept = np.where(elected == ours, rest[here, 0], 0.0)
        setting = elected / (settings - 1)
        result[here, column] = (1.0 - kept) * setting + kept * base[here, column]
    return result


def automatic_reach(points: Array, units: Array, natural: float) -> float:
    """How far examples (n, d) with sounds (n, 33) reach, from how far apart those lie that sound different.

    `natural` is the reach that suits the embedding (see `natural_reach`): what one example gets, and what the
    others only move within limits.
    """
    if len(points) < 2:
        return natural
    different = np.sqrt(cdist(units, units, "sqeuclidean") / N_PREDICTED) > SAME_SOUND
    gaps = np.where(different, cdist(points, points), np.inf).min(axis=1)
    gaps = gaps[np.isfinite(gaps)]
    if not len(gaps):
        return natural
    low, high = REACH_LIMITS
    return float(np.clip(REACH_IN_GAPS * np.median(gaps), low * natural, high * natural))


def natural_reach(alike: float, unlike: float, plateau: float = PLATEAU) -> float:
    """The reach that suits an embedding, from its spread: a redrawing lies on the plateau, another shape outside.

    Where an embedding cannot give both, the redrawing comes first.
    """
    return max(0.9 * unlike, alike / plateau)


def _smooth_step(t: Array) -> Array:
    """From 0 to 1 with two derivatives that vanish at both ends (K. Perlin, "Improving Noise", SIGGRAPH 2002)."""
    t = np.clip(t, 0.0, 1.0)
    return np.asarray(t * t * t * (t * (6.0 * t - 15.0) + 10.0))


def _settings(unit: Array, settings: int) -> NDArray[np.intp]:
    """The setting that a knob's travel stands for, as the parameter table rounds it."""
    return np.rint(np.clip(unit, 0.0, 1.0) * (settings - 1)).astype(np.intp)
