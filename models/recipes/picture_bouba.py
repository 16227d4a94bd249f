"""Ours: small pictures first, condition in every layer, a critic that hears, wrong pairs, DiffAugment."""

from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Plan

CONFIG = ImagineTrainConfig(
    generator=GeneratorConfig(noise=64, sampled_condition=True, conditioned_norm=True, grown=True),
    critic=CriticConfig(width=32, batch_norm=False, spread=True),
    plan=Plan(batch=64),
    critic_learning_rate=4e-4,
    wrong=0.25,
    classes_weight=0.5,
    classes_ramp=100_000,
    condition_weight=0.5,
    seen=0.2,
    small_images=400_000,
)
