"""A drawing with as few points as it needs: for drawings that come with the program, whose files are read at start."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.stroke import Sketch, Stroke

TOLERANCE: Final = 0.0012
"""How far a line may be moved, in canvas sides: a sixth of a pixel of the raster."""


def thinned(sketch: Sketch, tolerance: float = TOLERANCE) -> Sketch:
    """The drawing without points that lie on the way between others, all lines within `tolerance` of what they were.

    Places are as a file keeps them, so that reading it again gives the same drawing.
    """
    strokes = tuple(_thinned(stroke, tolerance) for stroke in sketch.strokes)
    return Sketch.from_json(replace(sketch, strokes=strokes).to_json())


def _thinned(stroke: Stroke, tolerance: float) -> Stroke:
    kept = _needed(np.array([point[:2] for point in stroke.points]), tolerance)
    return replace(stroke, points=tuple(point for point, is_kept in zip(stroke.points, kept, strict=True) if is_kept))


def _needed(line: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
    """Which points (n, 2) of a line must stay (D. Douglas and T. Peucker, Cartographica 10(2), 1973)."""
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        farthest = first + 1 + int(away.argmax())
        if away.max() > tolerance:
            kept[farthest] = True
            spans += [(first, farthest), (farthest, last)]
    return kept


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], stop: NDArray[np.float64]
) -> NDArray[np.float64]:
    """From points (n, 2) to the straight piece between two others, (n,)."""
    way = stop - start
    along = np.clip((points - start) @ way / max(float(way @ way), 1e-18), 0.0, 1.0)
    return np.asarray(np.hypot(*(points - start - along[:, None] * way).T))
