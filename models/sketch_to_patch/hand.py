"""Circles, squares and triangles as people draw them: what the network must know beside clean pictures.

A drawing is made in four steps, each with its own chances: an outline, stretched and bent; the pen's path
along it, which may stop short, run past its beginning, leave in a tail or come as one line a side; gaps and
a stray mark now and then; a place, a size, a turn and a pen. Everything follows from one generator.
"""

import math
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.figures import Figure, corners
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

Line = NDArray[np.float64]
"""Points (n, 2)."""

OUTLINE_POINTS: Final = 200
SLIMMEST: Final = {Figure.CIRCLE: 0.5, Figure.SQUARE: 0.5, Figure.TRIANGLE: 0.35}
"""Least share of its width that a figure keeps when it is stretched."""
UPRIGHT: Final = {Figure.CIRCLE: 0.0, Figure.SQUARE: 0.25 * math.pi, Figure.TRIANGLE: -0.5 * math.pi}
"""Turn of the first corner that stands a figure on a side."""


def human_sketch(figure: Figure, rng: np.random.Generator) -> Sketch:
    """A figure as a person may draw it: any place, size (12 to 95 % of the canvas), turn and pen."""
    care = float(rng.uniform(0.3, 1.5))
    shape, bends = _outline(figure, rng, care=care)
    filled = bool(rng.random() < 0.12)
    if filled:
        lines = [shape]
    elif len(bends) and rng.random() < 0.3:
        lines = _sides(shape, bends, rng)
    else:
        lines = [_in_one_go(shape, bends, rng, care=care)]
    if not filled and rng.random() < 0.12:
        lines = [piece for line in lines for piece in _broken(line, rng)]
    if rng.random() < 0.05:
        lines.append(_stray(rng))
    turn = float(rng.uniform(0.0, 2.0 * math.pi) if rng.random() < 0.5 else rng.normal(0.0, 0.12))
    lines = [line @ _rotation(turn) for line in lines]
    return _on_canvas(lines, rng, filled=filled)


def human_set(seed: int, drawings: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Human-like drawings as network input, uint8 (n, 128, 128), and figures, int64 (n,)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(Figure), drawings)
    return np.stack([rasterize(human_sketch(Figure(int(label)), rng)) for label in labels]), labels.astype(np.int64)


def _rotation(turn: float) -> NDArray[np.float64]:
    return np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])


def _stretch(figure: Figure, rng: np.random.Generator) -> NDArray[np.float64]:
    """A matrix (2, 2) that makes a figure slimmer: a square along a side (rectangle) or askew (rhombus)."""
    share = 1.0 - (1.0 - SLIMMEST[figure]) * rng.random() ** 1.5
    along_a_side = figure is Figure.SQUARE and rng.random() < 0.7
    turn = float(rng.integers(2)) * 0.5 * math.pi if along_a_side else float(rng.uniform(0.0, math.pi))
    return np.asarray(_rotation(turn) @ np.diag([1.0, share]) @ _rotation(-turn))


def _outline(figure: Figure, rng: np.random.Generator, *, care: float) -> tuple[Line, NDArray[np.int64]]:
    """A closed outline around 0, longest side 1, shape (200, 2), and which of its points are corners.

    `care` scales what an unsteady hand does; a circle has no corners.
    """
    n = OUTLINE_POINTS
    turn = 2.0 * math.pi * np.arange(n) / n
    bends = np.zeros(0, dtype=np.int64)
    if figure is Figure.CIRCLE:
        radius = np.ones(n)
        for wave in range(2, 7):  # a wave of 1 / (wave² - 1) makes a side straight
            radius += care * rng.normal(0.0, 0.2 / (wave**2 - 1)) * np.cos(wave * turn + rng.uniform(0.0, 7.0))
        shape = radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1) @ _stretch(figure, rng)
    else:
        peaks = corners(figure, UPRIGHT[figure], 1.0) @ _stretch(figure, rng)
        peaks += care * rng.normal(0.0, 0.07, peaks.shape)
        shape, bends = _bowed_sides(peaks, rng, care=care)
        shape = _rounded(shape, int(rng.integers(1, 14)))
    drift = np.zeros((n, 2))
    for wave in range(1, 6):
        phase = rng.uniform(0.0, 2.0 * math.pi, 2)
        drift += care * rng.normal(0.0, 0.04 / wave, 2) * np.sin(wave * turn[:, None] + phase)
    return (shape + drift) / np.ptp(shape, axis=0).max(), bends


def _bowed_sides(peaks: Line, rng: np.random.Generator, *, care: float) -> tuple[Line, NDArray[np.int64]]:
    """The closed polygon through `peaks`, evenly spaced (200, 2), each side bowed in or out, and its corners."""
    ring = np.concatenate([peaks, peaks[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], OUTLINE_POINTS, endpoint=False)
    shape = np.stack([np.interp(at, along, ring[:, axis]) for axis in (0, 1)], axis=1)
    for first, last, start, stop in zip(ring, ring[1:], along, along[1:], strict=False):
        inside = (at >= start) & (at < stop)
        arch = np.sin(math.pi * (at[inside] - start) / (stop - start))
        outwards = np.array([last[1] - first[1], first[0] - last[0]])
        shape[inside] += care * rng.normal(0.0, 0.035) * arch[:, None] * outwards
    return shape, np.asarray(np.rint(OUTLINE_POINTS * along[:-1] / along[-1]), dtype=np.int64)


def _rounded(shape: Line, blur: int) -> Line:
    """The closed outline averaged over `blur` points: rounder corners."""
    around = np.concatenate([shape[-blur:], shape, shape[:blur]])
    kernel = np.ones(blur) / blur
    return np.stack([np.convolve(around[:, axis], kernel, "same")[blur:-blur] for axis in (0, 1)], axis=1)


def _tail(path: Line, rng: np.random.Generator) -> Line:
    """A line on from the end of `path`, in its direction, a little bent: the pen that lifts too late."""
    heading = path[-1] - path[-6]
    heading = heading / max(float(np.linalg.norm(heading)), 1e-6)
    across = np.array([-heading[1], heading[0]])
    way = np.linspace(0.0, min(0.5, float(rng.exponential(0.12))), 12)[1:, None]
    return np.asarray(path[-1] + way * heading + rng.normal(0.0, 0.8) * way**2 * across)


def _in_one_go(shape: Line, bends: NDArray[np.int64], rng: np.random.Generator, *, care: float) -> Line:
    """The outline in one line: with a gap, just closed, past its beginning beside the first line, or with tails."""
    at_corner = len(bends) > 0 and rng.random() < 0.6
    start = int(rng.choice(bends)) if at_corner else int(rng.integers(len(shape)))
    shape = np.roll(shape, -start, axis=0)
    extra = int(rng.integers(-14, 30))
    path = np.concatenate([shape, shape[:extra]]) if extra >= 0 else shape[:extra]
    path = path + np.linspace(0.0, 1.0, len(path))[:, None] * care * rng.normal(0.0, 0.035, 2)  # it misses its start
    path = path + np.cumsum(rng.normal(0.0, 0.0008, path.shape), axis=0)
    if rng.random() < 0.2:
        path = np.concatenate([path, _tail(path, rng)])
    if rng.random() < 0.2:
        path = np.concatenate([_tail(path[::-1], rng)[::-1], path])
    return path


def _sides(shape: Line, bends: NDArray[np.int64], rng: np.random.Generator) -> list[Line]:
    """The outline as one line a side, each too long or too short, as with a ruler laid anew."""
    closed = np.concatenate([shape, shape])
    lines = []
    for first, last in pairwise(np.concatenate([bends, bends[:1] + len(shape)])):
        line = closed[first : last + 1]
        before, after = rng.normal(0.02, 0.04, 2) + (rng.random(2) < 0.12) * rng.exponential(0.2, 2)
        side = line[-1:] - line[:1]
        lines.append(
            np.concatenate([line[:1] - min(before, 0.5) * side, line[2:-2], line[-1:] + min(after, 0.5) * side])
        )
    return lines


def _broken(line: Line, rng: np.random.Generator) -> list[Line]:
    """The line with one to three short gaps: a dry pen, a poor scan."""
    pieces = np.split(line, np.sort(rng.integers(0, len(line), int(rng.integers(1, 4)))))
    gap = int(rng.integers(1, 7))
    return [piece[gap:] for piece in pieces if len(piece) > gap + 2]


def _stray(rng: np.random.Generator) -> Line:
    """A short mark anywhere within the figure's bounds."""
    steps = np.cumsum(rng.normal(0.0, 1.0, (12, 2)), axis=0)
    size = float(rng.uniform(0.03, 0.2))
    return np.asarray(rng.uniform(-0.5, 0.5, 2) + size * steps / max(float(np.ptp(steps, axis=0).max()), 1e-6))


def _on_canvas(lines: list[Line], rng: np.random.Generator, *, filled: bool) -> Sketch:
    """The lines at any place and size, by a pen between a hairline and a quarter of the figure."""
    points = np.concatenate(lines)
    side = float(rng.uniform(0.12, 0.95))
    scale = side / np.ptp(points, axis=0).max()
    room = np.maximum(0.0, 1.0 - scale * np.ptp(points, axis=0))
    corner = rng.random(2) * room - scale * points.min(axis=0)
    width = float(np.exp(rng.uniform(math.log(0.006), math.log(min(0.09, 0.25 * side)))))
    strokes = []
    for line in lines:
        pressure = rng.uniform(0.7, 1.0, (len(line), 1))
        rows = np.concatenate([corner + scale * line, pressure], axis=1).tolist()
        strokes.append(Stroke(Tool.PEN, tuple(Point(*row) for row in rows), width, filled))
    return Sketch(tuple(strokes))
