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
PAPER_BAND: Final = 0.09
"""Lightness by which paper may differ from the plane through the edge of the page."""
RIM: Final = 0.72
"""Least share of the edge that is paper."""
PALEST: Final = 0.055
"""Largest chroma of paper: yellow lamps and kraft paper are below, a blue sky above."""
BETWEEN: Final = 0.13
"""Largest share of tones between paper and ink where there is little paper at the edge."""
COLOURLESS: Final = 0.02

Plane = NDArray[np.float64]


def is_page(rgb: NDArray[np.uint8]) -> bool:
    """True for a drawing on paper, RGB (h, w, 3): as a scan, a photographed page or a picture file."""
    step = max(1, round(max(rgb.shape[:2]) / SAMPLES))
    lab = oklab(rgb[step // 2 :: step, step // 2 :: step]).astype(np.float64)
    light, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])
    rim = _rim(light.shape)
    paper, share = _paper(light, rim)
    on_paper = np.abs(light - paper) < PAPER_BAND
    if share >= RIM and float(np.median(chroma[rim & on_paper])) <= PALEST:
        return True
    return float(np.mean(chroma)) <= COLOURLESS and _between(light) <= BETWEEN


def _rim(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The outermost 1/24 of a picture."""
    rim = np.ones(shape, dtype=np.bool_)
    wide = max(1, min(shape) // 24)
    rim[wide:-wide, wide:-wide] = False
    return rim


def _paper(light: Plane, rim: NDArray[np.bool_]) -> tuple[Plane, float]:
    """Lightness of the paper under every pixel, a plane as a lamp makes it, and the share of the rim that lies on it."""
    height, width = light.shape
    y, x = np.mgrid[0:height, 0:width]
    terms = np.stack([np.ones(light.shape), x / width - 0.5, y / height - 0.5], axis=-1)
    values, places = light[rim], terms[rim]
    kept = np.abs(values - np.median(values)) <= 2.0 * PAPER_BAND
    plane = np.linalg.lstsq(places[kept], values[kept], rcond=None)[0]
    on_paper = np.abs(values - places @ plane) < PAPER_BAND
    return terms @ plane, float(on_paper.mean())


def _between(light: Plane) -> float:
    """Share of pixels that are neither near the darkest tone nor near the brightest."""
    low, high = np.percentile(light, (2.0, 98.0))
    share = (light - low) / max(float(high - low), 0.05)
    return float(np.mean((share > 0.25) & (share < 0.75)))
