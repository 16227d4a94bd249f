"""A generator and its critic at play: what one step of each is."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrize

from models.imagine.config import CriticConfig, ImagineTrainConfig, Loss
from models.imagine.critic import Critic
from models.imagine.diff_augment import diff_augment
from models.imagine.draws import Draws
from models.imagine.generator import Generator
from models.imagine.lessons import Drawn, Lessons
from models.imagine.listener import PICTURE
from models.imagine.losses import condition_divergence, critic_loss, generator_loss, gradient_penalty, real_slope
from models.imagine.projected_critic import ProjectedCritic
from models.imagine.redrawing import Redrawing
from models.imagine.trainee import Trainee
from models.recognise.precision import quick
from models.recognise.stages_of_file import picture_stages


def eyes_for(config: ImagineTrainConfig, senses: Path) -> nn.Sequential | None:
    """What this recipe looks at pictures through, from the folder of the encoders, if at all. Raises ModelFileError."""
    return picture_stages(senses / f"{PICTURE}.onnx") if config.critic.projected or config.redrawn else None


def critic_of(config: CriticConfig, *, heard: int, classes: int, eyes: nn.Sequential | None) -> nn.Module:
    """The critic of a recipe. Raises ValueError for a projected one without eyes."""
    if config.projected:
        if eyes is None:
            raise ValueError("A projected critic needs eyes.")
        return ProjectedCritic(config, eyes, heard=heard, classes=classes)
    return Critic(config, heard=heard, classes=classes)


class Play(Trainee):
    """One generator and one critic, after any of the recipes."""

    may_lack = frozenset({"redrawing"})

    def __init__(
        self, config: ImagineTrainConfig, *, heard: int, classes: int, device: str, eyes: nn.Sequential | None = None
    ) -> None:
        torch.manual_seed(config.plan.seed)
        generator = Generator(config.generator, heard)
        critic = critic_of(config.critic, heard=heard, classes=classes, eyes=eyes)
        if eyes is not None:
            eyes.to(device, memory_format=torch.channels_last)
        if config.redrawn and eyes is None:
            raise ValueError("Who draws pictures again needs eyes.")
        redrawing = Redrawing(config.generator.noise, eyes) if config.redrawn else None
        for network in (generator, critic):
            for layer in network.modules():
                if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d) and not hasattr(layer, "parametrizations"):
                    nn.init.normal_(layer.weight, std=0.02)
        for network in (generator, critic):
            network.to(device, memory_format=torch.channels_last)
        betas = (config.beta1, config.beta2)
        optimisers = {
            "adam_generator": torch.optim.Adam(generator.parameters(), config.learning_rate, betas, fused=True),
            "adam_critic": torch.optim.Adam(critic.parameters(), config.critic_learning_rate, betas, fused=True),
        }
        if redrawing is not None:
            redrawing.to(device, memory_format=torch.channels_last)
            optimisers["adam_redrawing"] = torch.optim.Adam(redrawing.parameters(), config.learning_rate, fused=True)
        super().__init__(config.plan, generator, critic, optimisers)
        self.config, self.redrawing = config, redrawing

    def step(self, lessons: Lessons) -> dict[str, Tensor]:
        """One step of the critic and those of the generator."""
        config = self.config
        self.painter.train()
        self.critic.train()
        draws = Draws(self.plan.seed, self.place.steps, self.plan.batch)
        losses: dict[str, Tensor] = {}
        for turn in range(config.generator_steps):
            drawn = lessons.draw(
                draws, seen=config.seen, redrawn=config.redrawn, mirrored=config.mirrored, paler=config.paler
            )
            with self._quick(drawn.heard):
                inputs = self._inputs(drawn, draws, losses)
                mean, log_deviation, concrete = self.painter.parts(inputs)
                made = self.painter.paint_from(concrete)
            if turn == 0:
                losses |= self._critic_step(drawn, made.detach().float(), draws)
            self.critic.requires_grad_(False)
            with self._quick(drawn.heard):
                score, told = self.critic(self._shown(made, draws), drawn.heard)
            loss = losses["generator"] = generator_loss(config.loss, score)
            if told is not None:
                held = losses["generator_classes"] = functional.cross_entropy(told.float(), drawn.labels)
                ramp = 0.2 + 0.8 * min(1.0, self.place.images / config.classes_ramp) if config.classes_ramp else 1.0
                loss = loss + config.classes_weight * ramp * held
            if self.redrawing is not None:
                loss = loss + self._redrawn(self.redrawing, drawn, made, losses)
            if config.generator.sampled_condition:
                spread = losses["condition"] = condition_divergence(mean, log_deviation)
                loss = loss + config.condition_weight * spread
            self.descend(loss, *(name for name in self.optimisers if name != "adam_critic"))
            self.critic.requires_grad_(True)
            self.average()
        self.moved_on()
        return losses

    @property
    def _networks(self) -> dict[str, nn.Module]:
        return super()._networks | ({} if self.redrawing is None else {"redrawing": self.redrawing})

    def _critic_step(self, drawn: Drawn, made: Tensor, draws: Draws) -> dict[str, Tensor]:
        config, heard = self.config, drawn.heard
        real = drawn.pictures
        also_wrong = draws.once() < config.wrong
        with self._quick(heard), parametrize.cached():
            real_score, told = self.critic(self._shown(real, draws), heard)
            others = [self.critic(self._shown(made, draws), heard)[0]]
            if also_wrong:
                others.append(self.critic(self._shown(drawn.wrong, draws), heard)[0])
        losses = {"critic": critic_loss(config.loss, real_score, others)}
        losses |= {"real": real_score.detach().mean(), "made": others[0].detach().mean()}
        loss = losses["critic"]
        if told is not None:
            losses["critic_classes"] = functional.cross_entropy(told.float(), drawn.labels)
            loss = loss + config.classes_weight * losses["critic_classes"]
        if config.loss is Loss.WASSERSTEIN:
            share = draws.uniform(1, 1, 1).to(made.device)
            losses["slope"] = gradient_penalty(self.critic, real, made, heard, share)
            loss = loss + config.gradient_weight * losses["slope"]
        if config.slope_of_real and self.place.steps % config.slope_every == 0:
            plain = self.critic.plain if isinstance(self.critic, ProjectedCritic) else self.critic
            losses["slope"] = real_slope(plain, self._shown(real, draws), heard)
            loss = loss + config.slope_every * config.slope_of_real * losses["slope"]
        self.descend(loss, "adam_critic")
        return losses

    def _inputs(self, drawn: Drawn, draws: Draws, losses: dict[str, Tensor]) -> Tensor:
        """What the generator takes: where real pictures are drawn again, their details are in place of noise."""
        heard = drawn.heard
        chance = draws.normal(self.painter.inputs - self.painter.heard).to(heard.device)
        if self.redrawing is None:
            return torch.cat([heard, chance], 1)
        noise, jitter = chance.tensor_split((self.config.generator.noise,), 1)
        details, losses["details"] = self.redrawing.details(drawn.pictures[drawn.own], noise[drawn.own])
        return torch.cat([heard, noise.index_copy(0, drawn.own, details), jitter], 1)

    def _redrawn(self, redrawing: Redrawing, drawn: Drawn, made: Tensor, losses: dict[str, Tensor]) -> Tensor:
        """How far pictures that were drawn again are from the real ones."""
        config, own = self.config, drawn.own
        with self._quick(drawn.heard):
            pixels, features = redrawing.apart(made[own], drawn.pictures[own])
        losses |= {"redrawn": pixels, "redrawn_features": features}
        of_details = config.divergence * config.generator.noise * losses["details"]
        return config.redrawn_pixels * pixels + config.redrawn_features * features + of_details

    def _shown(self, pictures: Tensor, draws: Draws) -> Tensor:
        pictures = diff_augment(pictures.float(), draws) if self.config.augment else pictures
        return pictures.contiguous(memory_format=torch.channels_last)

    def _quick(self, like: Tensor) -> Any:
        return quick(like.device.type, wanted=self.plan.half)
