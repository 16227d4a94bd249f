"""What is in a picture or a spectrogram beside what it means: the other half of a generator that can draw it again."""

from itertools import pairwise
from typing import Final

import torch
from torch import Tensor, nn

from models.imagine.shared_norm import SharedBatchNorm2d

SMALLEST: Final = 4
LOG_DEVIATIONS: Final = (-6.0, 2.0)


class DetailEncoder(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Pictures (n, channels, side, side), -1 to 1, to mean and log deviation of their details (n, numbers).

    Source: Kingma & Welling, "Auto-encoding variational Bayes", ICLR 2014. `side` is 4 times a power of two.
    """

    def __init__(self, *, channels: int, side: int, width: int, numbers: int) -> None:
        super().__init__()
        halvings = (side // SMALLEST).bit_length() - 1
        widths = [channels, *(width * min(8, 2**step) for step in range(halvings))]
        self.fall = nn.Sequential(
            *(
                nn.Sequential(nn.Conv2d(a, b, 4, 2, 1, bias=False), SharedBatchNorm2d(b), nn.LeakyReLU(0.2))
                for a, b in pairwise(widths)
            )
        )
        self.tell = nn.Linear(widths[-1] * SMALLEST**2, 2 * numbers)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.fall(x.contiguous(memory_format=torch.channels_last))
        mean, log_deviation = self.tell(seen.flatten(1)).float().chunk(2, 1)
        return mean, log_deviation.clamp(*LOG_DEVIATIONS)
