"""Pictures of the sky that no family of shapes draws: a raining cloud, gusts, fog, a whirlwind, the sun at the horizon.

Lines with y downwards, as all shapes; see `models.sketch_to_patch.drawn.shape`.
"""

import math
from collections.abc import Sequence

import numpy as np

from models.sketch_to_patch.drawn.outlines import cloud_part
from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import FULL, Line, Part, Shape, arc, curve, path, polar, shape_of, star_peaks


def _cloud(seed: int) -> Part:
    return cloud_part(Pick(np.random.default_rng(seed)))


def rain(seed: int, drops: int) -> Shape:
    """A cloud with slanted lines of rain under it."""
    parts = [_cloud(seed).placed((0.0, 0.0), (1.0, 0.75))]
    for number, x in enumerate(np.linspace(-0.7, 0.7, drops)):
        top = 0.95 + 0.25 * (number % 2)
        parts.append(path([(x, top), (x - 0.14, top + 0.4)]))
    return shape_of(parts)


def thundercloud(seed: int) -> Shape:
    """A cloud with a bolt under it."""
    bolt = path([(0.1, 0.7), (-0.25, 1.2), (0.1, 1.15), (-0.2, 1.75)])
    return shape_of([_cloud(seed).placed((0.0, 0.0), (1.0, 0.75)), bolt])


def bolt(corners: Sequence[tuple[float, float]]) -> Shape:
    """One open line with hard corners."""
    return shape_of([path(corners)])


def _gust(length: float, y: float, radius: float, turns: float) -> Line:
    """A line to the right that rolls up over itself."""
    way = np.linspace(0.0, 1.0, 60)
    roll = polar(0.5 * math.pi - FULL * turns * way, radius * (1.0 - 0.55 * way))
    along = np.stack([np.linspace(0.0, length, 30), np.full(30, y)], axis=1)
    return np.concatenate([along, roll + np.array([length, y - radius])])


def wind(gusts: Sequence[tuple[float, float, float]]) -> Shape:
    """Gusts, each with its length, its height and the size of its curl."""
    return shape_of([curve(_gust(length, y, radius, 0.8)) for length, y, radius in gusts])


def fog(rows: int, waves: float, height: float) -> Shape:
    """Level lines of unequal length, straight or gently waved."""
    parts = []
    for row in range(rows):
        left, right = 0.12 * (row % 2), 1.0 - 0.1 * ((row + 1) % 3)
        way = np.linspace(left, right, 60)
        y = 0.22 * row + height * np.sin(FULL * waves * way)
        parts.append(curve(np.stack([way, y], axis=1)))
    return shape_of(parts)


def funnel(turns: int) -> Shape:
    """A whirlwind from the side: one line round and round, narrower downwards."""
    way = np.linspace(0.0, 1.0, 40 * turns)
    width = 0.55 * (1.0 - 0.85 * way)
    x = width * np.cos(FULL * turns * way) + 0.12 * np.sin(3.0 * way)
    return shape_of([curve(np.stack([x, 1.2 * way + 0.16 * width * np.sin(FULL * turns * way)], axis=1))])


def horizon_sun(rays: int, waves: int) -> Shape:
    """Half a sun on the horizon, rays above it, perhaps waves below."""
    parts = [curve(arc((0.0, 0.0), 0.5, -math.pi, 0.0)), path([(-1.1, 0.0), (1.1, 0.0)])]
    for turn in np.linspace(-math.pi, 0.0, rays + 2)[1:-1]:
        parts.append(path([0.64 * polar(turn), 0.95 * polar(turn)]))
    for row in range(waves):
        way = np.linspace(-0.8 + 0.2 * row, 0.8 - 0.2 * row, 50)
        parts.append(curve(np.stack([way, 0.2 * (row + 1) + 0.03 * np.sin(12.0 * way)], axis=1)))
    return shape_of(parts)


def crossed_star() -> Shape:
    """Five points in one line that crosses itself, as most people draw a star."""
    tips = star_peaks(5, 1.0)[::2]
    return shape_of([path(tips[[0, 2, 4, 1, 3, 0]])])


def peaks(corners: Sequence[tuple[float, float]], *, snow: bool = False) -> Shape:
    """A ridge, from left to right, perhaps with snow on its highest peak."""
    parts = [path(corners)]
    if snow:
        x, y = min(corners, key=lambda corner: corner[1])
        parts.append(path([(x - 0.13, y + 0.2), (x - 0.04, y + 0.14), (x + 0.04, y + 0.22), (x + 0.13, y + 0.17)]))
    return shape_of(parts)


def moon_with_star(crescent: Shape) -> Shape:
    """A crescent with a small star in its arms."""
    star = Part(star_peaks(5, 0.4), closed=True, corners=tuple(range(10)))
    return shape_of([*crescent.parts, star.placed((0.28, -0.05), 0.11)])
