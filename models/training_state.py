"""Networks and optimisers of a training on its way, as one safetensors file: whole or not at all, never a pickle."""

from collections.abc import Collection, Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.errors import ModelError

CHECKPOINT = "checkpoint.safetensors"
BEST = "best.safetensors"


def begin_anew(folder: Path) -> None:
    """Take what an earlier training left in a run folder away, so that none of it is taken for this one's."""
    for name in (CHECKPOINT, BEST, "metrics.jsonl"):
        (folder / name).unlink(missing_ok=True)
    for sheet in (folder / "sheets").glob("*.png"):
        sheet.unlink()


def load_best(network: nn.Module, folder: Path) -> None:
    """Give a network the weights that a run kept, ready to answer. Raises ModelError without them."""
    try:
        network.load_state_dict(load_file(folder / BEST))
    except (OSError, RuntimeError, SafetensorError):
        raise ModelError(f"There is no judged network of this recipe in {folder}. Train first.") from None
    network.eval()


def write_tensors(tensors: Mapping[str, Tensor], path: Path, facts: Mapping[str, str]) -> None:
    """Write tensors and facts, whole or not at all. Raises OSError."""
    unfinished = path.with_suffix(".new")
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, unfinished, dict(facts))
    unfinished.replace(path)


def save_state(
    path: Path,
    networks: Mapping[str, nn.Module],
    optimisers: Mapping[str, torch.optim.Optimizer],
    facts: Mapping[str, str],
) -> None:
    """Keep weights, buffers and the optimisers' states under the names given."""
    tensors = {f"{part}.{name}": it for part, net in networks.items() for name, it in net.state_dict().items()}
    for part, optimiser in optimisers.items():
        for index, state in optimiser.state_dict()["state"].items():
            tensors |= {f"{part}.{index}.{name}": torch.as_tensor(value) for name, value in state.items()}
    write_tensors(tensors, path, facts)


def load_state(
    path: Path,
    networks: Mapping[str, nn.Module],
    optimisers: Mapping[str, torch.optim.Optimizer],
    *,
    may_lack: Collection[str] = (),
) -> dict[str, str]:
    """Put everything back as `save_state` kept it; returns the facts. Networks that it `may_lack` begin anew.

    Raises ModelError when there is nothing fitting to go on from.
    """
    if not path.exists():
        raise ModelError(
            f"There is nothing to resume in {path.parent}: {path.name} is missing. Train without --resume."
        )
    parts: dict[str, dict[str, Tensor]] = {}
    try:
        with safe_open(path, "pt") as file:
            facts: dict[str, str] = file.metadata() or {}
            for name in file.keys():  # noqa: SIM118 (no mapping: it has no iterator)
                part, _, rest = name.partition(".")
                parts.setdefault(part, {})[rest] = file.get_tensor(name)
        for part, network in networks.items():
            if part in parts or part not in may_lack:
                network.load_state_dict(parts[part])
        for part, optimiser in optimisers.items():
            _load_optimiser(optimiser, parts.get(part, {}))
    except (SafetensorError, KeyError, IndexError, ValueError, RuntimeError):
        raise ModelError(f"{path} does not fit this recipe or is damaged. Train into another folder.") from None
    return facts


def _load_optimiser(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    weights = [weight for group in optimiser.param_groups for weight in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        index, _, key = name.partition(".")
        # A fused optimiser walks through memory: its state must lie there in the order of the weights.
        like = torch.empty_like(weights[int(index)]) if tensor.ndim else torch.empty(())
        state.setdefault(int(index), {})[key] = like.copy_(tensor)
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
