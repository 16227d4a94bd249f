"""The colours of levels in the spectrogram: dark, blue, green, yellow, each lighter than the last."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_STOPS: Final = (
    (0.00, 0x0E1014),
    (0.12, 0x0C1638),
    (0.30, 0x0E3F73),
    (0.48, 0x117C80),
    (0.66, 0x27B255),
    (0.82, 0x8FDC2B),
    (1.00, 0xFFF45C),
)


def level_colours(count: int = 256) -> NDArray[np.uint32]:
    """`count` opaque colours from silence to the loudest, 0xAARRGGBB, shape (count,)."""
    places = np.linspace(0.0, 1.0, count)
    stops = [place for place, _ in _STOPS]
    colour = np.zeros(count, dtype=np.uint32)
    for shift in (16, 8, 0):
        channel = np.interp(places, stops, [(code >> shift) & 0xFF for _, code in _STOPS])
        colour |= np.round(channel).astype(np.uint32) << np.uint32(shift)
    return colour | np.uint32(0xFF000000)
