"""A training on its way, and how it is kept on disk: safetensors, whole or not at all, never a pickle."""

import copy
import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from models.errors import ModelError

CHECKPOINT = "checkpoint.safetensors"
BEST = "best.safetensors"


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


def _write(tensors: dict[str, Tensor], path: Path, facts: dict[str, str]) -> None:
    unfinished = path.with_suffix(".new")
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, unfinished, facts)
    unfinished.replace(path)


def save_best(folder: Path, run: Run) -> None:
    """Keep the weights that are judged, for export."""
    _write(dict(run.averaged.state_dict()), folder / BEST, {"epoch": str(run.epoch)})


def save_checkpoint(folder: Path, run: Run) -> None:
    """Write weights, their average, the optimiser's state and the place in the run."""
    tensors = {f"network.{name}": tensor for name, tensor in run.network.state_dict().items()}
    if run.averaging:
        tensors |= {f"averaged.{name}": tensor for name, tensor in run.averaged.state_dict().items()}
    for index, state in run.optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": torch.as_tensor(value) for name, value in state.items()}
    place = {"epoch": str(run.epoch), "steps": str(run.steps), "best_error": repr(run.best_error)}
    _write(tensors, folder / CHECKPOINT, place)


def load_checkpoint(folder: Path, run: Run) -> None:
    """Put `run` where `save_checkpoint` was. Raises ModelError when there is nothing fitting to go on from."""
    path = folder / CHECKPOINT
    if not path.exists():
        raise ModelError(f"There is nothing to resume in {folder}: {CHECKPOINT} is missing. Train without --resume.")
    parts: dict[str, dict[str, Tensor]] = {"network": {}, "averaged": {}, "adam": {}}
    try:
        with safe_open(path, "pt") as file:
            facts = file.metadata()
            for name in file.keys():  # noqa: SIM118 (no mapping: it has no iterator)
                part, _, rest = name.partition(".")
                parts[part][rest] = file.get_tensor(name)
        run.network.load_state_dict(parts["network"])
        if run.averaging:
            run.averaged.load_state_dict(parts["averaged"])
        state: dict[int, dict[str, Tensor]] = {}
        weights = list(run.network.parameters())
        for name, tensor in parts["adam"].items():
            index, _, key = name.partition(".")
            # The fused optimiser walks through memory: its state must lie there in the order of the weights.
            like = torch.empty_like(weights[int(index)]) if tensor.ndim else torch.empty(())
            state.setdefault(int(index), {})[key] = like.copy_(tensor)
        run.optimiser.load_state_dict({"state": state, "param_groups": run.optimiser.state_dict()["param_groups"]})
        run.epoch, run.steps, run.best_error = (
            int(facts["epoch"]),
            int(facts.get("steps", 0)),
            float(facts["best_error"]),
        )
    except (SafetensorError, KeyError, IndexError, ValueError, RuntimeError):
        raise ModelError(f"{path} does not fit this recipe or is damaged. Train into another folder.") from None
