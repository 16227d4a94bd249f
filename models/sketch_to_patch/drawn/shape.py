"""A shape as a value: lines in a box around 0 with longest side 1, y downwards, and the curves they are made of."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Line = NDArray[np.float64]
"""Points (n, 2)."""

FULL: Final = 2.0 * math.pi
_CURVE: Final = np.linspace(0.0, 1.0, 9)[:, None, None]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One line of a shape. A closed line does not repeat its first point; `corners` are places in `points`.

    A `solid` part is inked inside whatever the pen does: a dot, the head of a note.
    """

    points: Line
    closed: bool = False
    corners: tuple[int, ...] = ()
    solid: bool = False

    @property
    def length(self) -> float:
        """Length of the line, the way back to its first point included where it is closed."""
        ahead = self.points[1:] - self.points[:-1]
        back = math.dist(self.points[-1], self.points[0]) if self.closed else 0.0
        return float(np.sqrt((ahead * ahead).sum(axis=1)).sum()) + back

    def placed(self, at: ArrayLike, scale: ArrayLike = 1.0, turn: float = 0.0) -> "Part":
        """The same line turned, scaled (by x and by y where two are given) and moved to `at`."""
        return replace(self, points=self.points @ rotation(turn) * np.asarray(scale) + np.asarray(at))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Several lines that belong together."""

    parts: tuple[Part, ...]

    @property
    def length(self) -> float:
        """Length of all lines, in longest sides."""
        return sum(part.length for part in self.parts)

    @property
    def points(self) -> Line:
        """All points, shape (n, 2)."""
        return joined([part.points for part in self.parts])

    def changed(self, matrix: NDArray[np.float64]) -> "Shape":
        """The shape after a linear map, its points as rows times `matrix` (2, 2), in its box again."""
        return shape_of(replace(part, points=part.points @ matrix) for part in self.parts)


def shape_of(parts: Iterable[Part]) -> Shape:
    """The lines moved and scaled into the box: centre 0, longest side 1."""
    parts = tuple(parts)
    points = np.concatenate([part.points for part in parts])
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()), 1e-9)
    middle = 0.5 * (low + high)
    return Shape(tuple(replace(part, points=(part.points - middle) / side) for part in parts))


def rotation(turn: float) -> NDArray[np.float64]:
    """The matrix (2, 2) that turns rows (x, y) clockwise on the screen, in radians."""
    return np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])


def angles(n: int, start: float = 0.0, sweep: float = FULL) -> NDArray[np.float64]:
    """`n` angles from `start` evenly over `sweep`, its end left out."""
    return np.asarray(start + sweep * np.arange(n) / n)


def polar(turn: ArrayLike, radius: ArrayLike = 1.0) -> Line:
    """Points at the angles `turn` from the middle, shape (n, 2); 0 is to the right, a quarter turn is down."""
    turn = np.asarray(turn)
    return np.asarray(np.stack([np.cos(turn), np.sin(turn)], axis=-1) * np.asarray(radius)[..., None])


def circle(at: ArrayLike = (0.0, 0.0), radius: ArrayLike = 1.0, *, solid: bool = False) -> Part:
    """A closed circle of 48 points; two radii make an ellipse."""
    return Part(polar(angles(48)) * np.asarray(radius) + np.asarray(at), closed=True, solid=solid)


def arc(at: ArrayLike, radius: ArrayLike, start: float, stop: float, *, n: int = 32) -> Line:
    """Points along an arc, both ends included."""
    return np.asarray(polar(np.linspace(start, stop, n)) * np.asarray(radius) + np.asarray(at))


def polygon(peaks: ArrayLike) -> Part:
    """A closed line with a corner at every point."""
    points = np.asarray(peaks, dtype=np.float64)
    return Part(points, closed=True, corners=tuple(range(len(points))))


def path(points: ArrayLike) -> Part:
    """An open line with a corner at every inner point."""
    line = np.asarray(points, dtype=np.float64)
    return Part(line, corners=tuple(range(1, len(line) - 1)))


def curve(points: Line) -> Part:
    """An open line without corners."""
    return Part(points)


def rounded(peaks: ArrayLike, amount: float, *, closed: bool = True) -> Part:
    """The line through `peaks` with its corners cut round: 0 leaves them sharp, 1 leaves nothing straight.

    Every corner becomes a parabola that begins and ends `amount` of the way to the middle of its sides.
    """
    points = np.asarray(peaks, dtype=np.float64)
    if amount < 0.02:
        return polygon(points) if closed else path(points)
    bends = points if closed else points[1:-1]
    before, after = (np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)) if closed else (points[:-2], points[2:])
    first, last = bends + 0.5 * amount * (before - bends), bends + 0.5 * amount * (after - bends)
    bent = (1.0 - _CURVE) ** 2 * first + 2.0 * _CURVE * (1.0 - _CURVE) * bends + _CURVE**2 * last
    line = bent.transpose(1, 0, 2).reshape(-1, 2)
    if not closed:
        line = np.concatenate([points[:1], line, points[-1:]])
    each = len(_CURVE)
    seen = tuple(each * i + each // 2 + (not closed) for i in range(len(bends))) if amount < 0.4 else ()
    return Part(line, closed=closed, corners=seen)


def bumps(base: Line, height: ArrayLike) -> Part:
    """Half ellipses outwards on the sides of the closed polygon `base`; `height` in half sides, one or one a side.

    The polygon runs clockwise on the screen; the notches between the bumps are corners.
    """
    side = np.roll(base, -1, axis=0) - base
    outwards = np.stack([side[:, 1], -side[:, 0]], axis=1) * (0.5 * np.asarray(height)).reshape(-1, 1)
    way = np.linspace(0.0, math.pi, 13)[:-1, None, None]
    line = base + 0.5 * (1.0 - np.cos(way)) * side + np.sin(way) * outwards
    corners = tuple(range(0, 12 * len(base), 12))
    return Part(line.transpose(1, 0, 2).reshape(-1, 2), closed=True, corners=corners)


def star_peaks(count: int, inner: ArrayLike, start: float = -0.5 * math.pi) -> Line:
    """Tips and notches of a star in turn, shape (2 count, 2); tips at radius 1, notches at `inner`."""
    radius = np.ones(2 * count)
    radius[1::2] = inner
    return polar(angles(2 * count, start), radius)


def joined(lines: Sequence[Line]) -> Line:
    """Lines one after the other, as one."""
    return np.concatenate(lines)
