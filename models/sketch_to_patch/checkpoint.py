"""A training on its way, and how it is kept on disk: safetensors, whole or not at all, never a pickle."""

import copy
import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from models.errors import ModelError
from models.training_state import BEST, CHECKPOINT, load_state, save_state, write_tensors

__all__ = ["BEST", "CHECKPOINT", "Run", "load_checkpoint", "save_best", "save_checkpoint"]


@dataclass
class Run:
    """Everything a checkpoint holds. `averaged` is the network that is judged and exported."""

    network: nn.Module
    optimiser: torch.optim.Adam
    averaging: float = 0.0
    epoch: int = 0
    steps: int = 0
    best_error: float = math.inf
    averaged: nn.Module = field(init=False)

    def __post_init__(self) -> None:
        self.averaged = copy.deepcopy(self.network).requires_grad_(False) if self.averaging else self.network

    @torch.no_grad()
    def average(self) -> None:
        """Move the averaged weights and batch statistics a step towards the last ones (Polyak averaging).

        The first steps move it further: the batch statistics a network begins with are wrong by far, and
        a slow average would remember them for many epochs.
        """
        if not self.averaging:
            return
        self.steps += 1
        kept = min(self.averaging, self.steps / (10.0 + self.steps))
        for mean, last in zip(self.averaged.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(last, 1.0 - kept)
            else:
                mean.copy_(last)


def save_best(folder: Path, run: Run) -> None:
    """Keep the weights that are judged, for export."""
    write_tensors(dict(run.averaged.state_dict()), folder / BEST, {"epoch": str(run.epoch)})


def save_checkpoint(folder: Path, run: Run) -> None:
    """Write weights, their average, the optimiser's state and the place in the run."""
    place = {"epoch": str(run.epoch), "steps": str(run.steps), "best_error": repr(run.best_error)}
    save_state(folder / CHECKPOINT, _networks(run), {"adam": run.optimiser}, place)


def load_checkpoint(folder: Path, run: Run) -> None:
    """Put `run` where `save_checkpoint` was. Raises ModelError when there is nothing fitting to go on from."""
    path = folder / CHECKPOINT
    facts = load_state(path, _networks(run), {"adam": run.optimiser})
    try:
        run.epoch, run.steps, run.best_error = (
            int(facts["epoch"]),
            int(facts.get("steps", 0)),
            float(facts["best_error"]),
        )
    except (KeyError, ValueError):
        raise ModelError(f"{path} does not fit this recipe or is damaged. Train into another folder.") from None


def _networks(run: Run) -> dict[str, nn.Module]:
    return {"network": run.network} | ({"averaged": run.averaged} if run.averaging else {})
