"""How well taught sounds carry over to other people's drawings: the measures of the study, on any drawings.

k drawings of each class are taught, every class with a factory sound of its own, and other drawings of these
classes are answered by the map and by plain ways to learn. Right is an answer whose nearest taught sound is
that of its class; the distance to that sound is `Patch.distance`, root mean square of knob travel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_map.embedding import ShapeEmbedding, Spread, measured_spread
from models.sketch_map.rivals import nearest_neighbour, radial_functions, ridge_regression
from models.sketch_map.taught import answer, automatic_reach, fit, natural_reach, shares
from models.sketch_map.taught_predictor import BasePredictor
from synth.parameters import N_PREDICTED
from synth.patch import Patch
from synth.presets import factory_presets

MAP: Final = "taught map"
MEASURES: Final = ("right", "distance", "left")
RADIAL_REACH: Final = 2.0
"""Reach of the radial functions in reaches of the map: they have no plateau and do better with a wider one."""
TAUGHT_PER_CLASS: Final = (1, 3, 10, 30)
SEED: Final = 18

Rasters = NDArray[np.uint8]
Array = NDArray[np.float64]
Classes = Mapping[str, tuple[Rasters, Rasters]]
"""Training and test drawings of each class."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawings:
    """Rasters (n, 128, 128), their class (n,), their points (n, d) and what the base says of them (n, 33)."""

    rasters: Rasters
    classes: NDArray[np.intp]
    points: Array
    base: Array

    def some(self, chosen: NDArray[np.bool_]) -> "Drawings":
        """Those that are chosen, by a mask (n,)."""
        return Drawings(self.rasters[chosen], self.classes[chosen], self.points[chosen], self.base[chosen])


def drawings(rasters: Sequence[Rasters], embedding: ShapeEmbedding, base: BasePredictor) -> Drawings:
    """Drawings of every class, one after the other."""
    together = np.concatenate(rasters)
    classes = np.repeat(np.arange(len(rasters)), [len(some) for some in rasters])
    return Drawings(together, classes, embedding.embed(together), base.predict_unit(together))


def answers(taught: Drawings, sounds: Array, test: Drawings, spread: Spread) -> dict[str, Array]:
    """Knob travel (m, 33) that each way to learn gives for the test drawings; `sounds` is one row a class."""
    units = sounds[taught.classes]
    reach = automatic_reach(taught.points, units, natural_reach(spread.alike, spread.unlike))
    map_of_them = fit(taught.points, units, np.ones(len(units)), reach=reach)
    residuals = units - taught.base
    return {
        MAP: answer(map_of_them, test.points, test.base),
        "nearest neighbour": nearest_neighbour(taught.points, units, test.points),
        "ridge regression": ridge_regression(taught.points, units, test.points),
        "radial functions": np.clip(
            test.base + radial_functions(taught.points, residuals, test.points, RADIAL_REACH * reach), 0.0, 1.0
        ),
        "nearest neighbour on pixels": units[_nearest_picture(taught.rasters, test.rasters)],
        "base alone": test.base,
    }


def _nearest_picture(taught: Rasters, test: Rasters) -> NDArray[np.intp]:
    one, other = (some.reshape(len(some), -1).astype(np.float32) / 255.0 for some in (test, taught))
    return np.asarray(((other**2).sum(axis=1) - 2.0 * (one @ other.T)).argmin(axis=1))


def one_shape_alone(classes: Classes, embedding: ShapeEmbedding, *, seed: int = SEED) -> dict[str, float]:
    """Share of other people's drawings that take the sound of the only taught one: of its class, and of other classes.

    Every class is taught alone, by one drawing. To take a sound is to have more than half of it.
    """
    spread = measured_spread(embedding)
    rng = np.random.default_rng(seed)
    points = [embedding.embed(test) for _, test in classes.values()]
    own, others = [], []
    for number, (train, _) in enumerate(classes.values()):
        taught = embedding.embed(train[[rng.integers(len(train))]])
        alone = fit(taught, np.zeros((1, N_PREDICTED)), np.ones(1), reach=natural_reach(spread.alike, spread.unlike))
        taken = [float(np.mean(shares(alone, some) > 0.5)) for some in points]
        own.append(taken.pop(number))
        others += taken
    return {"own_class": float(np.mean(own)), "other_classes": float(np.mean(others))}


def judge(unit: Array, sounds: Array, classes: NDArray[np.intp]) -> tuple[float, float]:
    """Share of answers (m, 33) whose nearest taught sound is the right one, and their median distance to that."""
    heard = np.array([Patch.default().with_unit(row).to_unit() for row in unit])
    distance = np.sqrt(np.mean((heard[:, None] - sounds[None]) ** 2, axis=2))
    right = distance.argmin(axis=1) == classes
    return float(right.mean()), float(np.median(distance[np.arange(len(classes)), classes]))


def study(
    classes: Classes,
    embedding: ShapeEmbedding,
    base: BasePredictor,
    *,
    per_class: Sequence[int] = TAUGHT_PER_CLASS,
    repetitions: int = 5,
    seed: int = SEED,
) -> list[dict[str, Any]]:
    """Measures of every way to learn for every k: means and standard deviations over the repetitions.

    `left` is the share of drawings that the base answers alone. A repetition draws the taught examples and which
    class gets which sound. Fewer examples are part of the more.
    """
    spread = measured_spread(embedding)
    presets = np.array([preset.patch.to_unit() for preset in factory_presets()])
    test = drawings([test for _, test in classes.values()], embedding, base)
    found: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        sounds = presets[rng.permutation(len(presets))[: len(classes)]]
        chosen = [train[rng.permutation(len(train))[: max(per_class)]] for train, _ in classes.values()]
        pool = drawings(chosen, embedding, base)
        place = np.concatenate([np.arange(len(some)) for some in chosen])
        for k in per_class:
            for name, unit in answers(pool.some(place < k), sounds, test, spread).items():
                left = float(np.mean(np.all(unit == test.base, axis=1)))
                found.setdefault((k, name), []).append((*judge(unit, sounds, test.classes), left))
    rows: list[dict[str, Any]] = []
    for (k, name), measures in found.items():
        row: dict[str, Any] = {"per_class": k, "way": name}
        for measure, values in zip(MEASURES, np.transpose(measures), strict=True):
            row |= {measure: float(values.mean()), f"{measure}_sd": float(values.std())}
        rows.append(row)
    return rows
