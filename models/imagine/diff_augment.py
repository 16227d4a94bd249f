"""DiffAugment: what a critic sees is changed the same way whether real or made, and gradients pass through.

Source: Zhao et al., "Differentiable augmentation for data-efficient GAN training", NeurIPS 2020: colour, translation
of an eighth, cutout of a half.
"""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from models.imagine.draws import Draws

MOVED: Final = 0.125
HIDDEN: Final = 0.5


def diff_augment(pictures: Tensor, draws: Draws) -> Tensor:
    """Pictures (n, 3, side, side), -1 to 1, in other colours, moved and with a square of zeros."""
    device, side = pictures.device, pictures.shape[-1]
    chance = draws.uniform(7).to(device)
    light, colour, contrast = (chance[:, i, None, None, None] for i in range(3))
    x = pictures + (light - 0.5)
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * (2.0 * colour)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = mean + (x - mean) * (contrast + 0.5)
    most = int(side * MOVED + 0.5)
    down, right = ((chance[:, i] * (2 * most + 1)).long() for i in (3, 4))
    padded = functional.pad(x, (most,) * 4).permute(0, 2, 3, 1)
    along = torch.arange(side, device=device)
    each = torch.arange(len(x), device=device)[:, None, None]
    x = padded[each, (down[:, None] + along)[:, :, None], (right[:, None] + along)[:, None, :]].permute(0, 3, 1, 2)
    cut = int(side * HIDDEN + 0.5)
    top, left = ((chance[:, i] * (side + 1 - cut % 2)).long() - cut // 2 for i in (5, 6))
    rows, columns = (((along >= at[:, None]) & (along < at[:, None] + cut)) for at in (top, left))
    return x * ~(rows[:, None, :, None] & columns[:, None, None, :])
