"""Colour as eyes compare it: OKLab of Ottosson, "A perceptual color space for image processing" (2020)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_TO_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)
_SHARES: Final = np.arange(256, dtype=np.float32) / np.float32(255.0)
_LINEAR: Final = np.where(_SHARES <= 0.04045, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""Light of each of the 256 steps of sRGB (IEC 61966-2-1)."""


def oklab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Lightness 0 to 1, green to red and blue to yellow (both about -0.3 to 0.3) of sRGB pixels (h, w, 3)."""
    cones = np.cbrt(_LINEAR[rgb] @ _TO_CONES.T)
    return np.asarray(cones @ _TO_LAB.T)
