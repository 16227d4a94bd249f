"""What critics and generators play for; scores (n,) before any squashing."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.config import Loss


def critic_loss(loss: Loss, real: Tensor, made: list[Tensor]) -> Tensor:
    """Smaller the better the critic tells real ones from the others; `made` has made ones and wrongly matched ones.

    Where there are two kinds of others, each counts half (Reed et al., "Generative adversarial text to image
    synthesis", ICML 2016).
    """
    if loss is Loss.WASSERSTEIN:
        return torch.stack([it.mean() for it in made]).mean() - real.mean()
    if loss is Loss.HINGE:
        return (
            functional.relu(1.0 - real).mean() + torch.stack([functional.relu(1.0 + it).mean() for it in made]).mean()
        )
    return functional.softplus(-real).mean() + torch.stack([functional.softplus(it).mean() for it in made]).mean()


def generator_loss(loss: Loss, made: Tensor) -> Tensor:
    """Smaller the more the critic takes what was made for real."""
    return functional.softplus(-made).mean() if loss is Loss.ENTROPY else -made.mean()


def condition_divergence(mean: Tensor, log_deviation: Tensor) -> Tensor:
    """Kullback-Leibler divergence of a sampled condition from plain noise, mean of its numbers (StackGAN's unit)."""
    mean, log_deviation = mean.float(), log_deviation.float()
    return 0.5 * (mean.square() + (2.0 * log_deviation).exp() - 1.0 - 2.0 * log_deviation).mean()


def gradient_penalty(critic: nn.Module, real: Tensor, made: Tensor, heard: Tensor, share: Tensor) -> Tensor:
    """How far the slope of the scores is from 1 between real and made pictures (Gulrajani et al., 2017)."""
    between = torch.lerp(real.float(), made.float(), share).requires_grad_(True)
    score, _ = critic(between, heard)
    (slope,) = torch.autograd.grad(score.sum(), between, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1.0).square().mean()


def real_slope(critic: nn.Module, real: Tensor, heard: Tensor) -> Tensor:
    """Half the mean squared slope of the scores at real pictures (R1; Mescheder et al., ICML 2018)."""
    real = real.detach().float().requires_grad_(True)
    score, _ = critic(real, heard)
    (slope,) = torch.autograd.grad(score.sum(), real, create_graph=True)
    return 0.5 * slope.square().sum((1, 2, 3)).mean()
