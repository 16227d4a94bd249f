"""What the three networks of this system are and how they are trained, as values."""

from dataclasses import dataclass, field

from models.imagine.config import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossmodalTrainConfig:
    """One training: first the multimodal layer, then both U-Nets. Sides are in pixels, features lie as pictures too."""

    hidden: int = 1024
    """Numbers of the multimodal layer, a square."""
    noise: int = 32
    width: int = 16
    """Channels of the U-Nets at full size."""
    most_channels: int = 64
    side: int = 64
    """Size at which the second U-Net works; pictures are of 64 pixels."""
    feature_side: int = 32
    """Size at which the first works."""
    layer_steps: int = 1_500
    """Steps of the multimodal layer, which take a few seconds each hundred."""
    layer_learning_rate: float = 1e-3
    alike: float = 1.0
    """Weight of the distance of hidden values of a sound, a picture and both."""
    shared: float = 0.1
    """Weight of the cross-entropies between hidden values, before and after the activation."""
    learning_rate: float = 2e-4
    rebuilt: float = 10.0
    """Weight of the distance of a picture from what the second U-Net makes of its features."""
    feature: float = 2.0
    """Weight of the distance of made features from those of a picture."""
    nearest_of: int = 8
    """That picture is the nearest of so many of the class: a sound has more than one right picture."""
    whole: float = 1.0
    """Weight of the critic that sees pictures made from sounds, through both U-Nets; 0: each is trained by itself."""
    patch: float = 1.0
    """Weight of the critics of patches, one for each U-Net."""
    seen_noise: float = 0.2
    """Deviation of what is added to features before the second U-Net, which later has to do with made ones."""
    critic_width: int = 32
    plan: Plan = field(default_factory=lambda: Plan(images=800_000, seed=2031))
