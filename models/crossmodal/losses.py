"""What makes the hidden values of a sound, of a picture and of both the same."""

from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional

from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.network import MultimodalLayer


def common_loss(
    layer: MultimodalLayer, sound: Tensor, picture: Tensor, labels: Tensor, config: CrossmodalTrainConfig
) -> Tensor:
    """The three losses of section 5.3 for sounds (n, d), pictures (n, e) of the same classes and both together.

    L1 between hidden values, cross-entropy between them before and after the activation, cross-entropy of classes.
    """
    told = [layer(sound, None), layer(None, picture), layer(sound, picture)]
    loss = torch.stack([functional.cross_entropy(scores, labels) for _, scores in told]).mean()
    for (one, _), (other, _) in combinations(told, 2):
        loss = loss + config.alike * functional.l1_loss(torch.relu(one), torch.relu(other)) / 3.0
        for a, b in ((one, other), (torch.relu(one), torch.relu(other))):
            crossed = functional.cross_entropy(a, b.softmax(1)) + functional.cross_entropy(b, a.softmax(1))
            loss = loss + config.shared * crossed / 12.0
    return loss
