"""Open shapes: lines that go somewhere and enclose nothing, or only by crossing themselves."""

import math

import numpy as np

from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import (
    FULL,
    Line,
    Part,
    Shape,
    angles,
    arc,
    curve,
    path,
    polar,
    polygon,
    rounded,
    shape_of,
)


def straight_line(pick: Pick) -> Shape:
    """One line, level, upright or rising."""
    return shape_of([path([(0.0, 0.0), tuple(polar(pick.angle(0.0)))])])


def bow(pick: Pick) -> Shape:
    """An arc, from nearly straight to half a circle."""
    half = pick.between(0.15, 1.6, 1.2)
    return shape_of([curve(arc((0.0, 0.0), 1.0, -0.5 * math.pi - half, -0.5 * math.pi + half))])


def open_c(pick: Pick) -> Shape:
    """An outline that is not closed: a round or angular C."""
    gap = pick.between(0.06, 0.45, 0.2)
    if pick.chance(0.65, usual=True):
        turn = np.linspace(0.5 * gap * FULL, (1.0 - 0.5 * gap) * FULL, 60)
        return shape_of([curve(polar(turn) * (1.0, pick.between(0.5, 1.0, 1.0)))])
    count = pick.whole(4, 9, 6)
    turn = angles(count, 0.5 * gap * FULL, (1.0 - gap) * FULL * count / (count - 1))
    return shape_of([path(polar(turn))])


def _teeth(pick: Pick, count: int, height: float, *, lean: float) -> Line:
    """Corners of a zigzag over the length 1, up and down in turn; `lean` 0.5 is even, 0 and 1 are saws."""
    place = np.repeat(np.arange(count), 2) + np.tile([0.0, lean], count)
    place = np.append(place, count)[: count * 2 + pick.whole(0, 1, 1)]
    y = np.where(np.arange(len(place)) % 2 == 0, 0.5, -0.5) * height
    unsteady = pick.between(0.0, 0.25, 0.0)
    noise = unsteady * pick.scatter(len(place))
    return np.stack([place + 0.35 * noise[:, 0], y * (1.0 + noise[:, 1])], axis=1) / (count, 1.0)


def wave(pick: Pick) -> Shape:
    """A sine of half a period to ten."""
    periods, height = pick.ratio(0.6, 10.0, 3.0), pick.ratio(0.06, 1.2, 0.3)
    way = np.linspace(0.0, 1.0, 24 * math.ceil(periods) + 1)
    swell = 1.0 + pick.between(0.0, 0.6, 0.0) * np.sin(FULL * pick.between(0.3, 1.2, 1.0) * way + pick.angle())
    y = -0.5 * height * swell * np.sin(FULL * periods * way + pick.one_of(0.0, pick.angle()))
    return shape_of([curve(np.stack([way, y], axis=1))])


def zigzag(pick: Pick) -> Shape:
    """Teeth in a row, even or like a saw."""
    lean = 0.5 if pick.chance(0.7, usual=True) else pick.between(0.0, 1.0, 0.5)
    return shape_of([path(_teeth(pick, pick.whole(2, 11, 4), pick.ratio(0.08, 1.2, 0.35), lean=lean))])


def ripple(pick: Pick) -> Shape:
    """Between a zigzag and a wave: teeth with their corners cut round."""
    peaks = _teeth(pick, pick.whole(2, 9, 3), pick.ratio(0.1, 1.2, 0.4), lean=0.5)
    return shape_of([rounded(peaks, pick.between(0.0, 1.0, 0.5), closed=False)])


def steps(pick: Pick) -> Shape:
    """Stairs, or battlements."""
    count, high = pick.whole(2, 8, 4), pick.ratio(0.15, 1.0, 0.6)
    x = np.repeat(np.arange(count + 1), 2)[1:].astype(np.float64)
    y = np.repeat(np.arange(count + 1), 2)[:-1].astype(np.float64)
    if pick.chance(0.5):
        y = y % 2
        high *= 3.0 / count
    return shape_of([path(np.stack([x / count, -high * y / max(y.max(), 1.0)], axis=1))])


def spiral(pick: Pick) -> Shape:
    """A round spiral of one to seven turns, even or opening."""
    turns = pick.between(1.2, 7.0, 3.5)
    way = np.linspace(pick.between(0.0, 0.25, 0.02), 1.0, int(36 * turns))
    return shape_of([curve(polar(FULL * turns * way, way ** pick.between(0.6, 1.6, 1.0)))])


def angular_spiral(pick: Pick) -> Shape:
    """A spiral with corners."""
    sides, turns = pick.whole(3, 6, 4), pick.between(1.5, 5.5, 3.0)
    way = np.arange(int(sides * turns))
    side = polar(FULL * way / sides, way + pick.between(0.3, 2.5, 1.0))
    return shape_of([path(np.concatenate([np.zeros((1, 2)), np.cumsum(side, axis=0)]))])


def squiggle(pick: Pick) -> Shape:
    """A smooth line that wanders, its curvature random."""
    n = 160
    way = np.linspace(0.0, 1.0, n)
    heading = pick.angle() + pick.between(-4.0, 4.0, 0.0) * way
    for _ in range(4):
        reach = pick.rng.normal(0.0, pick.between(0.5, 2.0, 0.9))
        heading = heading + reach * np.sin(FULL * pick.rng.uniform(0.5, 4.5) * way + pick.rng.uniform(0.0, FULL))
    return shape_of([curve(np.cumsum(polar(heading), axis=0))])


def loops(pick: Pick) -> Shape:
    """A row of loops, as in a line of the letter e."""
    count = pick.whole(2, 9, 5)
    t = np.linspace(-0.5 * math.pi, FULL * count + 0.5 * math.pi, 26 * count)
    drift = 1.0 + pick.between(0.0, 0.3, 0.0) * np.sin(t / count + pick.angle())
    x = pick.between(0.08, 0.8, 0.35) * t - np.cos(t)
    return shape_of([curve(np.stack([x, pick.between(0.6, 1.8, 1.1) * drift * np.sin(t)], axis=1))])


def scribble(pick: Pick) -> Shape:
    """A dense line to and fro, round or angular."""
    count, amount = pick.whole(14, 60, 36), pick.between(0.2, 1.0, 1.0)
    if pick.chance(0.5, usual=True):
        turn = np.cumsum(pick.rng.uniform(1.2, 2.6, count))
        peaks = polar(turn, pick.rng.uniform(0.35, 1.0, count)) * (1.0, pick.between(0.4, 1.0, 0.7))
        peaks[:, 0] += pick.between(0.0, 2.5, 0.5) * np.linspace(0.0, 1.0, count)
    else:
        peaks = pick.rng.uniform(-1.0, 1.0, (count, 2))
        peaks[:, 1] *= pick.between(0.3, 1.0, 0.7)
    return shape_of([rounded(peaks, 0.0 if pick.chance(0.25) else amount, closed=False)])


def lightning(pick: Pick) -> Shape:
    """A bolt, as an outline or as a line."""
    if pick.chance(0.6, usual=True):
        peaks = np.array([(0.35, -1.0), (-0.45, 0.12), (-0.05, 0.08), (-0.3, 1.0), (0.5, -0.22), (0.1, -0.18)])
        peaks = np.concatenate([peaks, [(0.75, -1.0)]]) if pick.chance(0.5) else peaks
        return shape_of([polygon(peaks + 0.07 * pick.scatter(len(peaks)))])
    count = pick.whole(3, 7, 4)
    x = np.where(np.arange(count) % 2 == 0, -0.25, 0.25) * pick.between(0.5, 2.0, 1.0) + 0.15 * np.arange(count)
    y = np.arange(count) * 0.8 - 0.45 * (np.arange(count) % 2 == 0)
    return shape_of([path(np.stack([x, y], axis=1) + 0.1 * pick.scatter(count))])


def letter(pick: Pick) -> Shape:
    """Two to four strokes that meet, straight or bowed, as in a letter nobody knows."""
    knots = np.array([(x, y) for y in (0.0, 0.5, 1.0) for x in (0.0, 0.35, 0.7)])
    knots = knots + 0.05 * pick.scatter(9)
    at = 0 if pick.usual else int(pick.rng.integers(9))
    parts = []
    for number in range(pick.whole(2, 4, 3)):
        to = (6, 2, 8)[number] if pick.usual else (at + int(pick.rng.integers(1, 9))) % 9
        side = knots[to] - knots[at]
        bulge = pick.between(-0.9, 0.9, 0.0) if pick.chance(0.45) else 0.0
        way = np.linspace(0.0, 1.0, 16)[:, None]
        parts.append(curve(knots[at] + way * side + bulge * np.sin(math.pi * way) * 0.6 * (-side[1], side[0])))
        at = to if pick.chance(0.7, usual=True) else at
    return shape_of(parts)


def angular_line(pick: Pick) -> Shape:
    """Corners anywhere, one after the other."""
    return shape_of([path(pick.rng.uniform(-1.0, 1.0, (pick.whole(3, 12, 6), 2)))])


def eight(pick: Pick) -> Shape:
    """A closed line that crosses itself: an eight, a pretzel, a knot."""
    across, along = pick.one_of((2, 1), (1, 2), (3, 2), (2, 3), (3, 1))
    t = angles(110)
    shift = pick.between(0.0, 0.5, 0.0)
    line = np.stack([np.sin(along * t + shift), pick.between(0.4, 1.0, 0.5) * np.sin(across * t)], axis=1)
    return shape_of([Part(line, closed=True)])
