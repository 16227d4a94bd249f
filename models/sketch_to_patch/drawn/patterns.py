"""Shapes made of many: hatching, dots, rows and rings of other shapes."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from models.sketch_to_patch.drawn import outlines
from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import (
    FULL,
    Line,
    Part,
    Shape,
    angles,
    circle,
    path,
    polar,
    polygon,
    rotation,
    shape_of,
)

Family = Callable[[Pick], Shape]

MOTIFS: Final[tuple[Family, ...]] = (
    outlines.ellipse,
    outlines.rectangle,
    outlines.triangle,
    outlines.star,
    outlines.diamond,
    outlines.even_polygon,
    outlines.heart,
    outlines.blob,
    outlines.rounded_star,
    outlines.cross,
)
"""What is repeated; the first is the usual one."""


def _clipped(outline: Line, turn: float, gap: float) -> list[tuple[Line, Line]]:
    """Ends of parallel lines inside a closed polygon, each (2,), by the even-odd rule."""
    ring = outline @ rotation(-turn)
    after = np.roll(ring, -1, axis=0)
    ends = []
    for y in np.arange(ring[:, 1].min() + 0.5 * gap, ring[:, 1].max(), gap):
        crossed = (ring[:, 1] <= y) != (after[:, 1] <= y)
        a, b = ring[crossed], after[crossed]
        x = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
        ends += [(np.array([x0, y]), np.array([x1, y])) for x0, x1 in zip(x[::2], x[1::2], strict=False)]
    back = rotation(turn)
    return [(start @ back, stop @ back) for start, stop in ends]


def hatching(pick: Pick) -> Shape:
    """Parallel lines with ragged ends, perhaps crossed by others, or joined to one line to and fro."""
    ragged, turn = pick.between(0.0, 0.15, 0.0), pick.angle(-0.25 * math.pi)
    box = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]) * (1.0, pick.between(0.4, 1.0, 0.7))
    lines = []
    for number in range(2 if pick.chance(0.35) else 1):
        ends = _clipped(box, turn + number * pick.between(0.8, 1.6, 1.5), 1.0 / pick.ratio(3.0, 16.0, 9.0))
        lines += [np.stack(pair) for pair in ends]
    lines = [line + ragged * pick.scatter(2) * 0.6 for line in lines]
    if pick.chance(0.25):
        return shape_of([path(np.concatenate([line[:: 1 - 2 * (i % 2)] for i, line in enumerate(lines)]))])
    return shape_of(map(path, lines))


def shaded(pick: Pick) -> Shape:
    """An outline with its inside hatched."""
    outline = pick.one_of(*MOTIFS)(pick).parts[0]
    gap = 1.0 / pick.ratio(5.0, 22.0, 10.0)
    ends = [np.stack(pair) for pair in _clipped(outline.points, pick.angle(-0.25 * math.pi), gap)]
    parts = [path(line) for line in ends]
    if pick.chance(0.4) and len(ends) > 1:
        parts = [path(np.concatenate([line[:: 1 - 2 * (i % 2)] for i, line in enumerate(ends)]))]
    return shape_of([outline, *parts] if pick.chance(0.8, usual=True) or not parts else parts)


def grid(pick: Pick) -> Shape:
    """Lines across and down, with a frame or without."""
    columns, rows = pick.whole(1, 7, 3), pick.whole(1, 7, 3)
    high = rows / columns if pick.chance(0.6, usual=True) else pick.between(0.5, 1.5, 1.0)
    reach = pick.between(0.0, 0.12, 0.0)
    framed = pick.chance(0.7, usual=True)
    skip = 0 if framed else 1
    parts = []
    for i in range(skip, columns + 1 - skip):
        parts.append(path([(i / columns, -reach), (i / columns, high + reach)]))
    for i in range(skip, rows + 1 - skip):
        parts.append(path([(-reach, high * i / rows), (1.0 + reach, high * i / rows)]))
    return shape_of(parts or [path([(0.0, 0.0), (1.0, 0.0)]), path([(0.5, -0.5), (0.5, 0.5)])])


def _places(pick: Pick, count: int, room: float) -> Line:
    """Middles of `count` things in a row, ring, square or at random, about `room` apart, shape (count, 2)."""
    way = pick.one_of("row", "ring", "square", "random", "random")
    if way == "row":
        places = np.stack([np.arange(count), np.zeros(count)], axis=1) @ rotation(pick.one_of(0.0, pick.angle()))
    elif way == "ring":
        places = polar(angles(count, -0.5 * math.pi), 0.5 / math.sin(math.pi / max(count, 2)))
    elif way == "square":
        columns = math.ceil(math.sqrt(count))
        places = np.stack(np.divmod(np.arange(count), columns)[::-1], axis=1).astype(np.float64)
    else:
        tried = pick.rng.uniform(0.0, 1.3 * math.sqrt(count), (12 * count, 2))
        kept = [tried[0]]
        for place in tried[1:]:
            if len(kept) < count and min(math.dist(place, other) for other in kept) > 0.9:
                kept.append(place)
        places = np.array(kept)
    return np.asarray(room * places)


def _dot(pick: Pick, radius: float, style: str) -> Part:
    if style == "square":
        return polygon(radius * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]))
    if style == "dash":
        return path(radius * np.array([(-1.5, 0.0), (1.5, 0.0)]) @ rotation(pick.angle()))
    return circle(radius=radius, solid=style == "dot")


def dots(pick: Pick) -> Shape:
    """One to twenty dots, small circles, squares or dashes."""
    places = _places(pick, pick.whole(1, 20, 5), 1.0)
    radius, style = pick.ratio(0.06, 0.35, 0.12), pick.one_of("dot", "dot", "circle", "square", "dash")
    sizes = radius * np.exp(pick.between(0.0, 0.3, 0.0) * pick.scatter(len(places), 1)[:, 0])
    parts = [_dot(pick, float(size), style) for size in sizes]
    return shape_of(part.placed(place) for part, place in zip(parts, places, strict=True))


def copies(pick: Pick) -> Shape:
    """Two to nine of one shape in a row, a ring or anywhere; in a third of the drawings some are solid."""
    motif = pick.one_of(*MOTIFS)(pick)
    places = _places(pick, pick.whole(2, 9, 3), pick.between(0.8, 1.9, 1.35))
    unlike, turned = pick.between(0.0, 0.35, 0.0), pick.one_of(0.0, 0.15, 1.0)
    solid = pick.between(0.0, 1.0, 0.0) if pick.chance(0.35) else 0.0
    parts: list[Part] = []
    for place in places:
        size = math.exp(unlike * float(pick.scatter(1, 1)[0, 0]))
        turn = turned * float(pick.scatter(1, 1)[0, 0])
        inked = pick.chance(solid)
        placed = (part.placed(place, size, turn) for part in motif.parts)
        parts += [replace(part, solid=part.solid or (inked and part.closed)) for part in placed]
    return shape_of(parts)


def concentric(pick: Pick) -> Shape:
    """Two to six of one shape inside each other."""
    motif = pick.one_of(*MOTIFS)(pick)
    sizes = np.linspace(1.0, pick.between(0.12, 0.5, 0.25), pick.whole(2, 6, 3))
    step = 0.05 * pick.scatter(1)[0]
    turn = pick.one_of(0.0, 0.0, pick.between(-0.4, 0.4, 0.0))
    placed = [part.placed(i * step, size, i * turn) for i, size in enumerate(sizes) for part in motif.parts]
    return shape_of(placed)


def overlapping(pick: Pick) -> Shape:
    """Two or three different shapes over each other."""
    parts: list[Part] = []
    for number in range(pick.whole(2, 3, 2)):
        motif = MOTIFS[number] if pick.usual else pick.one_of(*MOTIFS)
        at = np.array([0.35 * number, 0.2 * number]) + pick.scatter(1)[0] * 0.3
        parts += [part.placed(at, pick.between(0.5, 1.2, 1.0)) for part in motif(pick).parts]
    return shape_of(parts)


def asterisk(pick: Pick) -> Shape:
    """Lines through a middle, or rays away from it."""
    count = pick.whole(3, 14, 6)
    inner = 0.0 if pick.chance(0.75, usual=True) else pick.between(0.1, 0.6, 0.3)
    lengths = 1.0 + pick.between(0.0, 0.25, 0.0) * pick.scatter(count, 1)[:, 0]
    turn = angles(count, pick.angle(-0.5 * math.pi))
    return shape_of(path([inner * ray, ray * length]) for ray, length in zip(polar(turn), lengths, strict=True))


def snowflake(pick: Pick) -> Shape:
    """Six arms or so, each with branches."""
    count, lean = pick.whole(4, 8, 6), pick.between(0.6, 1.2, 1.0)
    parts = []
    for turn in angles(count, -0.5 * math.pi):
        parts.append(path([(0.0, 0.0), tuple(polar(turn))]))
        for at in np.linspace(pick.between(0.3, 0.6, 0.5), 0.85, pick.whole(1, 3, 2)):
            long = pick.between(0.12, 0.35, 0.25)
            tip = at * polar(turn)
            parts.append(path([tip + long * polar(turn - lean), tip, tip + long * polar(turn + lean)]))
    return shape_of(parts)


def chain(pick: Pick) -> Shape:
    """A line with beads or knots along it."""
    count = pick.whole(2, 7, 4)
    places = np.stack([np.arange(count), pick.between(0.0, 0.5, 0.0) * pick.scatter(count, 1)[:, 0]], axis=1)
    radius = pick.between(0.1, 0.38, 0.22)
    beads = [circle(place, radius) for place in places]
    links = []
    for here, there in pairwise(places):
        way = (there - here) / max(math.dist(here, there), 1e-9) * radius
        links.append(path([here + way, there - way]))
    return shape_of([*beads, *links])


def grass(pick: Pick) -> Shape:
    """Short strokes that turn together, as rain, grass or fur."""
    columns, rows = pick.whole(3, 7, 5), pick.whole(2, 6, 4)
    turn, swing = pick.angle(-1.2), pick.between(0.0, 2.0, 0.0)
    parts = []
    for x in range(columns):
        for y in range(rows):
            heading = turn + swing * x / columns + 0.1 * float(pick.scatter(1, 1)[0, 0])
            at = np.array([x, y]) + 0.15 * pick.scatter(1)[0]
            parts.append(path([at, at + pick.between(0.3, 0.8, 0.55) * polar(heading % FULL)]))
    return shape_of(parts)
