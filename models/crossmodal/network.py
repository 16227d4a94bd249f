"""The multimodal layer, the U-Nets and the critics of patches.

Source: "Generating Images from Sounds Using Multimodal Features and GANs" (under review at ICLR 2019), sections 5.1
to 5.4; U-Net and critic of patches after Isola et al., "Image-to-image translation", CVPR 2017.
"""

from itertools import pairwise
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from models.crossmodal.config import CrossmodalTrainConfig
from models.imagine.shared_norm import SharedBatchNorm2d

FOLD: Final = 8
"""Eight by eight channels of a place become a square of a feature picture, so that things stay where they are."""

Shape = tuple[int, int, int]
"""Channels, rows and columns of what the picture encoder sees at each place."""


class MultimodalLayer(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """What a sound (n, sound) and a picture (n, picture) have in common, (n, hidden), and scores of classes."""

    def __init__(self, *, sound: int, picture: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.sound = nn.Linear(sound, hidden)
        self.picture = nn.Linear(picture, hidden)
        self.classify = nn.Linear(hidden, classes)

    def forward(self, sound: Tensor | None, picture: Tensor | None) -> tuple[Tensor, Tensor]:
        """Hidden values before the activation, and the scores; of both, half of their sum."""
        parts = []
        if sound is not None:
            parts.append(self.sound(sound))
        if picture is not None:
            parts.append(self.picture(picture))
        hidden = torch.stack(parts).mean(0)
        return hidden, self.classify(torch.relu(hidden))


class UNet(nn.Module):  # type: ignore[misc]  # as above
    """Pictures (n, before, side, side) to (n, after, side, side): half the size at each step, and back again."""

    def __init__(self, before: int, after: int, *, side: int, width: int, most: int) -> None:
        super().__init__()
        falls = side.bit_length() - 1  # down to one place that sees all
        widths = [min(most, width * 2**step) for step in range(falls)]
        self.down = nn.ModuleList(
            _down(a, b, normed=0 < place < falls - 1) for place, (a, b) in enumerate(pairwise([before, *widths]))
        )
        ups = []
        for place in range(falls - 1, 0, -1):
            wide = widths[place] * (1 if place == falls - 1 else 2)
            ups.append(_up(wide, widths[place - 1]))
        self.up = nn.ModuleList(ups)
        self.paint = nn.ConvTranspose2d(2 * widths[0], after, 4, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        kept = []
        for down in self.down:
            x = down(x)
            kept.append(x)
        x = kept.pop()
        for up in self.up:
            x = torch.cat([up(x), kept.pop()], 1)
        return self.paint(x)


def _down(before: int, after: int, *, normed: bool) -> nn.Module:
    layers: list[nn.Module] = [nn.Conv2d(before, after, 4, 2, 1, bias=not normed)]
    if normed:
        layers.append(SharedBatchNorm2d(after))
    return nn.Sequential(*layers, nn.LeakyReLU(0.2))


def _up(before: int, after: int) -> nn.Module:
    return nn.Sequential(nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), SharedBatchNorm2d(after), nn.ReLU())


class PatchCritic(nn.Module):  # type: ignore[misc]  # as above
    """Scores of patches (n, ...) of what was made (n, made, side, side) from what was given (n, given, side, side)."""

    def __init__(self, given: int, made: int, *, width: int) -> None:
        super().__init__()
        widths = [given + made, width, 2 * width, 4 * width]
        self.body = nn.Sequential(
            *(
                layer
                for a, b in pairwise(widths)
                for layer in (spectral_norm(nn.Conv2d(a, b, 4, 2, 1)), nn.LeakyReLU(0.2))
            ),
            spectral_norm(nn.Conv2d(widths[-1], 1, 3, 1, 1)),
        )

    def forward(self, given: Tensor, made: Tensor) -> Tensor:
        return self.body(torch.cat([given, made], 1)).float()


class CrossmodalPainter(nn.Module):  # type: ignore[misc]  # as above
    """From what was heard (n, heard) and noise to pictures (n, 3, 64, 64), -1 to 1. The loudness is not used."""

    def __init__(self, config: CrossmodalTrainConfig, *, heard: int, seen: Shape, classes: int) -> None:
        super().__init__()
        self.config, self.heard = config, heard
        self.feature_channels, self.feature_side = seen[0] // FOLD**2, seen[1] * FOLD
        self.layer = MultimodalLayer(sound=heard - 1, picture=2 * seen[0], hidden=config.hidden, classes=classes)
        self.hidden_side = round(config.hidden**0.5)
        self.stir = nn.Linear(config.noise, config.hidden)
        shape = {"width": config.width, "most": config.most_channels}
        self.to_features = UNet(2, self.feature_channels, side=config.feature_side, **shape)
        self.to_picture = UNet(self.feature_channels, 3, side=config.side, **shape)

    @property
    def inputs(self) -> int:
        """Numbers of one input."""
        return self.heard + self.config.noise

    def as_plane(self, hidden: Tensor) -> Tensor:
        """Hidden values as a picture of the size at which the first U-Net works."""
        plane = hidden.unflatten(1, (1, self.hidden_side, self.hidden_side))
        return resized(plane, self.config.feature_side)

    def features_of(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The plane of the hidden values of inputs (n, inputs), and the features made from it."""
        heard, noise = x[:, : self.heard - 1], x[:, self.heard :]
        plane = self.as_plane(self.layer(heard, None)[0])
        made = self.to_features(torch.cat([plane, self.as_plane(self.stir(noise))], 1))
        return plane, resized(made, self.feature_side)

    def picture_of(self, features: Tensor) -> Tensor:
        """Pictures of feature pictures."""
        return torch.tanh(resized(self.to_picture(resized(features, self.config.side)), 64))

    def forward(self, x: Tensor) -> Tensor:
        return self.picture_of(self.features_of(x)[1])


def as_features(places: Tensor) -> Tensor:
    """What the picture encoder sees at each place (n, *Shape) as feature pictures: things stay where they are."""
    return functional.pixel_shuffle(places, FOLD)


def pooled(places: Tensor) -> Tensor:
    """Mean and largest of all places, (n, 2 * channels): what the multimodal layer takes of a picture."""
    return torch.cat([places.mean((2, 3)), places.amax((2, 3))], 1)


def resized(x: Tensor, side: int) -> Tensor:
    """Pictures (n, channels, any, any) at a size."""
    if x.shape[-1] == side:
        return x
    return functional.interpolate(x, size=(side, side), mode="bilinear", align_corners=False)
