"""Symmetry drawing: every stroke repeated around the middle of the canvas. Plain functions over plain values."""

import math
from enum import Enum
from typing import Final

from models.sketch_to_patch.outline import polyline
from models.sketch_to_patch.stroke import Point, Stroke, Tool

RADIAL_TURNS: Final = 6

Map = tuple[float, float, float, float]
"""A linear map around the middle: x' = a x + b y, y' = c x + d y as (a, b, c, d)."""

_IDENTITY: Final[Map] = (1.0, 0.0, 0.0, 1.0)
_MIRRORED_X: Final[Map] = (-1.0, 0.0, 0.0, 1.0)
_MIRRORED_Y: Final[Map] = (1.0, 0.0, 0.0, -1.0)
_HALF_TURN: Final[Map] = (-1.0, 0.0, 0.0, -1.0)


class Symmetry(Enum):
    """How each stroke is repeated. The value is the label a player reads."""

    OFF = "off"
    LEFT_RIGHT = "left and right"
    UP_DOWN = "up and down"
    FOUR = "four corners"
    RADIAL = "six turns"


def maps(symmetry: Symmetry) -> tuple[Map, ...]:
    """The maps of a symmetry; the first leaves everything where it is."""
    if symmetry is Symmetry.LEFT_RIGHT:
        return (_IDENTITY, _MIRRORED_X)
    if symmetry is Symmetry.UP_DOWN:
        return (_IDENTITY, _MIRRORED_Y)
    if symmetry is Symmetry.FOUR:
        return (_IDENTITY, _MIRRORED_X, _MIRRORED_Y, _HALF_TURN)
    if symmetry is Symmetry.RADIAL:
        turns = (2.0 * math.pi * k / RADIAL_TURNS for k in range(RADIAL_TURNS))
        return tuple((math.cos(t), -math.sin(t), math.sin(t), math.cos(t)) for t in turns)
    return (_IDENTITY,)


def mapped_point(point: Point, by: Map) -> Point:
    """A point under a map around the middle of the canvas; its pressure stays."""
    x, y = point.x - 0.5, point.y - 0.5
    return Point(0.5 + by[0] * x + by[1] * y, 0.5 + by[2] * x + by[3] * y, point.pressure)


def mapped_stroke(stroke: Stroke, by: Map) -> Stroke:
    """A stroke under a map. A box that would stand askew becomes a pen line along its outline."""
    if by == _IDENTITY:
        return stroke
    if abs(by[1]) > 1e-9 and stroke.tool in (Tool.RECTANGLE, Tool.ELLIPSE):
        outline = tuple(Point(float(x), float(y)) for x, y, _ in polyline(stroke))
        stroke = Stroke(Tool.PEN, outline, stroke.width, stroke.filled)
    points = tuple(mapped_point(point, by) for point in stroke.points)
    return Stroke(stroke.tool, points, stroke.width, stroke.filled)


def repeated(stroke: Stroke, symmetry: Symmetry) -> tuple[Stroke, ...]:
    """The stroke and its images, the stroke itself first."""
    return tuple(mapped_stroke(stroke, by) for by in maps(symmetry))


def guide_lines(symmetry: Symmetry) -> tuple[tuple[float, float, float, float], ...]:
    """The lines (x0, y0, x1, y1) that show a symmetry, in canvas units, through the middle."""
    angles: tuple[float, ...] = ()
    if symmetry is Symmetry.RADIAL:
        angles = tuple(math.pi * k / 3.0 for k in range(3))
    if symmetry in (Symmetry.UP_DOWN, Symmetry.FOUR):
        angles += (0.0,)
    if symmetry in (Symmetry.LEFT_RIGHT, Symmetry.FOUR):
        angles += (0.5 * math.pi,)
    reach = 0.5
    return tuple(
        (0.5 - reach * math.cos(a), 0.5 - reach * math.sin(a), 0.5 + reach * math.cos(a), 0.5 + reach * math.sin(a))
        for a in angles
    )
