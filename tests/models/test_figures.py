"""The paper's generated pictures."""

import numpy as np

from models.sketch_to_patch.figures import (
    PAPER_PICTURES,
    PAPER_PIXELS,
    Figure,
    corners,
    paper_picture,
    paper_set,
)


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
