"""Ours: small pictures first, condition in every layer, a critic that hears, wrong pairs, DiffAugment.

The critic has no spectral normalisation but a penalty on its slope at real pictures: in equal time that was nearer to
real pictures and twice as often right (see TRAINING.md).
"""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Plan

CONFIG = ImagineTrainConfig(
    plan=Plan(images=6_000_000),
    generator=GeneratorConfig(noise=64, sampled_condition=True, conditioned_norm=True, grown=True),
    critic=CriticConfig(width=32, spectral_norm=False, batch_norm=False, spread=True),
    loss=Loss.ENTROPY,
    learning_rate=5e-4,
    critic_learning_rate=5e-4,
    beta2=0.99,
    slope_of_real=1.0,
    wrong=0.25,
    classes_weight=0.5,
    classes_ramp=100_000,
    condition_weight=0.5,
    seen=0.2,
    small_images=250_000,
)
