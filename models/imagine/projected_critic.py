"""A critic that looks at pictures through the eyes of the shared encoder, which is never trained with it.

Source: Sauer et al., "Projected GANs converge faster", NeurIPS 2021. There the features are those of a network that
learnt from ImageNet; here those of our own picture encoder, and a critic of pixels has its share of the score.
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from models.imagine.config import CriticConfig
from models.imagine.critic import Critic

ENDS_AT: Final = 4
"""Each head gives a score for each of so many times so many places."""


class ProjectedCritic(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Pictures (n, 3, 64, 64) and conditions (n, heard) to scores (n, ...) and of classes (n, classes) or None.

    A share of the scores, `config.eyes`, is by heads that look at what each stage of `eyes` makes of the pixels, the
    others by `plain`, which looks at the pixels themselves. The eyes are no part of what is trained and kept.
    """

    def __init__(self, config: CriticConfig, eyes: nn.Sequential, *, heard: int, classes: int) -> None:
        super().__init__()
        self.plain = Critic(config, heard=heard, classes=classes)
        self._eyes = (eyes,)  # in a tuple, so that it is no part of this network
        with torch.inference_mode():
            shapes = [it.shape[1:] for it in self._seen(torch.zeros(1, 3, 64, 64))]
        self._plain_share = (1.0 - config.eyes) / config.eyes
        self.condition = nn.Linear(heard, 4 * config.width)
        self.heads = nn.ModuleList(_Head(channels, side, config.width) for channels, side, _ in shapes)

    def forward(self, picture: Tensor, heard: Tensor) -> tuple[Tensor, Tensor | None]:
        score, told = self.plain(picture, heard)
        condition = functional.leaky_relu(self.condition(heard), 0.2)
        found = [head(seen, condition) for seen, head in zip(self._seen(picture), self.heads, strict=True)]
        scores = torch.cat(found, 1).float()
        plain = score[:, None].expand(-1, round(self._plain_share * scores.shape[1]))
        return torch.cat([scores, plain], 1), told

    def _seen(self, picture: Tensor) -> list[Tensor]:
        """What each stage makes of pictures."""
        all_seen = []
        for stage in self._eyes[0]:
            picture = stage(picture)
            all_seen.append(picture)
        return all_seen


class _Head(nn.Module):  # type: ignore[misc]  # as above
    """Features (n, channels, side, side) and a condition (n, 4 * width) to scores (n, 2 * 16).

    One score for each place, and one for the whole that counts as much as all of them: places alone do not see that
    parts are where they belong.
    """

    def __init__(self, channels: int, side: int, width: int) -> None:
        super().__init__()
        top = 4 * width
        layers: list[nn.Module] = []
        while side > ENDS_AT:
            after = min(top, max(width, 2 * channels))
            layers += [spectral_norm(nn.Conv2d(channels, after, 4, 2, 1)), nn.LeakyReLU(0.2)]
            channels, side = after, side // 2
        self.places = nn.Sequential(*layers, spectral_norm(nn.Conv2d(channels, top, 3, 1, 1)), nn.LeakyReLU(0.2))
        self.whole = nn.Sequential(spectral_norm(nn.Conv2d(top, top, side)), nn.LeakyReLU(0.2), nn.Flatten())
        self.score = nn.ModuleList(spectral_norm(nn.Linear(top, 1)) for _ in range(2))
        self.match = nn.ModuleList(spectral_norm(nn.Linear(top, top, bias=False)) for _ in range(2))

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        places = self.places(x)
        whole = self.whole(places)
        scores = []
        for kind, features in enumerate((places.flatten(2).transpose(1, 2), whole[:, None])):
            matched = (features * self.match[kind](condition)[:, None]).sum(2) / condition.shape[1] ** 0.5
            scores.append(self.score[kind](features)[:, :, 0] + matched)
        return torch.cat([scores[0], scores[1].expand_as(scores[0])], 1)
