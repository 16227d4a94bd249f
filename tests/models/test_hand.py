"""Generated drawings that look like people's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sketch_to_patch.figures import Figure
from models.sketch_to_patch.hand import human_set, human_sketch
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch


def places(sketch: Sketch) -> np.ndarray:
    return np.array([(p.x, p.y) for stroke in sketch.strokes for p in stroke.points])


@given(st.sampled_from(Figure), st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_human_like_drawings_lie_on_the_canvas_and_leave_ink(figure: Figure, seed: int) -> None:
    sketch = human_sketch(figure, np.random.default_rng(seed))
    assert np.isfinite(places(sketch)).all()
    assert places(sketch).min() > -1e-9 and places(sketch).max() < 1.0 + 1e-9
    assert rasterize(sketch).max() > 60


def test_human_like_drawings_vary_in_size_place_pen_and_strokes() -> None:
    rng = np.random.default_rng(6)
    sketches = [human_sketch(Figure.SQUARE, rng) for _ in range(80)]
    sides = [np.ptp(places(sketch), axis=0).max() for sketch in sketches]
    widths = [sketch.strokes[0].width for sketch in sketches]
    assert min(sides) < 0.25 and max(sides) > 0.8
    assert min(widths) < 0.01 and max(widths) > 0.05
    assert 0 < sum(sketch.strokes[0].filled for sketch in sketches) < 40
    assert {1, 4} <= {len(sketch.strokes) for sketch in sketches}


def test_a_line_is_never_wider_than_a_quarter_of_the_drawing() -> None:
    rng = np.random.default_rng(7)
    for figure in 40 * list(Figure):
        sketch = human_sketch(figure, rng)
        assert sketch.strokes[0].width <= 0.25 * np.ptp(places(sketch), axis=0).max() + 1e-9


@pytest.mark.parametrize(("figure", "least"), [(Figure.CIRCLE, 0.7), (Figure.SQUARE, 0.75), (Figure.TRIANGLE, 0.35)])
def test_filled_drawings_have_about_the_area_of_their_figure(figure: Figure, least: float) -> None:
    """Ink as a share of the smallest upright box: a circle fills 79 % of it, a square all, a triangle half."""
    rng = np.random.default_rng(8)
    shares = []
    while len(shares) < 20:
        sketch = human_sketch(figure, rng)
        if sketch.strokes[0].filled and len(sketch.strokes) == 1:
            ink = rasterize(sketch).astype(float) / 255.0
            rows, columns = np.flatnonzero(ink.max(1) > 0.5), np.flatnonzero(ink.max(0) > 0.5)
            shares.append(ink.sum() / ((np.ptp(rows) + 1) * (np.ptp(columns) + 1)))
    # Turned squares fill half of their box, so the best quarter is looked at.
    assert np.percentile(shares, 75) > least
    assert np.median(shares) < {Figure.CIRCLE: 0.85, Figure.SQUARE: 1.0, Figure.TRIANGLE: 0.62}[figure]


def test_the_human_like_set_follows_its_seed() -> None:
    rasters, figures = human_set(9, 12)
    again, same = human_set(9, 12)
    assert np.array_equal(rasters, again) and np.array_equal(figures, same)
    assert not np.array_equal(rasters, human_set(10, 12)[0])
