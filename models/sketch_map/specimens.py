"""Ten plain shapes and their redrawings: how much a hand varies, as numbers.

They give an embedding its scale. Nothing is learnt from them.
"""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

REDRAWINGS: Final = 5
SEED: Final = 1929
TURN_SD: Final = 0.08
"""Radians a person turns a shape by when drawing it again."""
STRETCH_SD: Final = 0.06
SIZE_SD: Final = 0.1
PLACE_SD: Final = 0.04
"""Share of the canvas."""
DRIFT_SD: Final = 0.02
"""Share of the drawing's longest side by which a line strays, in slow waves."""
WIDTH: Final = 0.025

Line = NDArray[np.float64]


def _polygon(corners: int, turn: float) -> Line:
    angle = turn + 2.0 * math.pi * np.arange(corners + 1) / corners
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _star() -> Line:
    angle = -0.5 * math.pi + math.pi * np.arange(11) / 5.0
    radius = np.where(np.arange(11) % 2 == 0, 1.0, 0.42)
    return np.asarray(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _plain_shapes() -> tuple[tuple[Line, ...], ...]:
    """Lines (n, 2) of every shape around 0, within -1 to 1."""
    way = np.linspace(0.0, 1.0, 49)
    circle = _polygon(64, 0.0)
    spiral = way[:, None] * np.stack([np.cos(5.0 * math.pi * way), np.sin(5.0 * math.pi * way)], axis=1)
    teeth = np.stack([np.linspace(-1.0, 1.0, 8), 0.45 * (-1.0) ** np.arange(8)], axis=1)
    wave = np.stack([2.0 * way - 1.0, 0.35 * np.sin(4.0 * math.pi * way)], axis=1)
    upright, level = np.array([[0.0, -1.0], [0.0, 1.0]]), np.array([[-1.0, 0.0], [1.0, 0.0]])
    square = _polygon(4, 0.25 * math.pi)
    return (
        (circle,),
        (circle * (1.0, 0.4),),
        (square,),
        (_polygon(3, -0.5 * math.pi),),
        (_star(),),
        (spiral,),
        (teeth,),
        (wave,),
        (upright, level),
        (square * (1.0, 0.35), upright),
    )


def _evenly(line: Line, points: int = 60) -> Line:
    """The same line with points at even steps, so that it can bend anywhere."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], points)
    return np.stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)], axis=1)


def plain_sketches() -> tuple[Sketch, ...]:
    """The ten shapes as drawings in the middle of the canvas."""
    drawn = []
    for lines in _plain_shapes():
        strokes = [[Point(0.5 + 0.33 * x, 0.5 + 0.33 * y) for x, y in _evenly(line).tolist()] for line in lines]
        drawn.append(Sketch(tuple(Stroke(Tool.PEN, tuple(points), WIDTH) for points in strokes)))
    return tuple(drawn)


def redrawn(sketch: Sketch, rng: np.random.Generator) -> Sketch:
    """The drawing as the same hand may draw it again: turned, stretched, sized and placed a little differently."""
    points = np.array([(p.x, p.y) for stroke in sketch.strokes for p in stroke.points]).reshape(-1, 2)
    if not len(points):
        return sketch
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    side = max(float(np.ptp(points, axis=0).max()), 1e-6)
    turn = float(rng.normal(0.0, TURN_SD))
    turning = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    form = turning @ np.diag(1.0 + rng.normal(0.0, STRETCH_SD, 2)) * (1.0 + rng.normal(0.0, SIZE_SD))
    place = middle + rng.normal(0.0, PLACE_SD, 2)
    waves, phases = rng.normal(0.0, 1.0, (3, 2, 2)), rng.uniform(0.0, 2.0 * math.pi, (3, 2))
    strokes = []
    for stroke in sketch.strokes:
        there = (np.array([(p.x, p.y) for p in stroke.points]) - middle) / side
        drift = sum(np.sin(3.0 * there @ wave + phase) for wave, phase in zip(waves, phases, strict=True))
        moved = (place + side * (there + DRIFT_SD * drift) @ form.T).tolist()
        again = tuple(Point(x, y, p.pressure) for (x, y), p in zip(moved, stroke.points, strict=True))
        strokes.append(replace(stroke, points=again))
    return replace(sketch, strokes=tuple(strokes))


@lru_cache(maxsize=1)
def specimens() -> NDArray[np.uint8]:
    """Rasters (shapes, 1 + redrawings, 128, 128), read only: each shape, then its redrawings."""
    rng = np.random.default_rng(SEED)
    rows = [[sketch, *(redrawn(sketch, rng) for _ in range(REDRAWINGS))] for sketch in plain_sketches()]
    rasters = np.stack([np.stack([rasterize(sketch) for sketch in row]) for row in rows])
    rasters.flags.writeable = False
    return rasters
