"""Which part of a drawing made a knob what it is: parts are taken away, and the network is asked again.

Occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2), with a
soft window, so that little new is drawn by the edge of what is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
BATCH: Final = 32

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
Heat = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Parts of a drawing, and what it loses without each of them."""

    windows: NDArray[np.float32]
    """What is taken away, 0 to 1, shape (n, 128, 128)."""
    lost: NDArray[np.float64]
    """Knob travel that is lost with it, shape (n, 33)."""
    is_final: bool
    """False while these are few and large-meshed, and finer ones follow."""

    def heat(self, column: int) -> Heat:
        """Where the ink turns a knob up (positive) and down (negative), in knob travel, shape (128, 128)."""
        if not len(self.windows):
            return np.zeros((SIZE, SIZE))
        total = self.windows.sum(axis=0)
        heat = np.tensordot(self.lost[:, column].astype(np.float32), self.windows, axes=1) / np.maximum(total, 1e-3)
        return np.asarray(heat * (total > 0.05), dtype=np.float64)


def parts_of(predict: Predict, raster: Raster) -> Iterator[Parts]:
    """What each part of a drawing, uint8 (128, 128), decides: first coarsely, then finely.

    `predict` gives knob travel (n, columns) of rasters (n, 128, 128), at most BATCH at once; a place with ink costs
    one prediction, a drawing about 250 at most. An empty drawing costs none.
    """
    places, coarse, sigma = _places(raster)
    windows = np.zeros((len(places), SIZE, SIZE), dtype=np.float32)
    if not len(places):
        yield Parts(windows, np.zeros((0, 0)), is_final=True)
        return
    whole = predict(raster[None])
    lost = np.zeros((len(places), whole.shape[1]))
    said = 0
    for start in range(0, len(places), BATCH):
        done = min(start + BATCH, len(places))
        for i in range(start, done):
            windows[i] = _window(places[i], sigma)
        lost[start:done] = whole - predict(np.rint(raster * (1.0 - windows[start:done])).astype(np.uint8))
        if said < coarse <= done < len(places):
            said = done
            yield Parts(windows[:done].copy(), lost[:done].copy(), is_final=False)
    yield Parts(windows, lost, is_final=True)


def heat_of(predict: Predict, raster: Raster, columns: NDArray[np.int64] | list[int]) -> Heat:
    """For each of some columns of knob travel a map (columns, 128, 128) over a drawing, uint8 (128, 128).

    Positive where the ink there turns the knob up, negative where it turns it down, in knob travel that is lost
    when it is taken away; 0 everywhere for an empty drawing. Costs what `parts_of` costs.
    """
    *_, parts = parts_of(predict, raster)
    return np.stack([parts.heat(int(column)) for column in columns])


def _places(raster: Raster) -> tuple[NDArray[np.float64], int, float]:
    """Middles (n, 2) of windows on a grid that hold ink, how many of them come first and lie far apart, their width."""
    rows, columns = np.nonzero(raster >= INKED)
    if not len(rows):
        return np.zeros((0, 2)), 0, 0.0
    side = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    step, sigma = max(SMALLEST_PX, STEP * side), max(SMALLEST_PX, WINDOW * side)
    cells = np.unique(np.stack([rows // step, columns // step], axis=1), axis=0)
    _, first = np.unique(cells // 2, axis=0, return_index=True)  # one of each four neighbours
    rest = np.setdiff1d(np.arange(len(cells)), first)
    return (cells[np.concatenate([first, rest])] + 0.5) * step, len(first), sigma


def _window(place: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    axis = np.arange(SIZE)
    rows, columns = (np.exp(-0.5 * ((axis - at) / sigma) ** 2) for at in place)
    return np.asarray(np.minimum(1.0, 1.5 * rows[:, None] * columns[None, :]))
