"""Whether what sounds now is something else than what was before it, and what lies between two sounds."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.imagine.listener import Heard

AGES_S: Final = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.1, 1.5, 2.1)
"""How long something has sounded, for the next two, which `python -m models.newness_fit` finds."""
EVEN: Final = (0.74, 0.66, 0.66, 0.67, 0.67, 0.69, 0.71, 0.72, 0.74)
"""The cosine to what was before at which it is new as often as not: the longer it sounds, the surer it is known."""
STEEP: Final = (9.2, 8.2, 9.7, 9.7, 9.2, 10.2, 12.7, 13.0, 14.9)
"""How fast the odds fall with the cosine."""


def newness(now: Heard, before: Heard, age_s: float) -> float:
    """How likely what has sounded for `age_s` is something else than what was before it, 0 to 1."""
    if before.present[0] <= 0.0:
        return 1.0
    return float(expit(np.interp(age_s, AGES_S, STEEP) * (np.interp(age_s, AGES_S, EVEN) - alike(now, before))))


def alike(now: Heard, before: Heard) -> float:
    """The cosine between what two sounds mean, -1 to 1."""
    one, other = now.conditions[0, :-1], before.conditions[0, :-1]
    return float(one @ other) / len(one)  # each is as long as it has numbers, by its square


def together(heard: Heard, level: NDArray[np.floating]) -> Heard:
    """What was heard of n windows of one sound, each as loud as `level` (n,), as one that is as loud as the loudest."""
    if len(heard.present) == 1:
        return heard
    share = heard.present / max(float(heard.present.sum()), 1e-6)
    meaning = share @ heard.conditions[:, :-1]
    return _one(meaning, heard.conditions[level.argmax(), -1], share @ heard.probability, heard.present.max())


def between(one: Heard, other: Heard, share: float) -> Heard:
    """What lies between two sounds, `share` of the way to the other."""
    condition, probability, present = (
        (1.0 - share) * first[0] + share * second[0]
        for first, second in (
            (one.conditions, other.conditions), (one.probability, other.probability), (one.present, other.present)
        )
    )  # fmt: skip
    return _one(condition[:-1], condition[-1], probability, present)


def _one(meaning: NDArray[np.floating], level: float, probability: NDArray[np.floating], present: float) -> Heard:
    """One sound; what it means is as long as conditions are, however much it is a mean."""
    length = float(np.linalg.norm(meaning))
    condition = np.append(meaning * (math.sqrt(len(meaning)) / max(length, 1e-6)), level)
    return Heard(
        condition[None].astype(np.float32), probability[None].astype(np.float32), np.array([present], dtype=np.float32)
    )
