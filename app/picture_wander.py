"""A picture moved by chance: turned, drawn nearer, mirrored, as paper for ink. What a loop evolves by."""

from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

MOST_TURN: Final = 180.0
"""Degrees at full strength."""
MOST_ZOOM: Final = 2.0


def wandered(pixels: NDArray[np.uint8], strength: float, chance: Random) -> NDArray[np.uint8]:
    """Pixels (side, side, 3) of another view of the same picture; `strength` is from 0, nothing, to 1."""
    side = len(pixels)
    picture = Image.fromarray(pixels)
    ground = tuple(int(it) for it in np.median(pixels[[0, -1]].reshape(-1, 3), axis=0))
    if chance.random() < 0.5 * strength:
        picture = ImageOps.mirror(picture)
    if chance.random() < 0.3 * strength:
        picture, ground = ImageOps.invert(picture), tuple(255 - it for it in ground)
    turn = chance.uniform(-1.0, 1.0) * strength * MOST_TURN
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=ground)
    shown = round(side / (1.0 + chance.random() * strength * (MOST_ZOOM - 1.0)))
    left, top = (round(chance.random() * (side - shown)) for _ in range(2))
    return np.asarray(
        picture.crop((left, top, left + shown, top + shown)).resize((side, side), Image.Resampling.LANCZOS)
    )
