"""Thinned drawings look the same, with fewer points."""

import numpy as np

from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.thinned import TOLERANCE, thinned


def drawn(name: str) -> Sketch:
    return draw(clean(name), Pen(drift=0.01, tremor=0.002), np.random.default_rng(4))


def test_straight_line_keeps_its_ends_and_a_corner_stays() -> None:
    line = tuple(Point(0.1 + 0.01 * k, 0.5) for k in range(30))
    corner = (*line, *(Point(0.39, 0.5 + 0.01 * k) for k in range(1, 30)))
    (short,) = thinned(Sketch((Stroke(Tool.PEN, corner),))).strokes
    assert [point[:2] for point in short.points] == [(0.1, 0.5), (0.39, 0.5), (0.39, 0.79)]


def test_no_point_of_the_drawing_is_farther_from_the_line_than_allowed() -> None:
    before, after = drawn("circle"), thinned(drawn("circle"))
    ends = np.array([point[:2] for point in after.strokes[0].points])
    for point in before.strokes[0].points:
        way, start = np.diff(ends, axis=0), ends[:-1]
        along = np.clip(((point[:2] - start) * way).sum(axis=1) / (way**2).sum(axis=1), 0.0, 1.0)
        assert np.hypot(*(start + along[:, None] * way - point[:2]).T).min() <= TOLERANCE + 2e-5


def test_raster_hardly_changes_and_points_become_fewer() -> None:
    for name in ("cloud", "star", "snowflake"):
        before, after = drawn(name), thinned(drawn(name))
        difference = np.abs(rasterize(before).astype(int) - rasterize(after))
        assert difference.mean() < 2.0
        assert sum(len(s.points) for s in after.strokes) < 0.8 * sum(len(s.points) for s in before.strokes)


def test_a_dot_stays_and_thinning_again_changes_nothing() -> None:
    dot = Sketch((Stroke(Tool.PEN, (Point(0.5, 0.5),)),))
    assert thinned(dot) == dot
    once = thinned(drawn("flower"))
    assert thinned(once) == once
