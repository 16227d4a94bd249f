"""The paper's pictures of circles, squares and triangles, by scale, rotation and translation.

Black on white, 100 x 100, filled or as outlines, after Saldaña & Mendizabal-Ruiz (CCE 2020), section II.
Everything follows from one seed.
"""

import math
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.picture import picture_to_raster
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

PAPER_PICTURES: Final = 3750
PAPER_PIXELS: Final = 100


class Figure(IntEnum):
    """The three figures, in the order of the paper's sounds 1, 2 and 3."""

    CIRCLE = 0
    SQUARE = 1
    TRIANGLE = 2


CORNERS: Final = {Figure.CIRCLE: 96, Figure.SQUARE: 4, Figure.TRIANGLE: 3}


def corners(figure: Figure, rotation: float, radius: float) -> NDArray[np.float64]:
    """Corners on a circle of `radius` around 0, shape (n, 2), not closed; a circle has 96."""
    n = CORNERS[figure]
    turn = rotation + 2.0 * math.pi * np.arange(n) / n
    return radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def paper_picture(figure: Figure, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A clean picture, uint8 (100, 100): a black figure on white, filled or as an outline."""
    radius = float(rng.uniform(0.12, 0.46))
    place = rng.uniform(radius, 1.0 - radius, 2)
    shape = place + corners(figure, float(rng.uniform(0.0, 2.0 * math.pi)), radius)
    points = tuple(Point(float(x), float(y)) for x, y in np.concatenate([shape, shape[:1]]))
    stroke = Stroke(Tool.PEN, points, 0.02, filled=bool(rng.random() < 0.5))
    ink = rasterize(Sketch((stroke,)), PAPER_PIXELS)
    return np.asarray(np.where(ink > 127, 0, 255), dtype=np.uint8)


def paper_set(seed: int, pictures: int = PAPER_PICTURES) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The generated set as network input, uint8 (n, 128, 128), and figures, int64 (n,); thirds in turn."""
    rng = np.random.default_rng(seed)
    labels = np.arange(pictures, dtype=np.int64) % len(Figure)
    rasters = [picture_to_raster(paper_picture(Figure(int(label)), rng)) for label in labels]
    return np.stack(rasters), labels
