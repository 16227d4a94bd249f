"""What the two encoders are and how they are trained together, as values."""

from dataclasses import dataclass

from models.recognise.config import RecogniserConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class SensesTrainConfig:
    """One training. An epoch shows as many pictures as the training split has, every class alike."""

    sound: RecogniserConfig
    picture: RecogniserConfig
    epochs: int = 40
    sounds_a_batch: int = 32
    pictures_a_batch: int = 96
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    averaging: float = 0.998
    smoothing: float = 0.1
    mixed: float = 0.5
    """Share of the batches whose examples are mixed in pairs of the same sense; those are not aligned."""
    alignment: float = 0.5
    """Weight of what brings sounds and pictures of a class together, beside telling classes apart."""
    temperature: float = 0.1
    seed: int = 2028
