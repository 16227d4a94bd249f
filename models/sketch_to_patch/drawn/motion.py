"""What a hand does to a line: where it begins, how it strays, where the pen lifts. Lines are (n, 2), evenly spaced."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.drawn.shape import FULL, Line, Part

WAVES: Final = np.arange(1, 5)
"""Slow waves along a line, each half as strong as it is fast."""


def spaced(part: Part, step: float, *, start: float) -> tuple[Line, NDArray[np.int64]]:
    """The line with a point about every `step` and at every corner, and the places of its corners.

    A closed line begins, and ends again, at a corner, or anywhere where it has none: `start`, 0 to 1, says where.
    """
    points, corners = part.points, np.array(part.corners, dtype=np.int64)
    if part.closed:
        first = int(corners[int(start * len(corners))]) if len(corners) else int(start * len(points))
        points = np.concatenate([points[first:], points[: first + 1]])
        corners = np.sort((corners - first) % len(part.points))
    ahead = points[1:] - points[:-1]
    along = np.zeros(len(points))
    np.cumsum(np.sqrt(ahead[:, 0] ** 2 + ahead[:, 1] ** 2), out=along[1:])
    count = max(2, math.ceil(along[-1] / step))
    at = np.arange(count + 1) * (along[-1] / count)
    if len(corners):
        at = np.unique(np.concatenate([at, along[corners]]))
    line = np.empty((len(at), 2))
    line[:, 0], line[:, 1] = np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])
    return line, np.searchsorted(at, along[corners])


def worn(line: Line, reach: int, *, closed: bool) -> Line:
    """The line averaged over `reach` points to either side, its ends kept."""
    reach = min(reach, (len(line) - 1) // 2)
    if reach < 1:
        return line
    if closed:
        around = np.concatenate([line[-1 - reach : -1], line, line[1 : 1 + reach]])
    else:
        # Mirrored in its ends, the line still begins and stops where it did.
        around = np.concatenate([2 * line[:1] - line[reach:0:-1], line, 2 * line[-1:] - line[-2 : -2 - reach : -1]])
    total = np.cumsum(np.concatenate([np.zeros((1, 2)), around]), axis=0)
    width = 2 * reach + 1
    return np.asarray((total[width:] - total[:-width]) / width)


def drift(line: Line, amount: float, rng: np.random.Generator, *, step: float, closed: bool) -> Line:
    """Slow deviations (n, 2); whole waves on a closed line, so that it still meets its beginning."""
    n = len(WAVES)
    turns = WAVES if closed else WAVES * rng.uniform(0.4, 1.0, n)
    phase, size = rng.uniform(0.0, FULL, n), rng.normal(0.0, 1.0, (n, 2))
    bend = rng.normal(0.0, 1.0, (n, 2))
    if amount <= 0.0:
        return np.zeros_like(line)
    way = turns * (np.arange(len(line)) * (FULL / max(1, len(line) - 1)))[:, None] + phase
    reach = 0.5 * amount * min(1.0, len(line) * step) / WAVES[:, None]
    return np.asarray(np.sin(way) @ (reach * size) + np.cos(way) @ (reach * bend))


def tremor(line: Line, amount: float, rng: np.random.Generator, *, step: float, length: float) -> Line:
    """Fast deviations across the line (n, 2), about `length` from peak to peak."""
    if amount <= 0.0:
        return np.zeros_like(line)
    count = max(2, math.ceil(2.0 * len(line) * step / length) + 1)
    apart = (len(line) - 1.0) / (count - 1)
    knots = np.arange(count) * apart
    knots[1:-1] += rng.uniform(-0.45, 0.45, count - 2) * apart
    # To and fro in turn, each time by another amount: independent numbers would leave long quiet stretches.
    peaks = amount * rng.normal(0.7, 0.6, count)
    peaks[::2] *= -1.0
    across = np.interp(np.arange(len(line)), knots, peaks)
    normal = np.empty_like(line)
    normal[1:-1, 0], normal[1:-1, 1] = line[:-2, 1] - line[2:, 1], line[2:, 0] - line[:-2, 0]
    normal[0], normal[-1] = normal[1], normal[-2]
    far = np.sqrt(normal[:, 0] ** 2 + normal[:, 1] ** 2)
    return np.asarray((across / np.maximum(far, 1e-9))[:, None] * normal)


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """A slow bend of the whole plane: lines that meet still meet."""

    turns: NDArray[np.float64]
    """Of each wave along x and y, (2, 6)."""
    phase: NDArray[np.float64]
    size: NDArray[np.float64]
    """How far each wave moves x and y, (6, 2)."""

    @classmethod
    def random(cls, rng: np.random.Generator, amount: float) -> Self:
        """Six waves of up to one turn over the shape."""
        turns, phase = rng.uniform(-FULL, FULL, (2, 6)), rng.uniform(0.0, FULL, 6)
        return cls(turns, phase, amount * rng.normal(0.0, 0.7, (6, 2)))

    def __call__(self, line: Line) -> Line:
        """The bent line."""
        return np.asarray(line + np.sin(line @ self.turns + self.phase) @ self.size)


def closing(line: Line, overrun: float, miss: float, rng: np.random.Generator) -> Line:
    """A closed line that stops short, or goes on beyond its beginning, and misses it."""
    away = miss * rng.normal(0.0, 0.8, 2)
    extra = round(overrun * len(line))
    drawn = np.concatenate([line, line[1 : 1 + extra]]) if extra >= 0 else line[:extra]
    return np.asarray(drawn + np.linspace(0.0, 1.0, len(drawn))[:, None] * away)


def sides(line: Line, corners: NDArray[np.int64], overshoot: float, rng: np.random.Generator) -> list[Line]:
    """A line for each way from corner to corner, each begun and ended too early or too late."""
    stops = np.unique(np.concatenate([[0], corners, [len(line) - 1]]))
    pieces = []
    for first, last in pairwise(stops):
        before, after = overshoot * rng.normal(0.35, 1.0, 2)
        piece = line[first : last + 1]
        length = float(np.hypot(*(piece[-1] - piece[0])))
        if len(piece) < 3 or length < 1e-6:
            continue
        way = (piece[-1] - piece[0]) / length
        before, after = max(before, -0.3 * length), max(after, -0.3 * length)
        pieces.append(np.concatenate([piece[:1] - before * way, piece[1:-1], piece[-1:] + after * way]))
    return pieces or [line]


def broken(line: Line, share: float, rng: np.random.Generator, *, gap: float, evenly: bool) -> list[Line]:
    """What is left of a line without about `share` of it, in gaps of `gap` points: anywhere, or as dashes."""
    if share <= 0.0:
        return [line]
    n = len(line)
    gone = np.zeros(n, dtype=np.bool_)
    if evenly:
        period = gap / share
        gone = (np.arange(n) + rng.uniform(0.0, period)) % period < gap
    else:
        for _ in range(rng.poisson(-math.log1p(-share) * n / gap)):  # gaps may fall on each other
            first = int(rng.uniform(-gap, n))
            gone[max(0, first) : max(0, first + round(gap * rng.uniform(0.5, 1.5)))] = True
    edges = np.flatnonzero(np.diff(np.concatenate([[True], gone, [True]]).astype(np.int8)))
    pieces = [line[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return [piece for piece in pieces if len(piece) > 1] or [line[: max(2, n // 2)]]


def pressure(n: int, depth: float, rng: np.random.Generator, *, step: float) -> NDArray[np.float64]:
    """Pressure along a line of `n` points, from 1 down to 1 - `depth`, lighter towards the ends."""
    lift, turns, phase = rng.uniform(0.0, 1.0, 3)
    if depth <= 0.0:
        return np.ones(n)
    way = np.arange(n) * step
    swing = 0.5 + 0.5 * np.sin(FULL * (phase + (0.5 + 2.0 * turns) * way))
    to_end = np.minimum(way, way[-1] - way) / (0.02 + 0.3 * lift)
    return np.asarray(1.0 - depth * np.maximum(0.7 * swing, 1.0 - np.minimum(to_end, 1.0)))
