"""Audio to Scene (Wan et al., ICASSP 2019) at a width that two cores train.

Not as published: one step of each network in turn, DiffAugment, the shared encoder, and real pictures the paler, the
softer their sound is, so that loudness can be learnt.
"""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig

CONFIG = ImagineTrainConfig(
    generator=GeneratorConfig(noise=10, condition=128),
    critic=CriticConfig(width=32),
    beta1=0.5,
    beta2=0.999,
)
