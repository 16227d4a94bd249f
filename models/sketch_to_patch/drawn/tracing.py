"""A raster back to lines: the pixels of its skeleton as a graph, the graph as lines that go on where they can."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.sketch_to_patch.drawn.motion import worn
from models.sketch_to_patch.drawn.shape import Line, joined
from models.sketch_to_patch.line_map import INKED, Mask, areas, depth_px, line_map
from models.sketch_to_patch.raster import Raster

Pixel = tuple[int, int]
"""Row and column."""

AHEAD_PX: Final = 7
"""How much of a line says where it is going."""
STRAIGHT: Final = math.cos(math.radians(50.0))
"""Two lines that meet are one where they turn by less."""
SPUR_PX: Final = 2.5
"""A side branch that reaches no further out of the ink than this is a bump in its edge."""
PINHOLE_PX: Final = 3
FORK_PX: Final = 4
"""Most pixels of the branches that the skeleton has at a blunt end."""
SHARPEST: Final = 4.0
"""Length of the branch in the tip of a sharp corner, in half widths of the ink: an angle of 20° has it."""
CORNER: Final = math.cos(math.radians(140.0))
"""Two lines that leave a knot within less than this angle, with a short branch behind them, are a corner."""
AROUND: Final = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))
"""Straight neighbours first."""


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """Pixels from knot to knot, both ends included; `ends` are the numbers of the knots, -1 for a loose end."""

    pixels: list[Pixel]
    ends: tuple[int, int]

    def leaving(self, end: int) -> list[Pixel]:
        """The pixels beginning at an end, 0 or 1."""
        return self.pixels[::-1] if end else self.pixels


End = tuple[int, int]
"""The number of a way, and which of its ends."""
Tips = dict[int, tuple[Pixel, float]]
"""Of the knots that are corners: where the corner is, and how far around it the skeleton is bent."""


def strokes_of(raster: Raster) -> list[Line]:
    """The lines of a raster, uint8 (s, s), each (n, 2) in canvas units: x to the right, y down.

    Lines go through crossings; a closed line repeats its first point; a dot is one point; inked areas become
    their outlines. Lines an even number of pixels wide come out half a pixel to one side. Short spurs of the
    skeleton are left out. Cost: 3 to 10 ms.
    """
    mask = _without_pinholes(np.asarray(raster >= INKED))
    if not mask.any():
        return []
    depth = depth_px(mask)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    side = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    links = _links(line_map(mask, areas(mask, depth, side)))
    knots = _knots(links)
    ways = _without_forks(list(_ways(links, knots)))
    tips, spurs = _tips(ways, depth)
    ways = [way for number, way in enumerate(ways) if number not in spurs and not _is_bump(way, depth)]
    return [_as_line(runs, len(raster)) for runs in _chains(ways, _partners(ways), tips)]


def _without_pinholes(mask: Mask) -> Mask:
    """The ink with holes of a few pixels closed: the skeleton would lead around each."""
    holes, _ = ndimage.label(~mask)
    return np.asarray(mask | (np.bincount(holes.ravel()) <= PINHOLE_PX)[holes])


def _links(lines: Mask) -> dict[Pixel, list[Pixel]]:
    """Every pixel's neighbours; across a corner only where no straight step leads the same way."""
    inked = set(map(tuple, np.argwhere(lines).tolist()))
    links: dict[Pixel, list[Pixel]] = {}
    for y, x in inked:
        near = [(y + dy, x + dx) for dy, dx in AROUND[:4] if (y + dy, x + dx) in inked]
        for dy, dx in AROUND[4:]:
            if (y + dy, x + dx) in inked and (y + dy, x) not in inked and (y, x + dx) not in inked:
                near.append((y + dy, x + dx))
        links[y, x] = near
    return links


def _knots(links: dict[Pixel, list[Pixel]]) -> dict[Pixel, int]:
    """Pixels where three or more ways meet, and the number of the knot each belongs to: neighbours share one."""
    knots: dict[Pixel, int] = {}
    count = 0
    for pixel, near in links.items():
        if len(near) < 3 or pixel in knots:
            continue
        waiting = [pixel]
        while waiting:
            here = waiting.pop()
            if here not in knots:
                knots[here] = count
                waiting += [other for other in links[here] if len(links[other]) > 2]
        count += 1
    return knots


def _ways(links: dict[Pixel, list[Pixel]], knots: dict[Pixel, int]) -> Iterator[_Way]:
    """All ways from knot to knot or loose end, then the rings that have neither."""
    seen: set[Pixel] = set()
    starts = [(knot, near) for knot in knots for near in links[knot] if near not in knots]
    for start, first in starts:
        if first not in seen:
            yield _walk(start, first, links, knots, seen)
    for pixel, near in links.items():
        if len(near) < 2 and pixel not in seen and pixel not in knots:
            seen.add(pixel)
            yield _walk(pixel, near[0], links, knots, seen) if near else _Way([pixel], (-1, -1))
    for pixel, near in links.items():
        if pixel not in seen and pixel not in knots:
            way = _walk(pixel, near[0], links, knots, seen)
            yield _Way([*way.pixels, pixel], (-2, -2))


def _walk(
    start: Pixel, first: Pixel, links: dict[Pixel, list[Pixel]], knots: dict[Pixel, int], seen: set[Pixel]
) -> _Way:
    """The way that leaves `start` over `first`; its pixels are marked in `seen`."""
    pixels = [start, first]
    while pixels[-1] not in knots:
        here = pixels[-1]
        seen.add(here)
        ahead = [other for other in links[here] if other != pixels[-2] and (other in knots or other not in seen)]
        if not ahead or (len(pixels) == 2 and ahead[0] == start):
            break
        pixels.append(ahead[0])
    seen.add(pixels[-1])
    return _Way(pixels, (knots.get(start, -1), knots.get(pixels[-1], -1)))


def _is_bump(way: _Way, depth: NDArray[np.float64]) -> bool:
    """True for a short side branch, and for a stub that joins two pixels of one knot."""
    if way.ends[0] == way.ends[1] >= 0:
        return len(way.pixels) < 5
    if way.ends.count(-1) != 1:
        return False
    pixels = way.leaving(way.ends.index(-1) ^ 1)
    return math.dist(pixels[0], pixels[-1]) < float(depth[pixels[0]]) + SPUR_PX


def _at_knots(ways: list[_Way]) -> dict[int, list[End]]:
    """The ends of ways that meet at each knot."""
    meetings: dict[int, list[End]] = {}
    for number, way in enumerate(ways):
        for end in (0, 1):
            if way.ends[end] >= 0:
                meetings.setdefault(way.ends[end], []).append((number, end))
    return meetings


def _without_forks(ways: list[_Way]) -> list[_Way]:
    """The ways less the tiny branches that a way may end in; it then ends at its fork."""
    dropped: set[int] = set()
    loose: set[End] = set()
    for meeting in _at_knots(ways).values():
        tiny = {n for n, end in meeting if ways[n].ends[1 - end] == -1 and len(ways[n].pixels) <= FORK_PX}
        going = [(n, end) for n, end in meeting if n not in tiny]
        if tiny and len(going) == 1:
            dropped |= tiny
            loose.update(going)
    kept = []
    for number, way in enumerate(ways):
        first, last = (-1 if (number, end) in loose else way.ends[end] for end in (0, 1))
        if number not in dropped:
            kept.append(replace(way, ends=(first, last)))
    return kept


def _tips(ways: list[_Way], depth: NDArray[np.float64]) -> tuple[Tips, set[int]]:
    """Knots that are corners of a thick line, and the short branches into their tips.

    The skeleton of a corner is a Y whose foot reaches into the tip; the line went to the end of that foot.
    """
    tips: Tips = {}
    spurs: set[int] = set()
    for knot, meeting in _at_knots(ways).items():
        loose = [(len(ways[n].pixels), n, end) for n, end in meeting if ways[n].ends[1 - end] == -1]
        if len(meeting) != 3 or not loose:
            continue
        _, number, end = min(loose)
        foot = ways[number].leaving(end)
        reach = math.dist(foot[0], foot[-1])
        (ya, xa), (yb, xb) = (_heading(ways[n].leaving(e)) for n, e in meeting if n != number)
        y, x = _heading(foot)
        behind = y * (ya + yb) + x * (xa + xb) < -0.5 * math.hypot(ya + yb, xa + xb)
        long_enough = 2.0 <= reach < SHARPEST * depth[foot[0]] + SPUR_PX
        if long_enough and behind and ya * yb + xa * xb > CORNER:
            tips[knot] = (foot[-1], reach + float(depth[foot[0]]))
            spurs.add(number)
    return tips, spurs


def _heading(pixels: list[Pixel]) -> tuple[float, float]:
    """Unit direction (y, x) in which a way leaves its first pixel."""
    (y0, x0), (y1, x1) = pixels[0], pixels[min(len(pixels), AHEAD_PX) - 1]
    length = max(math.dist((y0, x0), (y1, x1)), 1e-9)
    return (y1 - y0) / length, (x1 - x0) / length


def _partners(ways: list[_Way]) -> dict[End, End]:
    """For every end the one at its knot that it goes straightest on to, each end once; two at a knot are one line."""
    partner: dict[End, End] = {}
    for meeting in _at_knots(ways).values():
        headings = {(n, end): _heading(ways[n].leaving(end)) for n, end in meeting}
        pairs = []
        for a, b in combinations(meeting, 2):
            (ya, xa), (yb, xb) = headings[a], headings[b]
            pairs.append((-(ya * yb + xa * xb), a, b))
        for straight, a, b in sorted(pairs, reverse=True):
            if a not in partner and b not in partner and (straight > STRAIGHT or len(meeting) == 2):
                partner[a], partner[b] = b, a
    return partner


def _chains(ways: list[_Way], partner: dict[End, End], tips: Tips) -> Iterator[list[list[Pixel]]]:
    """Rows of partners, first those that have an end, then the rings; each as runs from corner tip to corner tip."""
    used: set[int] = set()
    ended = [(n, end) for n in range(len(ways)) for end in (0, 1) if (n, end) not in partner]
    for start in [*ended, *((n, 0) for n in range(len(ways)))]:
        if start[0] in used:
            continue
        used.add(start[0])
        runs = [ways[start[0]].leaving(start[1])]
        number, end = start
        while (following := partner.get((number, 1 - end))) is not None:
            knot = ways[number].ends[1 - end]
            number, end = following
            if number in used:
                _close(runs, tips.get(knot))
                break
            used.add(number)
            _go_on(runs, ways[number].leaving(end), tips.get(knot))
        yield runs


def _go_on(runs: list[list[Pixel]], pixels: list[Pixel], tip: tuple[Pixel, float] | None) -> None:
    """Add the next way to the runs, around a corner where its knot is one."""
    if tip is None:
        runs[-1] = runs[-1] + pixels
    else:
        runs[-1] = [*_cut(runs[-1], *tip), tip[0]]
        runs.append([tip[0], *_cut(pixels[::-1], *tip)[::-1]])


def _close(runs: list[list[Pixel]], tip: tuple[Pixel, float] | None) -> None:
    """Lead the last run to the beginning of the first."""
    if tip is None:
        runs[-1] = [*runs[-1], runs[0][0]]
    else:
        runs[-1] = [*_cut(runs[-1], *tip), tip[0]]
        runs[0] = [tip[0], *_cut(runs[0][::-1], *tip)[::-1]]


def _cut(pixels: list[Pixel], tip: Pixel, reach: float) -> list[Pixel]:
    """The pixels without the last ones that are nearer to the tip than `reach`, at most half of them."""
    least = (len(pixels) + 1) // 2
    n = len(pixels)
    while n > least and math.dist(pixels[n - 1], tip) < reach:
        n -= 1
    return pixels[:n]


def _as_line(runs: list[list[Pixel]], canvas: int) -> Line:
    """Runs of pixels as one line in canvas units, without the stairs of the pixel grid; tips stay where they are."""
    lines = []
    for pixels in runs:
        line = (np.array(pixels, dtype=np.float64)[:, ::-1] + 0.5) / canvas
        closed = len(runs) == 1 and len(pixels) > 3 and pixels[0] == pixels[-1]
        lines.append(worn(worn(line, 1, closed=closed), 1, closed=closed))
    return joined([lines[0], *(line[1:] for line in lines[1:])])
