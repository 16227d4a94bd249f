"""The other direction of AudioVision: pictures from the shared latent space, learnt from sounds and pictures alike."""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Plan

CONFIG = ImagineTrainConfig(
    plan=Plan(seed=2033),
    generator=GeneratorConfig(top=128, noise=32),
    critic=CriticConfig(width=32, spectral_norm=False, batch_norm=False),
    loss=Loss.ENTROPY,
    learning_rate=5e-4,
    critic_learning_rate=5e-4,
    beta2=0.99,
    slope_of_real=1.0,
    seen=0.5,
)
