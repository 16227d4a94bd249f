"""Other sounds and pictures that show the same, so that a network does not learn the examples by heart.

Everything works on whole batches on any device, by torch's own random numbers.
"""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from models.paired.features import LOUDEST_DB, SILENCE_DB

RANGE_DB: Final = LOUDEST_DB - SILENCE_DB
GAINS_DB: Final = (-24.0, 6.0)
"""A sound may be as far away as this. Recordings were brought to full scale."""
MOST_BANDS: Final = 20
MOST_FRAMES: Final = 40
"""What is hidden of a spectrogram at most (Park et al., "SpecAugment", Interspeech 2019)."""
SHIFT: Final = 6
"""Pixels that a picture is moved by at most."""
HIDDEN: Final = 20
"""Side of the square that is hidden of a picture (DeVries & Taylor, "Cutout", 2017)."""


def sounds_anew(batch: Tensor, gains_db: tuple[float, float] = GAINS_DB) -> Tensor:
    """Spectrograms (n, 1, frames, bands), 0 to 1: louder or softer, earlier or later, bands and moments hidden."""
    n, _, frames, bands = batch.shape
    gain = torch.empty(n, 1, 1, 1, device=batch.device).uniform_(*gains_db) / RANGE_DB
    batch = torch.where(batch > 0.0, (batch + gain).clamp_(0.0, 1.0), batch)
    turned = (torch.arange(frames, device=batch.device) + torch.randint(frames, (n, 1), device=batch.device)) % frames
    batch = batch.gather(2, turned[:, None, :, None].expand(-1, 1, -1, bands))
    for size, most, axis in ((frames, MOST_FRAMES, 2), (bands, MOST_BANDS, 3)):
        for _ in range(2):
            batch = batch * ~_span(n, size, most, batch.device).unflatten(1, (1, -1, 1) if axis == 2 else (1, 1, -1))
    return batch


def pictures_anew(batch: Tensor) -> Tensor:
    """Pictures (n, 3, h, w), 0 to 1: mirrored, moved, in another light, a square hidden."""
    n, _, height, width = batch.shape
    device = batch.device
    batch = torch.where(torch.rand(n, 1, 1, 1, device=device) < 0.5, batch.flip(3), batch)
    moved = functional.pad(batch, (SHIFT,) * 4, mode="reflect")
    down, right = (torch.randint(2 * SHIFT + 1, (n,), device=device) for _ in range(2))
    rows = down[:, None] + torch.arange(height, device=device)
    columns = right[:, None] + torch.arange(width, device=device)
    each = torch.arange(n, device=device)[:, None, None]
    batch = moved.permute(0, 2, 3, 1)[each, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
    light, contrast, colour = (torch.empty(n, 1, 1, 1, device=device).uniform_(-0.25, 0.25) for _ in range(3))
    grey = batch.mean(1, keepdim=True)
    batch = grey + (batch - grey) * (1.0 + 2.0 * colour)
    mean = batch.mean((1, 2, 3), keepdim=True)
    batch = (mean + (batch - mean) * (1.0 + contrast) + 0.6 * light).clamp(0.0, 1.0)
    hidden = _span(n, height, HIDDEN, device)[:, :, None] & _span(n, width, HIDDEN, device)[:, None, :]
    return torch.where(hidden[:, None], mean, batch)


def _span(n: int, size: int, most: int, device: torch.device) -> Tensor:
    """True along a random stretch of up to `most` of `size` places, (n, size)."""
    length = torch.randint(most + 1, (n, 1), device=device)
    start = (torch.rand(n, 1, device=device) * (size - length + 1)).long()
    places = torch.arange(size, device=device)
    return (places >= start) & (places < start + length)
