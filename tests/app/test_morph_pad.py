"""The pad as a value: weights that are exact, sum to 1 and never jump; paths that are played as they were led."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.morph_pad import CLOSEST_S, Pad, Place, corner_weights, led_on, nearest_corner, place_at

SHARE = st.floats(0.0, 1.0)
FILLED = st.tuples(*[st.booleans()] * 4)
AT = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))


@given(SHARE, SHARE, FILLED)
def test_weights_sum_to_one_and_empty_corners_have_none(x: float, y: float, filled: tuple[bool, ...]) -> None:
    weights = corner_weights(x, y, filled)
    assert min(weights) >= 0.0
    assert sum(weights) == pytest.approx(1.0 if any(filled) else 0.0)
    assert all(weight == 0.0 for weight, there in zip(weights, filled, strict=True) if not there)


@given(FILLED)
def test_each_filled_corner_is_exact(filled: tuple[bool, ...]) -> None:
    for index, place in enumerate(AT):
        if filled[index]:
            assert corner_weights(*place, filled) == tuple(float(n == index) for n in range(4))


@given(SHARE, SHARE, FILLED, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_a_small_way_of_the_cursor_is_a_small_way_of_the_weights(
    x: float, y: float, filled: tuple[bool, ...], dx: float, dy: float
) -> None:
    before, after = (np.array(corner_weights(*place, filled)) for place in ((x, y), (x + dx, y + dy)))
    assert np.abs(after - before).max() <= 2.0 * (abs(dx) + abs(dy)) + 1e-12


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (1, 2)])
def test_two_corners_make_a_line(pair: tuple[int, int]) -> None:
    filled = tuple(n in pair for n in range(4))
    (x0, y0), (x1, y1) = AT[pair[0]], AT[pair[1]]
    for share in np.linspace(0.0, 1.0, 11):
        weights = corner_weights(x0 + share * (x1 - x0), y0 + share * (y1 - y0), filled)
        assert weights[pair[1]] == pytest.approx(share)


def test_four_corners_count_alike_in_the_middle() -> None:
    assert corner_weights(0.5, 0.5, (True,) * 4) == (0.25,) * 4


def test_place_of_an_empty_corner_is_halfway_between_those_beside_it() -> None:
    assert corner_weights(1.0, 1.0, (True, True, True, False)) == (0.0, 0.5, 0.5, 0.0)


def test_weights_of_a_pad_are_those_of_its_filled_corners() -> None:
    assert Pad().weights() == ()
    assert not Pad().can_morph


@pytest.mark.parametrize(("place", "corner"), [((0.1, 0.2), 0), ((0.9, 0.2), 1), ((0.1, 0.8), 2), ((0.9, 0.8), 3)])
def test_every_place_has_a_nearest_corner(place: tuple[float, float], corner: int) -> None:
    assert nearest_corner(*place) == corner


def led(*places: tuple[float, float, float]) -> tuple[Place, ...]:
    path: tuple[Place, ...] = ()
    for place in places:
        path = led_on(path, Place(*place))
    return path


def test_path_is_played_through_the_places_where_the_cursor_was() -> None:
    places = [(0.016 * n, n / 20, 1.0 - n / 20) for n in range(20)]
    path = led(*places)
    for time_s, x, y in places:
        assert place_at(path, time_s) == pytest.approx((x, y))
    assert place_at(path, 0.008) == pytest.approx((0.025, 0.975))


def test_cursor_that_rested_rests_again() -> None:
    path = led((0.0, 0.2, 0.2), (2.0, 0.8, 0.8))
    assert place_at(path, 1.9) == pytest.approx((0.2, 0.2))
    assert place_at(path, 2.0) == pytest.approx((0.8, 0.8))


def test_path_stays_at_its_ends_before_and_after() -> None:
    path = led((0.0, 0.2, 0.3), (1.0, 0.8, 0.9))
    assert place_at(path, -1.0) == (0.2, 0.3)
    assert place_at(path, 5.0) == (0.8, 0.9)


def test_places_closer_than_the_sound_can_follow_become_one_the_newest() -> None:
    path = led(*((0.001 * n, n / 100, 0.5) for n in range(100)))
    times = np.diff([place.time_s for place in path])
    assert times.min() >= CLOSEST_S - 1e-9
    assert path[-1].x == 0.99


def test_path_that_is_full_takes_no_more() -> None:
    path = tuple(Place(0.01 * n, 0.5, 0.5) for n in range(20_000))
    assert led_on(path, Place(250.0, 0.1, 0.1)) is path
    assert led_on(path[:5], Place(1e6, 0.1, 0.1)) is not led_on(path[:5], Place(0.1, 0.1, 0.1))
    assert led_on(path[:5], Place(1e6, 0.1, 0.1)) == path[:5]


def test_pad_keeps_its_other_corners() -> None:
    pad = replace(Pad(), cursor=(0.1, 0.2))
    assert pad.with_corner(2, None) == pad
