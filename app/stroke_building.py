"""Pointer movements to strokes: smoothing, rounding, thinning, shape geometry. Plain values, no window.

A pen line passes three stations. The one-euro filter takes the tremble out of the hand; the curve of
Chaikin's corner cutting (a quadratic B-spline through the midpoints) rounds what lies between two
events; at the end the Ramer-Douglas-Peucker rule drops the points that nobody would miss.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

CLOSEST: Final = 0.002
"""A pointer position nearer than this to the last (in canvas widths) adds nothing."""
FLATNESS: Final = 0.0002
"""Largest distance between the curve and its chords: a tenth of a pixel on a canvas of 500."""
THINNING: Final = 0.00025
"""Largest distance between a line and what is kept of it."""
SNAP: Final = math.pi / 4.0


class OneEuro:
    """The one-euro filter on pointer positions: still when slow, close behind when fast.

    Source: Casiez, Roussel & Vogel, "1€ Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
    Interactive Systems", CHI 2012. Positions in canvas widths, times in seconds.
    """

    MINIMUM_CUTOFF_HZ: Final = 6.0
    BETA: Final = 12.0
    SPEED_CUTOFF_HZ: Final = 2.0
    SHORTEST_STEP_S: Final = 1e-3
    LONGEST_STEP_S: Final = 0.1

    def __init__(self, first: Point, time_s: float) -> None:
        self._at = first
        self._raw = first
        self._speed_x = self._speed_y = 0.0
        self._time_s = time_s

    def add(self, point: Point, time_s: float) -> Point:
        """The smoothed place of the next pointer position."""
        step = min(max(time_s - self._time_s, self.SHORTEST_STEP_S), self.LONGEST_STEP_S)
        share = _share(self.SPEED_CUTOFF_HZ, step)
        self._speed_x += share * ((point.x - self._raw.x) / step - self._speed_x)
        self._speed_y += share * ((point.y - self._raw.y) / step - self._speed_y)
        share = _share(self.MINIMUM_CUTOFF_HZ + self.BETA * math.hypot(self._speed_x, self._speed_y), step)
        self._raw, self._time_s = point, time_s
        self._at = _between(self._at, point, share)
        return self._at


def _share(cutoff_hz: float, step_s: float) -> float:
    """How far a first-order low-pass moves towards its input in one step."""
    return 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff_hz * step_s))


def _between(a: Point, b: Point, share: float) -> Point:
    return Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), a.pressure + share * (b.pressure - a.pressure))


def _apart(a: Point, b: Point) -> float:
    return math.hypot(b.x - a.x, b.y - a.y)


class PenLine:
    """The line of a pen while it grows. All its points are final but the last."""

    def __init__(self, first: Point, time_s: float) -> None:
        self.points = [first]
        self._filter = OneEuro(first, time_s)
        self._controls = (first, first)

    def add(self, point: Point, time_s: float) -> int | None:
        """Follow the pointer. The index of the first point that changed, None when nothing did."""
        return self._lead_to(self._filter.add(point, time_s))

    def finish(self, last: Point) -> int | None:
        """Lead the line, which ends a little behind the pointer, to where the pointer left."""
        return self._lead_to(last)

    def _lead_to(self, control: Point) -> int | None:
        before, corner = self._controls
        if _apart(corner, control) < CLOSEST:
            return None
        changed = len(self.points)
        if changed > 1:
            # The last point was a guess: the curve turns off half-way to it.
            changed -= 1
            self.points.pop()
        self.points += curve(_between(before, corner, 0.5), corner, _between(corner, control, 0.5))
        self.points.append(control)
        self._controls = (corner, control)
        return changed


def curve(start: Point, corner: Point, end: Point) -> list[Point]:
    """The quadratic Bézier curve of three points as chords, without its start.

    A quadratic B-spline, the limit of Chaikin's corner cutting (Chaikin, "An algorithm for high-speed
    curve generation", 1974; Riesenfeld, "On Chaikin's algorithm", 1975), consists of such pieces between
    midpoints. n equal chords stay within |start - 2 corner + end| / (4 n²) of it.
    """
    bend = math.hypot(start.x - 2.0 * corner.x + end.x, start.y - 2.0 * corner.y + end.y)
    chords = max(1, math.ceil(math.sqrt(bend / (4.0 * FLATNESS))))
    shares = (k / chords for k in range(1, chords + 1))
    return [_between(_between(start, corner, t), _between(corner, end, t), t) for t in shares]


def thinned(points: Sequence[Point], width: float) -> tuple[Point, ...]:
    """The points that matter, first and last always: the rest lies within `THINNING` of their line.

    The half width that a pressure makes counts as a third direction, so that swelling lines keep their
    swelling. Source: Ramer, "An iterative procedure for the polygonal approximation of plane curves",
    1972; Douglas & Peucker, 1973.
    """
    if len(points) < 3:
        return tuple(points)
    places = np.array(points, dtype=np.float64)
    places[:, 2] *= 0.5 * width
    keep = np.zeros(len(points), dtype=np.bool_)
    keep[0] = keep[-1] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        from_first = places[first + 1 : last] - places[first]
        chord = places[last] - places[first]
        length2 = float(chord @ chord)
        along = np.clip(from_first @ chord / length2, 0.0, 1.0) if length2 > 0.0 else np.zeros(len(from_first))
        distances = np.linalg.norm(from_first - along[:, None] * chord, axis=1)
        furthest = int(distances.argmax())
        if distances[furthest] > THINNING:
            split = first + 1 + furthest
            keep[split] = True
            waiting += [(first, split), (split, last)]
    return tuple(point for point, kept in zip(points, keep, strict=True) if kept)


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


def with_strokes(sketch: Sketch, strokes: Sequence[Stroke]) -> Sketch:
    """The drawing with more strokes on top."""
    return replace(sketch, strokes=(*sketch.strokes, *strokes))
