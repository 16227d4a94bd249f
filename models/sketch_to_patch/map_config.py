"""The configurations of a map of any drawing: network, loss, training. No torch here: recipes are read without it."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MapConfig:
    """Widths of the network; the input is (n, 1, 128, 128), 0 to 1."""

    body: Literal["compact", "inception"] = "compact"
    heads: Literal["fit", "plain"] = "fit"
    """Heads that fit the parameters, or a sigmoid for each of the 33 values as in the paper."""
    channels: tuple[int, ...] = (16, 32, 64, 128, 160)
    hidden: int = 160
    embedding: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LossConfig:
    """The weights of its parts; the defaults are what ships."""

    squared: bool = False
    """The mean square of all values, as in the paper; nothing else then counts."""
    masked: bool = True
    """Leave out what cannot be heard."""
    hertz: bool = False
    """Frequencies are compared in hertz rather than on their logarithmic knobs."""
    settings: float = 0.1
    geometry: float = 0.2
    classes: float = 0.1
    sound: float = 0.0
    """Distance of the sounds themselves, as `models.sketch_to_patch.sound_space` hears them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTrainConfig:
    """A training of a map; a recipe changes what differs."""

    network: MapConfig = field(default_factory=MapConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    human: bool = True
    """With people's drawings, or generated ones alone."""
    epochs: int = 24
    batch: int = 64
    learning_rate: float = 2e-3
    averaging: float = 0.995
    largest_gradient: float = 1.0
    seed: int = 2026
