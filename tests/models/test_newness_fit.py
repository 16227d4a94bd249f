"""The odds that something is new: who teaches them knows when recordings began, and the fit finds known odds."""

import numpy as np
import pytest
from scipy.special import expit

pytest.importorskip("tqdm", reason="training's progress bar")

from models.imagine.listener import Heard
from models.newness_fit import Teacher, fitted, near


def heard(present: float = 1.0) -> Heard:
    return Heard(np.array([[1.0, 1.0, 0.0]], np.float32), np.ones((1, 1), np.float32), np.array([present], np.float32))


def test_the_first_beginning_in_a_recording_is_new_and_later_ones_are_not() -> None:
    teacher = Teacher()
    teacher.begin()
    teacher.now_s = 0.5
    assert teacher.judge(heard(), heard(), 0.3) == 1.0
    teacher.now_s = 1.5
    assert teacher.judge(heard(), heard(), 0.3) == 0.0, "it barks on"
    assert teacher.judge(heard(), heard(), 1.3) == 1.0, "still the first"
    teacher.now_s = 4.0
    teacher.begin()
    teacher.now_s = 4.4
    assert teacher.judge(heard(), heard(), 0.35) == 1.0
    assert teacher.judge(heard(), heard(present=0.0), 0.35) == 1.0
    assert [is_new for _, _, is_new in teacher.seen] == [True, False, True, True], "after silence nothing is learnt"


def test_known_odds_are_found() -> None:
    rng = np.random.default_rng(1)
    cosine = rng.uniform(-0.2, 1.0, 20_000)
    is_new = rng.random(len(cosine)) < expit(9.0 * (0.6 - cosine))
    even, steep = fitted(np.column_stack([np.full(len(cosine), 0.5), cosine, is_new]))
    assert even == pytest.approx(0.6, abs=0.02)
    assert steep == pytest.approx(9.0, rel=0.1)


def test_ages_are_taken_give_or_take_a_sixth() -> None:
    seen = np.array([[age, 0.0, 1.0] for age in (0.8, 0.85, 1.0, 1.15, 1.2)])
    assert near(seen, 1.0)[:, 0].tolist() == [0.85, 1.0, 1.15]
