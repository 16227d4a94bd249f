"""Moving pictures as GIF files. Whole or not at all."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final

from PIL import Image

from synth.atomic_write import open_atomically

PALETTE_SIDE: Final = 128


def write_gif(path: Path, pictures: Iterable[Image.Image], *, frames_per_s: Fraction) -> None:
    """Write pictures of one size as a GIF that begins again at its end. Raises FileWriteError.

    A frame lasts whole hundredths of a second. Pictures that do not change become one of the same duration.
    """
    duration_ms = 1000 / frames_per_s
    if duration_ms % 10:
        raise ValueError(f"Frames of a GIF last whole hundredths of a second, not {float(duration_ms):g} ms.")
    frames = map(_in_256_colours, pictures)
    with open_atomically(path) as file:
        next(frames).save(file, "GIF", save_all=True, append_images=frames, duration=int(duration_ms), loop=0)


def _in_256_colours(picture: Image.Image) -> Image.Image:
    """The picture in the colours that are most in it, found in a small copy: that takes a seventh of the time."""
    small = picture.resize((PALETTE_SIDE, PALETTE_SIDE), Image.Resampling.BOX)
    return picture.quantize(palette=small.quantize(256), dither=Image.Dither.NONE)
