"""What the network of a map is trained to make small; each part can be left out, to see what it is good for."""

import math
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from models.sketch_to_patch.map_config import LossConfig
from models.sketch_to_patch.map_network import NUMBERS, SETTINGS, Answer, choices, columns_of
from synth.parameters import INDEX, Scale

WEIGHTS: Final = {
    "filter1_cutoff_hz": 4.0,
    "filter1_env_hz": 3.0,
    "filter2_cutoff_hz": 2.0,
    "filter2_env_hz": 3.0,
    "osc1_extra": 3.0,
    "osc1_amp": 2.0,
    "osc2_level": 3.0,
    "osc2_extra": 3.0,
    "osc2_amp": 1.5,
    "osc3_level": 2.0,
    "reverb_mix": 2.0,
    "chorus_mix": 2.0,
}
"""How much an error of a number is heard, against that of the others."""
NEAR: Final = 0.03
"""Knob travel below which an error counts with its square: nobody hears it."""


def map_loss(
    answer: Answer, taught: Tensor, heard: Tensor, *, truth: tuple[Tensor, Tensor], config: LossConfig
) -> Tensor:
    """The loss of a batch: `taught` (n, 33) knob travel, `heard` (n, 33) bool, `truth` properties (n, 13), kinds (n,).

    A kind below 0 is not known.
    """
    if config.squared:
        return functional.mse_loss(answer.numbers, taught)
    heard = heard if config.masked else torch.ones_like(heard)
    found, numbers = answer.numbers, taught[:, columns_of(NUMBERS)]
    if config.hertz:
        found, numbers = _in_hertz(found), _in_hertz(numbers)
    loss = _numbers(found, numbers, heard[:, columns_of(NUMBERS)])
    loss = loss + config.settings * _settings(answer.scores, taught, heard)
    geometry, kinds = truth
    loss = loss + config.geometry * functional.smooth_l1_loss(answer.geometry, geometry, beta=NEAR)
    known = kinds >= 0
    if config.classes and bool(known.any()):
        loss = loss + config.classes * functional.cross_entropy(answer.classes[known], kinds[known])
    return loss


def _numbers(found: Tensor, taught: Tensor, heard: Tensor) -> Tensor:
    weights = torch.tensor([WEIGHTS.get(row.id, 1.0) for row in NUMBERS], device=found.device) * heard
    error = functional.smooth_l1_loss(found, taught, beta=NEAR, reduction="none")
    return (weights * error).sum() / weights.sum().clamp(min=1.0)


def _in_hertz(travel: Tensor) -> Tensor:
    """Knob travel of `NUMBERS` with frequencies as shares of their highest, (n, 19)."""
    columns = []
    for row, column in zip(NUMBERS, travel.unbind(1), strict=True):
        highest = row.maximum / row.knee
        in_hertz = row.scale is Scale.LOG and row.unit == "Hz"
        columns.append(torch.expm1(column * math.log1p(highest)) / highest if in_hertz else column)
    return torch.stack(columns, 1)


def _settings(scores: tuple[Tensor, ...], taught: Tensor, heard: Tensor) -> Tensor:
    losses = []
    for row, score in zip(SETTINGS, scores, strict=True):
        column = INDEX[row.id]
        chosen = (taught[:, column] * (choices(row) - 1)).round().long()
        each = functional.cross_entropy(score, chosen, reduction="none")
        losses.append((each * heard[:, column]).mean())
    return torch.stack(losses).sum()
