"""Drawings between drawings: at the ends exactly those that were given, between them without a jump.

Strokes are matched by place and size and move point by point along their lines. A stroke without a partner
shrinks to a point, its width with it; the inside of a filled shape does so for itself. Pictures fade into
each other. An eraser goes with an eraser of the same layer, so that nothing changes its order on the way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.morph_ground import Ground, as_picture, ground_of, mixed, on_white
from models.sketch_to_patch.morph_lines import Line, Piece, curve_of, laid_along, partners, pieces_of, sampled
from models.sketch_to_patch.outline import LIGHTEST
from models.sketch_to_patch.stroke import WIDTH_RANGE, Point, Sketch, Stroke, Tool

MOST_PIECES: Final = 300
"""A drawing of more strokes is morphed as the picture of itself."""
MOST_POINTS: Final = 6000
"""Points of all drawings together; lines are thinned more until they have no more."""
TOLERANCES: Final = (0.0005, 0.002, 0.008)
"""How far thinned lines may lie from those drawn, in canvas units. The first is a 16th of a pixel of the raster."""
GONE: Final = 0.01
"""A stroke smaller than this share of itself is not drawn any more."""
WHOLE: Final = 1.0 - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Track:
    """One stroke through all drawings that have it."""

    drawings: NDArray[np.intp]
    """Which drawings have it, (m,)."""
    parts: tuple[NDArray[np.float64], ...]
    """Points of its lines side by side, each (m, k, 3); more than one where a ring was cut at a gap."""
    middles: NDArray[np.float64]
    """Where it shrinks to, (m, 2)."""
    erases: bool
    is_area: bool

    def strokes(self, weights: NDArray[np.float64]) -> list[Stroke]:
        """What is drawn of it for weights (n,) of sum 1 of all drawings."""
        own = weights[self.drawings]
        size = min(1.0, float(own.sum()))
        if size < GONE:
            return []
        share = own / own.sum()
        middle = share @ self.middles
        made = []
        for part in self.parts:
            line = np.tensordot(share, part, axes=1)
            line[:, :2] = middle + size * (line[:, :2] - middle)
            line[:, 2] *= size
            made.append(_stroke(line, erases=self.erases, is_area=self.is_area))
        return made


class SketchMorph:
    """Everything between two or more drawings. To make one takes a while for drawings of many strokes."""

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self.sketches = tuple(sketches)
        self._inverted = all(sketch.inverted for sketch in sketches)
        plain = [sketch if self._inverted else on_white(sketch) for sketch in sketches]
        plain = [as_picture(it) if len(it.strokes) > MOST_PIECES else it for it in plain]
        self._pictures = {sketch.picture for sketch in plain}
        self._grounds: tuple[Ground | None, ...] = tuple(ground_of(sketch) for sketch in plain)
        self._tracks = tuple(_track(track) for track in partners(_all_pieces(plain)))

    def at(self, weights: Sequence[float]) -> Sketch:
        """The drawing for weights from 0 up, one for each drawing, of any sum; one alone gives its drawing.

        Raises ValueError when no weight is above 0 or there are not as many as drawings.
        """
        share = np.maximum(np.asarray(weights, dtype=np.float64), 0.0)
        if len(share) != len(self.sketches) or not share.any():
            raise ValueError("A morph needs a weight for each drawing, and one of them above 0.")
        share = share / share.sum()
        if share.max() >= WHOLE:
            return self.sketches[int(share.argmax())]
        strokes = [stroke for track in self._tracks for stroke in track.strokes(share)]
        return Sketch(tuple(strokes), self._picture(share), self._inverted)

    def _picture(self, share: NDArray[np.float64]) -> bytes | None:
        """The picture under the drawing, the very one that all have if they have the same."""
        if len(self._pictures) == 1:
            return next(iter(self._pictures))
        return mixed(self._grounds, [float(weight) for weight in share])


def _all_pieces(sketches: Sequence[Sketch]) -> list[list[Piece]]:
    """The pieces of all drawings, thinned until there are not too many points."""
    pieces: list[list[Piece]] = []
    for tolerance in TOLERANCES:
        pieces = [pieces_of(sketch.strokes, tolerance=tolerance) for sketch in sketches]
        if sum(len(piece.line) for own in pieces for piece in own) <= MOST_POINTS:
            break
    return pieces


def _track(track: Sequence[Piece | None]) -> _Track:
    """Lay the lines of a track side by side."""
    there = [(drawing, piece) for drawing, piece in enumerate(track) if piece is not None]
    pieces = [piece for _, piece in there]
    # A line with two ends cannot begin elsewhere; rings turn towards it.
    guide = next((piece for piece in pieces if not piece.is_ring), pieces[0])
    curves = [curve_of(piece) if piece is guide else laid_along(piece, guide) for piece in pieces]
    gaps = {float(run.at[-1]) for curve in curves for run in curve[:-1]}
    ends = np.unique(np.round([0.0, *gaps, 1.0], 9))
    parts = []
    for start, stop in pairwise(ends):
        places = np.concatenate([[start, stop], *(run.at for curve in curves for run in curve)])
        places = np.unique(np.round(places[(places >= start) & (places <= stop)], 9))
        middle = 0.5 * float(start + stop)
        parts.append(np.stack([sampled(curve, places, within=middle) for curve in curves]))
    return _Track(
        np.array([drawing for drawing, _ in there]),
        tuple(parts),
        np.array([piece.box[:2] for piece in pieces]),
        erases=bool(pieces[0].layer % 2),
        is_area=pieces[0].is_area,
    )


def _stroke(line: Line, *, erases: bool, is_area: bool) -> Stroke:
    """A stroke whose line has these places and radii."""
    radius = max(float(line[:, 2].max()), 0.5 * WIDTH_RANGE[0])
    pressure = np.clip((line[:, 2] / radius - LIGHTEST) / (1.0 - LIGHTEST), 0.0, 1.0)
    rows = np.column_stack([line[:, :2], pressure]).tolist()
    points = tuple(Point._make(row) for row in rows)
    return Stroke(Tool.ERASER if erases else Tool.PEN, points, 2.0 * radius, filled=is_area)
