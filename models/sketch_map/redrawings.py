"""A taught drawing as it may come again: elsewhere, larger or smaller, turned a little, by other pens and hands.

The augmentation of Saldaña & Mendizabal-Ruiz (CCE 2020), section II, for drawings of any kind: there, few pictures
become thousands by turning, moving and scaling them. Here the strokes are moved, not the pixels, so that the pen
changes too; a picture under a drawing is moved as pixels. Everything follows from one generator.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.sketch_to_patch.drawn.motion import tremor
from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.raster import SIZE, Raster, rasterize
from models.sketch_to_patch.stroke import WIDTH_RANGE, Point, Sketch, Stroke, Tool

TURN_SD: Final = 0.12
"""Radians. Larger turns are other drawings: a base may give tilt a meaning."""
STRETCH_SD: Final = 0.06
SIZES: Final = (0.7, 1.35)
PLACE_SD: Final = 0.09
"""Share of the canvas."""
DRIFT_SD: Final = 0.018
"""Share of the drawing's longest side by which a line strays, in slow waves."""
TREMOR: Final = (0.001, 0.012)
"""Share of the longest side; every second hand trembles."""
WIDTHS: Final = (0.55, 1.8)
"""Pens, against the width that was drawn with."""
STEP: Final = 0.02
"""Distance of the points along a line, in canvas units: close enough to bend."""
MOST_POINTS: Final = 1500
"""Of one line; longer ones get their points further apart."""

Counts = NDArray[np.int64]
Line = NDArray[np.float64]
"""Points (n, 3): x, y, pressure."""


def redrawing(sketch: Sketch, rng: np.random.Generator) -> Raster:
    """The drawing drawn once more, uint8 (128, 128). Raises PictureError when the picture under it is damaged."""
    lines = [_evenly(stroke) for stroke in sketch.strokes]
    there = np.concatenate([line[:, :2] for line in lines]) if lines else np.array([[0.0, 0.0], [1.0, 1.0]])
    if sketch.picture is not None:
        there = np.array([[0.0, 0.0], [1.0, 1.0]])  # a picture fills the canvas, whatever is drawn on it
    middle, side = 0.5 * (there.min(axis=0) + there.max(axis=0)), max(float(np.ptp(there, axis=0).max()), 0.02)
    form, place = _form(rng), _place(there, middle, rng, is_whole=sketch.picture is not None)
    ground = None if sketch.picture is None else _moved(rasterize(Sketch((), sketch.picture)), form, place - middle)
    waves, phases = rng.normal(0.0, 1.0, (3, 2, 2)), rng.uniform(0.0, 2.0 * math.pi, (3, 2))
    trembling = math.exp(rng.uniform(*np.log(TREMOR))) if rng.random() < 0.5 else 0.0
    pen = math.exp(rng.uniform(*np.log(WIDTHS)))
    strokes = []
    for stroke, line in zip(sketch.strokes, lines, strict=True):
        at = (line[:, :2] - middle) / side
        drift = sum(np.sin(3.0 * at @ wave + phase) for wave, phase in zip(waves, phases, strict=True))
        # Two points have no direction across which a hand could tremble.
        shaken = tremor(at, trembling, rng, step=STEP / side, length=0.06) if len(at) > 2 else 0.0
        moved = place + side * (at + DRIFT_SD * drift + shaken) @ form.T
        points = tuple(Point(*row) for row in np.column_stack([moved, line[:, 2]]).tolist())
        tool = Tool.ERASER if stroke.tool is Tool.ERASER else Tool.PEN
        width = min(max(stroke.width * pen, WIDTH_RANGE[0]), WIDTH_RANGE[1])
        strokes.append(Stroke(tool, points, width, is_area(stroke)))
    again = replace(sketch, strokes=tuple(strokes), picture=None)
    if ground is None:
        return rasterize(again)
    return _over(ground, again)


def redrawings(sketches: Sequence[Sketch], each: Counts, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """`each` (n,) redrawings of n drawings: rasters (sum, 128, 128), and which drawing each one is (sum,).

    A drawing has the same redrawings whatever the others are.
    """
    which = np.repeat(np.arange(len(sketches)), each)
    rasters = np.zeros((len(which), SIZE, SIZE), dtype=np.uint8)
    place = 0
    for number, (sketch, count) in enumerate(zip(sketches, each.tolist(), strict=True)):
        rng = np.random.default_rng([seed, number])
        for _ in range(count):
            rasters[place] = redrawing(sketch, rng)
            place += 1
    return rasters, which


def _evenly(stroke: Stroke) -> Line:
    """The stroke's centre line with points at even steps, whatever tool drew it."""
    line = polyline(stroke)
    pressure = [p.pressure for p in stroke.points] if stroke.tool in (Tool.PEN, Tool.ERASER) else [1.0] * len(line)
    line = np.column_stack([line[:, :2], pressure])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1))])
    count = min(MOST_POINTS, math.ceil(along[-1] / STEP) + 1)
    if count < 2:
        return line[:1]
    # The corners stay: even steps alone would cut them.
    at = np.union1d(np.linspace(0.0, along[-1], count), along) if len(line) < count else along
    return np.stack([np.interp(at, along, column) for column in line.T], axis=1)


def _form(rng: np.random.Generator) -> NDArray[np.float64]:
    """A little turn, stretch and scaling: a matrix (2, 2)."""
    turn = float(rng.normal(0.0, TURN_SD))
    turning = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    size = math.exp(rng.uniform(*np.log(SIZES)))
    return np.asarray(turning @ np.diag(size * (1.0 + rng.normal(0.0, STRETCH_SD, 2))))


def _place(
    there: NDArray[np.float64], middle: NDArray[np.float64], rng: np.random.Generator, *, is_whole: bool
) -> NDArray[np.float64]:
    """Where the middle comes to lie: not so far that the drawing leaves the canvas."""
    room = np.full(2, PLACE_SD) if is_whole else np.maximum(0.0, 0.5 * (1.0 - np.ptp(there, axis=0)))
    wanted = middle + rng.normal(0.0, PLACE_SD, 2)
    return np.asarray(np.clip(wanted, np.minimum(middle, 0.5 - room), np.maximum(middle, 0.5 + room)))


def _moved(raster: Raster, form: NDArray[np.float64], shift: NDArray[np.float64]) -> Raster:
    """A picture turned, scaled and moved as its drawing is; what comes in from outside is blank."""
    back = np.linalg.inv(form)[::-1, ::-1]  # rows are y
    middle = np.full(2, 0.5 * (SIZE - 1))
    offset = middle - back @ (middle + SIZE * shift[::-1])
    return np.asarray(ndimage.affine_transform(raster, back, offset, order=1))


def _over(ground: Raster, again: Sketch) -> Raster:
    """Strokes over a picture that is a raster already, by the rules of `rasterize`."""
    canvas = ground
    for stroke in again.strokes:
        ink = rasterize(Sketch((replace(stroke, tool=Tool.PEN),)))
        if stroke.tool is Tool.ERASER:
            canvas = (canvas * (1.0 - ink / 255.0)).astype(np.uint8)
        else:
            canvas = np.maximum(canvas, ink)
    return np.asarray(255 - canvas if again.inverted else canvas, dtype=np.uint8)
