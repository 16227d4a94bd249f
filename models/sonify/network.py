"""Encoder and decoder between spectrograms and latents.

Source: Jain et al., "AudioVision" (2019), sections 4.2 and 4.3, after Engel et al., "GANSynth", ICLR 2019: convolutions
alone, not autoregressive.
"""

from itertools import pairwise
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.detail_encoder import SMALLEST, DetailEncoder
from models.imagine.shared_norm import SharedBatchNorm2d
from models.sonify.config import Meaning, SonifyConfig

SIDE: Final = 128
"""Frames and bands of a spectrogram."""


class SpectrogramDecoder(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Meanings and details (n, inputs) to spectrograms (n, 1, 128, 128), -1 to 1: time first, then bands.

    With `turns` there is a second channel: where in each band the sound is.
    """

    def __init__(self, config: SonifyConfig, meaning: int) -> None:
        super().__init__()
        self.heard = meaning
        self.inputs = meaning + config.detail
        widths = [config.top, config.top, *(config.top // 2**step for step in range(1, 5))]
        self.begin = nn.Linear(self.inputs, config.top * SMALLEST**2)
        self.rise = nn.ModuleList(_Rise(a, b) for a, b in pairwise(widths))
        self.paint = nn.Conv2d(widths[-1], 2 if config.turns else 1, 5, 1, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.begin(x).unflatten(1, (-1, SMALLEST, SMALLEST)).contiguous(memory_format=torch.channels_last)
        for rise in self.rise:
            x = rise(x)
        return torch.tanh(self.paint(x))


class _Rise(nn.Module):  # type: ignore[misc]  # as above
    """Twice the size: a transposed convolution, and a way past it."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.norm = SharedBatchNorm2d(before)
        self.body = nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False)
        self.inner = nn.Sequential(SharedBatchNorm2d(after), nn.ReLU(), nn.Conv2d(after, after, 3, 1, 1))
        self.past = nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        past = functional.interpolate(self.past(x), scale_factor=2, mode="nearest")
        return past + self.inner(self.body(functional.relu(self.norm(x))))


class Sonifier(nn.Module):  # type: ignore[misc]  # as above
    """All that is learnt. `from_picture`, three linear layers in a row, is for the published meaning alone."""

    def __init__(self, config: SonifyConfig, meaning: int) -> None:
        super().__init__()
        self.config = config
        published = config.meaning is Meaning.PUBLISHED
        self.detail = DetailEncoder(channels=1, side=SIDE, width=config.encoder_width, numbers=config.detail)
        self.decoder = SpectrogramDecoder(config, 0 if published else meaning)
        layers = (nn.Linear(meaning, 256), nn.Linear(256, 128), nn.Linear(128, config.detail))
        self.from_picture: Any = nn.Sequential(*layers) if published else None

    def latent_of(self, meaning: Tensor, detail: Tensor) -> Tensor:
        """What the decoder takes."""
        return detail if self.from_picture is not None else torch.cat([meaning, detail], 1)
