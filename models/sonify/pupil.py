"""The decoder of sounds and its critic at work: what they learn in one step."""

from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from models.errors import ModelError
from models.imagine.config import Loss
from models.imagine.critic import Critic
from models.imagine.draws import Draws
from models.imagine.losses import condition_divergence, critic_loss, generator_loss
from models.imagine.trainee import Trainee
from models.recognise.precision import quick
from models.sonify.config import SonifyTrainConfig
from models.sonify.lessons import Heard, SoundLessons
from models.sonify.network import Sonifier

LOUD: Final = 0.0
"""Bands above -20 dB of full scale count, the louder the more."""


class SonifyPupil(Trainee):
    """The whole system."""

    def __init__(self, config: SonifyTrainConfig, *, meaning: int, classes: int, device: str) -> None:
        torch.manual_seed(config.plan.seed)
        sonifier = Sonifier(config.network, meaning)
        critic = Critic(config.critic, heard=meaning, classes=classes)
        for network in (sonifier, critic):
            network.to(device, memory_format=torch.channels_last)
        betas = (0.5, 0.99)
        super().__init__(
            config.plan,
            sonifier,
            critic,
            {
                "adam_generator": torch.optim.Adam(sonifier.parameters(), config.learning_rate, betas, fused=True),
                "adam_critic": torch.optim.Adam(critic.parameters(), config.critic_learning_rate, betas, fused=True),
            },
        )
        self.config = config

    def step(self, lessons: SoundLessons) -> dict[str, Tensor]:
        """One step of the decoder and, later, of the critic."""
        config, sonifier = self.config, self.painter.train()
        self.critic.train()
        draws = Draws(self.plan.seed, self.place.steps, self.plan.batch)
        heard = lessons.draw(draws)
        if sonifier.from_picture is not None:
            losses, loss = self._published(heard, self._detail(heard.spectra)[0])
        else:
            mean, log_deviation = self._detail(torch.cat([heard.spectra, heard.others]))
            chance = torch.cat([draws.normal(mean.shape[1]) for _ in range(2)]).to(mean.device)
            losses, loss = self._supervised(heard, mean + chance * log_deviation.exp(), draws)
            losses["divergence"] = condition_divergence(mean, log_deviation)
            loss = loss + config.divergence * mean.shape[1] * losses["divergence"]
        self.descend(loss, "adam_generator")
        self.critic.requires_grad_(True)
        self.moved_on()
        self.average()
        return losses

    def _supervised(self, heard: Heard, details: Tensor, draws: Draws) -> tuple[dict[str, Tensor], Tensor]:
        """`details` are of the sounds and then of the others of their classes."""
        config, sonifier = self.config, self.painter
        detail, other = details.chunk(2)
        sharp = self.place.images >= config.sharp_after
        latent = sonifier.latent_of(heard.meanings, detail)
        if sharp:  # in one batch, so that both have the statistics that are kept
            mixed = torch.lerp(
                latent, sonifier.latent_of(heard.other_meanings, other), draws.uniform(1).to(detail.device)
            )
            latent, picked = torch.cat([latent, mixed]), mixed[:, : heard.meanings.shape[1]].detach()
        with self._quick(detail):
            whole = sonifier.decoder(latent).float()
        decoded, drawn = whole[: len(detail)], whole[len(detail) :, :1]
        rebuilt = decoded[:, :1]
        losses = {"rebuilt": self._apart(rebuilt, heard.spectra)}
        loss = config.rebuilt * losses["rebuilt"]
        if config.network.turns:
            losses["turned"] = turned_apart(decoded[:, 1:], heard)
            loss = loss + config.turned * losses["turned"]
        if not sharp:
            self.critic.requires_grad_(False)
            return losses, loss
        losses["critic"] = self._critic_step(heard, rebuilt.detach(), (drawn.detach(), picked))
        self.critic.requires_grad_(False)
        with self._quick(detail):
            told = [self._asked(rebuilt, heard.meanings), self._asked(drawn, picked)]
        losses["sharp"] = torch.stack([generator_loss(Loss.HINGE, score) for score, _ in told]).mean()
        losses["classes"] = torch.stack([functional.cross_entropy(it.float(), heard.labels) for _, it in told]).mean()
        return losses, loss + config.sharp * (losses["sharp"] + losses["classes"])

    def _published(self, heard: Heard, latent: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """Three distances of squares, and no critic."""
        config, sonifier = self.config, self.painter
        self.critic.requires_grad_(False)
        with self._quick(latent):
            seen = sonifier.from_picture(heard.seen)
            rebuilt, from_picture = sonifier.decoder(torch.cat([latent, seen])).float()[:, :1].chunk(2)
        losses = {
            "rebuilt": self._apart(rebuilt, heard.spectra),
            "from_picture": self._apart(from_picture, heard.spectra),
            "latent": functional.mse_loss(seen.float(), latent),
        }
        loss = config.rebuilt * losses["rebuilt"] + config.from_picture * losses["from_picture"]
        return losses, loss + config.latent * losses["latent"]

    def _critic_step(self, heard: Heard, rebuilt: Tensor, drawn: tuple[Tensor, Tensor]) -> Tensor:
        with self._quick(rebuilt):
            real, told = self._asked(heard.spectra, heard.meanings)
            others = [self._asked(rebuilt, heard.meanings)[0], self._asked(*drawn)[0]]
        loss = critic_loss(Loss.HINGE, real, others)
        self.descend(loss + functional.cross_entropy(told.float(), heard.labels), "adam_critic")
        return loss.detach()

    def _asked(self, spectra: Tensor, meanings: Tensor) -> tuple[Tensor, Any]:
        score, told = self.critic(spectra.contiguous(memory_format=torch.channels_last), meanings)
        return score, told

    def _detail(self, spectra: Tensor) -> tuple[Tensor, Tensor]:
        with self._quick(spectra):
            mean, log_deviation = self.painter.detail(spectra)
        return mean.float(), log_deviation.float()

    def _apart(self, one: Tensor, other: Tensor) -> Tensor:
        return functional.mse_loss(one, other) if self.config.squared else functional.l1_loss(one, other)

    def _quick(self, like: Tensor) -> Any:
        return quick(like.device.type, wanted=self.plan.half)


def turned_apart(made: Tensor, heard: Heard) -> Tensor:
    """How far what a decoder says of where the sound is in its bands is off, mean of the loud ones.

    Raises ModelError when the data do not say it.
    """
    if heard.turns is None:
        raise ModelError("This pack does not say where in its bands a sound is: make it again with models.paired.pack.")
    weight = functional.relu(heard.spectra + LOUD)
    return (weight * (made - heard.turns).abs()).sum() / weight.sum().clamp(min=1e-6)
