"""Which part of a drawing made a knob what it is: parts are taken away, and the network is asked again.

Occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2), with a
soft window, so that little new is drawn by the edge of what is missing.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.line_map import INKED
from models.sketch_to_patch.raster import SIZE, Raster

WINDOW: Final = 0.09
"""Standard deviation of the soft window, as a share of the drawing's longest side."""
STEP: Final = 0.07
"""From one window to the next."""
SMALLEST_PX: Final = 3.0
BATCH: Final = 64

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
Heat = NDArray[np.float64]


def heat_of(predict: Predict, raster: Raster, columns: NDArray[np.int64] | list[int]) -> Heat:
    """For each of some columns of knob travel a map (columns, 128, 128) over a drawing, uint8 (128, 128).

    Positive where the ink there turns the knob up, negative where it turns it down, in knob travel that is lost
    when it is taken away; 0 everywhere for an empty drawing. Costs a prediction for each place with ink, at most
    about 250.
    """
    heat = np.zeros((len(columns), SIZE, SIZE))
    places, sigma = _places(raster)
    if not len(places):
        return heat
    windows = np.stack([_window(place, sigma) for place in places])
    rasters = np.rint(raster * (1.0 - windows)).astype(np.uint8)
    whole = predict(raster[None])[0][columns]
    units = np.concatenate([predict(rasters[i : i + BATCH])[:, columns] for i in range(0, len(rasters), BATCH)])
    lost = whole - units
    total = windows.sum(axis=0)
    for i in range(len(columns)):
        heat[i] = np.tensordot(lost[:, i], windows, axes=1) / np.maximum(total, 1e-3)
    return np.asarray(heat * (total > 0.05))


def _places(raster: Raster) -> tuple[NDArray[np.float64], float]:
    """Middles (n, 2) of windows on a grid that hold ink, and their width in pixels."""
    rows, columns = np.nonzero(raster >= INKED)
    if not len(rows):
        return np.zeros((0, 2)), 0.0
    side = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    step, sigma = max(SMALLEST_PX, STEP * side), max(SMALLEST_PX, WINDOW * side)
    cells = np.unique(np.stack([rows // step, columns // step], axis=1), axis=0)
    return (cells + 0.5) * step, sigma


def _window(place: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    axis = np.arange(SIZE)
    rows, columns = (np.exp(-0.5 * ((axis - at) / sigma) ** 2) for at in place)
    return np.asarray(np.minimum(1.0, 1.5 * rows[:, None] * columns[None, :]))
