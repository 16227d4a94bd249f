"""The generators: from what was heard, noise and jitter to a picture of 64 × 64 pixels."""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.config import GeneratorConfig, Rising
from models.imagine.shared_norm import SharedBatchNorm2d

SMALLEST: Final = 4
SIZES: Final = (8, 16, 32, 64)


class Generator(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """`forward` takes (n, `inputs`): what was heard (n, heard), noise, and jitter of the condition where it is sampled.

    Gives pictures (n, 3, 64, 64), -1 to 1. Sources: Zhang et al., "StackGAN", ICCV 2017, stage I; Wan et al.,
    "Towards Audio to Scene Image Synthesis", ICASSP 2019, section 4.1; Brock et al., "Large scale GAN training", ICLR
    2019.
    """

    def __init__(self, config: GeneratorConfig, heard: int) -> None:
        super().__init__()
        self.config = config
        self.heard = heard
        taken_in = config.condition * (2 if config.sampled_condition else 1)
        self.listen = nn.Linear(heard, taken_in)
        self.drawn = config.condition + config.noise
        widths = [config.top // 2**step for step in range(len(SIZES) + 1)]
        self.begin = nn.Linear(self.drawn, config.top * SMALLEST**2, bias=False)
        self.begin_norm = _Norm(config.top, self.drawn if config.conditioned_norm else 0)
        rises = range(len(SIZES) if config.features_at_full_size else len(SIZES) - 1)
        self.rise = nn.ModuleList(
            _Rise(
                widths[i],
                widths[i + 1],
                config.rising,
                self.drawn if config.conditioned_norm else 0,
                refined=config.refined and SIZES[i] < SIZES[-1],
            )
            for i in rises
        )
        if config.features_at_full_size:
            self.paint = nn.Conv2d(widths[4], 3, 3, 1, 1)
        else:
            self.paint = _rising(widths[3], 3, config.rising, bias=True)

    @property
    def inputs(self) -> int:
        """Numbers of one input."""
        return self.heard + self.config.noise + (self.config.condition if self.config.sampled_condition else 0)

    def parts(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The input as the condition's mean, the logarithm of its deviation, and what is drawn from them and noise."""
        heard, noise, jitter = x.split([self.heard, self.config.noise, x.shape[1] - self.heard - self.config.noise], 1)
        taken_in = functional.leaky_relu(self.listen(heard), 0.2)
        if not self.config.sampled_condition:
            return taken_in, torch.zeros_like(taken_in), torch.cat([taken_in, noise], 1)
        mean, log_deviation = taken_in.chunk(2, 1)
        return mean, log_deviation, torch.cat([mean + jitter * log_deviation.exp(), noise], 1)

    def paint_from(self, drawn: Tensor) -> Tensor:
        """Pictures from what was drawn."""
        x = self.begin(drawn).unflatten(1, (-1, SMALLEST, SMALLEST)).contiguous(memory_format=torch.channels_last)
        x = functional.relu(self.begin_norm(x, drawn))
        for rise in self.rise:
            x = rise(x, drawn)
        return torch.tanh(self.paint(x))

    def forward(self, x: Tensor) -> Tensor:
        return self.paint_from(self.parts(x)[2])


def _rising(before: int, after: int, rising: Rising, *, bias: bool = False) -> nn.Module:
    if rising is Rising.DECONVOLUTION:
        return nn.ConvTranspose2d(before, after, 4, 2, 1, bias=bias)
    return nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(before, after, 3, 1, 1, bias=bias))


class _Rise(nn.Module):  # type: ignore[misc]  # as above
    """Twice the size, normalised; then, if `refined`, what one more convolution adds."""

    def __init__(self, before: int, after: int, rising: Rising, drawn: int, *, refined: bool) -> None:
        super().__init__()
        self.body = _rising(before, after, rising)
        self.norm = _Norm(after, drawn)
        self.refine = nn.Conv2d(after, after, 3, 1, 1, bias=False) if refined else None
        self.refined_norm = _Norm(after, drawn) if refined else None

    def forward(self, x: Tensor, drawn: Tensor) -> Tensor:
        x = functional.relu(self.norm(self.body(x), drawn))
        if self.refine is None or self.refined_norm is None:
            return x
        return functional.relu(x + self.refined_norm(self.refine(x), drawn))


class _Norm(nn.Module):  # type: ignore[misc]  # as above
    """Batch normalisation, whose scale and shift follow what is drawn if `drawn` is not 0."""

    def __init__(self, channels: int, drawn: int) -> None:
        super().__init__()
        self.norm = SharedBatchNorm2d(channels, affine=not drawn)
        self.follow = nn.Linear(drawn, 2 * channels) if drawn else None
        if self.follow is not None:
            nn.init.normal_(self.follow.weight, std=0.02)
            nn.init.zeros_(self.follow.bias)

    def forward(self, x: Tensor, drawn: Tensor) -> Tensor:
        x = self.norm(x)
        if self.follow is None:
            return x
        scale, shift = self.follow(drawn)[:, :, None, None].chunk(2, 1)
        return x * (1.0 + scale) + shift
