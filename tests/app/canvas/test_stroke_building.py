"""Smoothing, rounding, thinning and shapes, as plain values."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stroke_building import THINNING, OneEuro, PenLine, curve, shape_corners, thinned
from models.sketch_to_patch.stroke import Point, Tool

EVENT_S = 0.008
places = st.floats(0.0, 1.0)


def distance_to_line(point: Point, line: list[Point]) -> float:
    best = math.inf
    for a, b in itertools.pairwise(line):
        dx, dy = b.x - a.x, b.y - a.y
        length2 = dx * dx + dy * dy
        t = 0.0 if length2 == 0.0 else min(1.0, max(0.0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length2))
        best = min(best, math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy))
    return best


def drawn(points: list[Point]) -> PenLine:
    line = PenLine(points[0], 0.0)
    for index, point in enumerate(points[1:], start=1):
        line.add(point, index * EVENT_S)
    line.finish(points[-1])
    return line


def test_the_filter_takes_most_of_a_tremble_away_from_a_slow_hand() -> None:
    noise = 0.002 * np.random.default_rng(1).standard_normal(400)
    smoother = OneEuro(Point(0.5, 0.5), 0.0)
    ys = [smoother.add(Point(0.5 + 0.0002 * i, 0.5 + float(n)), i * EVENT_S).y for i, n in enumerate(noise, start=1)]
    assert np.std(ys[50:]) < 0.6 * np.std(noise)


def test_the_filter_stays_close_behind_a_fast_hand() -> None:
    smoother = OneEuro(Point(0.0, 0.5), 0.0)
    speed = 2.0  # canvas widths a second
    for i in range(1, 60):
        at = smoother.add(Point(i * EVENT_S * speed, 0.5), i * EVENT_S)
    assert 59 * EVENT_S * speed - at.x < 0.02


def test_a_filter_whose_clock_stands_still_or_jumps_stays_between_its_inputs() -> None:
    smoother = OneEuro(Point(0.2, 0.2), 5.0)
    for time_s in (5.0, 5.0, 3.0, 9000.0):
        at = smoother.add(Point(0.8, 0.8), time_s)
        assert 0.2 <= at.x <= 0.8


def test_a_line_starts_and_ends_where_the_pen_did() -> None:
    pen = [Point(0.2 + 0.01 * i, 0.3 + 0.1 * math.sin(i / 5)) for i in range(40)]
    line = drawn(pen).points
    assert line[0] == pen[0]
    assert line[-1] == pen[-1]


def test_fast_events_far_apart_give_a_round_circle_and_no_polygon() -> None:
    pen = [Point(0.5 + 0.3 * math.cos(t), 0.5 + 0.3 * math.sin(t)) for t in np.linspace(0.0, 2.0 * math.pi, 25)]
    line = drawn(pen).points[12:-12]
    turns = [
        abs(math.remainder(math.atan2(c.y - b.y, c.x - b.x) - math.atan2(b.y - a.y, b.x - a.x), 2.0 * math.pi))
        for a, b, c in zip(line[:-2], line[1:-1], line[2:], strict=True)
    ]
    assert max(turns) < math.radians(9.0)  # the events turn by 15° each


def test_points_that_were_final_never_change() -> None:
    line = PenLine(Point(0.1, 0.1), 0.0)
    for i in range(1, 60):
        before = list(line.points)
        changed = line.add(Point(0.1 + 0.012 * i, 0.5 + 0.3 * math.sin(i / 4)), i * EVENT_S)
        if changed is not None:
            assert line.points[:changed] == before[:changed]
            assert changed >= len(before) - 1


def test_a_pen_that_rests_adds_nothing() -> None:
    line = PenLine(Point(0.5, 0.5), 0.0)
    assert line.add(Point(0.5005, 0.5), EVENT_S) is None
    assert line.points == [Point(0.5, 0.5)]


@given(places, places, places, places, places, places)
def test_chords_stay_close_to_their_curve(x0: float, y0: float, x1: float, y1: float, x2: float, y2: float) -> None:
    start, corner, end = Point(x0, y0), Point(x1, y1), Point(x2, y2)
    line = [start, *curve(start, corner, end)]
    assert line[-1] == pytest.approx(end)
    for t in np.linspace(0.0, 1.0, 17):
        exact = [(1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for a, b, c in zip(start, corner, end, strict=True)]
        assert distance_to_line(Point(*exact), line) <= 0.000201


@given(st.lists(st.tuples(places, places, places), min_size=1, max_size=60), st.floats(0.005, 0.1))
def test_thinning_keeps_the_ends_and_the_way(raw: list[tuple[float, float, float]], width: float) -> None:
    points = [Point(*values) for values in raw]
    kept = thinned(points, width)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    if len(kept) > 1:
        assert all(distance_to_line(point, list(kept)) <= THINNING + 1e-9 for point in points)


def test_thinning_drops_what_lies_on_a_straight_line_but_not_a_swell() -> None:
    straight = [Point(i / 100, 0.5) for i in range(101)]
    assert len(thinned(straight, 0.02)) == 2
    swelling = [Point(i / 100, 0.5, math.sin(math.pi * i / 100)) for i in range(101)]
    assert len(thinned(swelling, 0.05)) > 10


def test_shift_makes_squares_and_alt_starts_from_the_middle() -> None:
    start, end = Point(0.5, 0.5), Point(0.7, 0.4)
    a, b = shape_corners(start, end, Tool.RECTANGLE, regular=True, centred=False)
    assert abs(b.x - a.x) == pytest.approx(abs(b.y - a.y))
    assert b.y < a.y  # it still opens towards the pointer
    a, b = shape_corners(start, end, Tool.ELLIPSE, regular=False, centred=True)
    assert ((a.x + b.x) / 2, (a.y + b.y) / 2) == pytest.approx((0.5, 0.5))
    assert (b.x, b.y) == pytest.approx((0.7, 0.4))


@given(places, places)
def test_shift_turns_lines_to_the_nearest_eighth(x: float, y: float) -> None:
    a, b = shape_corners(Point(0.5, 0.5), Point(x, y), Tool.LINE, regular=True, centred=False)
    angle = math.degrees(math.atan2(b.y - a.y, b.x - a.x))
    assert math.remainder(angle, 45.0) == pytest.approx(0.0, abs=1e-6)
    assert math.dist(a[:2], b[:2]) == pytest.approx(math.dist((0.5, 0.5), (x, y)))
