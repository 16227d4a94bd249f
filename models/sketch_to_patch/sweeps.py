"""Does the sound stay when a drawing moves, grows or takes another pen? Human drawings, drawn again.

The drawings' own strokes are put on the canvas anew at every place, size and line width, through the same
raster as in the window.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.sketch_to_patch.evaluate import Predict, nearest_sound
from models.sketch_to_patch.figures import Figure
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

SIZES: Final = (0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
"""Longest side of the drawing, as a share of the canvas."""
WIDTHS: Final = (0.008, 0.012, 0.02, 0.03, 0.045, 0.06, 0.08)
"""Line widths in canvas units; 0.02 is the pen one starts with."""
PLACES: Final = tuple((x, y) for y in (0.0, 0.5, 1.0) for x in (0.0, 0.5, 1.0))
"""Where the drawing lies in the room that it leaves free, from edge to edge."""
WIDEST: Final = 0.25
"""Widest line as a share of the drawing's size: beyond it, nobody sees a shape."""

_PIXELS: Final = 16.0 * 128.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """One human drawing: its strokes, each (n, 2), with the longest side 1 and the corner at 0."""

    figure: Figure
    strokes: tuple[NDArray[np.float64], ...]

    def on_canvas(self, size: float, place: tuple[float, float], *, width: float) -> Sketch:
        """The drawing with its longest side `size`, at `place` in the free room, by a pen of `width`."""
        points = np.concatenate(self.strokes)
        inner = max(size - width, 0.05)
        free = 1.0 - width - inner * points.max(axis=0)
        corner = 0.5 * width + np.maximum(free, 0.0) * np.array(place)
        return Sketch(
            tuple(
                Stroke(Tool.PEN, tuple(Point(float(x), float(y)) for x, y in corner + inner * line), width)
                for line in self.strokes
            )
        )


def human_strokes(data: Path, split: str = "test") -> tuple[Drawing, ...]:
    """The human circles, squares and triangles of a split whose strokes are known.

    Raises ModelError when they are not in `data` (`sketch/<figure>.npz`).
    """
    drawings = []
    for figure in Figure:
        path = data / "sketch" / f"{figure.name.lower()}.npz"
        if not path.exists():
            raise ModelError(f"There are no human drawings in {data}: sketch/{path.name} is missing.")
        with np.load(path, allow_pickle=False) as file:
            points, starts, offset = file["stroke_xy"] / _PIXELS, file["stroke_start"], file["stroke_offset"]
            wanted = np.flatnonzero((file["split"] == split) & (np.diff(offset) > 2))
        for i in wanted:
            drawn = points[offset[i] : offset[i + 1]]
            drawn = (drawn - drawn.min(axis=0)) / np.ptp(drawn, axis=0).max()
            breaks = np.flatnonzero(starts[offset[i] : offset[i + 1]])
            strokes = tuple(part for part in np.split(drawn, breaks[breaks > 0]) if len(part))
            drawings.append(Drawing(figure, strokes))
    return tuple(drawings)


def sweep(predict: Predict, drawings: tuple[Drawing, ...], *, seed: int = 0) -> dict[str, float]:
    """Share of right sounds over each drawing at every place, size and width, the other two at random.

    Named "size 0.15", "width 0.008", "place 0 0", ... and "all" over the whole sweep.
    """
    rng = np.random.default_rng(seed)
    figures = np.array([int(drawing.figure) for drawing in drawings])
    report: dict[str, float] = {}

    def share(name: str, sketches: list[Sketch]) -> None:
        rasters = np.stack([rasterize(sketch) for sketch in sketches])
        report[name] = float(np.mean(nearest_sound(predict(rasters)) == figures))

    def width_for(size: float) -> float:
        return float(np.exp(rng.uniform(np.log(WIDTHS[0]), np.log(min(WIDTHS[-1], WIDEST * size)))))

    def any_size(width: float = 0.0) -> float:
        return float(rng.uniform(max(SIZES[0], width / WIDEST), SIZES[-1]))

    for size in SIZES:
        share(f"size {size:g}", [d.on_canvas(size, _any_place(rng), width=width_for(size)) for d in drawings])
    for width in WIDTHS:
        share(f"width {width:g}", [d.on_canvas(any_size(width), _any_place(rng), width=width) for d in drawings])
    for place in PLACES:
        sizes = [any_size() for _ in drawings]
        sketches = [d.on_canvas(s, place, width=width_for(s)) for d, s in zip(drawings, sizes, strict=True)]
        share(f"place {place[0]:g} {place[1]:g}", sketches)
    report["all"] = float(np.mean(list(report.values())))
    return report


def _any_place(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.random()), float(rng.random())
