"""Drawings as ink on pixels of any size: the rule of the network's raster, quick enough to follow a pen.

`models.sketch_to_patch.raster` decides what ink a stroke leaves; here the same rule is applied to a part
of a large picture, so that what the player sees is what the network sees, and a piece of a stroke costs
microseconds. (Qt's own stroker took 50 ms for a line of 500 points on a canvas of 800 pixels, and covers
the seams of a line with changing width twice.) Tests compare the two.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.errors import PictureError
from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.picture import decode_png, fit_square
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

Ink = NDArray[np.uint8]
"""Ink of every pixel, 0 to 255, rows from the top."""
Line = NDArray[np.float64]
"""Rows of (x, y, radius)."""

ELLIPSE_CORNERS: Final = 360
SUBROWS: Final = 4


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def _cover_line(cover: NDArray[np.float32], line: Line, left: int, top: int) -> None:
    """Raise `cover`, a window at (left, top), to the coverage of a line (n, 3) in pixels of the whole.

    Each segment is a capsule whose radius goes from one end to the other: the distance to it less the
    radius there, over one pixel. Segments far from the window cost a comparison.
    """
    height, width = cover.shape
    for s in range(max(1, line.shape[0] - 1)):
        x0, y0, r0 = line[s, 0] - left, line[s, 1] - top, line[s, 2]
        e = min(s + 1, line.shape[0] - 1)
        x1, y1, r1 = line[e, 0] - left, line[e, 1] - top, line[e, 2]
        reach = max(r0, r1) + 1.0
        low_x, high_x, low_y, high_y = (
            min(x0, x1) - reach,
            max(x0, x1) + reach,
            min(y0, y1) - reach,
            max(y0, y1) + reach,
        )
        if high_x < 0.0 or high_y < 0.0 or low_x > width or low_y > height:
            continue
        dx, dy = x1 - x0, y1 - y0
        length2 = dx * dx + dy * dy
        scale = 1.0 / length2 if length2 > 0.0 else 0.0
        for row in range(max(0, int(low_y)), min(height, int(high_y) + 1)):
            py = row + 0.5 - y0
            for column in range(max(0, int(low_x)), min(width, int(high_x) + 1)):
                if cover[row, column] >= 1.0:
                    continue
                px = column + 0.5 - x0
                t = min(1.0, max(0.0, (px * dx + py * dy) * scale))
                distance2 = (px - t * dx) ** 2 + (py - t * dy) ** 2
                edge = r0 + t * (r1 - r0) + 0.5
                if edge > 0.0 and distance2 < edge * edge:
                    ink = np.float32(min(1.0, edge - math.sqrt(distance2)))
                    cover[row, column] = max(cover[row, column], ink)


@njit(nogil=True, cache=True, error_model="numpy")
def _cover_area(cover: NDArray[np.float32], line: Line, left: int, top: int) -> None:
    """Raise `cover`, a window at (left, top), to the coverage of the inside of a closed line, even-odd.

    Four lines a pixel row, each with exact ends. The crossings of all lines are sorted into their lines
    first; a span then costs four numbers, and one running sum a row makes areas of them.
    """
    height, width = cover.shape
    n, lines = line.shape[0], height * SUBROWS
    counts = np.zeros(lines + 1, np.int64)
    crossings = np.empty(0)
    starts = np.zeros(lines + 1, np.int64)
    for turn in range(2):  # count, then fill
        for i in range(n):
            xa, ya = line[i - 1, 0] - left, (line[i - 1, 1] - top) * SUBROWS - 0.5
            xb, yb = line[i, 0] - left, (line[i, 1] - top) * SUBROWS - 0.5
            low, high = min(ya, yb), max(ya, yb)
            for k in range(max(0, math.ceil(low)), min(lines, math.ceil(high))):
                if turn == 1:
                    crossings[starts[k] + counts[k]] = xa + (k - ya) / (yb - ya) * (xb - xa)
                counts[k] += 1
        if turn == 0:
            for k in range(lines):
                starts[k + 1] = starts[k] + counts[k]
            crossings = np.empty(starts[lines])
            counts[:] = 0
    change = np.zeros(width + 2, np.float32)
    for row in range(height):
        if starts[(row + 1) * SUBROWS] == starts[row * SUBROWS]:
            continue
        change[:] = np.float32(0.0)
        for k in range(row * SUBROWS, (row + 1) * SUBROWS):
            first, count = starts[k], counts[k]
            for c in range(first + 1, first + count):  # few: insertion beats anything cleverer
                x, place = crossings[c], c
                while place > first and crossings[place - 1] > x:
                    crossings[place] = crossings[place - 1]
                    place -= 1
                crossings[place] = x
            for c in range(count // 2 * 2):
                x = min(max(crossings[first + c], 0.0), float(width))
                sign = (1.0 - 2.0 * (c % 2)) / SUBROWS
                column = int(x)
                change[column] += np.float32(sign * (column + 1.0 - x))
                change[column + 1] += np.float32(sign * (x - column))
        area = np.float32(0.0)
        for column in range(width):
            area += change[column]
            cover[row, column] = max(cover[row, column], min(np.float32(1.0), area))


@njit(nogil=True, cache=True, error_model="numpy")
def _lay(ink: Ink, cover: NDArray[np.float32], left: int, top: int, share: float, erases: bool) -> None:
    """Put coverage on ink at (left, top) of it: the stronger counts; an eraser takes its share away."""
    for row in range(cover.shape[0]):
        for column in range(cover.shape[1]):
            covered = cover[row, column] * share
            if covered > 0.0:
                before = ink[top + row, left + column]
                after = before * (1.0 - covered) if erases else max(float(before), 255.0 * covered)
                ink[top + row, left + column] = np.uint8(after + 0.5)


def line_of(stroke: Stroke, side: int) -> Line:
    """The centre line of a stroke in pixels of a drawing of `side` pixels, rows of (x, y, radius)."""
    if stroke.tool is not Tool.ELLIPSE:
        return polyline(stroke) * side
    # As the raster's, but with corners that nobody sees on a large screen.
    (x0, y0, _), (x1, y1, _) = stroke.points
    turn = np.linspace(0.0, 2.0 * math.pi, ELLIPSE_CORNERS + 1)
    x = 0.5 * (x0 + x1) + 0.5 * abs(x1 - x0) * np.cos(turn)
    y = 0.5 * (y0 + y1) + 0.5 * abs(y1 - y0) * np.sin(turn)
    return np.stack([x, y, np.full_like(x, 0.5 * stroke.width)], axis=1) * side


def lay_line(ink: Ink, stroke: Stroke, line: Line, left: int = 0, top: int = 0) -> None:
    """Draw a stroke, whose line is known, on `ink`: the window at (left, top) of a larger drawing."""
    reach = float(line[:, 2].max()) + 1.5
    low, high = line[:, :2].min(axis=0) - reach, line[:, :2].max(axis=0) + reach
    first_x, first_y = max(left, math.floor(low[0])), max(top, math.floor(low[1]))
    last_x = min(left + ink.shape[1], math.ceil(high[0]))
    last_y = min(top + ink.shape[0], math.ceil(high[1]))
    if last_x <= first_x or last_y <= first_y:
        return
    # A hairline keeps its ink: below a pixel it gets fainter, not thinner.
    share = min(1.0, 2.0 * float(line[:, 2].mean()))
    if share < 1.0 or float(line[:, 2].min()) < 0.5:
        line = np.column_stack([line[:, :2], np.maximum(line[:, 2], 0.5)])
    cover = np.zeros((last_y - first_y, last_x - first_x), dtype=np.float32)
    _cover_line(cover, line, first_x, first_y)
    if is_area(stroke):
        cover *= np.float32(share)
        share = 1.0
        _cover_area(cover, line, first_x, first_y)
    _lay(ink, cover, first_x - left, first_y - top, share, stroke.tool is Tool.ERASER)


def ink_of(sketch: Sketch, side: int) -> Ink:
    """The whole drawing, uint8 (side, side). Inverting is left to whoever gives it colours.

    A damaged picture under it counts as empty.
    """
    ink = np.zeros((side, side), dtype=np.uint8) if sketch.picture is None else _underlay(sketch.picture, side).copy()
    for stroke in sketch.strokes:
        lay_line(ink, stroke, line_of(stroke, side))
    return ink


@lru_cache(maxsize=4)
def _underlay(png: bytes, side: int) -> Ink:
    try:
        return fit_square(decode_png(png), side)
    except PictureError:
        return np.zeros((side, side), dtype=np.uint8)


def prepare() -> None:
    """Compile the kernels, or load them compiled, before the first stroke needs them. Thread: any."""
    corners = (Point(0.2, 0.2), Point(0.8, 0.8))
    ink_of(Sketch((Stroke(Tool.RECTANGLE, corners, filled=True),)), 16)
