"""The generated figures: the paper's set and the human-like one."""

import numpy as np

from models.sketch_to_patch.figures import (
    PAPER_PICTURES,
    PAPER_PIXELS,
    Figure,
    corners,
    human_set,
    human_sketch,
    paper_picture,
    paper_set,
)
from models.sketch_to_patch.raster import rasterize


def test_the_paper_s_pictures_are_black_and_white_and_100_pixels_wide() -> None:
    rng = np.random.default_rng(1)
    for figure in Figure:
        picture = paper_picture(figure, rng)
        assert picture.shape == (PAPER_PIXELS, PAPER_PIXELS)
        assert set(np.unique(picture)) == {0, 255}


def test_the_set_has_as_many_of_each_figure_and_follows_its_seed() -> None:
    rasters, figures = paper_set(3, 30)
    again, _ = paper_set(3, 30)
    other, _ = paper_set(4, 30)
    assert np.bincount(figures).tolist() == [10, 10, 10]
    assert np.array_equal(rasters, again) and not np.array_equal(rasters, other)
    assert PAPER_PICTURES % len(Figure) == 0


def test_squares_and_triangles_have_equal_sides() -> None:
    for figure, n in ((Figure.SQUARE, 4), (Figure.TRIANGLE, 3)):
        shape = corners(figure, 0.3, 0.4)
        assert len(shape) == n
        sides = np.linalg.norm(shape - np.roll(shape, 1, axis=0), axis=1)
        assert np.allclose(sides, sides[0])


def test_human_like_drawings_stay_on_the_canvas_and_leave_ink() -> None:
    rng = np.random.default_rng(5)
    for number in range(60):
        sketch = human_sketch(Figure(number % 3), rng)
        places = np.array([(p.x, p.y) for stroke in sketch.strokes for p in stroke.points])
        assert places.min() > -0.15 and places.max() < 1.15
        assert rasterize(sketch).max() > 60


def test_human_like_drawings_vary_in_size_place_and_pen() -> None:
    rng = np.random.default_rng(6)
    sketches = [human_sketch(Figure.SQUARE, rng) for _ in range(80)]
    sides = [np.ptp([(p.x, p.y) for s in sketch.strokes for p in s.points], axis=0).max() for sketch in sketches]
    widths = [sketch.strokes[0].width for sketch in sketches]
    assert min(sides) < 0.25 and max(sides) > 0.8
    assert min(widths) < 0.01 and max(widths) > 0.05
    assert 0 < sum(sketch.strokes[0].filled for sketch in sketches) < 40


def test_the_human_like_set_follows_its_seed() -> None:
    rasters, figures = human_set(9, 12)
    again, same = human_set(9, 12)
    assert np.array_equal(rasters, again) and np.array_equal(figures, same)
