"""Measuring the tone of a picture: the same numbers at any size, and after JPEG.

Sources: Hasler & Süsstrunk, "Measuring colourfulness in natural images" (SPIE 5007, 2003); root mean square contrast,
Peli, "Contrast in complex images" (JOSA A 7, 1990); bands of detail as differences of Gaussians, Burt & Adelson (1983);
regularity by the peaks of the autocorrelation, Lin, Wang & Yang, "Extracting periodicity of a regular texture" (1997).
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from models.sketch_to_patch.oklab import oklab
from models.sketch_to_patch.page import ink_and_paper
from models.sketch_to_patch.tone import NEUTRAL, Tone

SIDE: Final = 128
"""Longest side at which a picture is measured: texture is finer or coarser against the picture, not in pixels."""
MOST_COLOURFUL: Final = 110.0
"""Hasler & Süsstrunk call 109 "extremely colourful"."""
WARMEST: Final = np.deg2rad(60.0)
"""Hue angle of orange in OKLab, between red (29 degrees) and yellow (110)."""
FAINT_CHROMA: Final = 0.02
"""Chroma that hardly shows: with less, a picture is neither warm nor cool."""
INK_CHROMA: Final = 0.035
"""Mean chroma from which the ink of a page is coloured."""
FAINT_LIGHT: Final = 0.03
"""Standard deviation of lightness below which a picture counts as flat."""
NEAREST: Final = 5
"""Smallest distance, in pixels of 128, at which detail may repeat."""
PEAKS: Final = 16

Plane = NDArray[np.float64]


def tone_of(rgb: NDArray[np.uint8]) -> Tone:
    """The tone of a picture, RGB (h, w, 3). Of a page only the colour of its ink counts; plain ink is neutral."""
    page = ink_and_paper(rgb)
    if page is not None:
        return _tone_of_ink(page)
    small = _small(rgb)
    lab = oklab(small).astype(np.float64)
    light = lab[..., 0]
    relief, fineness, regularity = _texture(light)
    return Tone(
        brightness=float(light.mean()),
        contrast=2.0 * float(light.std()),
        colour=colourfulness(small) / MOST_COLOURFUL,
        warmth=_warmth(lab),
        relief=relief,
        fineness=fineness,
        regularity=regularity,
    )


def colourfulness(rgb: NDArray[np.uint8]) -> float:
    """The measure M of Hasler & Süsstrunk of sRGB pixels (..., 3), 0 to about 110."""
    red, green, blue = (rgb[..., k].astype(np.float64) for k in range(3))
    opponents = red - green, 0.5 * (red + green) - blue
    spread = math.hypot(*(float(one.std()) for one in opponents))
    middle = math.hypot(*(float(one.mean()) for one in opponents))
    return spread + 0.3 * middle


def _tone_of_ink(ink: NDArray[np.uint8]) -> Tone:
    """Colour and warmth of inked pixels (n, 3), seen against their paper."""
    if not len(ink):
        return NEUTRAL
    lab = oklab(ink).astype(np.float64)
    if float(np.hypot(lab[..., 1], lab[..., 2]).mean()) < INK_CHROMA:
        return NEUTRAL
    return Tone(colour=colourfulness(ink) / MOST_COLOURFUL, warmth=_warmth(lab))


def _warmth(lab: Plane) -> float:
    a, b = lab[..., 1], lab[..., 2]
    chroma = np.hypot(a, b)
    toward = np.cos(WARMEST) * a + np.sin(WARMEST) * b
    return 0.5 + 0.5 * float(toward.sum() / (chroma + FAINT_CHROMA).sum())


def _small(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with a longest side of 128 pixels."""
    height, width = rgb.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BICUBIC
    return np.array(Image.fromarray(rgb).resize(size, how))


def _texture(light: Plane) -> tuple[float, float, float]:
    """Relief, fineness and regularity of lightness, its longest side 128."""
    one, three, six = (ndimage.gaussian_filter(light, sigma, mode="reflect") for sigma in (1.0, 3.0, 6.0))
    detail = light - three
    relief = float(np.sqrt(detail.var() / (light.var() + FAINT_LIGHT**2)))
    fine, coarse = float((light - one).std()), float((three - six).std())
    fineness = fine / (fine + coarse) if fine + coarse > 1e-6 else 0.5
    return relief, fineness, _regularity(one - three)


def _regularity(detail: Plane) -> float:
    """How far the best peak of the autocorrelation stands above the valley between it and the middle, 0 to 1."""
    height, width = detail.shape
    if detail.std() < 0.2 * FAINT_LIGHT or min(height, width) < 4 * NEAREST:
        return 0.0
    detail = detail - detail.mean()
    shape = (2 * height, 2 * width)
    both = np.fft.irfft2(np.abs(np.fft.rfft2(detail, shape)) ** 2, shape)
    pairs = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones_like(detail), shape)) ** 2, shape)
    down, across = height // 2, width // 2
    rows, columns = np.arange(-down, down + 1), np.arange(-across, across + 1)
    window = np.ix_(rows, columns)
    alike = both[window] / pairs[window] / float(detail.var())
    far = np.hypot(rows[:, None], columns[None, :]) >= NEAREST
    is_peak = (ndimage.maximum_filter(alike, 5) == alike) & far
    places = np.argwhere(is_peak)
    best = places[np.argsort(alike[is_peak])[::-1][:PEAKS]]
    heights = [_above_the_valley(alike, place, np.array([down, across])) for place in best]
    return min(1.0, max(heights, default=0.0) / 1.5)


def _above_the_valley(alike: Plane, peak: NDArray[np.int64], middle: NDArray[np.int64]) -> float:
    steps = np.linspace(0.0, 1.0, 24)[:, None]
    between = np.rint(middle + (peak - middle) * steps).astype(np.int64)
    return float(alike[tuple(peak)] - alike[between[:, 0], between[:, 1]].min())
