"""The network that hears a sound: a small ResNet over its log-mel spectrogram, about half a million numbers.

Residual blocks after He et al. (CVPR 2016), first convolutions strided; mean and maximum over time and
frequency; two dense layers to one score for each choice or bin of `models.sound_to_patch.heads`.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from models.sound_to_patch.heads import output_names
from models.sound_to_patch.network_input import INPUT_SHAPE


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingConfig:
    """Widths of the network; the input is (n, *INPUT_SHAPE), 0 to 1."""

    channels: tuple[int, ...] = (24, 40, 64, 96)
    hidden: int = 192
    dropout: float = 0.1


def _convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


class _Stage(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Half the size, then one residual block of two convolutions."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.down = _convolution(before, after, 2)
        self.block = nn.Sequential(_convolution(after, after), _convolution(after, after))

    def forward(self, x: Tensor) -> Tensor:
        x = self.down(x)
        return x + self.block(x)


class HearingNet(nn.Module):  # type: ignore[misc]  # as above
    """Sound (n, *INPUT_SHAPE) to scores (n, len(output_names()))."""

    def __init__(self, config: HearingConfig | None = None) -> None:
        super().__init__()
        config = config or HearingConfig()
        widths = (INPUT_SHAPE[0], *config.channels)
        self.stages = nn.Sequential(*(_Stage(a, b) for a, b in pairwise(widths)))
        self.embed = nn.Sequential(
            nn.Linear(2 * config.channels[-1], config.hidden), nn.ReLU(inplace=True), nn.Dropout(config.dropout)
        )
        self.head = nn.Linear(config.hidden, len(output_names()))

    def forward(self, sound: Tensor) -> Tensor:
        x = self.stages(sound)
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return self.head(self.embed(x))
