"""A shape as a hand draws it: what each property of pen and hand does to the lines, one field each.

Every aspect of a drawing has random numbers of its own, so that a sweep over one field leaves the rest alone.
Amplitudes and lengths are in longest sides of the shape unless they say otherwise.
"""

import math
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.drawn.motion import Warp, broken, closing, drift, pressure, sides, spaced, tremor, worn
from models.sketch_to_patch.drawn.shape import FULL, Line, Shape, rotation
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

STEP: Final = 0.014
"""Distance of the points along a drawn line, in longest sides; a busier shape has them further apart."""
MOST_POINTS: Final = 2400
WIDTHS: Final = (0.006, 0.09)
"""Thinnest and widest pen, in canvas units."""
SIZES: Final = (0.1, 0.98)
WIDEST: Final = 0.25
"""Widest line as a share of the drawing's size: beyond it, nobody sees a shape."""
INKED: Final = 0.7
"""Share of a shape's box that its lines cover with the widest pen."""
STEADY: Final = 0.2
"""Share of the hands that neither drift nor miss."""
STOPPED_SHORT: Final = 0.25
"""Share of the pens that leave closed lines a little open, whatever the hand."""
MOST_SIDES: Final = 60
"""Nobody lifts the pen at more corners than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How a shape is drawn. The defaults are a steady hand that draws every line once, in the middle."""

    size: float = 0.8
    """Longest side of the ink, in canvas sides."""
    place: tuple[float, float] = (0.5, 0.5)
    """Where in the free room, 0 to 1 from left to right and from top to bottom."""
    turn: float = 0.0
    """Radians, clockwise on the screen."""
    mirrored: bool = False
    stretch: float = 1.0
    """Width across `stretch_turn` that is left, 0.2 to 1."""
    stretch_turn: float = 0.0
    width: float = 0.02
    """Of the line, in canvas units."""
    pressure: float = 0.0
    """How far the pressure falls along the line, 0 to 1."""
    fill: float = 0.0
    """Share of the closed lines that are inked inside."""
    drift: float = 0.0
    """Slow deviation of the hand."""
    tremor: float = 0.0
    """Fast deviation of the hand, across the line."""
    tremor_length: float = 0.05
    """From one peak of the tremor to the next."""
    worn: float = 0.0
    """Length over which a hand in a hurry rounds the corners."""
    loose: float = 0.0
    """How far each line is from its place among the others."""
    miss: float = 0.0
    """How far the end of a closed line is from its beginning."""
    overrun: float = 0.0
    """Share of a closed line that is drawn past its beginning; below 0 it stops short."""
    by_sides: bool = False
    """A line from corner to corner at a time."""
    overshoot: float = 0.0
    """How much too long or too short such a side is."""
    retraced: float = 0.0
    """Share of the lines that are drawn twice."""
    gaps: float = 0.0
    """Share of the line that is missing."""
    gap_length: float = 0.05
    dashed: bool = False
    """Gaps come evenly rather than anywhere."""

    @classmethod
    def clean(cls, size: float = 0.8, width: float = 0.02) -> Self:
        """A steady pen in the middle of the canvas."""
        return cls(size=size, width=width)

    @classmethod
    def random(cls, rng: np.random.Generator, *, widest: float = WIDEST) -> Self:
        """Any pen in any hand; `widest` is the widest line as a share of the size."""
        care = 0.0 if rng.random() < STEADY else math.exp(rng.normal(-0.4, 0.8))
        size = float(rng.uniform(*SIZES))
        width = _log(rng, WIDTHS[0], max(1.2 * WIDTHS[0], min(WIDTHS[1], widest * size)))
        upright, plain = rng.random() < 0.5, rng.random() < 0.55
        short, trembling = rng.random() < STOPPED_SHORT, rng.random() < (0.6 if care else 0.3)
        return cls(
            size=size,
            place=(float(rng.random()), float(rng.random())),
            turn=float(rng.normal(0.0, 0.1) if upright else rng.uniform(0.0, FULL)),
            mirrored=bool(rng.random() < 0.5),
            stretch=float(1.0 - 0.1 * rng.random() if plain else rng.uniform(0.15, 1.0)),
            stretch_turn=float(rng.uniform(0.0, math.pi) if rng.random() < 0.4 else 0.5 * math.pi * rng.integers(2)),
            width=width,
            pressure=float(rng.uniform(0.0, 0.7) * min(1.0, width / 0.012)) if rng.random() < 0.6 else 0.0,
            fill=_share(rng, 0.2, 0.08),
            drift=min(0.09, 0.022 * care) * (rng.random() < 0.85),
            tremor=_log(rng, 0.0012, 0.03) if trembling else 0.0,
            tremor_length=_log(rng, 0.025, 0.11),
            worn=float(rng.uniform(0.01, 0.1)) if rng.random() < 0.25 else 0.0,
            loose=min(0.06, 0.014 * care) * (rng.random() < 0.8),
            miss=min(0.15, 0.025 * care),
            overrun=float(rng.uniform(-0.13, 0.0) if short else np.clip(rng.normal(0.0, 0.03 * care), -0.2, 0.3)),
            by_sides=bool(rng.random() < 0.25),
            overshoot=min(0.15, 0.03 * care),
            retraced=_share(rng, 0.08, 0.08),
            gaps=float(rng.uniform(0.03, 0.3)) if rng.random() < 0.15 else 0.0,
            gap_length=_log(rng, 0.025, 0.12),
            dashed=bool(rng.random() < 0.4),
        )


def widest_for(shape: Shape) -> float:
    """The widest line, as a share of the size, by which a shape can still be seen: finer for busier shapes."""
    area = float(np.prod(np.ptp(shape.points, axis=0)))
    return min(WIDEST, max(0.03, INKED * area / max(shape.length - 1.5, 1e-9)))


def _log(rng: np.random.Generator, low: float, high: float) -> float:
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def _share(rng: np.random.Generator, all_of: float, some: float) -> float:
    """1 with the chance `all_of`, a share with the chance `some`, else 0."""
    draw = rng.random()
    return 1.0 if draw < all_of else float(rng.uniform(0.2, 0.8)) if draw < all_of + some else 0.0


def draw(shape: Shape, pen: Pen, rng: np.random.Generator) -> Sketch:
    """The shape drawn with the pen, within the canvas. Same shape, pen and generator: same drawing."""
    # One generator an aspect, so that a change of one field leaves the others' random numbers alone.
    order, slow, fast, ends, gaps, press = (np.random.default_rng(seed) for seed in rng.integers(2**62, size=6))
    shape = shape.changed(_stretching(pen))
    step = max(STEP, shape.length / MOST_POINTS)
    warp = Warp.random(slow, 0.6 * pen.drift)
    lines: list[tuple[Line, bool]] = []
    for part in shape.parts:
        start, full, twice = order.random(3)
        offset = pen.loose * order.normal(0.0, 0.7, 2) if len(shape.parts) > 1 else np.zeros(2)
        line, corners = spaced(part, step, start=start)
        if pen.worn > step:
            line = worn(line, max(1, round(pen.worn / step)), closed=part.closed)
        for again in range(2 if twice < pen.retraced else 1):
            drawn = warp(line + drift(line, pen.drift, slow, step=step, closed=part.closed)) + offset
            drawn = drawn + tremor(drawn, pen.tremor, fast, step=step, length=pen.tremor_length)
            drawn = drawn + again * order.normal(0.0, 0.006 + 0.3 * pen.drift, 2)
            if part.solid or (part.closed and full < pen.fill):
                lines.append((drawn, True))
                continue
            for piece in _strokes(drawn, corners, pen, ends, closed=part.closed):
                kept = broken(piece, pen.gaps, gaps, gap=pen.gap_length / step, evenly=pen.dashed)
                lines += [(rest, False) for rest in kept]
    return _on_canvas(lines, pen, press, step)


def _stretching(pen: Pen) -> NDArray[np.float64]:
    back, forth = rotation(-pen.stretch_turn), rotation(pen.stretch_turn)
    return np.asarray(np.diag([-1.0 if pen.mirrored else 1.0, 1.0]) @ back @ np.diag([1.0, pen.stretch]) @ forth)


def _strokes(line: Line, corners: NDArray[np.int64], pen: Pen, rng: np.random.Generator, *, closed: bool) -> list[Line]:
    """The pen's ways along a line: in one go, or from corner to corner."""
    if pen.by_sides and 0 < len(corners) <= MOST_SIDES:
        return sides(line, corners, pen.overshoot, rng)
    return [closing(line, pen.overrun, pen.miss, rng)] if closed else [line]


def _on_canvas(lines: list[tuple[Line, bool]], pen: Pen, rng: np.random.Generator, step: float) -> Sketch:
    """The lines turned, at the pen's size and place, with its pressure."""
    points = np.concatenate([line for line, _ in lines]) @ rotation(pen.turn)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = max(pen.size - pen.width, 0.25 * pen.size) / max(float((high - low).max()), 1e-9)
    room = np.maximum(0.0, 1.0 - pen.width - scale * (high - low))
    points = 0.5 * pen.width + room * pen.place + scale * (points - low)
    pressed = np.concatenate([pressure(len(line), pen.pressure, rng, step=step) for line, _ in lines])
    rows = map(Point, points[:, 0].tolist(), points[:, 1].tolist(), pressed.tolist())
    return Sketch(tuple(Stroke(Tool.PEN, tuple(islice(rows, len(line))), pen.width, filled) for line, filled in lines))
