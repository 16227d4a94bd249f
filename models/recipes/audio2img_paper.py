"""Audio2Img with the widths of StackGAN's stage I, which it follows, and without DiffAugment."""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Matching, Plan, Rising

CONFIG = ImagineTrainConfig(
    plan=Plan(batch=64),
    generator=GeneratorConfig(
        top=1024, rising=Rising.NEAREST, features_at_full_size=True, noise=100, sampled_condition=True
    ),
    critic=CriticConfig(width=64, matching=Matching.JOINED, spectral_norm=False, classes=False),
    loss=Loss.ENTROPY,
    wrong=1.0,
    beta1=0.5,
    beta2=0.999,
    augment=False,
    paler=False,
)
