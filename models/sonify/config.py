"""What the decoder of sounds is and how it is trained, as values."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.imagine.config import CriticConfig, Plan


class Meaning(StrEnum):
    """How sounds and pictures come to share a latent space."""

    SUPERVISED = "supervised"
    """By the shared encoders, which were taught with classes that sounds and pictures of one class lie together."""
    PUBLISHED = "published"
    """A picture's latent is drawn to that of one sound of its class, and so is what it is decoded to (AudioVision)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SonifyConfig:
    """A spectrogram of 128 frames and 128 bands to a latent and back."""

    meaning: Meaning = Meaning.SUPERVISED
    detail: int = 128
    """Numbers of the latent beside the meaning, which only sounds have: a picture becomes a place between known sounds
    (see `memory`). With the published meaning they are all of the latent."""
    turns: bool = True
    """Whether it also tells where in each band the sound is, from which phases follow; else they are searched for."""
    encoder_width: int = 16
    top: int = 128
    """Channels of the decoder at 4 × 4 and 8 × 8; half as many at each larger size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SonifyTrainConfig:
    """One training. `images` of the plan counts spectrograms."""

    plan: Plan = field(
        default_factory=lambda: Plan(
            images=400_000, batch=16, probe_images=8_000, averaging_images=4_000, patience_images=400_000, seed=2032
        )
    )
    network: SonifyConfig = field(default_factory=SonifyConfig)
    critic: CriticConfig = field(
        default_factory=lambda: CriticConfig(channels=1, width=16, batch_norm=False, spread=True)
    )
    learning_rate: float = 5e-4
    critic_learning_rate: float = 4e-4
    rebuilt: float = 10.0
    """Weight of the distance of a spectrogram from what is decoded of its latent."""
    turned: float = 1.0
    """Weight of the distance of where in the bands the sound is; loud bands count."""
    squared: bool = False
    """That distance squared, as published, and not absolute, which blurs less."""
    divergence: float = 0.0005
    """Weight of the divergence of the detail from plain noise, in each number, so that what lies between is filled."""
    sharp: float = 0.3
    """Weight of the critic, which hears whether a spectrogram is a real one."""
    sharp_after: int = 40_000
    """Spectrograms until the critic is asked: before, the decoder learns to rebuild."""
    from_picture: float = 1.0
    """Weight of what is decoded of a picture against a sound of its class; for the published meaning alone."""
    latent: float = 1.0 / 200.0
    """Weight of the distance of a picture's latent from a sound's; for the published meaning alone."""
