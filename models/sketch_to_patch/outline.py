"""Strokes to polylines with a width at every point: the geometry that raster and window share."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.stroke import Stroke, Tool

ELLIPSE_CORNERS: Final = 72
LIGHTEST: Final = 0.25
"""Share of the line width that is left at pressure 0."""


def width_at(pressure: float) -> float:
    """Share of the full line width at a pressure of 0 to 1."""
    return LIGHTEST + (1.0 - LIGHTEST) * pressure


def polyline(stroke: Stroke) -> NDArray[np.float64]:
    """The centre line of a stroke: rows of (x, y, radius) in canvas units, shape (n, 3).

    Ellipses and rectangles are closed: the last row repeats the first.
    """
    radius = 0.5 * stroke.width
    if stroke.tool is Tool.ELLIPSE:
        (x0, y0, _), (x1, y1, _) = stroke.points
        turn = np.linspace(0.0, 2.0 * math.pi, ELLIPSE_CORNERS + 1)
        x = 0.5 * (x0 + x1) + 0.5 * abs(x1 - x0) * np.cos(turn)
        y = 0.5 * (y0 + y1) + 0.5 * abs(y1 - y0) * np.sin(turn)
        return np.stack([x, y, np.full_like(x, radius)], axis=1)
    if stroke.tool is Tool.RECTANGLE:
        (x0, y0, _), (x1, y1, _) = stroke.points
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
        return np.array([(x, y, radius) for x, y in corners])
    if stroke.tool is Tool.LINE:
        return np.array([(p.x, p.y, radius) for p in stroke.points])
    return np.array([(p.x, p.y, radius * width_at(p.pressure)) for p in stroke.points])


def is_area(stroke: Stroke) -> bool:
    """True when the inside of the stroke is inked too."""
    return stroke.filled and stroke.tool is not Tool.LINE and (len(stroke.points) > 2 or stroke.tool is not Tool.PEN)
