"""How angular the lines of a drawing are: a ring about every point, and the angle of the arms that leave it."""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from models.sketch_to_patch.line_map import Mask

RING: Final = 0.1
"""Radius of the ring, as a share of the drawing's longest side."""
INNER: Final = 0.55
"""A second ring, as a share of the first: a corner has its angle there too, a tight curve has half of it."""
SMALLEST_PX: Final = (5.0, 3.5)
STEPS: Final = 64
STRAIGHT: Final = math.radians(33.0)
"""A line that turns by less within the ring has no corner there."""
CONCAVE: Final = 0.25
"""Weight of a corner that points into the figure: the notch between the bumps of a cloud is not sharp."""
ENDING: Final = 0.12
"""Weight of the end of a line: spikes end, but so do curls."""
HALFWAY: Final = 5.0
"""Sum of squared corners at which the angularity is a half; a square has about four."""


@njit(nogil=True, cache=True)
def _arms(near, y, x, radius, directions, out):
    """Directions in which lines leave a ring about (y, x), into `out`; how many there are."""
    steps = directions.shape[0]
    rows, columns = near.shape
    inked = np.zeros(steps, np.bool_)
    first = -1
    for i in range(steps):
        row, column = round(y + radius * directions[i, 0]), round(x + radius * directions[i, 1])
        if 0 <= row < rows and 0 <= column < columns:
            inked[i] = near[row, column]
        if first < 0 and not inked[i]:
            first = i
    if first < 0:
        return 0
    count = 0
    open_run = False
    for k in range(steps):
        i = (first + k) % steps
        if inked[i]:
            if not open_run:
                if count == out.shape[0]:
                    return count + 1
                out[count, 0], out[count, 1] = 0.0, 0.0
                count += 1
                open_run = True
            out[count - 1, 0] += directions[i, 0]
            out[count - 1, 1] += directions[i, 1]
        else:
            open_run = False
    for k in range(count):
        length = max(1e-9, math.hypot(out[k, 0], out[k, 1]))
        out[k, 0] /= length
        out[k, 1] /= length
    return count


@njit(nogil=True, cache=True)
def _turn(arms):
    """By how much a line turns between its two arms: 0 straight on, pi back."""
    cosine = arms[0, 0] * arms[1, 0] + arms[0, 1] * arms[1, 1]
    return math.pi - math.acos(min(1.0, max(-1.0, cosine)))


@njit(nogil=True, cache=True)
def _corners(near, figure, points, radii, directions):
    """Sum of squared corners beyond STRAIGHT over all points of the lines, not yet divided by the ring."""
    arms, inner = np.zeros((4, 2)), np.zeros((4, 2))
    rows, columns = near.shape
    total = 0.0
    for p in range(points.shape[0]):
        y, x = points[p, 0], points[p, 1]
        count = _arms(near, y, x, radii[0], directions, arms)
        if count == 1:
            total += ENDING * (math.pi - STRAIGHT) ** 2
            continue
        if count != 2:
            continue
        turn = _turn(arms)
        if turn <= STRAIGHT:
            continue
        if _arms(near, y, x, radii[1], directions, inner) == 2:
            turn = min(turn, 1.25 * _turn(inner))
            if turn <= STRAIGHT:
                continue
        my, mx = arms[0, 0] + arms[1, 0], arms[0, 1] + arms[1, 1]
        length = max(1e-9, math.hypot(my, mx))
        within, beyond = False, False
        for k in range(2):
            reach = (0.6 if k == 0 else -0.6) * radii[0] / length
            row, column = round(y + reach * my), round(x + reach * mx)
            inked = 0 <= row < rows and 0 <= column < columns and figure[row, column]
            if k == 0:
                within = inked
            else:
                beyond = inked
        weight = CONCAVE if beyond and not within else 1.0
        total += weight * (turn - STRAIGHT) ** 2
    return total


def angularity(lines: Mask, figure: Mask, points: NDArray[np.int64], side_px: float) -> float:
    """0 for lines without corners, 0.45 for a square, towards 1 for many sharp corners.

    `lines` is one pixel wide, `points` (n, 2) are its rows and columns, `figure` is the ink and what it encloses.
    """
    radii = np.maximum(np.array([RING, RING * INNER]) * side_px, SMALLEST_PX)
    turn = np.arange(STEPS) * (2.0 * math.pi / STEPS)
    directions = np.stack([np.sin(turn), np.cos(turn)], axis=1)
    near = ndimage.binary_dilation(lines, np.ones((3, 3), dtype=bool))
    corners = _corners(near, figure, points, radii, directions) / radii[0]
    return float(corners / (corners + HALFWAY))
