"""Drawings by people, of 23 classes, from a folder of data; and the same drawings in another place, size and pen.

A file `sketch/<class>.npz` has `images` (uint8, n x 128 x 128, white line on black), `split`, and the pen's points
where they are known: `stroke_xy` in sixteenths of a pixel, `stroke_start`, `stroke_offset`.
"""

import io
import math
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import SketchError
from models.regular_file import UnfitFileError, read_regular
from models.sketch_to_patch.drawn.shape import Line, Part, shape_of
from models.sketch_to_patch.drawn.tracing import strokes_of
from models.sketch_to_patch.pen import SIZES, WIDTHS, Pen, draw, widest_for
from models.sketch_to_patch.raster import SIZE, Raster, rasterize

DRAWN_CLASSES: Final = (
    "circle",
    "cloud",
    "diamond",
    "face",
    "flower",
    "heart",
    "hexagon",
    "house",
    "line",
    "moon",
    "mountain",
    "octagon",
    "oval",
    "pentagon",
    "rainbow",
    "rectangle",
    "snowflake",
    "spiral",
    "square",
    "squiggle",
    "star",
    "triangle",
    "zigzag",
)
SMALLEST: Final = 0.15
"""Longest side of a redrawn drawing, in canvas sides; the largest is that of the pen."""
MOST_BYTES: Final = 200_000_000
_UNITS: Final = 16.0 * SIZE
"""Of the stroke points, on a canvas side."""


@dataclass(frozen=True, slots=True, eq=False)
class HumanDrawing:
    """One drawing: its raster, uint8 (128, 128), and its lines in canvas units, none where they are not known."""

    name: str
    raster: Raster
    lines: tuple[Line, ...] = ()

    def traced(self) -> "HumanDrawing":
        """The drawing with lines: its own, or those that its raster shows."""
        return self if self.lines else replace(self, lines=tuple(strokes_of(self.raster)))


@dataclass(frozen=True, slots=True, eq=False)
class HumanDrawings:
    """Drawings of several classes; `labels`, int64 (n,), are places in `classes`."""

    classes: tuple[str, ...]
    drawings: tuple[HumanDrawing, ...]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        """How many drawings there are."""
        return len(self.drawings)

    @property
    def rasters(self) -> NDArray[np.uint8]:
        """All rasters, uint8 (n, 128, 128)."""
        return np.stack([drawing.raster for drawing in self.drawings])

    def traced(self) -> "HumanDrawings":
        """The same drawings, all with lines. Cost: 3 to 10 ms for each that had none."""
        return replace(self, drawings=tuple(drawing.traced() for drawing in self.drawings))


def load_drawings(data: Path, split: str, classes: Sequence[str] | None = None) -> HumanDrawings:
    """The drawings of a split ("train", "val" or "test") in `data`, of all 23 classes or of some.

    Raises SketchError when a file is missing, is not what it should be, or nothing is in the split.
    """
    wanted = tuple(DRAWN_CLASSES if classes is None else classes)
    drawings: list[HumanDrawing] = []
    labels: list[int] = []
    for label, name in enumerate(wanted):
        found = _read(data / "sketch" / f"{name}.npz", name, split)
        drawings += found
        labels += [label] * len(found)
    if not drawings:
        raise SketchError(f"There are no drawings of the split {split!r} in {data}; nothing was loaded.")
    return HumanDrawings(wanted, tuple(drawings), np.array(labels, dtype=np.int64))


def redrawn(drawing: HumanDrawing, rng: np.random.Generator) -> Raster:
    """The drawing at another place and size, a little turned, perhaps mirrored, by another pen.

    Uint8 (128, 128). The lines are traced anew each time where the drawing has none: see `traced`.
    An empty drawing stays empty.
    """
    lines = drawing.traced().lines
    if not lines:
        return np.zeros_like(drawing.raster)
    shape = shape_of(map(Part, lines))
    size = float(rng.uniform(SMALLEST, SIZES[1]))
    widest = max(1.2 * WIDTHS[0], min(WIDTHS[1], widest_for(shape) * size))
    pen = Pen(
        size=size,
        place=(float(rng.random()), float(rng.random())),
        turn=float(rng.normal(0.0, 0.12)),
        mirrored=bool(rng.random() < 0.5),
        width=math.exp(rng.uniform(math.log(WIDTHS[0]), math.log(widest))),
    )
    return rasterize(draw(shape, pen, rng))


def _read(path: Path, name: str, split: str) -> list[HumanDrawing]:
    """The drawings of one class. Raises SketchError."""
    try:
        content = read_regular(path, most_bytes=MOST_BYTES)
    except FileNotFoundError:
        raise SketchError(f"There are no human drawings of the class {name!r}: {path} is missing.") from None
    except OSError as error:
        raise SketchError(f"The drawings in {path} cannot be read: {error.strerror}.") from None
    except UnfitFileError as error:
        raise SketchError(f"The drawings cannot be read: {path} {error}.") from None
    try:
        # A file of one bare array would come back as that array, not as a file.
        with np.lib.npyio.NpzFile(io.BytesIO(content), allow_pickle=False) as file:
            images, splits = file["images"], file["split"]
            points, starts, offset = file["stroke_xy"], file["stroke_start"], file["stroke_offset"]
    except (ValueError, KeyError, OSError, EOFError, AttributeError, zipfile.BadZipFile, zlib.error):
        raise SketchError(f"{path} holds no drawings, or is damaged; copy it anew from the data.") from None
    _check(path, images, splits, points, starts, offset)
    drawings = []
    for i in np.flatnonzero(splits == split):
        between = slice(int(offset[i]), int(offset[i + 1]))
        breaks = np.flatnonzero(starts[between])
        lines = np.split(points[between] / _UNITS, breaks[breaks > 0])
        drawings.append(HumanDrawing(name, images[i], tuple(line for line in lines if len(line))))
    return drawings


def _check(path: Path, images: object, splits: object, points: object, starts: object, offset: object) -> None:
    """Refuse arrays that do not belong together."""
    shapes = [array.shape if isinstance(array, np.ndarray) else () for array in (images, splits, points, starts)]
    n = shapes[0][0] if shapes[0] else -1
    fits = (
        isinstance(images, np.ndarray)
        and isinstance(offset, np.ndarray)
        and images.dtype == np.uint8
        and shapes[0] == (n, SIZE, SIZE)
        and shapes[1] == (n,)
        and shapes[2] == (*shapes[3], 2)
        and all(isinstance(a, np.ndarray) and a.dtype.kind in "iu" for a in (points, starts, offset))
        and offset.shape == (n + 1,)
        and bool((np.diff(offset) >= 0).all())
        and (offset[0], offset[-1]) == (0, *shapes[3])
    )
    if not fits:
        raise SketchError(f"The arrays in {path} do not fit together as drawings; copy the file anew from the data.")
