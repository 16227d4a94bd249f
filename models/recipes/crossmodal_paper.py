"""Generating Images from Sounds Using Multimodal Features with its widths and 128 x 128 U-Nets, each by itself.

Not as published: features are those of the shared picture encoder (see `crossmodal`), and no 0.001 scales the critic.
"""

from models.crossmodal.config import CrossmodalTrainConfig

CONFIG = CrossmodalTrainConfig(
    hidden=4096,
    width=64,
    most_channels=512,
    side=128,
    feature_side=128,
    learning_rate=2e-4,
    rebuilt=100.0,
    feature=100.0,
    nearest_of=1,
    whole=0.0,
    seen_noise=0.0,
    critic_width=64,
)
