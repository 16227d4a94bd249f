"""The measures of generated examples: known values, chance where it is chance, and blobs found out."""

import numpy as np
import pytest

from models.recognise.measures import (
    forced_choice,
    frechet_distance,
    inception_score,
    kernel_distance,
    matched,
    nearest,
    overlap,
    spread_within,
    top_k,
)

RNG = np.random.default_rng


def cloud(n: int = 2000, d: int = 4, *, at: float = 0.0, size: float = 1.0, seed: int = 0) -> np.ndarray:
    return at + size * RNG(seed).standard_normal((n, d))


def test_frechet_distance_of_gaussians_is_the_closed_form() -> None:
    d = 4
    assert frechet_distance(cloud(), cloud()) == pytest.approx(0.0, abs=1e-9)
    assert frechet_distance(cloud(20_000), cloud(20_000, at=3.0, seed=1)) == pytest.approx(9.0 * d, rel=0.02)
    assert frechet_distance(cloud(20_000), cloud(20_000, size=3.0, seed=1)) == pytest.approx(4.0 * d, rel=0.05)


def test_frechet_distance_does_not_depend_on_the_axes() -> None:
    turn = np.linalg.qr(RNG(3).standard_normal((4, 4)))[0]
    stretch = np.diag([1.0, 2.0, 0.5, 3.0])
    one, other = cloud() @ stretch, cloud(seed=1) + 1.0
    assert frechet_distance(one @ turn, other @ turn) == pytest.approx(frechet_distance(one, other))


def test_kernel_distance_is_about_nothing_for_one_kind_and_grows_with_the_way() -> None:
    same = [kernel_distance(cloud(200, seed=2 * n), cloud(200, seed=2 * n + 1)) for n in range(20)]
    assert abs(np.mean(same)) < 0.02
    assert min(same) < 0.0, "no bias: either sign"
    ways = [kernel_distance(cloud(300), cloud(300, at=at, seed=9)) for at in (0.0, 0.5, 1.0)]
    assert ways[0] < ways[1] < ways[2]


def test_precision_falls_for_what_was_never_real_and_recall_for_what_is_missing() -> None:
    two = np.concatenate([cloud(300, at=-4.0), cloud(300, at=4.0, seed=1)])
    half = overlap(two, cloud(300, at=4.0, seed=2))
    assert half.precision > 0.8
    assert 0.3 < half.recall < 0.6
    strange = overlap(cloud(300), cloud(300, at=20.0, seed=1))
    assert (strange.precision, strange.recall) == (0.0, 0.0)


def test_one_blob_a_class_is_precise_but_has_no_recall_and_no_spread() -> None:
    real = cloud(400, d=8)
    blobs = np.repeat(real[:1], 400, axis=0) + 1e-6 * cloud(400, d=8, seed=1)
    found = overlap(real, blobs)
    assert found.precision == 1.0
    assert found.recall < 0.05
    labels = np.repeat([0, 1], 200)
    assert spread_within(blobs, labels) < 1e-4 * spread_within(real, labels)


def test_inception_score_is_one_for_doubt_and_the_number_of_classes_for_certainty() -> None:
    assert inception_score(np.full((100, 5), 0.2))[0] == pytest.approx(1.0)
    sure = np.tile(np.eye(5), (200, 1))
    assert inception_score(sure)[0] == pytest.approx(5.0, rel=0.05)
    assert inception_score(np.repeat(np.eye(5), 200, axis=0))[0] == pytest.approx(5.0, rel=0.05), "in order of class"
    assert inception_score(np.eye(50))[0] == pytest.approx(50.0), "few examples are one fold"
    assert inception_score(np.tile(np.eye(5)[:1], (100, 1)))[0] == pytest.approx(1.0), "all of one class"


def test_top_k_counts_ties_against_and_chance_is_chance() -> None:
    probability = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [1 / 3, 1 / 3, 1 / 3]])
    labels = np.array([0, 2, 1])
    assert top_k(probability, labels, 1) == pytest.approx(1 / 3)
    assert top_k(probability, labels, 2) == pytest.approx(2 / 3)
    assert top_k(probability, labels, 3) == 1.0
    guess = RNG(0).dirichlet(np.ones(18), 4000)
    assert top_k(guess, RNG(1).integers(0, 18, 4000), 3) == pytest.approx(3 / 18, abs=0.02)


def test_forced_choice_is_half_for_guesses_and_all_for_certainty() -> None:
    labels = RNG(0).integers(0, 6, 600)
    assert forced_choice(np.eye(6)[labels], labels, RNG(1)) == 1.0
    assert forced_choice(RNG(2).dirichlet(np.ones(6), 600), labels, RNG(1)) == pytest.approx(0.5, abs=0.06)
    assert forced_choice(np.full((600, 6), 1 / 6), labels, RNG(1)) == 0.5
    with pytest.raises(ValueError, match="two classes"):
        forced_choice(np.full((4, 6), 1 / 6), np.zeros(4, dtype=int), RNG(1))


def test_a_match_is_judged_above_its_chance() -> None:
    labels = RNG(0).integers(0, 18, 900)
    sure = np.eye(18)[labels]
    assert matched(sure, sure, 1, RNG(1)).normalised == pytest.approx(1.0)
    guess = matched(RNG(2).dirichlet(np.ones(18), 900), sure * 0.9 + 0.1 / 18, 3, RNG(1))
    assert guess.raw > 0.1
    assert abs(guess.normalised) < 0.05


def test_pictures_learnt_by_heart_are_found() -> None:
    kept = cloud(50)
    places, distances = nearest(np.concatenate([kept[[7, 30]], cloud(1, at=9.0)]), kept)
    assert places[:2].tolist() == [7, 30]
    assert distances[:2] == pytest.approx(0.0, abs=1e-12)
    assert distances[2] > 5.0


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="compared"):
        frechet_distance(cloud(), cloud(d=3))
    with pytest.raises(ValueError, match="compared"):
        kernel_distance(cloud(1), cloud())
    with pytest.raises(ValueError, match="More than"):
        overlap(cloud(4), cloud(4))
    with pytest.raises(ValueError, match="sum to 1"):
        top_k(np.ones((3, 3)), np.zeros(3, dtype=int), 1)
