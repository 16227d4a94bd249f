"""What places drawings in a space where alike shapes lie near each other, and how wide that space is."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from models.sketch_map.specimens import specimens


class ShapeEmbedding(Protocol):
    """Drawings to points. The same drawing always gives the same point."""

    @property
    def dimensions(self) -> int:
        """How many numbers a point has."""
        ...

    def embed(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Points (n, dimensions) of rasters (n, 128, 128), white ink on black."""
        ...


@dataclass(frozen=True, slots=True)
class Spread:
    """Two distances that give an embedding its scale.

    `alike`: from a shape to nine of ten redrawings of it by the same hand. `unlike`: the median between
    two different shapes.
    """

    alike: float
    unlike: float


def measured_spread(embedding: ShapeEmbedding) -> Spread:
    """The spread of an embedding, measured on generated shapes and their redrawings: always the same ones.

    So one taught example is enough to know how far it should reach, whatever the unit of the embedding is.
    Raises ValueError when the embedding cannot tell shapes apart.
    """
    drawn = specimens()
    shapes, times = drawn.shape[:2]
    points = embedding.embed(drawn.reshape(-1, *drawn.shape[2:])).reshape(shapes, times, -1)
    again = np.linalg.norm(points[:, 1:] - points[:, :1], axis=2)
    between = cdist(points[:, 0], points[:, 0])[np.triu_indices(shapes, 1)]
    spread = Spread(float(np.percentile(again, 90.0)), float(np.median(between)))
    if not (np.isfinite(spread.alike) and np.isfinite(spread.unlike) and spread.unlike > 0.0):
        raise ValueError("The embedding cannot tell shapes apart.")
    return spread
