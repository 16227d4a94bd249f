"""What the hearing network is trained to make small."""

import torch
from torch import Tensor
from torch.nn import functional

from models.sound_to_patch.heads import heads


def score_error(scores: Tensor, targets: Tensor, audible: Tensor) -> Tensor:
    """Mean cross-entropy over the values that can be heard.

    `scores` and `targets` are (n, scores), the latter shares that sum to 1 in each head; `audible` is (n, 33),
    1 where a value is heard. A head's error is divided by the logarithm of its size, so guessing costs 1.
    """
    errors = []
    for head in heads():
        likelihood = functional.log_softmax(scores[:, head.scores], dim=1)
        chance = torch.log(torch.tensor(float(head.size), device=scores.device))
        errors.append(-(targets[:, head.scores] * likelihood).sum(1) / chance)
    error = torch.stack(errors, 1)
    return (error * audible).sum() / audible.sum().clamp(min=1.0)
