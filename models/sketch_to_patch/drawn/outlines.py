"""Closed shapes: what encloses something, from the circle to the gear."""

import math

import numpy as np

from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import (
    FULL,
    Part,
    Shape,
    angles,
    arc,
    bumps,
    circle,
    curve,
    joined,
    path,
    polar,
    polygon,
    rounded,
    shape_of,
    star_peaks,
)

UPWARDS = -0.5 * math.pi


def ellipse(pick: Pick) -> Shape:
    """A circle, or an ellipse down to a quarter of its length."""
    slim = 1.0 if pick.chance(0.35, usual=True) else pick.between(0.25, 1.0, 1.0)
    return shape_of([circle(radius=(1.0, slim))])


def triangle(pick: Pick) -> Shape:
    """Three corners: even, right-angled or any."""
    if pick.chance(0.5, usual=True):
        return shape_of([polygon(polar(angles(3, UPWARDS)))])
    turn = UPWARDS + np.cumsum(0.25 + pick.rng.dirichlet((3.0, 3.0, 3.0)) * (FULL - 0.75))
    return shape_of([polygon(polar(turn, 1.0))])


def rectangle(pick: Pick) -> Shape:
    """Four right angles, from a square to a bar."""
    high = 1.0 if pick.chance(0.4, usual=True) else pick.ratio(0.15, 1.0, 1.0)
    lean = pick.between(-0.5, 0.5, 0.0) if pick.chance(0.2) else 0.0
    return shape_of([polygon([(lean * high, 0.0), (1.0 + lean * high, 0.0), (1.0, high), (0.0, high)])])


def diamond(pick: Pick) -> Shape:
    """A square on its tip, narrower or as a kite."""
    slim, waist = pick.between(0.3, 1.0, 0.7), pick.between(-0.5, 0.4, 0.0)
    return shape_of([polygon([(0.0, -1.0), (slim, waist), (0.0, 1.0), (-slim, waist)])])


def pentagon(pick: Pick) -> Shape:
    """Five even sides."""
    return _even(5, pick)


def hexagon(pick: Pick) -> Shape:
    """Six even sides."""
    return _even(6, pick)


def octagon(pick: Pick) -> Shape:
    """Eight even sides."""
    return _even(8, pick)


def even_polygon(pick: Pick) -> Shape:
    """Seven or nine even sides: those that have no name of their own here."""
    return _even(pick.one_of(7, 9), pick)


def _even(count: int, pick: Pick) -> Shape:
    return shape_of([polygon(polar(angles(count, UPWARDS + pick.between(0.0, math.pi, 0.0) / count)))])


def irregular_polygon(pick: Pick) -> Shape:
    """Corners around a middle at any distance."""
    count = pick.whole(4, 11, 7)
    turn = angles(count) + pick.rng.uniform(-0.4, 0.4, count) * FULL / count
    return shape_of([polygon(polar(turn, pick.rng.uniform(pick.between(0.3, 0.8, 0.6), 1.0, count)))])


def star(pick: Pick) -> Shape:
    """Three to twelve tips, blunt to sharp; five tips also in one line across."""
    count = pick.whole(3, 12, 5)
    if pick.chance(0.12):
        odd = pick.one_of(5, 5, 7, 9)
        return shape_of([polygon(polar(UPWARDS + angles(odd) * ((odd - 1) // 2)))])
    inner = pick.between(0.2, 0.8, 0.42)
    return shape_of([polygon(star_peaks(count, np.clip(inner + 0.06 * pick.scatter(count, 1)[:, 0], 0.15, 0.85)))])


def rounded_polygon(pick: Pick) -> Shape:
    """Between angular and round: a polygon with its corners cut round."""
    peaks = polar(angles(pick.whole(3, 7, 4), UPWARDS + pick.one_of(0.25 * math.pi, 0.0)))
    return shape_of([rounded(peaks * (1.0, pick.between(0.5, 1.0, 1.0)), pick.between(0.0, 1.0, 0.5))])


def rounded_star(pick: Pick) -> Shape:
    """Between a star and a puddle."""
    peaks = star_peaks(pick.whole(3, 10, 5), pick.between(0.3, 0.8, 0.45))
    return shape_of([rounded(peaks, pick.between(0.0, 1.0, 0.8))])


def blob(pick: Pick) -> Shape:
    """A random round outline: few waves of falling size around a circle."""
    turn = angles(120)
    radius = np.ones(120)
    strength, fall = pick.between(0.1, 0.7, 0.4), pick.between(0.6, 1.8, 1.0)
    for wave in range(2, 9):
        radius += strength * pick.rng.normal(0.0, wave**-fall) * np.cos(wave * turn + pick.rng.uniform(0.0, FULL))
    return shape_of([Part(polar(turn, np.maximum(radius, 0.2)), closed=True)])


def cloud_part(pick: Pick) -> Part:
    """Bumps outwards around an ellipse, perhaps on a flat bottom."""
    count = pick.whole(4, 12, 7)
    turn = angles(count) + 0.12 * pick.scatter(count, 1)[:, 0] * FULL / count
    base = polar(turn) * (1.0, pick.between(0.35, 0.9, 0.55))
    height = np.maximum(0.25, pick.between(0.6, 1.3, 0.95) + 0.15 * pick.scatter(count, 1)[:, 0])
    if pick.chance(0.3):
        base[:, 1] = np.minimum(base[:, 1], 0.35)
        height[(base[:, 1] > 0.3) & (np.roll(base[:, 1], -1) > 0.3)] = 0.0
    return bumps(base, height)


def cloud(pick: Pick) -> Shape:
    """Bumps outwards."""
    return shape_of([cloud_part(pick)])


def flower(pick: Pick) -> Shape:
    """Petals around a middle, in one line or each on its own, perhaps on a stem."""
    count, middle = pick.whole(3, 9, 6), pick.between(0.12, 0.4, 0.3)
    parts: list[Part] = []
    style = pick.one_of("loops", "bumps", "rose")
    if style == "bumps":
        parts.append(bumps(0.6 * polar(angles(count)), pick.between(0.8, 1.8, 1.2)))
    elif style == "rose":
        turn = angles(24 * count)
        parts.append(Part(polar(turn, pick.between(0.1, 0.4, 0.2) + np.abs(np.cos(0.5 * count * turn))), closed=True))
    else:
        slim = pick.between(0.4, 0.9, 0.6) * min(1.0, 3.0 / count)
        petal = circle((0.5 + middle, 0.0), (0.5, slim))
        parts += [petal.placed((0.0, 0.0), turn=float(turn)) for turn in angles(count, UPWARDS)]
    if pick.chance(0.7, usual=True):
        parts.append(circle(radius=middle))
    if pick.chance(0.3):
        parts.append(curve(np.array([(0.0, 1.1), (pick.between(-0.15, 0.15, 0.0), 1.8), (0.0, 2.6)])))
        if pick.chance(0.5):
            parts.append(circle((0.35, 2.0), (0.35, 0.12)))
    return shape_of(parts)


def heart(pick: Pick) -> Shape:
    """Two bows, a notch and a tip."""
    t = angles(72)
    notch, width = pick.between(3.0, 6.5, 5.0), pick.between(1.5, 3.0, 2.2)
    x = pick.between(12.0, 20.0, 16.0) * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** width
    y = -(13.0 * np.cos(t) - notch * np.cos(2.0 * t) - 2.0 * np.cos(3.0 * t) - np.cos(4.0 * t))
    return shape_of([Part(np.stack([x, y], axis=1), closed=True, corners=(0, 36))])


def moon(pick: Pick) -> Shape:
    """A crescent: the same two tips joined by a wide and by a narrow bow."""
    tip = pick.between(0.5, 1.4, 1.1)
    deep = pick.between(-0.75, math.cos(tip) - 0.25, -0.35)
    centre = (1.0 - deep * deep) / (2.0 * (math.cos(tip) - deep))
    half = math.atan2(math.sin(tip), math.cos(tip) - centre)
    outer = arc((0.0, 0.0), 1.0, tip, FULL - tip, n=48)
    inner = arc((centre, 0.0), centre - deep, FULL - half, half, n=32)[1:-1]
    return shape_of([Part(joined([outer, inner]), closed=True, corners=(0, 47))])


def drop(pick: Pick) -> Shape:
    """A tip above, round below."""
    t = angles(64)
    x = np.sin(t) * np.sin(0.5 * t) ** pick.between(0.6, 2.6, 1.4) * pick.between(0.5, 1.1, 0.75)
    return shape_of([Part(np.stack([x, -np.cos(t)], axis=1), closed=True, corners=(0,))])


def gear(pick: Pick) -> Shape:
    """Teeth around a disc, perhaps with a hole."""
    count, inner = pick.whole(5, 16, 9), pick.between(0.6, 0.88, 0.76)
    share, slope = pick.between(0.35, 0.65, 0.5), pick.between(0.0, 0.2, 0.08)
    edges = np.array([slope, share - slope, share + slope, 1.0 - slope]) * FULL / count
    turn = (angles(count)[:, None] + edges).ravel()
    parts = [polygon(polar(turn, np.tile([1.0, 1.0, inner, inner], count)))]
    if pick.chance(0.6, usual=True):
        parts.append(circle(radius=pick.between(0.12, 0.5, 0.3)))
    return shape_of(parts)


def cross(pick: Pick) -> Shape:
    """A plus: two lines, or their outline."""
    if pick.chance(0.4):
        rise = pick.between(-0.4, 0.1, 0.0)
        return shape_of([path([(-1.0, rise), (1.0, rise)]), path([(0.0, -1.0), (0.0, 1.0)])])
    w = pick.between(0.12, 0.5, 0.33)
    quarter = np.array([(-w, -w), (-w, -1.0), (w, -1.0)])
    turned = [quarter @ np.array([[c, s], [-s, c]]) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    return shape_of([polygon(joined(turned))])


def arrow(pick: Pick) -> Shape:
    """A shaft with a head of two lines, or the outline of one."""
    long, wide = pick.between(0.2, 0.7, 0.4), pick.between(0.15, 0.5, 0.35)
    if pick.chance(0.5, usual=True):
        head = [(1.0 - long, -wide), (1.0, 0.0), (1.0 - long, wide)]
        return shape_of([path([(-1.0, 0.0), (1.0, 0.0)]), path(head)])
    shaft = pick.between(0.2, 0.7, 0.4) * wide
    upper = [(-1.0, -shaft), (1.0 - long, -shaft), (1.0 - long, -wide)]
    return shape_of([polygon([*upper, (1.0, 0.0), *((x, -y) for x, y in reversed(upper))])])


def burst(pick: Pick) -> Shape:
    """A splash of uneven spikes around a middle."""
    count = pick.whole(7, 18, 11)
    peaks = star_peaks(count, pick.rng.uniform(0.35, 0.6, count), pick.angle())
    peaks[::2] *= pick.rng.uniform(0.65, 1.0, (count, 1))
    return shape_of([polygon(peaks)])
