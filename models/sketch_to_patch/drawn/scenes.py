"""Things that people draw: a house, a face, a tree, as few lines as it takes to know them."""

import math

import numpy as np

from models.sketch_to_patch.drawn.outlines import cloud_part
from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import (
    Line,
    Part,
    Shape,
    angles,
    arc,
    circle,
    curve,
    path,
    polar,
    polygon,
    rounded,
    shape_of,
)


def _box(left: float, top: float, right: float, bottom: float) -> Part:
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)])


def house(pick: Pick) -> Shape:
    """Walls, a roof, perhaps a door, windows and a chimney."""
    high, roof, eaves = pick.between(0.5, 1.2, 0.8), pick.between(0.3, 0.9, 0.55), pick.between(0.0, 0.2, 0.1)
    parts = [_box(0.0, 0.0, 1.0, high), polygon([(-eaves, 0.0), (0.5, -roof), (1.0 + eaves, 0.0)])]
    if pick.chance(0.65, usual=True):
        left, wide = pick.between(0.1, 0.6, 0.4), pick.between(0.15, 0.3, 0.22)
        parts.append(path([(left, high), (left, 0.4 * high), (left + wide, 0.4 * high), (left + wide, high)]))
    if pick.chance(0.5):
        size = pick.between(0.12, 0.2, 0.16)
        parts += [_box(x, 0.15 * high, x + size, 0.15 * high + size) for x in (0.1, 0.9 - size)]
    if pick.chance(0.3):
        parts.append(path([(0.72, -0.56 * roof), (0.72, -roof), (0.88, -roof), (0.88, -0.24 * roof)]))
    return shape_of(parts)


def face(pick: Pick) -> Shape:
    """A round head with eyes and a mouth that smiles or frowns."""
    apart, level = pick.between(0.25, 0.45, 0.36), pick.between(-0.4, -0.1, -0.28)
    smile, wide = pick.between(-0.35, 0.45, 0.3), pick.between(0.25, 0.55, 0.45)
    parts = [circle(radius=(pick.between(0.75, 1.0, 1.0), 1.0))] if pick.chance(0.9, usual=True) else []
    style, size = pick.one_of("dot", "circle", "line"), pick.between(0.06, 0.18, 0.09)
    for x in (-apart, apart):
        if style == "line":
            parts.append(path([(x, level - 1.5 * size), (x, level + 1.5 * size)]))
        else:
            parts.append(circle((x, level), size, solid=style == "dot"))
    way = np.linspace(-1.0, 1.0, 20)
    mouth = np.stack([wide * way, 0.4 + smile * (0.5 - way**2)], axis=1)
    parts.append(Part(mouth, closed=pick.chance(0.2)))
    if pick.chance(0.35):
        parts.append(path([(0.0, -0.1), (pick.between(-0.12, 0.12, 0.0), 0.15), (0.05, 0.15)]))
    return shape_of(parts)


def mountains(pick: Pick) -> Shape:
    """Peaks side by side, sharp or worn, perhaps with snow and a ground line."""
    count = pick.whole(1, 6, 3)
    x = np.arange(2 * count + 1) + 0.25 * pick.scatter(2 * count + 1, 1)[:, 0]
    y = np.zeros(2 * count + 1)
    y[1::2] = -(1.0 + pick.between(0.0, 0.4, 0.0) * pick.scatter(count, 1)[:, 0])
    y[2:-1:2] = -pick.between(0.0, 0.6, 0.4)
    if pick.usual:
        y[[1, 5]] = -0.7
    peaks = np.stack([0.5 * x, pick.between(0.4, 1.4, 1.0) * y], axis=1)
    closed = pick.chance(0.25)
    worn = 0.0 if pick.chance(0.6, usual=True) else pick.between(0.0, 0.9, 0.0)
    parts = [rounded(peaks, worn, closed=closed)]
    if pick.chance(0.25):
        top, left, right = peaks[1], peaks[0], peaks[2]
        snow = [top + 0.3 * (left - top), 0.5 * (top + 0.3 * (right - top)) + 0.5 * (top + 0.2 * (left - top))]
        parts.append(path([*snow, top + 0.3 * (right - top)]))
    return shape_of(parts)


def rainbow(pick: Pick) -> Shape:
    """Arcs above each other."""
    count, inner = pick.whole(1, 6, 4), pick.between(0.35, 0.8, 0.5)
    half, high = pick.between(0.9, 1.6, 1.57), pick.between(0.5, 1.1, 1.0)
    up = -0.5 * math.pi
    lines = [
        arc((0.0, 0.0), (radius, high * radius), up - half, up + half) for radius in np.linspace(1.0, inner, count)
    ]
    return shape_of(map(curve, lines))


def sun(pick: Pick) -> Shape:
    """A disc with rays, lines or points."""
    count, start, stop = pick.whole(5, 16, 9), pick.between(1.1, 1.4, 1.25), pick.between(1.5, 2.4, 1.9)
    parts = [circle()]
    for turn in angles(count, -0.5 * math.pi):
        parts.append(path([start * polar(turn), stop * polar(turn)]))
    if pick.chance(0.25):
        half = 0.6 * math.pi / count
        parts = [circle()] + [
            path([start * polar(turn - half), stop * polar(turn), start * polar(turn + half)]) for turn in angles(count)
        ]
    return shape_of(parts)


def _branches(pick: Pick, foot: Line, heading: float, long: float, *, left: int) -> list[Part]:
    """A branch and what grows from its tip, `left` times more."""
    tip = foot + long * polar(heading)
    parts = [path([foot, tip])]
    if left:
        spread = pick.between(0.3, 0.8, 0.5)
        sides = (-spread, spread) if pick.chance(0.7, usual=True) else (-spread, 0.0, spread)
        for side in sides:
            lean = heading + side + 0.12 * float(pick.scatter(1, 1)[0, 0])
            parts += _branches(pick, tip, lean, long * pick.between(0.55, 0.85, 0.7), left=left - 1)
    return parts


def branches(pick: Pick) -> Shape:
    """A bare tree, a root, a bolt that forks."""
    return shape_of(_branches(pick, np.zeros(2), -0.5 * math.pi, 1.0, left=pick.whole(1, 3, 3)))


def tree(pick: Pick) -> Shape:
    """A trunk with a crown: a cloud, a ball or a fir's triangles."""
    wide, high = pick.between(0.06, 0.2, 0.12), pick.between(0.5, 1.2, 0.8)
    parts = [path([(-wide, high), (-wide, 0.0)]), path([(wide, 0.0), (wide, high)])]
    crown = pick.one_of("cloud", "ball", "fir")
    if crown == "fir":
        for level in range(pick.whole(1, 4, 3)):
            reach = 0.75 - 0.12 * level
            parts.append(polygon([(-reach, -0.5 * level), (0.0, -0.9 - 0.5 * level), (reach, -0.5 * level)]))
    elif crown == "ball":
        parts.append(circle((0.0, -0.55), (pick.between(0.45, 0.9, 0.6), 0.6)))
    else:
        parts.append(cloud_part(pick).placed((0.0, -0.5), 0.75))
    return shape_of(parts)


def note(pick: Pick) -> Shape:
    """A note, or two under a beam."""
    head, stem = pick.between(0.14, 0.22, 0.18), pick.between(0.7, 1.2, 1.0)
    solid, pair = pick.chance(0.7, usual=True), pick.chance(0.5, usual=True)
    apart = pick.between(0.5, 0.9, 0.7)
    parts = []
    for x in (0.0, apart) if pair else (0.0,):
        parts.append(circle(radius=(head, 0.75 * head), solid=solid).placed((x, 0.0), turn=-0.35))
        parts.append(path([(x + 0.95 * head, -0.05), (x + 0.95 * head, -stem)]))
    if pair:
        beam = path([(0.95 * head, -stem), (apart + 0.95 * head, -stem)])
        parts += [beam, beam.placed((0.0, 0.15))] if pick.chance(0.4) else [beam]
    else:
        parts.append(curve(np.array([(0.95 * head, -stem), (head + 0.25, -stem + 0.3), (head + 0.2, -stem + 0.55)])))
    return shape_of(parts)


def person(pick: Pick) -> Shape:
    """A figure of sticks."""
    arms, legs = pick.between(-0.5, 0.4, 0.15), pick.between(0.2, 0.5, 0.3)
    parts = [circle((0.0, -0.25), 0.25), path([(0.0, 0.0), (0.0, 0.8)])]
    parts.append(path([(-0.5, 0.3 + arms), (0.0, 0.25), (0.5, 0.3 + arms)]))
    parts.append(path([(-legs, 1.5), (0.0, 0.8), (legs, 1.5)]))
    return shape_of(parts)


def _lens(high: float, *, n: int = 25) -> Line:
    """The outline of an eye or a leaf from -1 to 1, shape (2 n - 2, 2)."""
    way = np.linspace(-1.0, 1.0, n)
    upper = np.stack([way, -high * (1.0 - way**2)], axis=1)
    return np.concatenate([upper, (upper * (1.0, -1.0))[-2:0:-1]])


def fish(pick: Pick) -> Shape:
    """A body in one bow over and one under, a tail, an eye."""
    high, tail = pick.between(0.3, 0.7, 0.45), pick.between(0.25, 0.6, 0.4)
    parts = [Part(_lens(high), closed=True, corners=(0, 24)), polygon([(1.0, 0.0), (1.5, -tail), (1.5, tail)])]
    if pick.chance(0.8, usual=True):
        parts.append(circle((-0.5, -0.3 * high), 0.07, solid=pick.chance(0.6, usual=True)))
    return shape_of(parts)


def eye(pick: Pick) -> Shape:
    """Two bows with an iris, a pupil and perhaps lashes."""
    high = pick.between(0.35, 0.75, 0.5)
    parts = [Part(_lens(high), closed=True, corners=(0, 24)), circle(radius=0.8 * high)]
    if pick.chance(0.7, usual=True):
        parts.append(circle(radius=0.3 * high, solid=True))
    if pick.chance(0.4):
        for x in np.linspace(-0.7, 0.7, pick.whole(3, 7, 5)):
            y = -high * (1.0 - x * x)
            parts.append(path([(x, y - 0.05), (1.3 * x, y - 0.35)]))
    return shape_of(parts)


def leaf(pick: Pick) -> Shape:
    """An outline with two tips, its veins and a stalk."""
    high, count = pick.between(0.25, 0.6, 0.4), pick.whole(0, 6, 4)
    parts = [Part(_lens(high), closed=True, corners=(0, 24)), path([(-1.0, 0.0), (1.4, 0.0)])]
    for x in np.linspace(0.5, -0.5, count):
        reach = 0.75 * high * (1.0 - x * x)
        parts += [path([(x, 0.0), (x - 0.25, side * reach)]) for side in (-1.0, 1.0)]
    return shape_of(parts)
