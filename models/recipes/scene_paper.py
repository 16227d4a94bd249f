"""Audio to Scene with the widths and the balance of steps of the released code: five of the generator for each one."""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig

CONFIG = ImagineTrainConfig(
    generator=GeneratorConfig(top=1600, noise=10, condition=128),
    critic=CriticConfig(width=200),
    generator_steps=5,
    beta1=0.5,
    beta2=0.999,
    augment=False,
    paler=False,
)
