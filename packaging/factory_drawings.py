"""The drawings of the factory presets, as a player would make them: pen strokes on the unit square."""

import itertools
import math
from collections.abc import Callable, Iterable

from models.sketch_to_patch.stroke import Point, Stroke, Tool

Drawing = tuple[Stroke, ...]
XY = tuple[float, float]


def pen(points: Iterable[XY], width: float = 0.02) -> Stroke:
    """One pen stroke."""
    return Stroke(Tool.PEN, tuple(Point(round(x, 4), round(y, 4)) for x, y in points), width)


def curve(of: Callable[[float], XY], steps: int = 64, width: float = 0.02) -> Stroke:
    """The stroke of a function of 0 to 1."""
    return pen((of(step / steps) for step in range(steps + 1)), width)


def lines(corners: Iterable[XY], *, closed: bool = True, width: float = 0.02) -> Stroke:
    """Straight lines between corners, each drawn as a short run of points like a hand's."""
    path = list(corners)
    if closed:
        path.append(path[0])
    points = [
        (a[0] + (b[0] - a[0]) * t / 8, a[1] + (b[1] - a[1]) * t / 8)
        for a, b in itertools.pairwise(path)
        for t in range(8)
    ]
    return pen([*points, path[-1]], width)


def circle(x: float, y: float, radius: float, *, width: float = 0.02) -> Stroke:
    """A whole circle."""
    return blob(x, y, radius, lambda _: 1.0, width=width)


def blob(x: float, y: float, radius: float, swell: Callable[[float], float], *, width: float = 0.02) -> Stroke:
    """A closed line around a centre whose radius swells with the angle."""

    def at(t: float) -> XY:
        angle = 2 * math.pi * t
        return x + radius * swell(angle) * math.cos(angle), y + radius * swell(angle) * math.sin(angle)

    return curve(at, 72, width)


def corners(count: int, radius: float, *, x: float = 0.5, y: float = 0.5, turn: float = 0.0) -> list[XY]:
    """The corners of a regular polygon; the first one is up."""
    return [
        (
            x + radius * math.sin(2 * math.pi * (k / count + turn)),
            y - radius * math.cos(2 * math.pi * (k / count + turn)),
        )
        for k in range(count)
    ]


def star(points: int, outer: float, inner: float, *, x: float = 0.5, y: float = 0.5, width: float = 0.02) -> Stroke:
    """A star with straight, sharp rays."""
    tips, notches = corners(points, outer, x=x, y=y), corners(points, inner, x=x, y=y, turn=0.5 / points)
    return lines([corner for pair in zip(tips, notches, strict=True) for corner in pair], width=width)


def wave(y: float, height: float, cycles: float, *, left: float = 0.12, width: float = 0.02) -> Stroke:
    """A horizontal sine line across the canvas."""
    return curve(lambda t: (left + (1 - 2 * left) * t, y + height * math.sin(2 * math.pi * cycles * t)), 96, width)


def round_pad() -> Drawing:
    """A large soft cloud with a small one inside."""
    return (
        blob(0.5, 0.5, 0.34, lambda a: 1 + 0.12 * math.cos(3 * a + 0.5), width=0.028),
        blob(0.5, 0.52, 0.17, lambda a: 1 + 0.1 * math.cos(3 * a + 2), width=0.02),
    )


def soft_keys() -> Drawing:
    """Four round drops in a row."""
    return tuple(circle(0.2 + 0.2 * k, 0.5 + 0.06 * (-1) ** k, 0.075) for k in range(4))


def deep_bass() -> Drawing:
    """A heavy, low bowl."""
    return (
        curve(lambda t: (0.5 - 0.38 * math.cos(math.pi * t), 0.45 + 0.36 * math.sin(math.pi * t)), width=0.05),
        lines([(0.12, 0.45), (0.88, 0.45)], closed=False, width=0.05),
    )


def acid_zigzag() -> Drawing:
    """A saw blade from edge to edge."""
    teeth = [(0.1 + 0.8 * k / 8, 0.28 if k % 2 else 0.72) for k in range(9)]
    return (lines(teeth, closed=False, width=0.025),)


def paper_pluck() -> Drawing:
    """A small drop with three short lines, as of a plucked string."""
    rays = [lines([(0.5 + dx, 0.42), (0.5 + 1.8 * dx, 0.2)], closed=False) for dx in (-0.12, 0.0, 0.12)]
    return (circle(0.5, 0.64, 0.16), *rays)


def cathedral_organ() -> Drawing:
    """Five pipes with round mouths, the middle one the tallest."""
    pipes = []
    for k, top in enumerate((0.42, 0.28, 0.16, 0.28, 0.42)):
        x = 0.18 + 0.16 * k
        pipes.append(lines([(x - 0.05, top), (x + 0.05, top), (x + 0.05, 0.82), (x - 0.05, 0.82)]))
        pipes.append(circle(x, 0.7, 0.025, width=0.015))
    return tuple(pipes)


def glass_bell() -> Drawing:
    """A bell: a round crown, a straight lip and a clapper."""

    def crown(t: float) -> XY:
        angle = math.pi * t
        return 0.5 - (0.2 + 0.12 * abs(math.cos(angle)) ** 6) * math.cos(angle), 0.7 - 0.5 * math.sin(angle) ** 0.7

    return (
        curve(crown, 64, 0.018),
        lines([(0.16, 0.7), (0.84, 0.7)], closed=False, width=0.018),
        circle(0.5, 0.78, 0.05, width=0.018),
    )


def string_ensemble() -> Drawing:
    """Six long bows, nearly together."""
    return tuple(wave(0.25 + 0.1 * k, 0.035, 1.0 + 0.06 * k, width=0.014) for k in range(6))


def wind() -> Drawing:
    """Three gusts that roll up at the end."""

    def gust(y: float, length: float) -> Stroke:
        def at(t: float) -> XY:
            if t < 0.6:
                return 0.1 + length * t / 0.6, y + 0.02 * math.sin(12 * t)
            roll = (t - 0.6) / 0.4 * 1.6 * math.pi
            radius = 0.09 * (1 - 0.5 * (t - 0.6) / 0.4)
            return 0.1 + length + radius * math.sin(roll), y - 0.09 + radius * math.cos(roll)

        return curve(at, 80, 0.016)

    return gust(0.36, 0.5), gust(0.56, 0.66), gust(0.76, 0.42)


def hollow_flute() -> Drawing:
    """A long tube with round holes."""
    tube = lines([(0.1, 0.44), (0.9, 0.44), (0.9, 0.56), (0.1, 0.56)])
    return (tube, *(circle(0.3 + 0.13 * k, 0.5, 0.025, width=0.015) for k in range(5)))


def warm_brass() -> Drawing:
    """A horn that opens to the right."""
    upper = curve(lambda t: (0.1 + 0.72 * t, 0.47 - 0.27 * t**4), 48, 0.03)
    lower = curve(lambda t: (0.1 + 0.72 * t, 0.53 + 0.27 * t**4), 48, 0.03)
    mouth = curve(lambda t: (0.82 + 0.05 * math.sin(math.pi * t), 0.2 + 0.6 * t), 32, 0.03)
    return upper, lower, mouth


def super_saw() -> Drawing:
    """Four saw teeth, drawn three times side by side."""
    blades = []
    for k in range(3):
        teeth = [
            point for n in range(4) for point in ((0.1 + 0.2 * n, 0.4 + 0.14 * k), (0.3 + 0.2 * n, 0.2 + 0.14 * k))
        ]
        blades.append(lines(teeth, closed=False, width=0.018))
    return tuple(blades)


def broken_radio() -> Drawing:
    """A scribble of straight lines that cross, in a box with a corner missing."""
    angles = [k * 2.513 + 0.35 * math.sin(5 * k) for k in range(17)]
    scribble = [
        (0.5 + (0.2 + 0.09 * (k % 3)) * math.cos(a), 0.5 + (0.2 + 0.07 * (k % 2)) * math.sin(a))
        for k, a in enumerate(angles)
    ]
    box = [(0.64, 0.1), (0.1, 0.1), (0.1, 0.9), (0.9, 0.9), (0.9, 0.36)]
    return lines(scribble, closed=False, width=0.012), lines(box, closed=False, width=0.03)


def chip_square() -> Drawing:
    """One period of a square wave."""
    corner_points = [(0.1, 0.7), (0.1, 0.3), (0.5, 0.3), (0.5, 0.7), (0.9, 0.7), (0.9, 0.3)]
    return (lines(corner_points, closed=False, width=0.035),)


DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "Paper 1": lambda: (circle(0.5, 0.5, 0.33, width=0.025),),
    "Paper 2": lambda: (lines(corners(4, 0.42, turn=0.125), width=0.025),),
    "Paper 3": lambda: (lines(corners(3, 0.4, y=0.57), width=0.025),),
    "Round Pad": round_pad,
    "Kiki Lead": lambda: (star(9, 0.42, 0.16, width=0.018),),
    "Soft Keys": soft_keys,
    "Deep Bass": deep_bass,
    "Acid Zigzag": acid_zigzag,
    "Paper Pluck": paper_pluck,
    "Cathedral Organ": cathedral_organ,
    "Glass Bell": glass_bell,
    "String Ensemble": string_ensemble,
    "Wind": wind,
    "Hollow Flute": hollow_flute,
    "Warm Brass": warm_brass,
    "Super Saw": super_saw,
    "Broken Radio": broken_radio,
    "Chip Square": chip_square,
}
"""Drawing of each factory preset, by its name."""
