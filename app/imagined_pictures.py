"""Pictures of sounds as people look at them: larger, side by side, as a PNG file. Needs no display."""

from collections.abc import Mapping
from io import BytesIO
from math import isqrt
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from models.imagine.imaginer import Pixels
from synth.atomic_write import write_atomically

SAVED_SIDE: Final = 1024
"""Pixels of a picture that is saved by itself."""


def sheet(pixels: Pixels, side: int) -> Image.Image:
    """Pictures (n², rows, columns, 3) as n rows of n in one picture of `side` pixels, enlarged by Lanczos' filter."""
    n = isqrt(len(pixels))
    if n * n != len(pixels):
        raise ValueError(f"A sheet takes a square number of pictures, not {len(pixels)}.")
    edges = [place * side // n for place in range(n + 1)]
    whole = Image.new("RGB", (side, side))
    for place, picture in enumerate(pixels):
        row, column = divmod(place, n)
        left, top, right, bottom = edges[column], edges[row], edges[column + 1], edges[row + 1]
        size = (right - left, bottom - top)
        whole.paste(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS), (left, top))
    return whole


def png_bytes(picture: Image.Image, facts: Mapping[str, str]) -> bytes:
    """The bytes of a PNG file; `facts` stand in it as text."""
    text = PngInfo()
    for name, fact in facts.items():
        text.add_itxt(name, fact)
    file = BytesIO()
    picture.save(file, "PNG", pnginfo=text)
    return file.getvalue()


def write_sheet_png(path: Path, pixels: Pixels, side: int, facts: Mapping[str, str]) -> None:
    """Write pictures (n², rows, columns, 3) as one PNG file, `side` pixels wide. Raises FileWriteError."""
    write_atomically(path, png_bytes(sheet(pixels, side), facts))


def enlarged(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture (64, 64, 3) as large as one that is saved."""
    return np.asarray(sheet(pixels[None], SAVED_SIDE))
