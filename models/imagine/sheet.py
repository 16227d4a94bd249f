"""Many small pictures in one file, to look at."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def write_sheet(pixels: NDArray[np.uint8], path: Path, *, columns: int) -> None:
    """Pictures (n, h, w, 3) row by row as one PNG. Raises OSError."""
    n, height, width, _ = pixels.shape
    rows = n // columns
    grid = pixels[: rows * columns].reshape(rows, columns, height, width, 3).transpose(0, 2, 1, 3, 4)
    Image.fromarray(grid.reshape(rows * height, columns * width, 3)).save(path)
