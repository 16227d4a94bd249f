"""A raster as lines one pixel wide: the middle of thin strokes, the edge of inked areas."""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

INKED: Final = 96
"""Grey of a raster, of 255, from which a pixel counts as ink."""
THICK: Final = 0.06
"""Half width, as a share of the drawing's longest side, from which ink is an area rather than a line."""
THINNEST_AREA_PX: Final = 4.0

Mask = NDArray[np.bool_]


@njit(nogil=True, cache=True)
def _peel(mask, first):
    """One half step of thinning on a mask with an empty border; how many pixels it took away."""
    rows, columns = mask.shape
    away = np.zeros(mask.shape, np.bool_)
    taken = 0
    for y in range(1, rows - 1):
        for x in range(1, columns - 1):
            if not mask[y, x]:
                continue
            n, e, s, w = mask[y - 1, x], mask[y, x + 1], mask[y + 1, x], mask[y, x - 1]
            ne, se, sw, nw = mask[y - 1, x + 1], mask[y + 1, x + 1], mask[y + 1, x - 1], mask[y - 1, x - 1]
            ink = int(n) + int(ne) + int(e) + int(se) + int(s) + int(sw) + int(w) + int(nw)
            if ink < 2 or ink > 6:
                continue
            starts = int(ne and not n) + int(e and not ne) + int(se and not e) + int(s and not se)
            starts += int(sw and not s) + int(w and not sw) + int(nw and not w) + int(n and not nw)
            if starts != 1:
                continue
            keep = (n and e and s) or (e and s and w) if first else (n and e and w) or (n and s and w)
            if not keep:
                away[y, x] = True
                taken += 1
    for y in range(rows):
        for x in range(columns):
            if away[y, x]:
                mask[y, x] = False
    return taken


def thinned(mask: Mask) -> Mask:
    """The skeleton of a mask, 8-connected, shape kept (Zhang and Suen, CACM 27(3), 1984)."""
    work = np.pad(mask, 1)
    while _peel(work, True) + _peel(work, False):
        pass
    return np.asarray(work[1:-1, 1:-1])


def depth_px(mask: Mask) -> NDArray[np.float64]:
    """Distance of every inked pixel to the nearest empty one, in pixels; beyond the raster is empty."""
    return np.asarray(ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1])


def areas(mask: Mask, depth: NDArray[np.float64], side_px: float) -> Mask:
    """The inked parts that are areas, not lines, for a drawing whose longest side is `side_px`."""
    half = max(THINNEST_AREA_PX, THICK * side_px)
    core = depth > half
    if not core.any():
        return np.zeros_like(mask)
    return np.asarray(mask & (ndimage.distance_transform_edt(~core) <= half + 1.0))


def line_map(mask: Mask, inside: Mask) -> Mask:
    """Lines one pixel wide: the skeleton of what is thin, the inner edge of the areas `inside`."""
    edge = inside & ~ndimage.binary_erosion(inside, border_value=0)
    lines = edge | thinned(mask & ~inside)
    return np.asarray(lines if lines.any() else mask)  # thinning leaves nothing of a dot of two by two
