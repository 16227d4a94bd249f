"""What an epoch of training sees: the paper's pictures, split, and fresh human-like drawings."""

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.figures import PAPER_PICTURES, paper_set
from models.sketch_to_patch.hand import human_set
from models.sketch_to_patch.picture import fit_square

Rasters = NDArray[np.uint8]
Figures = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """The paper's experiment; a recipe changes what differs."""

    network: Literal["compact", "inception"] = "compact"
    pictures: int = PAPER_PICTURES
    training_share: float = 0.7
    human_like_per_epoch: int = 0
    """Fresh human-like figures added to every epoch; 0 is the paper's set alone."""
    epochs: int = 100
    batch: int = 20
    learning_rate: float = 1e-3
    averaging: float = 0.0
    """Share of the old weights in their running average at every step; 0 keeps the last weights."""
    largest_gradient: float = 0.0
    """Longer gradients are cut to this length; 0 leaves them. A few odd drawings have gradients a thousand times as
    long as the rest, and Adam, which divides by the usual length, would then hardly correct small errors."""
    seed: int = 2020
    judged_every: int = 1
    """Epochs from one judgement to the next; the last epoch is always judged."""
    pixels: int = 128
    """Side of the network's input; a raster of 128 is scaled to it."""


def as_input(rasters: Rasters, pixels: int) -> Rasters:
    """Rasters (n, 128, 128) at the side the network takes: (n, pixels, pixels)."""
    if pixels == rasters.shape[1]:
        return rasters
    return np.stack([fit_square(raster, pixels) for raster in rasters])


def paper_split(config: TrainConfig) -> tuple[Rasters, Figures, Rasters, Figures]:
    """The paper's pictures, shuffled by the seed: training pictures and figures, validation ones."""
    pictures, figures = paper_set(config.seed, config.pictures)
    order = np.random.default_rng(config.seed).permutation(len(pictures))
    cut = round(config.training_share * len(pictures))
    train, held = order[:cut], order[cut:]
    return pictures[train], figures[train], pictures[held], figures[held]


def epoch_data(config: TrainConfig, epoch: int, pictures: Rasters, figures: Figures) -> tuple[Rasters, Figures]:
    """Pictures and figures of one epoch, shuffled; the same for the same seed and epoch."""
    if config.human_like_per_epoch:
        drawn, shown = human_set(config.seed * 1_000_003 + epoch, config.human_like_per_epoch)
        pictures, figures = np.concatenate([pictures, drawn]), np.concatenate([figures, shown])
    order = np.random.default_rng([config.seed, epoch]).permutation(len(pictures))
    return pictures[order], figures[order]


def fingerprint(*arrays: NDArray[np.uint8] | NDArray[np.int64]) -> str:
    """SHA-256 of the data a run learns from, so that two runs can be told apart."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(str(array.shape).encode() + np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
