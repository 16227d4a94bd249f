"""The properties of a drawing are what a person would say of it, and move as the drawing does."""

import math

import numpy as np
import pytest
from scipy import stats

from models.sketch_to_patch.geometry import EMPTY, NAMES, Geometry, measure
from models.sketch_to_patch.raster import SIZE, rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

Places = list[tuple[float, float]]


def line(points: Places, *, width: float = 0.02, filled: bool = False) -> Stroke:
    return Stroke(Tool.PEN, tuple(Point(x, y) for x, y in points), width, filled)


def seen(*strokes: Stroke) -> Geometry:
    return measure(rasterize(Sketch(strokes)))


def ring(
    corners: int = 96,
    radius: float = 0.38,
    *,
    inner: float = 1.0,
    at: tuple[float, float] = (0.5, 0.5),
    slim: float = 1.0,
    turn: float = 0.0,
) -> Places:
    """A closed figure; with `inner` below 1 a star, with `slim` below 1 squeezed, then turned."""
    count = corners if inner == 1.0 else 2 * corners
    places = []
    for i in range(count + 1):
        angle = -0.5 * math.pi + 2.0 * math.pi * i / count
        reach = radius * (inner if i % 2 else 1.0)
        x, y = reach * math.cos(angle), slim * reach * math.sin(angle)
        places.append(
            (at[0] + x * math.cos(turn) - y * math.sin(turn), at[1] + x * math.sin(turn) + y * math.cos(turn))
        )
    return places


def rises(values: list[float], least: float = 0.97) -> bool:
    return bool(stats.spearmanr(np.arange(len(values)), values).statistic > least - 1e-6)


def test_an_empty_canvas_has_no_properties() -> None:
    assert measure(np.zeros((SIZE, SIZE), dtype=np.uint8)) == EMPTY


def test_all_properties_stay_in_range_for_anything() -> None:
    rng = np.random.default_rng(0)
    pictures = [np.asarray(rng.integers(0, 256, (SIZE, SIZE)), dtype=np.uint8) for _ in range(3)]
    pictures += [np.full((SIZE, SIZE), 255, dtype=np.uint8), np.eye(SIZE, dtype=np.uint8) * 255]
    pictures += [rasterize(Sketch((line([(0.5, 0.5)], width=width),))) for width in (0.001, 0.03, 0.5)]
    for picture in pictures:
        values = measure(picture).as_array()
        assert np.isfinite(values).all()
        assert values.max() <= 1.0
        assert np.delete(values, NAMES.index("tilt")).min() >= 0.0


def test_a_circle_is_round_and_a_star_is_not() -> None:
    order = [ring(), ring(6), ring(4), ring(3), ring(5, inner=0.4)]
    angularities = [seen(line(places)).angularity for places in order]
    assert angularities[0] < 0.05
    assert angularities == sorted(angularities)
    assert angularities[-1] > 0.6


def test_sharper_stars_are_more_angular() -> None:
    assert rises([seen(line(ring(5, inner=inner))).angularity for inner in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)])


@pytest.mark.parametrize("corners", [96, 4, 3])
def test_angularity_does_not_depend_on_size_and_place(corners: int) -> None:
    values = [
        seen(line(ring(corners, radius, at=at))).angularity
        for radius in (0.15, 0.25, 0.4)
        for at in ((0.42, 0.45), (0.5, 0.5), (0.58, 0.55))
    ]
    assert max(values) - min(values) < 0.17


def test_size_is_the_longest_side() -> None:
    for radius in (0.1, 0.2, 0.4):
        assert seen(line(ring(radius=radius))).size == pytest.approx(2.0 * radius + 0.02, abs=0.02)


def test_a_silhouette_is_filled_and_an_outline_is_not() -> None:
    assert seen(line(ring())).fill == 0.0
    assert seen(line(ring(), filled=True)).fill > 0.95
    half = seen(line(ring(at=(0.3, 0.5), radius=0.18), filled=True), line(ring(at=(0.7, 0.5), radius=0.18)))
    assert 0.3 < half.fill < 0.7


def test_more_pieces_are_more_parts() -> None:
    def row(count: int) -> Geometry:
        return seen(*(line(ring(radius=0.02, at=(0.1 + 0.8 * i / 7.0, 0.5))) for i in range(count)))

    values = [row(count).parts for count in range(1, 9)]
    assert values[0] == pytest.approx(0.0, abs=1e-9)
    assert rises(values, 1.0)


def test_a_small_dot_beside_a_large_figure_is_hardly_a_second_part() -> None:
    assert seen(line(ring()), line([(0.05, 0.05)])).parts < 0.1


def test_more_lines_are_denser() -> None:
    def hatched(count: int) -> Geometry:
        return seen(*(line([(0.1, y), (0.9, y)]) for y in np.linspace(0.1, 0.9, count)))

    assert rises([hatched(count).density for count in (1, 2, 4, 8, 16)], 1.0)
    assert hatched(1).density < 0.05


def test_a_trembling_line_is_rougher() -> None:
    rng = np.random.default_rng(1)
    tremor = rng.normal(0.0, 1.0, 97)

    def circle(strength: float) -> Geometry:
        places = ring()
        return seen(
            line(
                [
                    (0.5 + (x - 0.5) * (1 + strength * t), 0.5 + (y - 0.5) * (1 + strength * t))
                    for (x, y), t in zip(places, tremor, strict=True)
                ]
            )
        )

    values = [circle(strength).roughness for strength in (0.0, 0.01, 0.02, 0.04, 0.06)]
    assert rises(values)
    assert values[0] < 0.05
    assert values[-1] > 0.3


def test_symmetry_falls_when_one_half_is_drawn_otherwise() -> None:
    heart_like = [(0.5, 0.8), (0.2, 0.4), (0.35, 0.2), (0.5, 0.35), (0.65, 0.2), (0.8, 0.4), (0.5, 0.8)]
    values = []
    for pull in (0.0, 0.05, 0.1, 0.2):
        bent = [(x, y + (pull if x > 0.55 else 0.0)) for x, y in heart_like]
        values.append(seen(line(bent)).symmetry)
    assert values[0] > 0.95
    assert max(values[1:]) < 0.9


@pytest.mark.parametrize("turn", [0.0, 0.4, 1.1, 2.0])
def test_symmetry_needs_no_upright_axis(turn: float) -> None:
    assert seen(line(ring(3, turn=turn))).symmetry > 0.9


def test_slimmer_ellipses_are_longer() -> None:
    values = [seen(line(ring(slim=slim))).elongation for slim in (1.0, 0.8, 0.6, 0.4, 0.2)]
    assert rises(values, 1.0)
    assert values[0] < 0.05
    assert seen(line([(0.1, 0.5), (0.9, 0.5)])).elongation > 0.95


def test_a_rising_line_tilts_up_and_a_falling_one_down() -> None:
    assert seen(line([(0.1, 0.9), (0.9, 0.1)])).tilt > 0.9
    assert seen(line([(0.1, 0.1), (0.9, 0.9)])).tilt < -0.9
    for level in ([(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.1), (0.5, 0.9)], ring()):
        assert abs(seen(line(level)).tilt) < 0.05


def test_place_is_where_the_ink_is() -> None:
    for x, y in ((0.2, 0.2), (0.5, 0.7), (0.8, 0.4)):
        found = seen(line(ring(radius=0.1, at=(x, y))))
        assert found.x == pytest.approx(x, abs=0.01)
        assert found.y == pytest.approx(1.0 - y, abs=0.01)


def test_open_lines_are_open_and_small_gaps_are_forgiven() -> None:
    whole = ring()
    closed = [seen(line(whole[: len(whole) - gap])).closed for gap in (0, 2, 5, 12, 40)]
    assert closed[0] > 0.85
    assert closed == sorted(closed, reverse=True)
    assert closed[1] > 0.5
    assert closed[-1] < 0.1


def test_a_bolder_pen_weighs_more() -> None:
    assert rises([seen(line(ring(), width=width)).weight for width in (0.01, 0.02, 0.04, 0.06)], 1.0)
