"""Circles, squares and triangles: the paper's clean pictures, and the same as people draw them.

Clean: black on white, 100 x 100, filled, by scale, rotation and translation, as in Saldaña &
Mendizabal-Ruiz (CCE 2020), section II. Human-like: outlines with wobble, gaps, overshoot, rounded
corners, uneven proportions and any pen, as strokes on the canvas. Everything follows from one seed.
"""

import math
from enum import IntEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.picture import picture_to_raster
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

PAPER_PICTURES: Final = 3750
PAPER_PIXELS: Final = 100
OUTLINE_POINTS: Final = 200
CORNERS: Final = {"circle": 96, "square": 4, "triangle": 3}


class Figure(IntEnum):
    """The three figures, in the order of the paper's sounds 1, 2 and 3."""

    CIRCLE = 0
    SQUARE = 1
    TRIANGLE = 2


def corners(figure: Figure, rotation: float, radius: float) -> NDArray[np.float64]:
    """Corners on a circle of `radius` around 0, shape (n, 2), not closed; a circle has 96."""
    n = CORNERS[figure.name.lower()]
    turn = rotation + 2.0 * math.pi * np.arange(n) / n
    return radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def paper_picture(figure: Figure, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A clean picture, uint8 (100, 100): a black figure on white, filled or as an outline."""
    radius = float(rng.uniform(0.12, 0.46))
    place = rng.uniform(radius, 1.0 - radius, 2)
    shape = place + corners(figure, float(rng.uniform(0.0, 2.0 * math.pi)), radius)
    points = tuple(Point(float(x), float(y)) for x, y in np.concatenate([shape, shape[:1]]))
    stroke = Stroke(Tool.PEN, points, 0.02, filled=bool(rng.random() < 0.5))
    ink = rasterize(Sketch((stroke,)), PAPER_PIXELS)
    return np.asarray(np.where(ink > 127, 0, 255), dtype=np.uint8)


def paper_set(seed: int, pictures: int = PAPER_PICTURES) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The generated set as network input, uint8 (n, 128, 128), and figures, int64 (n,); thirds in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(pictures, dtype=np.int64) % len(Figure)
    rasters = [picture_to_raster(paper_picture(Figure(int(label)), rng)) for label in labels]
    return np.stack(rasters), labels


def _outline(figure: Figure, rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A closed outline with human proportions, and which of its points are corners.

    200 points around 0, shape (200, 2), longest side 1.
    """
    n = OUTLINE_POINTS
    bends = np.zeros(0, dtype=np.int64)
    if figure is Figure.CIRCLE:
        turn = 2.0 * math.pi * np.arange(n) / n + rng.uniform(0.0, 2.0 * math.pi)
        shape = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        squeeze = np.array([1.0, rng.uniform(0.72, 1.0)])
    else:
        if figure is Figure.SQUARE:
            start = 0.25 * math.pi
            squeeze = np.array([1.0, rng.uniform(0.55, 1.0)])
        else:
            start = -0.5 * math.pi
            squeeze = np.array([rng.uniform(0.5, 1.0), rng.uniform(0.4, 1.0)])
        peaks = corners(figure, start, 1.0) * squeeze
        peaks += rng.normal(0.0, 0.06, peaks.shape)
        ring = np.concatenate([peaks, peaks[:1]])
        lengths = np.linalg.norm(np.diff(ring, axis=0), axis=1)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        bends = np.asarray(np.rint(n * along[:-1] / along[-1]), dtype=np.int64)
        at = np.linspace(0.0, along[-1], n, endpoint=False)
        shape = np.stack([np.interp(at, along, ring[:, k]) for k in (0, 1)], axis=1)
        blur = int(rng.integers(1, 12))
        kernel = np.ones(blur) / blur
        padded = np.concatenate([shape[-n // 2 :], shape, shape[: n // 2]])
        shape = np.stack([np.convolve(padded[:, k], kernel, "same")[n // 2 : n // 2 + n] for k in (0, 1)], axis=1)
        squeeze = np.ones(2)
    shape = shape * squeeze
    bend = np.zeros((n, 2))
    for wave in range(1, 6):
        phase = rng.uniform(0.0, 2.0 * math.pi, 2)
        size = rng.normal(0.0, 0.045 / wave, 2)
        bend += size * np.sin(2.0 * math.pi * wave * np.arange(n)[:, None] / n + phase)
    return (shape + bend) / np.ptp(shape, axis=0).max(), bends


def _sides(shape: NDArray[np.float64], bends: NDArray[np.int64], rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """The outline as one line a side, each a little too long or too short, as with a ruler laid anew."""
    ends = np.concatenate([bends, bends[:1] + len(shape)])
    closed = np.concatenate([shape, shape])
    lines = []
    for first, last in pairwise(ends):
        line = closed[first : last + 1]
        before, after = rng.normal(0.02, 0.04, 2)
        lines.append(np.concatenate([line[:1] + before * (line[:1] - line[-1:]), line[2:-2],
                                     line[-1:] + after * (line[-1:] - line[:1])]))  # fmt: skip
    return lines


def human_sketch(figure: Figure, rng: np.random.Generator) -> Sketch:
    """A figure as a person may draw it: any place, size (12 to 95 % of the canvas), turn and pen."""
    shape, bends = _outline(figure, rng)
    turn = float(rng.uniform(0.0, 2.0 * math.pi) if rng.random() < 0.5 else rng.normal(0.0, 0.12))
    shape = shape @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    side = float(rng.uniform(0.12, 0.95))
    shape *= side / np.ptp(shape, axis=0).max()
    free = np.maximum(0.0, 1.0 - np.ptp(shape, axis=0))
    shape += rng.random(2) * free - shape.min(axis=0)
    width = float(np.exp(rng.uniform(math.log(0.006), math.log(min(0.09, 0.25 * side)))))
    filled = bool(rng.random() < 0.15)
    if len(bends) and not filled and rng.random() < 0.3:
        lines = _sides(shape, bends, rng)
    else:
        lines = [_in_one_go(shape, side, rng=rng, closed=filled)]
    return Sketch(
        tuple(
            Stroke(
                Tool.PEN, tuple(Point(float(x), float(y), float(rng.uniform(0.7, 1.0))) for x, y in line), width, filled
            )
            for line in lines
        )
    )


def _in_one_go(
    shape: NDArray[np.float64], side: float, *, rng: np.random.Generator, closed: bool
) -> NDArray[np.float64]:
    """The outline from a point of chance: with a gap, just closed, or past its beginning, beside the first line."""
    shape = np.roll(shape, int(rng.integers(len(shape))), axis=0)
    extra = 0 if closed else int(rng.integers(-12, 30))
    path = np.concatenate([shape, shape[: max(extra, 1)]]) if extra >= 0 else shape[:extra]
    path = path + np.cumsum(rng.normal(0.0, 0.0008 * side, path.shape), axis=0)
    beside = rng.normal(0.0, 0.04 * side, 2) * np.linspace(0.3, 1.0, max(0, len(path) - len(shape)))[:, None]
    path[len(shape) :] += beside
    return path


def human_set(seed: int, drawings: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Human-like drawings as network input, uint8 (n, 128, 128), and figures, int64 (n,)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(Figure), drawings)
    return np.stack([rasterize(human_sketch(Figure(int(label)), rng)) for label in labels]), labels.astype(np.int64)
