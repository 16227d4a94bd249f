"""The critics: whether a picture is real and belongs to what was heard, and of which class it is."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from models.imagine.config import CriticConfig, Matching
from models.imagine.shared_norm import SharedBatchNorm2d


class Critic(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Pictures (n, channels, side, side) and conditions (n, heard) to scores (n,) and of classes (n, classes) or None.

    Sources: Zhang et al., "StackGAN", ICCV 2017; Wan et al., "Towards Audio to Scene Image Synthesis", ICASSP 2019,
    section 4.2; Miyato et al., "Spectral normalization", ICLR 2018.
    """

    def __init__(self, config: CriticConfig, *, heard: int, classes: int) -> None:
        super().__init__()
        self.config = config
        widths = [config.width * 2**step for step in range(4)]
        self.see = _Fall(config.channels, widths[0], config, first=True)
        self.fall = nn.ModuleList(_Fall(a, b, config) for a, b in pairwise(widths))
        top = widths[-1] + int(config.spread)
        self.condition = nn.Linear(heard, 128)
        if config.matching is Matching.JOINED:
            joined = nn.Conv2d(top + 128, widths[-1], 3, 1, 1, bias=not config.batch_norm)
            self.join = nn.Sequential(
                self._seen(joined), SharedBatchNorm2d(widths[-1]) if config.batch_norm else nn.Identity()
            )
        else:
            self.join = self._seen(nn.Conv2d(top, widths[-1], 3 if config.spread else 1, 1, int(config.spread)))
            self.match = self._seen(nn.Linear(128, widths[-1], bias=False))
        self.score = self._seen(nn.Linear(widths[-1] * (16 if config.matching is Matching.JOINED else 1), 1))
        self.classify = nn.Linear(widths[-1], classes) if config.classes else None

    def _seen(self, layer: nn.Module) -> nn.Module:
        return spectral_norm(layer) if self.config.spectral_norm else layer

    def forward(self, picture: Tensor, heard: Tensor) -> tuple[Tensor, Tensor | None]:
        x = self.see(picture)
        for fall in self.fall:
            x = fall(x)
        if self.config.spread:
            x = torch.cat([x, _spread(x)], 1)
        condition = functional.leaky_relu(self.condition(heard), 0.2)
        if self.config.matching is Matching.JOINED:
            laid = condition[:, :, None, None].expand(-1, -1, *x.shape[2:])
            joined = functional.leaky_relu(self.join(torch.cat([x, laid], 1)), 0.2)
            features, score = joined.mean((2, 3)), self.score(joined.flatten(1)).squeeze(1)
        else:
            features = functional.leaky_relu(self.join(x), 0.2).sum((2, 3))
            score = self.score(features).squeeze(1) + (self.match(condition) * features).sum(1) / 128**0.5
        return score.float(), None if self.classify is None else self.classify(features)


class _Fall(nn.Module):  # type: ignore[misc]  # as above
    """Half the size."""

    def __init__(self, before: int, after: int, config: CriticConfig, *, first: bool = False) -> None:
        super().__init__()
        normed = config.batch_norm and not first
        layer = nn.Conv2d(before, after, 4, 2, 1, bias=not normed)
        self.body = nn.Sequential(
            spectral_norm(layer) if config.spectral_norm else layer,
            SharedBatchNorm2d(after) if normed else nn.Identity(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.leaky_relu(self.body(x), 0.2)


def _spread(x: Tensor, group: int = 4) -> Tensor:
    """The mean deviation of features among four neighbours of a batch, as one more channel."""
    if len(x) % group:
        return torch.zeros_like(x[:, :1])
    grouped = x.float().unflatten(0, (-1, group))
    variance = grouped.square().mean(1) - grouped.mean(1).square()  # torch's own var takes ten times as long here
    deviation = (variance.clamp(min=0.0) + 1e-8).sqrt().mean((1, 2, 3))
    return deviation.repeat_interleave(group)[:, None, None, None].expand(-1, 1, *x.shape[2:]).to(x.dtype)
