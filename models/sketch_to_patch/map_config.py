"""The configurations of a map of any drawing: network, loss, training. No torch here: recipes are read without it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MapConfig:
    """Widths of the network; the input is (n, 1, 128, 128), 0 to 1."""

    channels: tuple[int, ...] = (16, 32, 64, 128, 160)
    hidden: int = 160
    embedding: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LossConfig:
    """The weights of its parts; the defaults are what ships."""

    masked: bool = True
    """Leave out what cannot be heard."""
    settings: float = 0.1
    geometry: float = 0.2
    classes: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTrainConfig:
    """A training of a map; a recipe changes what differs."""

    network: MapConfig = field(default_factory=MapConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    human: bool = True
    """With people's drawings, or generated ones alone."""
    epochs: int = 14
    batch: int = 64
    learning_rate: float = 2e-3
    averaging: float = 0.995
    largest_gradient: float = 1.0
    seed: int = 2026
