"""What every training of a painter has: networks that play, their average, where they are, and how they are kept."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, distributed, nn

from models.errors import ModelError
from models.imagine.config import Plan
from models.imagine.draws import rank_of
from models.training_state import load_state, save_state

SLOW: Final = 0.4


@dataclass
class Place:
    """Where a training is."""

    images: int = 0
    steps: int = 0
    best_error: float = float("inf")
    best_images: int = 0
    best_spread: float = 0.0
    rolled_back: int = 0


class Trainee(ABC):
    """Networks at play; `painter` is what all is done for, and `averaged` what is judged and kept."""

    may_lack: frozenset[str] = frozenset()
    """Networks that begin anew where an older checkpoint has none of them."""

    def __init__(
        self,
        plan: Plan,
        painter: nn.Module,
        critic: nn.Module,
        optimisers: Mapping[str, torch.optim.Optimizer],
    ) -> None:
        self.plan = plan
        self.painter = painter
        self.critic = critic
        self.averaged = copy.deepcopy(painter).requires_grad_(False).eval()
        self.optimisers = dict(optimisers)
        self._rates = {name: optimiser.param_groups[0]["lr"] for name, optimiser in self.optimisers.items()}
        self.place = Place()

    @abstractmethod
    def step(self, lessons: Any) -> dict[str, Tensor]:
        """Learn from one batch; returns losses."""

    def begin(self, lessons: Any) -> None:  # noqa: B027 (most have nothing to do)
        """What is learnt before the first step."""

    def moved_on(self) -> None:
        """Count a batch."""
        self.place.steps += 1
        self.place.images += self.plan.batch

    @torch.no_grad()
    def average(self) -> None:
        """Move the averaged painter towards the last: half the way in `averaging_images`, quicker at the beginning."""
        half_life = min(self.plan.averaging_images, 0.1 * self.place.images + 1.0)
        kept = 0.5 ** (self.plan.batch / half_life)
        for mean, last in zip(self.averaged.state_dict().values(), self.painter.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(last, 1.0 - kept)
            else:
                mean.copy_(last)

    def descend(self, loss: Tensor, *names: str) -> None:
        """A step of optimisers; the slopes are the mean of all processes."""
        optimisers = [self.optimisers[name] for name in names]
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        for name, optimiser in zip(names, optimisers, strict=True):
            _shared([weight for group in optimiser.param_groups for weight in group["params"]])
            for group in optimiser.param_groups:
                group["lr"] = self._rates[name] * self.pace
            optimiser.step()

    @property
    def pace(self) -> float:
        """How large steps are, as a share of the recipe's: half after each roll-back, and smaller towards the end."""
        slow = self.plan.slow_after and self.place.images >= self.plan.slow_after
        return 0.5**self.place.rolled_back * (SLOW if slow else 1.0)

    @property
    def _networks(self) -> dict[str, nn.Module]:
        return {"generator": self.painter, "critic": self.critic, "averaged": self.averaged}

    def save(self, path: Path) -> None:
        """Keep everything. Raises OSError."""
        facts = {name: repr(value) for name, value in asdict(self.place).items()}
        save_state(path, self._networks, self.optimisers, facts)

    def load(self, path: Path) -> None:
        """Put everything back. Raises ModelError."""
        facts = load_state(path, self._networks, self.optimisers, may_lack=self.may_lack)
        try:
            for it in fields(Place):
                kind = float if it.name in ("best_error", "best_spread") else int
                if it.name in facts or it.name in ("images", "steps"):
                    setattr(self.place, it.name, kind(facts[it.name]))
        except (KeyError, ValueError):
            raise ModelError(f"{path} does not fit this version. Train into another folder.") from None


def _shared(weights: Sequence[Tensor]) -> None:
    """Give each process the mean of all processes' slopes."""
    _, processes = rank_of()
    if processes == 1:
        return
    slopes = [weight.grad for weight in weights if weight.grad is not None]
    together = torch.cat([slope.flatten() for slope in slopes])
    distributed.all_reduce(together)
    for slope, part in zip(slopes, together.div_(processes).split([it.numel() for it in slopes]), strict=True):
        slope.copy_(part.view_as(slope))
