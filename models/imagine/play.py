"""Generator and critic at play: their steps, and how they are kept on disk."""

import copy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig, Loss
from models.imagine.critic import Critic
from models.imagine.diff_augment import diff_augment
from models.imagine.draws import Draws, rank_of
from models.imagine.generator import Generator
from models.imagine.lessons import Lessons
from models.imagine.losses import condition_divergence, critic_loss, generator_loss, gradient_penalty
from models.recognise.precision import quick
from models.training_state import load_state, save_state


@dataclass
class Place:
    """Where a training is."""

    images: int = 0
    steps: int = 0
    best_error: float = float("inf")
    best_images: int = 0
    best_spread: float = 0.0
    rolled_back: int = 0


@dataclass
class Play:
    """Everything that changes in a training, and that a checkpoint holds."""

    config: ImagineTrainConfig
    generator: Generator
    critic: Critic
    averaged: Generator = field(init=False)
    optimisers: dict[str, torch.optim.Optimizer] = field(init=False)
    place: Place = field(default_factory=Place)

    def __post_init__(self) -> None:
        self.averaged = copy.deepcopy(self.generator).requires_grad_(False).eval()
        it = self.config
        betas = (it.beta1, it.beta2)
        self.optimisers = {
            "adam_generator": torch.optim.Adam(self.generator.parameters(), it.learning_rate, betas, fused=True),
            "adam_critic": torch.optim.Adam(self.critic.parameters(), it.critic_learning_rate, betas, fused=True),
        }

    @property
    def _networks(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "critic": self.critic, "averaged": self.averaged}

    def save(self, path: Path) -> None:
        """Keep everything."""
        facts = {name: repr(value) for name, value in asdict(self.place).items()}
        save_state(path, self._networks, self.optimisers, facts)

    def load(self, path: Path) -> None:
        """Put everything back. Raises ModelError."""
        facts = load_state(path, self._networks, self.optimisers)
        try:
            self.place = Place(
                **{name: type(value)(facts[name]) for name, value in asdict(Place()).items()}  # type: ignore[arg-type]
            )
        except (KeyError, ValueError):
            raise ModelError(f"{path} does not fit this version. Train into another folder.") from None

    @property
    def small(self) -> bool:
        """Whether pictures of 32 × 32 are shown yet."""
        return self.generator.config.grown and self.place.images < self.config.small_images


def new_play(config: ImagineTrainConfig, *, heard: int, classes: int, device: str) -> Play:
    """Networks and optimisers before the first step."""
    torch.manual_seed(config.seed)
    generator = Generator(config.generator, heard)
    critic = Critic(config.critic, heard=heard, classes=classes, grown=config.generator.grown)
    for network in (generator, critic):
        for layer in network.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) and not hasattr(layer, "parametrizations"):
                nn.init.normal_(layer.weight, std=0.02)
    if config.generator.grown:
        nn.init.zeros_(generator.paint.weight)
    return Play(
        config,
        generator.to(device, memory_format=torch.channels_last),
        critic.to(device, memory_format=torch.channels_last),
    )


def play_step(play: Play, lessons: Lessons) -> dict[str, Tensor]:
    """One step of the critic and those of the generator; returns losses, and moves on by one batch."""
    config, device = play.config, lessons.device
    play.generator.train()
    play.critic.train()
    draws = Draws(config.seed, play.place.steps, config.batch)
    losses: dict[str, Tensor] = {}
    for turn in range(config.generator_steps):
        drawn = lessons.draw(draws, seen=config.seen, mirrored=config.mirrored)
        with quick(device, wanted=config.half):
            mean, log_deviation, concrete = play.generator.parts(_inputs(play.generator, drawn.heard, draws))
            made = play.generator.paint_from(concrete, small=play.small)
        if turn == 0:
            losses |= _critic_step(play, drawn, made.detach().float(), draws)
        play.critic.requires_grad_(False)
        with quick(device, wanted=config.half):
            score, told = play.critic(_shown(play, made, draws), drawn.heard)
        loss = losses["generator"] = generator_loss(config.loss, score)
        if told is not None:
            held = losses["generator_classes"] = functional.cross_entropy(told.float(), drawn.labels)
            ramp = 0.2 + 0.8 * min(1.0, play.place.images / config.classes_ramp) if config.classes_ramp else 1.0
            loss = loss + config.classes_weight * ramp * held
        if config.generator.sampled_condition:
            spread = losses["condition"] = condition_divergence(mean, log_deviation)
            loss = loss + config.condition_weight * spread
        _step(play.optimisers["adam_generator"], loss, play.generator)
        play.critic.requires_grad_(True)
        _average(play)
    play.place.steps += 1
    play.place.images += config.batch
    return losses


def _critic_step(play: Play, drawn: Any, made: Tensor, draws: Draws) -> dict[str, Tensor]:
    config = play.config
    real = functional.avg_pool2d(drawn.pictures, 2) if play.small else drawn.pictures
    also_wrong = draws.once() < config.wrong
    with quick(made.device.type, wanted=config.half):
        real_score, told = play.critic(_shown(play, real, draws), drawn.heard)
        others = [play.critic(_shown(play, made, draws), drawn.heard)[0]]
        if also_wrong:
            wrong = functional.avg_pool2d(drawn.wrong, 2) if play.small else drawn.wrong
            others.append(play.critic(_shown(play, wrong, draws), drawn.heard)[0])
    losses = {"critic": critic_loss(config.loss, real_score, others)}
    losses |= {"real": real_score.detach().mean(), "made": others[0].detach().mean()}
    loss = losses["critic"]
    if told is not None:
        losses["critic_classes"] = functional.cross_entropy(told.float(), drawn.labels)
        loss = loss + config.classes_weight * losses["critic_classes"]
    if config.loss is Loss.WASSERSTEIN:
        share = draws.uniform(1, 1, 1).to(made.device)
        losses["slope"] = gradient_penalty(play.critic, real, made, drawn.heard, share)
        loss = loss + config.gradient_weight * losses["slope"]
    if config.critic_decay:
        loss = loss + config.critic_decay * real_score.square().mean()
    _step(play.optimisers["adam_critic"], loss, play.critic)
    return losses


def _inputs(generator: Generator, heard: Tensor, draws: Draws) -> Tensor:
    return torch.cat([heard, draws.normal(generator.inputs - generator.heard).to(heard.device)], 1)


def _shown(play: Play, pictures: Tensor, draws: Draws) -> Tensor:
    pictures = diff_augment(pictures.float(), draws) if play.config.augment else pictures
    return pictures.contiguous(memory_format=torch.channels_last)


def _step(optimiser: torch.optim.Optimizer, loss: Tensor, network: nn.Module) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    _, processes = rank_of()
    if processes > 1:
        slopes = [weight.grad for weight in network.parameters() if weight.grad is not None]
        together = torch.cat([slope.flatten() for slope in slopes])
        distributed.all_reduce(together)
        for slope, part in zip(slopes, together.div_(processes).split([it.numel() for it in slopes]), strict=True):
            slope.copy_(part.view_as(slope))
    optimiser.step()


@torch.no_grad()
def _average(play: Play) -> None:
    """Move the averaged generator towards the last: half the way in `averaging_images`, quicker at the beginning."""
    half_life = min(play.config.averaging_images, 0.1 * play.place.images + 1.0)
    kept = 0.5 ** (play.config.batch / half_life)
    for mean, last in zip(play.averaged.state_dict().values(), play.generator.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(last, 1.0 - kept)
        else:
            mean.copy_(last)
