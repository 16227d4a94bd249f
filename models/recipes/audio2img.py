"""Audio2Img (Lin & Su, 2018): conditioning augmentation and stage I of StackGAN, at a width that two cores train.

Not as published: DiffAugment, the shared encoder, and real pictures the paler, the softer their sound is.
"""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Matching, Rising

CONFIG = ImagineTrainConfig(
    generator=GeneratorConfig(
        top=224, rising=Rising.NEAREST, features_at_full_size=True, noise=100, sampled_condition=True
    ),
    critic=CriticConfig(width=32, matching=Matching.JOINED, spectral_norm=False, classes=False),
    loss=Loss.ENTROPY,
    wrong=1.0,
    beta1=0.5,
    beta2=0.999,
)
