"""The other direction of AudioVision: pictures from the shared latent space, learnt from sounds and pictures alike.

Half of each batch are real pictures drawn again from what they mean and from their details, as its image branch does; a
critic keeps them sharp, as squared distances alone do not.
"""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Plan, Rising

CONFIG = ImagineTrainConfig(
    plan=Plan(seed=2033, slow_after=150_000),
    generator=GeneratorConfig(top=128, noise=32, rising=Rising.NEAREST, features_at_full_size=True),
    critic=CriticConfig(width=32, spectral_norm=False, batch_norm=False),
    loss=Loss.ENTROPY,
    learning_rate=5e-4,
    critic_learning_rate=5e-4,
    beta2=0.99,
    slope_of_real=1.0,
    seen=0.2,
    redrawn=0.5,
    redrawn_features=0.5,
)
