"""What a recogniser is and how it is trained, as values."""

from dataclasses import dataclass
from enum import StrEnum


class Sense(StrEnum):
    """What a network takes: spectrograms (1, 216, 128) or pictures (3, 64, 64)."""

    SOUND = "sound"
    PICTURE = "picture"


class Block(StrEnum):
    """Architectures, so that two judges do not share their mistakes."""

    RESIDUAL = "residual"
    """Two convolutions and a way past them (He et al., CVPR 2016)."""
    SEPARABLE = "separable"
    """A convolution of each channel by itself, then one across channels (Howard et al., MobileNets, 2017)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserConfig:
    """Widths of the stages, each half the size of the one before; `embedding` numbers say what was recognised."""

    sense: Sense
    block: Block = Block.RESIDUAL
    channels: tuple[int, ...] = (32, 64, 96, 128)
    embedding: int = 128
    dropout: float = 0.2
    bands: int = 128
    """Bands of a spectrogram that are told apart: fewer are averaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserTrainConfig:
    """One training. An epoch shows as many examples as the training split has, every class alike."""

    network: RecogniserConfig
    epochs: int = 60
    batch: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    averaging: float = 0.998
    smoothing: float = 0.1
    mixed: float = 0.5
    """Share of the batches whose examples are mixed in pairs (Zhang et al., "mixup", ICLR 2018)."""
    seed: int = 2026
