"""A photograph as a drawing: its main edges as lines, its dark areas as ink.

The extended difference of Gaussians of Winnemöller, Kyprianidis & Olsen, "XDoG" (Computers & Graphics 36, 2012), on
lightness and colour. What is finer than a line of the network's raster (grass, fur, noise) is smoothed before, without
the edges, by the guided filter of He, Sun & Tang (ECCV 2010).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from models.sketch_to_patch.oklab import oklab

SIDE: Final = 512
"""Longest side that a photograph is drawn at, in pixels."""
LINE: Final = 1.0 / 90.0
"""Standard deviation of the finer Gaussian, of the longest side: about a pixel and a half of the raster."""
WIDER: Final = 1.6
SHARPNESS: Final = 14.0
"""How much the difference of Gaussians counts against the lightness itself."""
COLOUR: Final = 2.5
"""How much an edge of colour alone counts against one of lightness."""
DARK: Final = 0.30
"""Lightness, between the darkest and the brightest, below which an area is ink."""
INK_RANGE: Final = (0.04, 0.34)
"""Least and greatest share of the picture that is inked."""
SOFT: Final = 0.10
"""Width of the step from paper to ink, in lightness."""
SPECK: Final = 1.0 / 16.0
"""Side of a square as large as the smallest piece of ink that stays, of the longest side."""
CALM: Final = 1.0 / 80.0
"""Standard deviation of the blur that takes the tremble out of the outlines of the ink, of the longest side."""
SMOOTHED: Final = 1.0 / 20.0
"""Reach of the smoothing, of the longest side."""
EDGE: Final = 0.03
"""Variance of lightness from which the smoothing leaves an edge alone."""

Plane = NDArray[np.floating]


def photo_lines(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """White ink on black of a photograph, RGB (h, w, 3): uint8, the longest side 512 pixels."""
    lab = oklab(_at_side(rgb))
    side = max(lab.shape[:2])
    light = _stretched(lab[..., 0])
    light = _guided(light, max(1, round(SMOOTHED * side)))
    if float(np.mean(light < DARK)) > 0.5:
        light = np.float32(1.0) - light  # by night, light is what one would draw
    edges = SHARPNESS * _difference(light, LINE * side)
    colours = sum(_difference(_guided(lab[..., k], max(1, round(SMOOTHED * side))), LINE * side) ** 2 for k in (1, 2))
    seen = light + edges - SHARPNESS * COLOUR * np.sqrt(colours)
    low, high = np.quantile(seen, INK_RANGE)
    threshold = min(max(DARK, float(low)), float(high))
    ink = np.clip(0.5 + (threshold - seen) / SOFT, 0.0, 1.0)
    # A little below one half: the blur must not wear thin lines away.
    ink = np.clip(0.5 + 4.0 * (ndimage.gaussian_filter(ink, CALM * side) - 0.4), 0.0, 1.0)
    return np.asarray(np.rint(255.0 * _without_specks(ink, (SPECK * side) ** 2)), dtype=np.uint8)


def _at_side(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with a longest side of 512 pixels: lines of a small one are smooth, too."""
    height, width = rgb.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BICUBIC
    return np.array(Image.fromarray(rgb).resize(size, how))


def _stretched(light: Plane) -> Plane:
    """Lightness from the darkest (0) to the brightest (1) that is more than a speck."""
    low, high = np.percentile(light, (1.0, 99.0))
    return np.asarray(np.clip((light - low) / max(float(high - low), 0.05), 0.0, 1.0), dtype=np.float32)


def _without_specks(ink: Plane, least: float) -> Plane:
    """Ink without pieces of fewer pixels than `least`."""
    pieces, count = ndimage.label(ink > 0.25, np.ones((3, 3)))
    sizes = np.bincount(pieces.ravel(), minlength=count + 1)
    stays = sizes >= least
    stays[0] = False
    return np.asarray(np.where(stays[pieces], ink, 0.0))


def _difference(plane: Plane, sigma: float) -> Plane:
    """A little blurred less a little more blurred: what stands out at the width of a line."""
    fine = ndimage.gaussian_filter(plane, sigma, mode="nearest", truncate=3.0)
    return np.asarray(fine - ndimage.gaussian_filter(plane, WIDER * sigma, mode="nearest", truncate=3.0))


def _guided(plane: Plane, radius: int) -> Plane:
    """Smooth but for edges: in every window the straight line of the plane on itself."""

    def mean(values: Plane) -> Plane:
        return np.asarray(ndimage.uniform_filter(values, 2 * radius + 1, mode="nearest"))

    middle = mean(plane)
    variance = mean(plane * plane) - middle * middle
    slope = variance / (variance + np.float32(EDGE))
    return np.asarray(mean(slope) * plane + mean(middle * (np.float32(1.0) - slope)))
