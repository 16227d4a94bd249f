"""Strokes to polylines with a width at every point: the geometry that raster and window share."""

import math
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.stroke import Stroke, Tool

ELLIPSE_CORNERS: Final = 72
LIGHTEST: Final = 0.25
"""Share of the line width that is left at pressure 0."""


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
    numbers = chain.from_iterable(stroke.points)  # eight times as fast as np.array of tuples
    line = np.fromiter(numbers, np.float64, 3 * len(stroke.points)).reshape(-1, 3)
    pressure = 1.0 if stroke.tool is Tool.LINE else line[:, 2]
    line[:, 2] = radius * (LIGHTEST + (1.0 - LIGHTEST) * pressure)
    return line


def is_area(stroke: Stroke) -> bool:
    """True when the inside of the stroke is inked too."""
    return stroke.filled and stroke.tool is not Tool.LINE and (len(stroke.points) > 2 or stroke.tool is not Tool.PEN)
