"""What lies under the strokes of drawings that become one another: their pictures, and paper that is black."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import PictureError
from models.sketch_to_patch.outline import polyline
from models.sketch_to_patch.picture import decode_png, fit_lines
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

SIDE: Final = 256
"""Pictures between two pictures have this side: twice what the network sees."""
SHEET: Final = Stroke(Tool.RECTANGLE, (Point(0.0, 0.0), Point(1.0, 1.0)), filled=True)

Ground = NDArray[np.float32]
"""Ink (SIDE, SIDE), 0 to 255."""


def ground_of(sketch: Sketch) -> Ground | None:
    """The picture under a drawing, None without one. A damaged one counts as empty paper."""
    if sketch.picture is None:
        return None
    try:
        return fit_lines(decode_png(sketch.picture), SIDE).astype(np.float32)
    except PictureError:
        return np.zeros((SIDE, SIDE), dtype=np.float32)


def mixed(grounds: Sequence[Ground | None], weights: Sequence[float]) -> bytes | None:
    """The grounds laid over each other by weights of sum 1, as PNG bytes; None when there is no ink."""
    ink = np.zeros((SIDE, SIDE), dtype=np.float32)
    for ground, weight in zip(grounds, weights, strict=True):
        if ground is not None and weight > 0.0:
            ink += np.float32(weight) * ground
    return png_of(ink) if float(ink.max()) >= 0.5 else None


def png_of(ink: Ground) -> bytes:
    """Ink as the picture of a sketch."""
    out = io.BytesIO()
    Image.fromarray(np.rint(np.clip(ink, 0.0, 255.0)).astype(np.uint8)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def as_picture(sketch: Sketch) -> Sketch:
    """The drawing as a picture of itself, for one of more strokes than can be followed one by one."""
    plain = replace(sketch, inverted=False)
    try:
        ink = rasterize(plain, SIDE)
    except PictureError:
        ink = rasterize(replace(plain, picture=None), SIDE)
    return Sketch(picture=png_of(ink.astype(np.float32)), inverted=sketch.inverted)


def on_white(sketch: Sketch) -> Sketch:
    """An inverted drawing as one that is not: a sheet of ink, or its picture turned over, with strokes that erase."""
    if not sketch.inverted:
        return sketch
    ground = ground_of(sketch)
    turned = {Tool.ERASER: Tool.PEN}
    strokes = tuple(
        replace(it, tool=turned.get(it.tool, Tool.ERASER), points=tuple(_as_drawn(it)), filled=it.filled)
        for it in sketch.strokes
    )
    if ground is None:
        return Sketch((SHEET, *strokes))
    return Sketch(strokes, picture=png_of(np.float32(255.0) - ground))


def _as_drawn(stroke: Stroke) -> list[Point]:
    """The points of a stroke as a pen would make it: an eraser knows no ellipses."""
    if stroke.tool in (Tool.PEN, Tool.ERASER):
        return list(stroke.points)
    return [Point(float(x), float(y)) for x, y, _ in polyline(stroke)]
