"""Pointer movements to strokes: smoothing, shape geometry, symmetry. Plain functions over plain values."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Final

from models.sketch_to_patch.outline import polyline
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

CLOSEST: Final = 0.0015
"""Points nearer than this (in canvas widths) add nothing."""
RADIAL_TURNS: Final = 6
SNAP: Final = math.pi / 4.0


class Symmetry(Enum):
    """How each stroke is repeated around the middle of the canvas."""

    OFF = "off"
    LEFT_RIGHT = "left and right"
    UP_DOWN = "up and down"
    FOUR = "four corners"
    RADIAL = "six turns"


class Smoother:
    """The one-euro filter on pointer positions: still when slow, close behind when fast.

    Source: Casiez, Roussel & Vogel, "1€ Filter", CHI 2012. Positions in canvas widths, times in seconds.
    """

    MINIMUM_CUTOFF_HZ: Final = 6.0
    BETA: Final = 12.0
    SPEED_CUTOFF_HZ: Final = 2.0

    def __init__(self, first: Point, time_s: float) -> None:
        self._at = first
        self._speed = (0.0, 0.0)
        self._time_s = time_s

    def add(self, point: Point, time_s: float) -> Point:
        """The smoothed place of the next pointer position."""
        step = max(time_s - self._time_s, 1e-3)
        self._time_s = time_s
        share = _share(self.SPEED_CUTOFF_HZ, step)
        raw = ((point.x - self._at.x) / step, (point.y - self._at.y) / step)
        self._speed = tuple(s + share * (r - s) for s, r in zip(self._speed, raw, strict=True))  # type: ignore[assignment]
        share = _share(self.MINIMUM_CUTOFF_HZ + self.BETA * math.hypot(*self._speed), step)
        self._at = Point(*(a + share * (p - a) for a, p in zip(self._at, point, strict=True)))
        return self._at


def _share(cutoff_hz: float, step_s: float) -> float:
    """How far a first-order low-pass moves towards its input in one step."""
    return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff_hz * step_s))


def extended(points: Sequence[Point], point: Point) -> tuple[Point, ...]:
    """The points with one more, unless it adds nothing."""
    last = points[-1]
    if math.hypot(point.x - last.x, point.y - last.y) < CLOSEST:
        return tuple(points)
    return (*points, point)


def shape_corners(start: Point, end: Point, tool: Tool, *, regular: bool, centred: bool) -> tuple[Point, Point]:
    """The two points of a shape dragged from `start` to `end`.

    `regular` makes circles, squares and lines in steps of 45°; `centred` takes the start as the middle.
    """
    dx, dy = end.x - start.x, end.y - start.y
    if regular and tool is Tool.LINE:
        length, angle = math.hypot(dx, dy), round(math.atan2(dy, dx) / SNAP) * SNAP
        dx, dy = length * math.cos(angle), length * math.sin(angle)
    elif regular:
        side = max(abs(dx), abs(dy))
        dx, dy = math.copysign(side, dx), math.copysign(side, dy)
    first = Point(start.x - dx, start.y - dy) if centred else Point(start.x, start.y)
    return first, Point(start.x + dx, start.y + dy)


def repeated(stroke: Stroke, symmetry: Symmetry) -> tuple[Stroke, ...]:
    """The stroke and its images."""
    if symmetry is Symmetry.LEFT_RIGHT:
        return (stroke, _mapped(stroke, -1.0, 0.0, 0.0, 1.0))
    if symmetry is Symmetry.UP_DOWN:
        return (stroke, _mapped(stroke, 1.0, 0.0, 0.0, -1.0))
    if symmetry is Symmetry.FOUR:
        signs = ((1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
        return tuple(_mapped(stroke, sx, 0.0, 0.0, sy) for sx, sy in signs)
    if symmetry is Symmetry.RADIAL:
        turns = [2.0 * math.pi * k / RADIAL_TURNS for k in range(RADIAL_TURNS)]
        return tuple(_mapped(stroke, math.cos(t), -math.sin(t), math.sin(t), math.cos(t)) for t in turns)
    return (stroke,)


def _mapped(stroke: Stroke, xx: float, xy: float, yx: float, yy: float) -> Stroke:
    """The stroke under a linear map around the middle of the canvas."""
    points = tuple(
        Point(0.5 + xx * (p.x - 0.5) + xy * (p.y - 0.5), 0.5 + yx * (p.x - 0.5) + yy * (p.y - 0.5), p.pressure)
        for p in stroke.points
    )
    turned = abs(xy) > 1e-9
    if turned and stroke.tool in (Tool.RECTANGLE, Tool.ELLIPSE):
        # A turned box is no box: draw its outline instead.
        outline = tuple(Point(float(x), float(y)) for x, y, _ in polyline(stroke))
        return _mapped(Stroke(Tool.PEN, outline, stroke.width, stroke.filled), xx, xy, yx, yy)
    return Stroke(stroke.tool, points, stroke.width, stroke.filled)


def moved(sketch: Sketch, dx: float, dy: float) -> Sketch:
    """The whole drawing elsewhere; a picture under it stays."""
    return Sketch(tuple(stroke.moved(dx, dy) for stroke in sketch.strokes), sketch.picture, sketch.inverted)
