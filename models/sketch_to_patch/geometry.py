"""What a drawing looks like, in numbers: the properties that a map can answer to.

Measured on the raster, so that strokes, scans and photographs have one meaning. Nothing here is learned.
"""

import math
from dataclasses import astuple, dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.sketch_to_patch.corners import angularity
from models.sketch_to_patch.line_map import INKED, Mask, areas, depth_px, line_map
from models.sketch_to_patch.raster import Raster

MOST_PARTS: Final = 12.0
LONGEST: Final = 30.0
"""Length of all lines, in longest sides, that counts as the densest drawing."""
ROUGH: Final = math.radians(16.0)
"""Deviation of the line from its own course that is half rough."""
GAPS: Final = (0.0, 0.025, 0.05, 0.09, 0.15, 0.24)
"""Widths of gaps, in longest sides, that are closed before looking what lies inside; their mean is taken."""
FORGIVEN: Final = 2
"""Which of them tells what belongs to the figure."""
BOLDEST: Final = 0.12
RADII, TURNS = 20, 128
MARGIN_PX: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Properties of a drawing, 0 to 1; `tilt` is -1 to 1. An empty drawing has 0 everywhere."""

    angularity: float
    """0 round, without corners; 0.45 a square; 0.8 a star or a zigzag."""
    size: float
    """Longest side, in canvas sides."""
    fill: float
    """Share of the figure that is inked: 0 an outline, 1 a silhouette."""
    parts: float
    """0 one piece, 1 twelve pieces of the same size, on a log scale."""
    density: float
    """Length of all lines for the size: 0 a straight line, 0.35 a circle, 1 a scribble."""
    roughness: float
    """How far the line leaves its own course within a few pixels."""
    symmetry: float
    """How well the drawing falls on its mirror image, about the best axis."""
    elongation: float
    """0 as long as wide, 1 a line."""
    tilt: float
    """1 rises to the right at 45°, -1 falls; 0 upright, level or without direction."""
    x: float
    """Place of the ink from left to right."""
    y: float
    """Place of the ink from bottom to top."""
    closed: float
    """Share of the figure that lines enclose, small gaps forgiven."""
    weight: float
    """Width of the line for the size of the drawing."""

    def as_array(self) -> NDArray[np.float64]:
        """The properties in the order of `NAMES`, shape (13,)."""
        return np.array(astuple(self))


NAMES: Final = tuple(field.name for field in fields(Geometry))
EMPTY: Final = Geometry(**dict.fromkeys(NAMES, 0.0))


def measure(raster: Raster) -> Geometry:
    """The properties of a raster, uint8 (s, s), white ink on black."""
    canvas = len(raster)
    inked = raster >= INKED
    if np.count_nonzero(inked) < 4:
        return EMPTY
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    x, y = (float(np.average(np.arange(canvas), weights=raster.sum(axis=axis))) / (canvas - 1) for axis in (0, 1))
    near = np.pad(raster[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], MARGIN_PX)
    mask = np.asarray(near >= INKED)
    side = float(max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1)
    depth = depth_px(mask)
    inside = areas(mask, depth, side)
    lines = line_map(mask, inside)
    points = np.argwhere(lines)
    figures = _enclosed(mask, side)
    figure = figures[FORGIVEN]
    ink = near / 255.0
    elongation, tilt = _direction(points)
    return Geometry(
        angularity=angularity(lines, figure, points, side),
        size=side / canvas,
        fill=int(np.count_nonzero(inside)) / int(np.count_nonzero(figure)),
        parts=_parts(mask, side),
        density=_unit_log(_length(lines) / side, 1.0, LONGEST),
        roughness=_roughness(ink, points, side),
        symmetry=_symmetry(ink, side),
        elongation=elongation,
        tilt=tilt,
        x=x,
        y=1.0 - y,
        closed=float(np.mean([_share_closed(mask, inside, whole) for whole in figures])),
        weight=_weight(depth, lines & ~inside, side),
    )


def _unit_log(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, math.log(max(value, low) / low) / math.log(high / low)))


def _enclosed(mask: Mask, side: float) -> list[Mask]:
    """The ink and all that it encloses, gaps of each width in GAPS forgiven."""
    border = math.ceil(0.5 * GAPS[-1] * side) + 2
    room = np.pad(mask, border)
    away = ndimage.distance_transform_edt(~room)
    figures = []
    for gap in GAPS:
        reach = 0.5 * gap * side + 0.5 if gap * side >= 1.0 else 0.0
        apart, _ = ndimage.label(away > reach)
        outside = apart == apart[0, 0]
        if reach:
            outside = (ndimage.distance_transform_edt(~outside) <= reach) & ~room
        figures.append(np.asarray(~outside[border:-border, border:-border]))
    return figures


def _share_closed(mask: Mask, inside: Mask, figure: Mask) -> float:
    """How much of a figure is enclosed or area rather than line: 0 an open line, about 1 a closed outline."""
    closed = int(np.count_nonzero(figure & ~mask)) + int(np.count_nonzero(inside))
    return closed / (closed + 0.5 * np.count_nonzero(mask & ~inside) + 1e-9)


def _length(lines: Mask) -> float:
    """Length of lines one pixel wide, in pixels: steps across corners are longer (Freeman)."""
    straight = np.count_nonzero(lines[1:] & lines[:-1]) + np.count_nonzero(lines[:, 1:] & lines[:, :-1])
    falls = np.count_nonzero(lines[1:, 1:] & lines[:-1, :-1] & ~lines[1:, :-1] & ~lines[:-1, 1:])
    rises = np.count_nonzero(lines[1:, :-1] & lines[:-1, 1:] & ~lines[1:, 1:] & ~lines[:-1, :-1])
    return straight + math.sqrt(2.0) * (falls + rises)


def _parts(mask: Mask, side: float) -> float:
    """The effective number of pieces, exp of the entropy of their ink, on a log scale."""
    joined = ndimage.binary_dilation(mask, iterations=max(1, round(0.015 * side)))
    labels, count = ndimage.label(joined, np.ones((3, 3)))
    ink = np.bincount(labels[mask], minlength=count + 1)[1:].astype(np.float64)
    share = ink[ink > 0] / ink.sum()
    return min(1.0, max(0.0, -float((share * np.log(share)).sum())) / math.log(MOST_PARTS))


def _direction(points: NDArray[np.int64]) -> tuple[float, float]:
    """Elongation and tilt from the second moments of the lines."""
    if len(points) < 2:
        return 0.0, 0.0
    y, x = points.T.astype(np.float64)
    xx, yy, xy = np.var(x), np.var(y), -np.mean((x - x.mean()) * (y - y.mean()))
    spread = math.hypot(xx - yy, 2.0 * xy)
    longest, shortest = 0.5 * (xx + yy + spread), max(0.0, 0.5 * (xx + yy - spread))
    elongation = 1.0 - math.sqrt(shortest / longest)
    # The sine of twice the angle has no jump where a line turns through the vertical.
    tilt = float(2.0 * xy / spread * elongation) if spread > 1e-9 else 0.0
    return elongation, tilt


def _roughness(ink: NDArray[np.float64], points: NDArray[np.int64], side: float) -> float:
    """The median angle between the line close up and the line at a distance; corners are too few to count.

    Directions are those of the structure tensor (Bigün and Granlund, ICCV 1987), twice the angle as a complex number.
    """
    gy, gx = (ndimage.gaussian_filter(ink, 1.0, order=order, truncate=3.0) for order in ((1, 0), (0, 1)))
    real, imaginary = gx * gx - gy * gy, 2.0 * gx * gy
    y, x = points.T

    def seen(window_px: float) -> NDArray[np.complex128]:
        smooth = (ndimage.gaussian_filter(part, window_px, truncate=2.5)[y, x] for part in (real, imaginary))
        return np.asarray(next(smooth) + 1j * next(smooth))

    deviation = 0.5 * np.abs(np.angle(seen(1.2) * np.conj(seen(max(3.0, 0.06 * side)))))
    middle = float(np.median(deviation))
    return middle / (middle + ROUGH)


def _symmetry(ink: NDArray[np.float64], side: float) -> float:
    """The best correlation of the drawing with its mirror image, over all axes through its centre of mass.

    In polar coordinates a mirror image is the angle counted backwards; one Fourier transform along the
    angle correlates about all axes at once.
    """
    soft = ndimage.gaussian_filter(ink, max(1.0, 0.04 * side), truncate=2.5)
    middle = np.array(ndimage.center_of_mass(soft))  # it lies on every axis of a symmetric drawing
    radius = (np.arange(RADII) + 0.5) / RADII * 0.72 * side
    turn = np.arange(TURNS) * (2.0 * math.pi / TURNS)
    at = middle[:, None, None] + radius[None, :, None] * np.stack([np.sin(turn), np.cos(turn)])[:, None, :]
    polar = ndimage.map_coordinates(soft, at, order=1, mode="constant")
    weight = radius[:, None] / radius.sum()
    polar = polar - float((weight * polar).sum() / TURNS)
    energy = float((weight * polar**2).sum())
    if energy < 1e-12:
        return 0.0
    spectrum = np.fft.fft(polar, axis=1)
    both = np.fft.ifft(weight * spectrum * spectrum, axis=1).real.sum(axis=0)
    return max(0.0, float(both.max()) / energy)


def _weight(depth: NDArray[np.float64], lines: Mask, side: float) -> float:
    """Mean width of the lines, in longest sides, as a share of the boldest; 1 where there are areas alone."""
    if not lines.any():
        return 1.0
    width = float(np.mean(2.0 * depth[lines])) - 1.0
    return _unit_log(max(width, 1.0) / side, 0.01, BOLDEST)
