"""Ours: a critic of pixels and a critic that sees through the shared picture encoder; the condition in every layer.

The critics play for entropy with a penalty on the slope at real pictures; pictures with sounds of other classes count
as wrong, and the generator learns from sounds and from pictures alike. Half of each batch are real pictures drawn
again. In use it is told what it hears through a focus on the kinds that lie near. See TRAINING.md for what each part
was worth, and for the stages in which the shipped weights were trained: they drew nothing again until 300,000
pictures, and had the shorter average throughout.
"""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Plan, Rising

CONFIG = ImagineTrainConfig(
    plan=Plan(images=6_000_000, slow_after=200_000, averaging_images=50_000),
    generator=GeneratorConfig(
        rising=Rising.NEAREST, features_at_full_size=True, refined=True, sampled_condition=True, conditioned_norm=True
    ),
    critic=CriticConfig(spectral_norm=False, batch_norm=False, spread=True, projected=True, eyes=0.3),
    loss=Loss.ENTROPY,
    learning_rate=5e-4,
    critic_learning_rate=5e-4,
    beta2=0.99,
    slope_of_real=1.0,
    wrong=0.25,
    classes_weight=0.25,
    classes_ramp=50_000,
    condition_weight=0.5,
    seen=0.2,
    redrawn=0.5,
    divergence=0.004,
    focus=0.6,
)
