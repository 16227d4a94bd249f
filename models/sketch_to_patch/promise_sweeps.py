"""Does a map keep its promises? Drawings in which one property grows, and people's drawings as they are."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models.sketch_to_patch.drawn.shape import Part, Shape, circle, path, polar, polygon, rounded, shape_of, star_peaks
from models.sketch_to_patch.geometry import NAMES
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.promises import PROMISES
from models.sketch_to_patch.raster import Raster, rasterize
from models.sound_features import FEATURES, features_of
from synth.parameters import N_PREDICTED
from synth.patch import Patch

STEPS: Final = 9
Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
Drawn = tuple[Shape, Pen]

PEN: Final = Pen.clean(0.6)


def _figure(corners: int, roundness: float) -> Shape:
    """A star that becomes a circle: tips of half the radius, rounder and blunter."""
    inner = 0.45 + 0.55 * roundness
    return shape_of([rounded(star_peaks(corners, inner), roundness)])


def _bent(amount: float, waves: int) -> Shape:
    """A figure that is its own mirror image at 0, and less so with `amount`."""
    turn = np.linspace(0.0, 2.0 * math.pi, 160, endpoint=False)
    even = 1.0 + 0.25 * np.cos(waves * turn)
    odd = 0.9 * np.sin((waves + 1) * turn + 0.6) * np.exp(-((turn - 2.0) ** 2))
    return shape_of([Part(polar(turn, even + amount * odd), closed=True)])


FIGURES: Final = (
    shape_of([circle()]),
    shape_of([polygon(polar(np.arange(4) * 0.5 * math.pi + 0.25 * math.pi))]),
    shape_of([polygon(star_peaks(5, 0.5))]),
    shape_of([rounded(star_peaks(6, 0.6), 0.8)]),
)
"""What the sweeps of the pen draw."""


def _of_the_pen(change: Callable[[float], Pen]) -> list[list[Drawn]]:
    return [[(figure, change(u)) for u in np.linspace(0.0, 1.0, STEPS)] for figure in FIGURES]


def _of_the_shape(make: Callable[[float, int], Shape], kinds: tuple[int, ...], pen: Pen = PEN) -> list[list[Drawn]]:
    return [[(make(u, kind), pen) for u in np.linspace(0.0, 1.0, STEPS)] for kind in kinds]


def sweeps_of(name: str) -> list[list[Drawn]]:
    """Several sweeps of nine drawings in which a property grows. Raises KeyError for a property without promise."""
    lines = [shape_of([path([(-1.0, 0.0), (1.0, 0.0)])]), shape_of([circle(radius=(1.0, 0.25))])]
    large = replace(PEN, size=0.9)
    zigzag = shape_of([path([(0.25 * i, 0.12 * (-1) ** i) for i in range(9)])])
    made: dict[str, Callable[[], list[list[Drawn]]]] = {
        "angularity": lambda: _of_the_shape(lambda u, n: _figure(n, 0.55 * (1.0 - u)), (3, 5, 7, 9)),
        "size": lambda: _of_the_pen(lambda u: replace(PEN, size=0.15 + 0.8 * u)),
        "fill": lambda: [
            [(shape_of([replace(cell, solid=i < round(8 * u)) for i, cell in enumerate(_grid(part, 0.4))]), large)
             for u in np.linspace(0.0, 1.0, STEPS)]
            for part in (circle(), polygon(polar(np.arange(4) * 0.5 * math.pi)), polygon(polar(np.arange(3) * 2.1)))
        ],
        "parts": lambda: [
            [(shape_of(list(_grid(part))[: 1 + k]), large) for k in range(STEPS - 1)]
            for part in (circle(), polygon(polar(np.arange(4) * 0.5 * math.pi)), circle(radius=(0.5, 1.0)))
        ],
        "density": lambda: _of_the_shape(_hatched, (0, 1, 2)),
        "roughness": lambda: _of_the_pen(lambda u: replace(PEN, tremor=0.03 * u, tremor_length=0.04)),
        "symmetry": lambda: _of_the_shape(lambda u, n: _bent(0.45 * (1.0 - u), n), (1, 2, 3)),
        "elongation": lambda: _of_the_pen(lambda u: replace(PEN, stretch=1.0 - 0.8 * u)),
        "tilt": lambda: [
            [(shape, replace(PEN, turn=0.25 * math.pi * (1.0 - 2.0 * u))) for u in np.linspace(0.0, 1.0, STEPS)]
            for shape in (*lines, zigzag)
        ],
        "x": lambda: _of_the_pen(lambda u: replace(PEN, size=0.3, place=(u, 0.5))),
        "y": lambda: _of_the_pen(lambda u: replace(PEN, size=0.3, place=(0.5, 1.0 - u))),
        "closed": lambda: _of_the_pen(lambda u: replace(PEN, overrun=-0.09 * (1.0 - u))),
    }  # fmt: skip
    return made[name]()


def _grid(part: Part, size: float = 0.3) -> Iterator[Part]:
    for i in range(8):
        yield part.placed((i // 2, i % 2), size)


def _hatched(u: float, kind: int) -> Shape:
    """More and more lines: upright ones, a grid, circles in each other."""
    count = 2 + round((4 if kind else 9) * u)
    at = np.linspace(-1.0, 1.0, count)
    if kind == 2:
        return shape_of([circle(radius=(k + 1) / count) for k in range(count)])
    lines = [path([(x, -1.0), (x, 1.0)]) for x in at]
    return shape_of(lines + ([path([(-1.0, y), (1.0, y)]) for y in at] if kind else []))


def raster_of(drawn: Drawn, seed: int = 0) -> Raster:
    """A drawing of a sweep as the network sees it."""
    return rasterize(draw(*drawn, np.random.default_rng(seed)))


def feature_values(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Features (n, 13) of predictions (n, 33), performance values at their defaults."""
    assert units.shape[1] == N_PREDICTED
    return np.array([features_of(Patch.default().with_unit(unit)).as_array() for unit in units])


def sweep_scores(predict: Predict) -> dict[str, dict[str, float]]:
    """For each promise the rank correlation along its sweeps, signed so that 1 is kept: the mean and the worst."""
    scores = {}
    for promise in PROMISES:
        column = FEATURES.index(promise.feature)
        found = []
        for sweep in sweeps_of(promise.property):
            values = feature_values(predict(np.stack([raster_of(drawn) for drawn in sweep])))[:, column]
            rank = float(stats.spearmanr(np.arange(len(values)), values).statistic)
            found.append(rank if promise.rises else -rank)
        scores[promise.property] = {"mean": float(np.mean(found)), "worst": float(np.min(found))}
    return scores


def human_scores(predict: Predict, rasters: NDArray[np.uint8], measures: NDArray[np.floating]) -> dict[str, float]:
    """For each promise the rank correlation of property and feature over drawings by people, signed as above."""
    values = feature_values(predict(rasters))
    scores = {}
    for promise in PROMISES:
        measured = measures[:, NAMES.index(promise.property)]
        rank = float(stats.spearmanr(measured, values[:, FEATURES.index(promise.feature)]).statistic)
        scores[promise.property] = rank if promise.rises else -rank
    return scores
