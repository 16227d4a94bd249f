"""Lines that become one another: what a drawing is made of, and two lines laid side by side, point for point.

A line is an array (n, 3) of x, y and radius in canvas units, as `models.sketch_to_patch.outline` gives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.stroke import WIDTH_RANGE, Stroke, Tool

Line = NDArray[np.float64]

RING_GAP: Final = 0.25
"""A line whose ends are nearer than this share of its size goes round: its beginning may be anywhere on it."""
SAMPLES: Final = 64
"""Places at which two lines are compared; a ring begins at one of as many."""
_SAME_PLACE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Piece:
    """A line, or the inside of one (`is_area`). Even layers are ink, odd ones erase what lies below."""

    line: Line
    layer: int = 0
    is_area: bool = False

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Middle (x, y), width and height."""
        low, high = self.line[:, :2].min(axis=0), self.line[:, :2].max(axis=0)
        (x, y), (width, height) = 0.5 * (low + high), high - low
        return float(x), float(y), float(width), float(height)

    @cached_property
    def is_ring(self) -> bool:
        """True when it comes back to where it began, nearly at least."""
        gap = float(np.hypot(*(self.line[0, :2] - self.line[-1, :2])))
        return len(self.line) > 3 and gap <= RING_GAP * float(np.hypot(*self.box[2:]))

    @cached_property
    def along(self) -> NDArray[np.float64]:
        """How far along the line each point lies, (n,), 0 to 1."""
        steps = np.hypot(*np.diff(self.line[:, :2], axis=0).T)
        total = float(steps.sum())
        if total < _SAME_PLACE:
            return np.linspace(0.0, 1.0, len(self.line))
        return np.concatenate([[0.0], np.cumsum(steps) / total])


def pieces_of(strokes: Sequence[Stroke], *, tolerance: float) -> list[Piece]:
    """The lines and areas of strokes, thinned to a tolerance in canvas units; their order stands in the layers.

    Strokes of ink are one layer until an eraser comes, and the other way round: within a layer the order of
    strokes makes no difference to the picture.
    """
    layer, pieces = 0, []
    for stroke in strokes:
        layer += (stroke.tool is Tool.ERASER) != bool(layer % 2)
        line = thinned(polyline(stroke), tolerance)
        pieces.append(Piece(line, layer))
        if is_area(stroke):
            inside = np.concatenate([line, line[:1]])
            inside[:, 2] = 0.5 * WIDTH_RANGE[0]
            pieces.append(Piece(inside, layer, is_area=True))
    return pieces


def thinned(line: Line, tolerance: float) -> Line:
    """The line without points that lie on the way between others, (2 or more, 3).

    Source: Ramer, "An iterative procedure for the polygonal approximation of plane curves", 1972, with the
    radius as a third direction.
    """
    if len(line) == 1:
        return np.repeat(line, 2, axis=0)
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        chord = line[last] - line[first]
        away = line[first + 1 : last] - line[first]
        share = np.clip(away @ chord / max(float(chord @ chord), 1e-18), 0.0, 1.0)
        off = np.square(away - share[:, None] * chord).sum(axis=1)
        worst = int(off.argmax())
        if off[worst] > tolerance * tolerance:
            middle = first + 1 + worst
            kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[kept]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A part of a curve without a gap: places (n,) from 0 to 1 along the whole, and points (n, 3)."""

    at: NDArray[np.float64]
    points: Line

    def sampled(self, at: NDArray[np.float64]) -> Line:
        """The points at some places, (len(at), 3)."""
        return np.stack([np.interp(at, self.at, self.points[:, axis]) for axis in range(3)], axis=1)


Curve = tuple[Run, ...]
"""A line from its new beginning; the gap of a ring that does not close lies between two runs."""


def curve_of(piece: Piece, *, start: float = 0.0, backwards: bool = False) -> Curve:
    """The line of a piece, the other way if so, from the share `start` of it on."""
    at, points = piece.along, piece.line
    if backwards:
        at, points = 1.0 - at[::-1], points[::-1]
    if not 0.0 < start < 1.0:
        return (Run(at, points),)
    after, whole = at > start, Run(at, points)
    here = whole.sampled(np.array([start]))
    tail = Run(np.concatenate([[0.0], at[after] - start]), np.concatenate([here, points[after]]))
    head = Run(np.concatenate([at[~after], [start]]) + 1.0 - start, np.concatenate([points[~after], here]))
    if np.abs(points[0] - points[-1]).max() < _SAME_PLACE:
        return (Run(np.concatenate([tail.at, head.at[1:]]), np.concatenate([tail.points, head.points[1:]])),)
    return tail, head


def sampled(curve: Curve, at: NDArray[np.float64], *, within: float) -> Line:
    """The points of a curve at some places (n,), all in the run that has the place `within`."""
    run = next((run for run in curve if run.at[0] <= within <= run.at[-1]), curve[0])
    return run.sampled(at)


def laid_along(piece: Piece, other: Piece) -> Curve:
    """The line of a piece as it lies best along another one: its direction, and of a ring its beginning."""
    if not piece.is_ring:
        places = np.linspace(0.0, 1.0, SAMPLES)
        aim = _shape(curve_of(other)[0].sampled(places))
        return min(
            (curve_of(piece, backwards=backwards) for backwards in (False, True)),
            key=lambda curve: float(np.square(_shape(curve[0].sampled(places)) - aim).sum()),
        )
    places = np.arange(SAMPLES) / SAMPLES
    aim = _shape(curve_of(other)[0].sampled(places))
    turned = (np.arange(SAMPLES)[:, None] + np.arange(SAMPLES)) % SAMPLES
    best: tuple[float, int, bool] | None = None
    for backwards in (False, True):
        shape = _shape(curve_of(piece, backwards=backwards)[0].sampled(places))
        misfit = np.square(shape[turned] - aim).sum(axis=(1, 2))
        found = (float(misfit.min()), int(misfit.argmin()), backwards)
        best = found if best is None or found[0] < best[0] - 1e-9 else best
    assert best is not None
    return curve_of(piece, start=best[1] / SAMPLES, backwards=best[2])


def _shape(points: Line) -> NDArray[np.float64]:
    """Places (n, 2) around their middle, at a common size."""
    around = points[:, :2] - points[:, :2].mean(axis=0)
    return np.asarray(around / max(float(np.sqrt(np.square(around).sum(axis=1).mean())), 1e-9))


def partners(pieces: Sequence[Sequence[Piece]]) -> list[list[Piece | None]]:
    """What belongs together in several drawings: for each track one piece of every drawing, or None.

    Lines go with lines and areas with areas of their layer, nearest in place and size first. Sorted by layer.
    """
    tracks: list[list[Piece | None]] = []
    kinds = sorted({(piece.layer, piece.is_area) for own in pieces for piece in own})
    for kind in kinds:
        begun: list[list[Piece | None]] = []
        for drawing, all_of_it in enumerate(pieces):
            own = [piece for piece in all_of_it if (piece.layer, piece.is_area) == kind]
            for track, piece in _pairs(begun, own):
                if track is None:
                    begun.append([None] * len(pieces))
                (begun[-1] if track is None else track)[drawing] = piece
        tracks += begun
    return tracks


def _pairs(tracks: list[list[Piece | None]], own: list[Piece]) -> list[tuple[list[Piece | None] | None, Piece]]:
    """Each piece with the track it joins, None for one that begins a track."""
    found: dict[int, int] = {}
    if tracks and own:
        there = np.array([np.mean([piece.box for piece in track if piece], axis=0) for track in tracks])
        apart = np.abs(there[:, None, :] - np.array([piece.box for piece in own])).sum(axis=2)
        taken: set[int] = set()
        for pair in np.argsort(apart, axis=None, kind="stable"):
            row, column = divmod(int(pair), len(own))
            if row not in taken and column not in found:
                taken.add(row)
                found[column] = row
                if len(found) == len(own) or len(taken) == len(tracks):
                    break
    return [(tracks[found[n]] if n in found else None, piece) for n, piece in enumerate(own)]
