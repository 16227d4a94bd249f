"""Drawings to points without a network: the slow waves of a centred, size-normalised picture.

The stand-in for a trained embedding in tests and studies, and what teaching falls back on where the
network is missing. It forgives place, size and line width; it knows nothing of turned or mirrored shapes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

SIDE: Final = 32
"""The drawing is scaled to a picture of this side."""
FILLED: Final = 0.8
"""Share of that side which the drawing's longest side takes."""
BLUR_PX: Final = 2.0
WAVES: Final = 8
"""Cosine terms kept in each direction: (0, 0) to (7, 7), the rest is hand."""
FAINTEST: Final = 40
"""Grey of 255 below which a pixel does not count for the bounds of a drawing."""


class PixelEmbedding:
    """See the module. Points lie on the unit sphere; an empty drawing lies in its middle."""

    dimensions: Final = WAVES * WAVES

    def embed(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Points (n, 64) of rasters (n, height, width)."""
        return np.array([_point(raster) for raster in rasters]).reshape(len(rasters), self.dimensions)


def _point(raster: NDArray[np.uint8]) -> NDArray[np.float64]:
    inked = raster > FAINTEST
    if not inked.any():
        return np.zeros(WAVES * WAVES)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    longest = 1 + max(rows[-1] - rows[0], columns[-1] - columns[0])
    step = longest / (FILLED * SIDE)
    offsets = step * (np.arange(SIDE) - 0.5 * (SIDE - 1))
    places = np.meshgrid(
        0.5 * (rows[0] + rows[-1]) + offsets, 0.5 * (columns[0] + columns[-1]) + offsets, indexing="ij"
    )
    # Blurred before it is sampled: thin lines would fall between the samples otherwise.
    soft = ndimage.gaussian_filter(raster.astype(np.float64), BLUR_PX * step, truncate=3.0)
    picture = ndimage.map_coordinates(soft, places, order=1)
    waves = fft.dctn(picture, norm="ortho")[:WAVES, :WAVES].ravel()
    return np.asarray(waves / max(float(np.linalg.norm(waves)), 1e-9))
