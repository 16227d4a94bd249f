"""Made-up drawings: every family of shapes, every property of the pen."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from models.sketch_to_patch.drawings import FAMILIES, clean, made, made_set, made_sketch
from models.sketch_to_patch.drawn.shape import Part, Shape, circle, polar, polygon, rounded, shape_of
from models.sketch_to_patch.hand import human_set
from models.sketch_to_patch.pen import SIZES, WIDTHS, Pen, draw, widest_for
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch

SQUARE = shape_of([polygon([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])])
RING = shape_of([circle()])


def drawn(shape: Shape, pen: Pen, seed: int = 3) -> Sketch:
    return draw(shape, pen, np.random.default_rng(seed))


def inked(sketch: Sketch) -> np.ndarray:
    """Where the drawing has ink, finer than the network sees it."""
    return np.asarray(rasterize(sketch, 512) > 127)


def ink(sketch: Sketch) -> float:
    return float(rasterize(sketch, 512).sum()) / 255.0


def line_length(sketch: Sketch) -> float:
    lines = [np.array(stroke.points)[:, :2] for stroke in sketch.strokes]
    return sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in lines)


def longest_side(sketch: Sketch) -> float:
    rows, columns = np.nonzero(inked(sketch))
    return (max(np.ptp(rows), np.ptp(columns)) + 1) / 512


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_gives_finite_points_that_fill_its_box(name: str) -> None:
    rng = np.random.default_rng(4)
    for shape in [clean(name), *(made(name, rng) for _ in range(12))]:
        assert np.isfinite(shape.points).all()
        assert np.abs(shape.points).max() <= 0.5 + 1e-9
        assert np.ptp(shape.points, axis=0).max() == pytest.approx(1.0)
        for part in shape.parts:
            assert all(0 <= corner < len(part.points) for corner in part.corners)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_typical_member_of_a_family_is_always_the_same_and_the_others_differ(name: str) -> None:
    assert np.array_equal(clean(name).points, clean(name).points)
    some = [made(name, np.random.default_rng(seed)).points for seed in range(12)]
    assert any(a.shape != some[0].shape or not np.allclose(a, some[0]) for a in some[1:])


def test_typical_members_look_different_from_each_other() -> None:
    pictures = [inked(drawn(clean(name), Pen.clean())) for name in FAMILIES]
    for i, one in enumerate(pictures):
        assert not any(np.array_equal(one, other) for other in pictures[:i]), FAMILIES[i]


def test_rounding_goes_from_sharp_corners_to_nearly_a_circle() -> None:
    peaks = polar(np.arange(8) * np.pi / 4)
    spread = []
    for amount in (0.0, 0.5, 1.0):
        line = rounded(peaks, amount).points
        radius = np.hypot(*line.T)
        spread.append(np.ptp(radius) / radius.mean() if amount else 1.0 - np.cos(np.pi / 8))
    assert spread[2] < 0.02 < spread[0]
    assert len(rounded(peaks, 0.0).corners) == 8 and not rounded(peaks, 1.0).corners


def test_made_drawings_fit_the_canvas_and_leave_ink() -> None:
    rng = np.random.default_rng(5)
    for _ in range(150):
        sketch = made_sketch(rng)
        for stroke in sketch.strokes:
            points = np.array(stroke.points)
            assert np.isfinite(points).all()
            assert points[:, :2].min() >= 0.5 * stroke.width - 1e-9
            assert points[:, :2].max() <= 1.0 - 0.5 * stroke.width + 1e-9
            assert points[:, 2].min() >= 0.0 and points[:, 2].max() <= 1.0
            assert stroke.width <= 0.25 * longest_side(sketch) * 1.05 + 1 / 512
        assert rasterize(sketch).max() > 60


def test_the_made_set_follows_its_seed() -> None:
    rasters, families = made_set(7, 12)
    again, same = made_set(7, 12)
    assert rasters.shape == (12, 128, 128) and rasters.dtype == np.uint8 and families.dtype == np.int64
    assert np.array_equal(rasters, again) and np.array_equal(families, same)
    assert not np.array_equal(rasters, made_set(8, 12)[0])
    assert families.min() >= 0 and families.max() < len(FAMILIES)


def test_random_pens_reach_the_ends_of_their_ranges() -> None:
    rng = np.random.default_rng(6)
    pens = [Pen.random(rng) for _ in range(600)]
    assert min(pen.size for pen in pens) < SIZES[0] + 0.03 and max(pen.size for pen in pens) > SIZES[1] - 0.03
    assert min(pen.width for pen in pens) < 1.1 * WIDTHS[0] and max(pen.width for pen in pens) > 0.8 * WIDTHS[1]
    assert all(pen.width <= max(0.25 * pen.size, 1.2 * WIDTHS[0]) for pen in pens)
    strong, none = (np.mean([test(pen.tremor) for pen in pens]) for test in (lambda t: t > 0.008, lambda t: t == 0.0))
    assert strong > 0.15 and none > 0.3
    assert 0.2 < np.mean([pen.fill > 0.0 for pen in pens]) < 0.36
    upright = np.mean([min(pen.turn % 6.283, -pen.turn % 6.283) < 0.3 for pen in pens])
    assert 0.4 < upright < 0.7


@pytest.mark.parametrize("size", [0.12, 0.4, 0.8, 0.98])
@pytest.mark.parametrize("name", ["circle", "star", "line", "house", "spiral"])
def test_size_sets_the_longest_side_of_the_ink(name: str, size: float) -> None:
    assert longest_side(drawn(clean(name), Pen.clean(size, 0.03))) == pytest.approx(size, rel=0.03)


def test_place_moves_the_drawing_from_edge_to_edge() -> None:
    left, right = (np.nonzero(inked(drawn(RING, Pen(size=0.3, place=place))))[1] for place in ((0, 0.5), (1, 0.5)))
    assert left.min() <= 2 and right.max() >= 509


def test_tremor_makes_the_line_longer_and_leaves_its_course() -> None:
    lengths = [line_length(drawn(RING, Pen(tremor=tremor))) for tremor in (0.0, 0.003, 0.01, 0.03)]
    assert lengths == sorted(lengths) and lengths[-1] > 1.5 * lengths[0]
    points = np.array(drawn(RING, Pen(tremor=0.01)).strokes[0].points)[:, :2] - 0.5
    radius = np.hypot(*points.T)
    assert radius.std() / radius.mean() < 0.05


def test_drift_bends_slowly() -> None:
    steady, drifting = drawn(SQUARE, Pen()), drawn(SQUARE, Pen(drift=0.06))
    assert np.mean(inked(steady) != inked(drifting)) > 0.01
    assert line_length(drifting) < 1.3 * line_length(steady)


def test_gaps_take_about_their_share_of_the_ink() -> None:
    whole = ink(drawn(RING, Pen(width=0.01)))
    for evenly in (False, True):
        left = [ink(drawn(RING, Pen(width=0.01, gaps=0.3, dashed=evenly), seed)) / whole for seed in range(12)]
        assert 0.6 < np.mean(left) < 0.85
        assert len(drawn(RING, Pen(gaps=0.3, dashed=evenly)).strokes) > 1


def test_dashes_come_evenly() -> None:
    lengths = [len(stroke.points) for stroke in drawn(RING, Pen(gaps=0.3, dashed=True)).strokes]
    assert np.ptp(lengths[1:-1]) <= 1


def test_fill_inks_the_inside_of_closed_lines_alone() -> None:
    hollow, full = inked(drawn(RING, Pen())), inked(drawn(RING, Pen(fill=1.0)))
    assert not hollow[256, 256] and full[256, 256]
    assert full.sum() == pytest.approx(np.pi / 4 * (0.8 * 512) ** 2, rel=0.03)
    assert not any(stroke.filled for stroke in drawn(clean("wave"), Pen(fill=1.0)).strokes)


def test_a_part_of_the_closed_lines_can_be_filled() -> None:
    rings = shape_of([circle((2.5 * i, 0.0)) for i in range(40)])
    filled = np.mean([stroke.filled for stroke in drawn(rings, Pen(fill=0.5)).strokes])
    assert 0.25 < filled < 0.75


def test_a_solid_part_is_inked_inside_by_every_pen() -> None:
    assert inked(drawn(shape_of([circle(solid=True)]), Pen()))[256, 256]


def test_stretch_makes_the_drawing_slimmer_across() -> None:
    rows, columns = np.nonzero(inked(drawn(SQUARE, Pen(stretch=0.3))))
    assert np.ptp(rows) / np.ptp(columns) == pytest.approx(0.3, abs=0.03)
    rows, columns = np.nonzero(inked(drawn(SQUARE, Pen(stretch=0.3, stretch_turn=0.5 * np.pi))))
    assert np.ptp(columns) / np.ptp(rows) == pytest.approx(0.3, abs=0.03)


def test_a_quarter_turn_and_a_mirror_do_what_they_say() -> None:
    plain = inked(drawn(clean("arrow"), Pen()))
    assert np.mean(inked(drawn(clean("arrow"), Pen(turn=0.5 * np.pi))) != np.rot90(plain, -1)) < 0.004
    assert np.mean(inked(drawn(clean("arrow"), Pen(mirrored=True))) != plain[:, ::-1]) < 0.004


def test_width_and_pressure_set_the_ink_of_a_line() -> None:
    thin, wide = (ink(drawn(RING, Pen(width=width))) for width in (0.01, 0.04))
    assert wide / thin == pytest.approx(4.0, rel=0.1)
    assert ink(drawn(RING, Pen(width=0.04, pressure=0.8))) < 0.85 * wide


def test_worn_corners_are_cut_and_the_rest_stays() -> None:
    sharp, worn = inked(drawn(SQUARE, Pen(width=0.01))), inked(drawn(SQUARE, Pen(width=0.01, worn=0.1)))
    assert line_length(drawn(SQUARE, Pen(worn=0.1))) < 0.97 * line_length(drawn(SQUARE, Pen()))
    assert sharp[:, 256].sum() == pytest.approx(worn[:, 256].sum(), abs=2)


def test_sides_are_drawn_one_by_one_and_overshoot() -> None:
    sketch = drawn(SQUARE, Pen(by_sides=True))
    assert len(sketch.strokes) == 4
    assert line_length(drawn(SQUARE, Pen(by_sides=True, overshoot=0.05))) != pytest.approx(line_length(sketch))
    assert len(drawn(RING, Pen(by_sides=True)).strokes) == 1


def test_a_closed_line_can_stop_short_run_on_and_miss_its_beginning() -> None:
    def ends(pen: Pen) -> float:
        points = np.array(drawn(RING, pen).strokes[0].points)[:, :2]
        return float(np.hypot(*(points[-1] - points[0])))

    assert ends(Pen()) < 1e-9
    assert ends(Pen(overrun=-0.15)) > 0.2 and ends(Pen(miss=0.1)) > 0.01
    assert ink(drawn(RING, Pen(overrun=-0.15))) < ink(drawn(RING, Pen()))
    assert line_length(drawn(RING, Pen(overrun=0.2))) == pytest.approx(1.2 * line_length(drawn(RING, Pen())), rel=0.03)


def test_retraced_lines_are_drawn_twice_and_loose_parts_leave_their_place() -> None:
    assert len(drawn(RING, Pen(retraced=1.0)).strokes) == 2
    grid = clean("grid")
    assert np.mean(inked(drawn(grid, Pen())) != inked(drawn(grid, Pen(loose=0.03)))) > 0.005


def test_one_property_changes_without_the_others() -> None:
    """The random numbers of tremor, gaps and drift do not depend on each other."""
    pen = Pen(drift=0.05, tremor=0.005, gaps=0.2, loose=0.02)
    house, other = clean("house"), replace(pen, width=0.05, size=0.4)
    one, two = drawn(house, pen), drawn(house, other)
    assert [len(stroke.points) for stroke in one.strokes] == [len(stroke.points) for stroke in two.strokes]
    whole, broken = drawn(house, replace(pen, gaps=0.0)), drawn(house, pen)
    assert ndimage.binary_dilation(inked(whole), iterations=12)[inked(broken)].mean() > 0.95


def test_a_busy_shape_gets_a_finer_pen() -> None:
    assert widest_for(clean("scribble")) < widest_for(clean("house")) < widest_for(clean("circle"))


def test_a_line_of_one_point_is_a_dot() -> None:
    dots = shape_of([Part(np.array([[0.0, 0.0]])), Part(np.array([[1.0, 0.0]]))])
    labels = ndimage.label(inked(drawn(dots, Pen(width=0.1))))[1]
    assert labels == 2


def test_drawings_of_the_three_figures_stay_as_they_were() -> None:
    """The shipped map was judged on these pictures; they must not change with this generator."""
    rasters, _ = human_set(2021, 24)
    digest = hashlib.sha256(rasters.tobytes()).hexdigest()
    assert digest == "cab0da20e12a814c0638617075e6bed706292819167e73cfb16eb80a07da4d55"
