"""The mathematics of teaching: exact where taught, flat around it, the base beyond, never out of bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sketch_map.taught import (
    PLATEAU,
    REACH_LIMITS,
    Taught,
    answer,
    automatic_reach,
    fit,
    natural_reach,
    shares,
)
from synth.parameters import PREDICTED, Scale
from synth.patch import Patch, random_patch

NAMED = np.array([row.scale in (Scale.SWITCH, Scale.CHOICE) for row in PREDICTED])
BASE = Patch.default().to_unit()


def sounds(n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.array([random_patch(rng).to_unit() for _ in range(n)]).reshape(n, -1)


def places(n: int, d: int = 64, seed: int = 1) -> np.ndarray:
    points = np.random.default_rng(seed).normal(size=(n, d))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def taught(points: np.ndarray, units: np.ndarray, *, reach: float = 1.0, weights: object = None) -> Taught:
    given = np.ones(len(points)) if weights is None else np.array(weights, dtype=float)
    return fit(points, units, given, reach=reach)


def heard(map_of_them: Taught, at: np.ndarray, base: np.ndarray = BASE) -> np.ndarray:
    return answer(map_of_them, at, np.broadcast_to(base, (len(at), len(base))))


def towards(start: np.ndarray, distance: float, seed: int = 5) -> np.ndarray:
    """A point at a distance from another, in some direction."""
    way = np.random.default_rng(seed).normal(size=start.shape)
    return start + distance * way / np.linalg.norm(way)


@pytest.mark.parametrize("n", [1, 2, 50, 500])
def test_every_taught_drawing_gives_exactly_its_sound(n: int) -> None:
    points, units = places(n), sounds(n)
    found = heard(taught(points, units), points)
    assert np.abs(found - units).max() < 1e-9
    played = [Patch.default().with_unit(row) for row in found]
    meant = [Patch.default().with_unit(row) for row in units]
    discrete = [row.id for row in PREDICTED if row.is_discrete]
    assert [[patch[id] for id in discrete] for patch in played] == [[patch[id] for id in discrete] for patch in meant]


def test_beyond_every_reach_the_base_comes_back_to_the_last_bit() -> None:
    points, units = places(20), sounds(20)
    map_of_them = taught(points, units, reach=0.3)
    rng = np.random.default_rng(7)
    for distance in (0.3, 0.300001, 0.5, 100.0):
        at = np.array([towards(np.zeros(64), 5.0) + distance, towards(points[0], distance)])
        far = np.linalg.norm(at[:, None] - points, axis=2).min(axis=1) >= 0.3
        base = rng.random((len(at), 33))
        assert far[0]
        assert np.array_equal(answer(map_of_them, at, base)[far], base[far])


def test_the_reach_of_one_example_ends_where_it_says() -> None:
    map_of_it = taught(places(1), sounds(1), reach=0.4)
    inside, outside = (shares(map_of_it, towards(places(1)[0], d)[None])[0, 0] for d in (0.39, 0.4 + 1e-9))
    assert inside > 0.0
    assert outside == 0.0


@given(st.integers(0, 1000), st.floats(0.0, PLATEAU))
def test_one_example_alone_sounds_the_same_all_over_its_plateau(seed: int, distance: float) -> None:
    point, unit = places(1), sounds(1)
    at = towards(point[0], 0.999 * distance, seed)[None]
    assert np.abs(heard(taught(point, unit), at) - unit).max() < 1e-9


def test_from_the_plateau_outwards_the_sound_goes_over_to_the_base_without_turning_back() -> None:
    point = places(1)
    along = [shares(taught(point, sounds(1)), towards(point[0], d)[None])[0, 0] for d in np.linspace(0.0, 1.1, 200)]
    assert along[0] == 1.0
    assert along[-1] == 0.0
    assert np.all(np.diff(along) <= 0.0)


@pytest.mark.parametrize("reach", [0.5, 1.2])
def test_numbers_never_jump_along_a_path_through_many_examples(reach: float) -> None:
    """Halving the steps must halve the largest change: a jump would stay."""
    points, units = places(30, 6), sounds(30)
    map_of_them = taught(points, units, reach=reach)
    largest = []
    for steps in (4_000, 8_000):
        way = np.linspace(0.0, 1.0, steps + 1)[:, None]
        path = (1.0 - way) * points[0] + way * points[1] + 0.3 * np.sin(3.0 * np.pi * way) * points[2]
        found = heard(map_of_them, path)[:, ~NAMED]
        largest.append(np.abs(np.diff(found, axis=0)).max())
    assert largest[0] < 0.05
    assert largest[1] == pytest.approx(0.5 * largest[0], rel=0.1)


def test_the_ending_of_two_reaches_at_one_place_is_no_jump() -> None:
    points = np.array([[-1.0, 0.0], [1.0, 0.0]])
    map_of_them = taught(points, sounds(2), reach=1.0)
    for angle in np.linspace(0.0, 2.0 * np.pi, 37):
        at = 1e-4 * np.array([[np.cos(angle), np.sin(angle)]])
        assert shares(map_of_them, at).sum() < 1e-6


def test_switches_and_choices_are_voted_on_and_never_stand_between_two() -> None:
    base = Patch.of({"osc1_wave": "Sine", "chorus_on": "Off"})
    other = Patch.of({"osc1_wave": "Noise", "chorus_on": "On"})
    map_of_it = taught(np.zeros((1, 2)), other.to_unit()[None])
    way = np.linspace(0.0, 1.0, 300)
    found = heard(map_of_it, np.stack([way, 0.0 * way], axis=1), base.to_unit())
    waves = {Patch.default().with_unit(row)["osc1_wave"] for row in found}
    assert waves == {base["osc1_wave"], other["osc1_wave"]}
    changes = [np.flatnonzero(np.diff(column)) for column in found[:, NAMED].T]
    assert len({int(change[0]) for change in changes if len(change)}) == 1  # all at one place
    assert all(len(change) <= 1 for change in changes)


def test_a_setting_that_base_and_example_agree_on_travels_without_a_step() -> None:
    """A network says 0.93 for on: the way from there to the taught 1 stays on."""
    base, unit = BASE.copy(), BASE.copy()
    base[0], unit[0] = 0.93, 1.0
    way = np.linspace(0.0, 1.0, 500)
    found = heard(taught(np.zeros((1, 2)), unit[None]), np.stack([way, 0.0 * way], axis=1), base)[:, 0]
    assert (found[0], found[-1]) == (1.0, 0.93)
    assert np.all(np.diff(found) <= 0.0)
    assert np.abs(np.diff(found)).max() < 0.001


def test_two_examples_outvote_the_nearest_when_they_agree() -> None:
    points = np.array([[0.0, 0.30], [0.31, 0.0], [-0.31, 0.0]])
    lone, many = Patch.of({"osc1_wave": "Sine"}), Patch.of({"osc1_wave": "Square"})
    units = np.array([lone.to_unit(), many.to_unit(), many.to_unit()])
    found = Patch.default().with_unit(heard(taught(points, units), np.zeros((1, 2)))[0])
    assert found["osc1_wave"] == many["osc1_wave"]


@given(st.integers(0, 500), st.sampled_from([1e-12, 1e-6, 1e-3]))
def test_two_nearly_equal_drawings_with_opposite_sounds_stay_between_their_sounds(seed: int, apart: float) -> None:
    low, high = np.zeros(33), np.ones(33)
    points = np.array([places(1)[0], towards(places(1)[0], apart)])
    map_of_them = taught(points, np.array([low, high]))
    at = np.array([towards(points[0], d, seed) for d in (0.0, 0.5 * apart, 2.0 * apart, 0.01, 0.1, 0.45, 0.8)])
    found = heard(map_of_them, at, np.full(33, 0.5))
    assert np.isfinite(found).all()
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    # A hand's breadth away nobody can tell which is meant: the numbers lie in the middle.
    assert found[4][~NAMED] == pytest.approx(0.5, abs=0.05)


def test_two_nearly_equal_drawings_still_give_each_its_own_sound() -> None:
    points = np.array([places(1)[0], towards(places(1)[0], 1e-6)])
    units = sounds(2)
    assert np.abs(heard(taught(points, units), points) - units).max() < 1e-6


def test_two_drawings_on_one_place_share_it() -> None:
    points = np.zeros((2, 3))
    assert shares(taught(points, sounds(2)), points[:1])[0] == pytest.approx([0.5, 0.5])


@given(st.integers(0, 300), st.integers(1, 40), st.floats(0.1, 4.0))
def test_shares_are_parts_of_a_whole_anywhere(seed: int, n: int, reach: float) -> None:
    rng = np.random.default_rng(seed)
    map_of_them = fit(rng.normal(size=(n, 5)), sounds(n, seed), rng.uniform(0.0, 1.0, n), reach=reach)
    found = shares(map_of_them, rng.normal(size=(20, 5)))
    assert found.min() >= 0.0
    assert found.sum(axis=1).max() <= 1.0 + 1e-12


def test_a_lighter_example_pulls_less_and_one_of_no_weight_not_at_all() -> None:
    point = places(1)
    pulls = [shares(taught(point, sounds(1), weights=[w]), point).sum() for w in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert pulls == pytest.approx([0.0, 0.2, 0.5, 0.9, 1.0])


def test_beside_a_full_example_a_light_one_gives_way_even_at_its_own_drawing() -> None:
    points = np.array([[0.0, 0.0], [0.2, 0.0]])
    light, full = shares(taught(points, sounds(2), weights=[0.3, 1.0]), points[:1])[0]
    assert full > 0.9
    assert light < 0.1
    assert shares(taught(points, sounds(2), weights=[0.3, 1.0]), points[1:])[0, 1] == 1.0


def test_a_switched_off_example_leaves_no_trace() -> None:
    points, units = places(5), sounds(5)
    with_it = taught(points, units, weights=[1, 1, 0, 1, 1])
    kept = [0, 1, 3, 4]
    at = places(40, seed=9)
    assert np.array_equal(heard(with_it, at), heard(taught(points[kept], units[kept]), at))


def test_no_examples_are_the_base() -> None:
    base = np.random.default_rng(0).random((4, 33))
    assert np.array_equal(answer(taught(np.zeros((0, 8)), np.zeros((0, 33))), places(4, 8), base), base)


def test_a_place_that_is_not_a_number_is_far_from_everything() -> None:
    at = np.full((1, 64), np.nan)
    assert np.array_equal(heard(taught(places(3), sounds(3)), at), BASE[None])


def test_one_example_reaches_as_far_as_suits_the_embedding() -> None:
    assert automatic_reach(places(1), sounds(1), 0.7) == 0.7
    assert natural_reach(0.2, 1.0) == pytest.approx(0.9)
    assert natural_reach(0.6, 1.0) == pytest.approx(0.6 / PLATEAU)


def test_the_reach_grows_with_the_gaps_between_different_sounds_but_not_without_end() -> None:
    two = np.array([[0.0, 0.0], [1.0, 0.0]])
    different, same = sounds(2), np.repeat(sounds(1), 2, axis=0)
    natural = 1.3
    assert automatic_reach(two, different, natural) == pytest.approx(1.5)
    assert automatic_reach(2.0 * two, different, natural) == pytest.approx(REACH_LIMITS[1] * natural)
    assert automatic_reach(0.01 * two, different, natural) == pytest.approx(REACH_LIMITS[0] * natural)
    assert automatic_reach(2.0 * two, same, natural) == natural


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": 0.0},
        {"reach": np.nan},
        {"plateau": 1.0},
        {"sharpness": 0.5},
        {"weights": np.array([1.5])},
        {"weights": np.array([np.nan])},
        {"units": np.zeros((1, 32))},
        {"points": np.zeros(3)},
    ],
)
def test_what_does_not_fit_together_is_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"points": np.zeros((1, 3)), "units": np.zeros((1, 33)), "weights": np.ones(1)}
    with pytest.raises(ValueError, match=r"fit|weight"):
        fit(**({"reach": 1.0} | right | wrong))  # type: ignore[arg-type]
