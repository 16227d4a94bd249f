"""Is a picture a page that was drawn on, or a photograph?

A page has a paper: grey of any lightness, and seen nearly all around the edge. A figure cut out on white is one, too.
Where a drawing reaches the edge, two tones without colour still make a page.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.oklab import oklab

SAMPLES: Final = 96
"""Longest side that is looked at; every n-th pixel, so that thin lines stay what they are."""
PAPER_BAND: Final = 0.08
"""Lightness by which paper may differ from the plane through the edge of the page."""
RIM: Final = 0.88
"""Least share of the edge that is paper."""
GRAIN: Final = 0.025
"""Largest mean distance of paper at the edge from that plane: a wall or a meadow is not so even."""
LEAST_PAPER: Final = 0.3
"""Least share of the picture that is paper; else it is a photograph in a frame, unless it has two tones."""
PALEST: Final = 0.055
"""Largest chroma of paper: yellow lamps and kraft paper are below, a blue sky above."""
BETWEEN: Final = 0.13
"""Largest share of tones between paper and ink where there is little paper at the edge."""
COLOURLESS: Final = 0.02

Plane = NDArray[np.float64]


def is_page(rgb: NDArray[np.uint8]) -> bool:
    """True for a drawing on paper, RGB (h, w, 3): as a scan, a photographed page or a picture file."""
    return ink_and_paper(rgb) is not None


def ink_and_paper(rgb: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The pixels of a page, RGB (h, w, 3), that are no paper, (n, 3), as on white paper; None for a photograph.

    Black paper stays black. Of a large page every n-th pixel is looked at.
    """
    step = max(1, round(max(rgb.shape[:2]) / SAMPLES))
    top, left = (min(step // 2, side - 1) for side in rgb.shape[:2])  # a strip may be thinner than a step
    pixels = rgb[top::step, left::step]
    lab = oklab(pixels).astype(np.float64)
    light, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    rim = _rim(light.shape)
    away = np.abs(light - _paper(light, rim))
    on_paper = away < PAPER_BAND
    two_tones = _between(light) <= BETWEEN
    if float(on_paper[rim].mean()) >= RIM and float(away[rim & on_paper].mean()) <= GRAIN:
        is_pale = float(np.median(chroma[rim & on_paper])) <= PALEST
        found = is_pale and (two_tones or float(on_paper.mean()) >= LEAST_PAPER)
    else:
        found = two_tones and float(np.mean(chroma)) <= COLOURLESS
    return _on_white(pixels, on_paper) if found else None


def _on_white(pixels: NDArray[np.uint8], on_paper: NDArray[np.bool_]) -> NDArray[np.uint8]:
    paper = np.median(pixels[on_paper], axis=0) if on_paper.any() else np.full(3, 255.0)
    ink = pixels[~on_paper].astype(np.float64)
    if float(paper.mean()) > 127.5:
        ink = np.minimum(255.0, ink * (255.0 / paper))
    return np.asarray(np.rint(ink), dtype=np.uint8)


def _rim(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The outermost 1/24 of a picture."""
    rim = np.ones(shape, dtype=np.bool_)
    wide = max(1, min(shape) // 24)
    rim[wide:-wide, wide:-wide] = False
    return rim


def _paper(light: Plane, rim: NDArray[np.bool_]) -> Plane:
    """Lightness of the paper under every pixel: a plane through the rim, as a lamp makes it."""
    height, width = light.shape
    y, x = np.mgrid[0:height, 0:width]
    terms = np.stack([np.ones(light.shape), x / width - 0.5, y / height - 0.5], axis=-1)
    values, places = light[rim], terms[rim]
    kept = np.abs(values - np.median(values)) <= 2.0 * PAPER_BAND
    if not kept.any():  # half of the rim is dark, half bright
        kept[:] = True
    plane = np.linalg.lstsq(places[kept], values[kept], rcond=None)[0]
    return np.asarray(terms @ plane)


def _between(light: Plane) -> float:
    """Share of pixels that are neither near the darkest tone nor near the brightest."""
    low, high = np.percentile(light, (2.0, 98.0))
    share = (light - low) / max(float(high - low), 0.05)
    return float(np.mean((share > 0.25) & (share < 0.75)))
