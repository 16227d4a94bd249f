"""The multimodal layer, both U-Nets and their critics at work: what they learn in one step."""

from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.losses import common_loss
from models.crossmodal.network import CrossmodalPainter, PatchCritic, Shape, as_features, pooled, resized
from models.imagine.config import CriticConfig, Loss
from models.imagine.critic import Critic
from models.imagine.diff_augment import diff_augment
from models.imagine.draws import Draws
from models.imagine.lessons import Drawn, Lessons
from models.imagine.losses import critic_loss, generator_loss
from models.imagine.trainee import Trainee
from models.recognise.precision import quick

LAYER_BATCH: Final = 128


class Pupils(Trainee):
    """The whole system."""

    def __init__(self, config: CrossmodalTrainConfig, *, heard: int, seen: Shape, classes: int, device: str) -> None:
        torch.manual_seed(config.plan.seed)
        painter = CrossmodalPainter(config, heard=heard, seen=seen, classes=classes)
        features = painter.feature_channels
        whole = CriticConfig(width=config.critic_width, batch_norm=False, spread=True)
        critics = nn.ModuleDict(
            {
                "features": PatchCritic(1, features, width=config.critic_width),
                "picture": PatchCritic(features, 3, width=config.critic_width),
                "whole": Critic(whole, heard=heard, classes=classes),
            }
        )
        for network in (painter, critics):
            network.to(device, memory_format=torch.channels_last)
        learnt = [weight for name, weight in painter.named_parameters() if not name.startswith("layer.")]
        rate, betas = config.learning_rate, (0.5, 0.999)
        super().__init__(
            config.plan,
            painter,
            critics,
            {
                "adam_generator": torch.optim.Adam(learnt, rate, betas, fused=True),
                "adam_critic": torch.optim.Adam(critics.parameters(), 2.0 * rate, betas, fused=True),
            },
        )
        painter.layer.requires_grad_(False)
        self.config = config

    def begin(self, lessons: Lessons) -> None:
        """Train the multimodal layer on sounds, pictures and both."""
        config, layer = self.config, self.painter.layer.requires_grad_(True)
        optimiser = torch.optim.Adam(layer.parameters(), config.layer_learning_rate)
        for step in tqdm(range(config.layer_steps), desc="multimodal layer", disable=None, leave=False):
            # Every process learns the same from the whole batch: the layer stays one and the same.
            drawn = lessons.draw(Draws(self.plan.seed + 1, step, LAYER_BATCH, whole=True))
            pictures = pooled(lessons.places_of(drawn.rows))
            loss = common_loss(layer, drawn.heard[:, :-1], pictures, drawn.labels, config)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
        layer.requires_grad_(False)
        self.averaged.layer.load_state_dict(layer.state_dict())

    def step(self, lessons: Lessons) -> dict[str, Tensor]:
        """One step of all critics and of both U-Nets."""
        config, painter, critics = self.config, self.painter.train(), self.critic.train()
        draws = Draws(self.plan.seed, self.place.steps, self.plan.batch)
        drawn = lessons.draw(draws)
        unheard = torch.cat([drawn.heard[:, :-1], torch.zeros_like(drawn.heard[:, -1:])], 1)
        real = as_features(lessons.places_of(drawn.rows))
        x = torch.cat([drawn.heard, draws.normal(config.noise).to(real.device)], 1)
        with self._quick(real):
            plane, made = painter.features_of(x)
            noisy = real + config.seen_noise * draws.normal(*real.shape[1:]).to(real.device)
            # In one batch, so that both have the statistics that are kept.
            both = painter.picture_of(torch.cat([noisy, made]) if config.whole else noisy).float()
        rebuilt, whole = both.chunk(2) if config.whole else (both, None)
        plane, made = resized(plane.detach().float(), real.shape[-1]), made.float()
        halves = [functional.avg_pool2d(it, 2) for it in (drawn.pictures, rebuilt)]
        asked = {"features": (plane, real, made), "picture": (real, *halves)}
        losses = {"critic": self._critics_step(asked, drawn, (whole, unheard), draws)}
        critics.requires_grad_(False)
        losses["feature"] = functional.l1_loss(made, self._nearest(lessons, drawn, made.detach(), draws))
        losses["rebuilt"] = functional.l1_loss(rebuilt, drawn.pictures)
        loss = config.feature * losses["feature"] + config.rebuilt * losses["rebuilt"]
        with self._quick(real):
            for name, (given, _, new) in asked.items():
                losses[name] = generator_loss(Loss.HINGE, critics[name](given, new))
                loss = loss + config.patch * losses[name]
            if whole is not None:
                score, told = critics["whole"](_shown(whole, draws), unheard)
                losses["whole"] = generator_loss(Loss.HINGE, score)
                losses["classes"] = functional.cross_entropy(told.float(), drawn.labels)
                loss = loss + config.whole * (losses["whole"] + losses["classes"])
        self.descend(loss, "adam_generator")
        critics.requires_grad_(True)
        self.moved_on()
        self.average()
        return losses

    def _critics_step(
        self,
        asked: dict[str, tuple[Tensor, Tensor, Tensor]],
        drawn: Drawn,
        made: tuple[Tensor | None, Tensor],
        draws: Draws,
    ) -> Tensor:
        critics, (whole, unheard) = self.critic, made
        loss = torch.zeros((), device=drawn.heard.device)
        with self._quick(drawn.heard):
            for name, (given, real, new) in asked.items():
                loss = loss + critic_loss(Loss.HINGE, critics[name](given, real), [critics[name](given, new.detach())])
            if whole is not None:
                score, told = critics["whole"](_shown(drawn.pictures, draws), unheard)
                other, _ = critics["whole"](_shown(whole.detach(), draws), unheard)
                loss = loss + critic_loss(Loss.HINGE, score, [other])
                loss = loss + functional.cross_entropy(told.float(), drawn.labels)
        self.descend(loss, "adam_critic")
        return loss.detach()

    @torch.no_grad()
    def _nearest(self, lessons: Lessons, drawn: Drawn, made: Tensor, draws: Draws) -> Tensor:
        """Of some pictures of each class the features that lie nearest to what was made."""
        best = as_features(lessons.places_of(drawn.rows))
        least = (best - made).abs().mean((1, 2, 3))
        for _ in range(self.config.nearest_of - 1):
            other = as_features(lessons.places_of(lessons.rows_of(drawn.labels, draws)))
            distance = (other - made).abs().mean((1, 2, 3))
            best = torch.where((distance < least)[:, None, None, None], other, best)
            least = torch.minimum(least, distance)
        return best

    def _quick(self, like: Tensor) -> Any:
        return quick(like.device.type, wanted=self.plan.half)


def _shown(pictures: Tensor, draws: Draws) -> Tensor:
    return diff_augment(pictures, draws).contiguous(memory_format=torch.channels_last)
