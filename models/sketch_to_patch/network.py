"""The two regressors of the map "Paper": a compact CNN that ships and the published InceptionV3.

Compact: five strided 3 x 3 convolutions with batch norm, one residual block, global mean and maximum,
two dense layers; about 0.6 million parameters. The hidden layer is a tanh: it saturates, so that all clear
pictures of a figure come to one point and its sound can be exact, while shapes in between still blend.

InceptionV3: Szegedy et al., CVPR 2016, through torchvision, its classifier replaced by dense layers of 128
and 33 units as in Saldaña & Mendizabal-Ruiz (CCE 2020), section II, without pretrained weights.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from synth.parameters import N_PREDICTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactConfig:
    """Widths of the compact network; the input is (n, 1, 128, 128), 0 to 1."""

    channels: tuple[int, ...] = (16, 32, 64, 128, 160)
    hidden: int = 128
    outputs: int = N_PREDICTED


def step(before: int, after: int, stride: int) -> nn.Sequential:
    """A 3 x 3 convolution without bias, batch norm, rectifier."""
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


class CompactNet(nn.Module):
    """Picture (n, 1, 128, 128) to knob travel (n, 33), 0 to 1."""

    def __init__(self, config: CompactConfig | None = None) -> None:
        super().__init__()
        config = config or CompactConfig()
        widths = (1, *config.channels)
        self.steps = nn.Sequential(*(step(a, b, 2) for a, b in pairwise(widths)))
        last = config.channels[-1]
        self.residual = step(last, last, 1)
        self.embed = nn.Sequential(nn.Linear(2 * last, config.hidden), nn.Tanh())
        self.head = nn.Linear(config.hidden, config.outputs)

    def early(self, picture: Tensor, steps: int) -> Tensor:
        """What the first convolutions make of a picture."""
        for convolution in list(self.steps)[:steps]:
            picture = convolution(picture)
        return picture

    def late(self, features: Tensor, steps: int) -> Tensor:
        """The knob travel, from what the first `steps` convolutions have made."""
        for convolution in list(self.steps)[steps:]:
            features = convolution(features)
        x = features + self.residual(features)
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return torch.sigmoid(self.head(self.embed(x)))

    def forward(self, picture: Tensor) -> Tensor:
        return self.late(picture, 0)


class InceptionNet(nn.Module):
    """The published network: picture (n, 1, s, s), s at least 75, to knob travel (n, 33)."""

    def __init__(self) -> None:
        super().__init__()
        from torchvision.models import inception_v3  # heavy, and only this recipe needs it

        self.body = inception_v3(weights=None, aux_logits=False, init_weights=False)
        self.body.fc = nn.Sequential(nn.Linear(2048, 128), nn.ReLU(inplace=True), nn.Linear(128, N_PREDICTED))

    def forward(self, picture: Tensor) -> Tensor:
        x = self.body(picture.expand(-1, 3, -1, -1) * 2.0 - 1.0)
        return torch.sigmoid(x)


def parameter_count(network: nn.Module) -> int:
    """Numbers in a network that training finds, also in a copy that is trained no more."""
    return sum(p.numel() for p in network.parameters())
