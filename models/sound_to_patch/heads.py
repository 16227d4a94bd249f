"""What the network answers: for each of the 33 rows a score for every choice or, of a continuous value, every bin.

Bins keep several answers apart where a mean would be wrong (Barkan et al., "InverSynth", IEEE/ACM TASLP 27,
2019). A value between two bins belongs to both, by nearness. Training and the running program share this file.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.parameters import N_PREDICTED, PREDICTED

BINS: Final = 24
"""Bins of a continuous row; their centres go evenly from 0 to 1."""
TOP_COMBINATIONS: Final = 3
_NEAR: Final = 1
"""A value is read from its best bin and so many bins to each side."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the scores of one row stand among all: `size` of them from `start`. Their centres are even in travel."""

    column: int
    start: int
    size: int
    discrete: bool

    @property
    def scores(self) -> slice:
        return slice(self.start, self.start + self.size)


@lru_cache(maxsize=1)
def heads() -> tuple[Head, ...]:
    """One for each predicted row, in table order; few-valued rows have a score for each setting."""
    made, start = [], 0
    for column, row in enumerate(PREDICTED):
        settings = int(row.maximum - row.minimum) + 1
        discrete = row.is_discrete and settings <= BINS
        made.append(Head(column, start, settings if discrete else BINS, discrete))
        start += made[-1].size
    return tuple(made)


def output_names() -> tuple[str, ...]:
    """A name for each score, "osc1_wave/2": what a card lists."""
    return tuple(f"{PREDICTED[head.column].id}/{k}" for head in heads() for k in range(head.size))


def soft_targets(unit: NDArray[np.floating]) -> NDArray[np.float32]:
    """What the scores should say of knob travel (n, 33): shares that sum to 1 in each head, float32 (n, scores)."""
    unit = np.asarray(unit, dtype=np.float64)
    targets = np.zeros((len(unit), len(output_names())), np.float32)
    rows = np.arange(len(unit))
    for head in heads():
        place = np.clip(unit[:, head.column], 0.0, 1.0) * (head.size - 1)
        if head.discrete:
            place = np.rint(place)
        below = np.minimum(place.astype(np.int64), head.size - 2)
        targets[rows, head.start + below] = 1.0 - (place - below)
        targets[rows, head.start + below + 1] += place - below
    return targets


def decode(scores: NDArray[np.floating], *, combinations: int = TOP_COMBINATIONS) -> NDArray[np.float64]:
    """The likeliest patches of one answer (scores,): knob travel (combinations, 33), the likeliest first.

    All have the likeliest continuous values; the second and later ones change the one choice or switch whose
    second answer is least unlikely, each another one.
    """
    best = np.zeros(N_PREDICTED)
    seconds: list[tuple[float, int, float]] = []
    for head in heads():
        share = _softmax(np.asarray(scores[head.scores], dtype=np.float64))
        top = int(share.argmax())
        if head.discrete:
            best[head.column] = top / (head.size - 1)
            order = np.argsort(-share, kind="stable")
            loss = float(np.log(share[order[0]] + 1e-12) - np.log(share[order[1]] + 1e-12))
            seconds.append((loss, head.column, float(order[1]) / (head.size - 1)))
        else:
            near = np.arange(max(0, top - _NEAR), min(head.size, top + _NEAR + 1))
            best[head.column] = float(near @ share[near] / share[near].sum()) / (head.size - 1)
    answers = np.repeat(best[None], combinations, axis=0)
    for answer, (_, column, travel) in zip(answers[1:], sorted(seconds), strict=False):
        answer[column] = travel
    return answers


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    share = np.exp(scores - scores.max())
    return np.asarray(share / share.sum())
