"""Train a map's network: config, data, network, optimiser, loop, report, top to bottom."""

import json
import math
import platform
import time
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from tqdm import tqdm

from models.sketch_to_patch.evaluate import judge, paper_targets
from models.sketch_to_patch.figures import PAPER_PICTURES, human_set, paper_set
from models.sketch_to_patch.network import CompactNet, InceptionNet, parameter_count
from models.sketch_to_patch.picture import fit_square


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """The paper's experiment; a recipe changes what differs."""

    network: Literal["compact", "inception"] = "compact"
    pictures: int = PAPER_PICTURES
    training_share: float = 0.7
    human_like_per_epoch: int = 0
    """Fresh human-like figures added to every epoch; 0 is the paper's set alone."""
    epochs: int = 100
    batch: int = 20
    learning_rate: float = 1e-3
    seed: int = 2020
    pixels: int = 128


@dataclass
class Run:
    """A training on its way: everything a checkpoint holds."""

    network: nn.Module
    optimiser: torch.optim.Adam
    epoch: int = 0
    best_error: float = math.inf


def build_network(config: TrainConfig) -> nn.Module:
    """The network of a config, with weights from its seed."""
    torch.manual_seed(config.seed)
    return CompactNet() if config.network == "compact" else InceptionNet()


def as_input(rasters: NDArray[np.uint8], config: TrainConfig) -> NDArray[np.uint8]:
    """Rasters (n, 128, 128) at the size the network takes."""
    if config.pixels == rasters.shape[1]:
        return rasters
    return np.stack([fit_square(raster, config.pixels) for raster in rasters])


def paper_split(
    config: TrainConfig,
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
    """The paper's pictures, shuffled by the seed: training pictures and figures, validation ones."""
    pictures, figures = paper_set(config.seed, config.pictures)
    order = np.random.default_rng(config.seed).permutation(len(pictures))
    cut = round(config.training_share * len(pictures))
    train, held = order[:cut], order[cut:]
    return pictures[train], figures[train], pictures[held], figures[held]


def epoch_data(
    config: TrainConfig, epoch: int, pictures: NDArray[np.uint8], figures: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pictures and figures of one epoch, shuffled; the same for the same seed and epoch."""
    if config.human_like_per_epoch:
        drawn, shown = human_set(config.seed * 1_000_003 + epoch, config.human_like_per_epoch)
        pictures, figures = np.concatenate([pictures, drawn]), np.concatenate([figures, shown])
    order = np.random.default_rng([config.seed, epoch]).permutation(len(pictures))
    return pictures[order], figures[order]


def predict(network: nn.Module, rasters: NDArray[np.uint8], config: TrainConfig, device: str) -> NDArray[np.float64]:
    """Knob travel (n, 33) of rasters (n, 128, 128), in evaluation mode."""
    network.eval()
    sized = as_input(rasters, config)
    out = []
    with torch.inference_mode():
        for start in range(0, len(sized), 64):
            batch = torch.from_numpy(sized[start : start + 64]).to(device).float().div_(255.0)[:, None]
            out.append(network(batch).cpu().numpy())
    return np.concatenate(out).astype(np.float64)


def train_epoch(run: Run, config: TrainConfig, data: tuple[NDArray[np.uint8], NDArray[np.int64]], device: str) -> float:
    """One pass of Adam on the mean squared error of the 33 values; returns the mean loss."""
    run.network.train()
    rasters, figures = as_input(data[0], config), data[1]
    targets = torch.from_numpy(paper_targets()[figures]).float()
    losses = []
    steps = range(0, len(rasters) - config.batch + 1, config.batch)
    for start in tqdm(steps, desc=f"epoch {run.epoch + 1}/{config.epochs}", leave=False, disable=None):
        stop = start + config.batch
        picture = torch.from_numpy(rasters[start:stop]).to(device).float().div_(255.0)[:, None]
        loss: Tensor = nn.functional.mse_loss(run.network(picture), targets[start:stop].to(device))
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        run.optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def learning_rate(config: TrainConfig, epoch: int) -> float:
    """Cosine from the config's rate to a hundredth of it over all epochs."""
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * epoch / config.epochs)))


def save_checkpoint(folder: Path, run: Run) -> None:
    """Write weights, optimiser and place as safetensors and JSON, whole or not at all."""
    tensors = {f"network.{name}": tensor.contiguous() for name, tensor in run.network.state_dict().items()}
    for index, state in run.optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": torch.as_tensor(value).contiguous() for name, value in state.items()}
    save_file(tensors, folder / "checkpoint.new", {"epoch": str(run.epoch), "best_error": repr(run.best_error)})
    (folder / "checkpoint.new").replace(folder / "checkpoint.safetensors")


def load_checkpoint(folder: Path, run: Run) -> None:
    """Go on where `save_checkpoint` was."""
    from safetensors import safe_open

    path = folder / "checkpoint.safetensors"
    tensors = load_file(path)
    run.network.load_state_dict({name[8:]: t for name, t in tensors.items() if name.startswith("network.")})
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("adam."):
            _, index, key = name.split(".", 2)
            state.setdefault(int(index), {})[key] = tensor
    run.optimiser.load_state_dict({"state": state, "param_groups": run.optimiser.state_dict()["param_groups"]})
    with safe_open(path, "pt") as file:
        facts = file.metadata()
    run.epoch, run.best_error = int(facts["epoch"]), float(facts["best_error"])


def write_facts(folder: Path, config: TrainConfig, network: nn.Module, device: str) -> None:
    """What the run is, before it begins: config, sizes, versions."""
    facts: dict[str, Any] = {"config": asdict(config), "parameters": parameter_count(network), "device": device}
    facts["python"] = platform.python_version()
    for name in ("torch", "torchvision", "numpy", "numba", "pillow"):
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = None
    (folder / "run.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def train(
    config: TrainConfig, folder: Path, *, data: Path | None, minutes: float, device: str, resume: bool
) -> dict[str, float]:
    """Train until the epochs or the minutes are over; returns the last judgement.

    `data` is the folder with human drawings (`sketch/*.npz`) to be judged on, or None. The network with
    the lowest validation error is kept in `folder/best.safetensors`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    pictures, figures, held, held_figures = paper_split(config)
    network = build_network(config).to(device)
    run = Run(network, torch.optim.Adam(network.parameters(), config.learning_rate))
    if resume and (folder / "checkpoint.safetensors").exists():
        load_checkpoint(folder, run)
    else:
        write_facts(folder, config, network, device)
    report: dict[str, float] = {}
    while run.epoch < config.epochs and time.monotonic() - began < 60.0 * minutes:
        for group in run.optimiser.param_groups:
            group["lr"] = learning_rate(config, run.epoch)
        epoch_began = time.monotonic()
        loss = train_epoch(run, config, epoch_data(config, run.epoch, pictures, figures), device)
        run.epoch += 1
        report = judge(lambda rasters: predict(network, rasters, config, device), held, held_figures, data=data)
        report |= {"epoch": run.epoch, "training_error": loss, "seconds": time.monotonic() - epoch_began}
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(report) + "\n")
        left = min((config.epochs - run.epoch) * report["seconds"], 60.0 * minutes - (time.monotonic() - began))
        print(_line(report, config, left), flush=True)
        if report["validation_error"] < run.best_error:
            run.best_error = report["validation_error"]
            save_file({k: v.contiguous() for k, v in network.state_dict().items()}, folder / "best.safetensors")
        save_checkpoint(folder, run)
    return report


def _line(report: dict[str, float], config: TrainConfig, left_s: float) -> str:
    count = round(config.training_share * config.pictures) + config.human_like_per_epoch
    human = f", human drawings {report['human_accuracy']:.3f}" if "human_accuracy" in report else ""
    return (
        f"epoch {int(report['epoch'])}/{config.epochs}: loss {report['training_error']:.5f}, "
        f"validation {report['validation_error']:.5f}, within 2 % {report['all_within_2_percent']:.3f}{human}, "
        f"{count / report['seconds']:.0f} pictures/s, {max(0.0, left_s) / 60.0:.0f} min left"
    )


def with_epochs(config: TrainConfig, epochs: int | None) -> TrainConfig:
    """The config with another number of epochs, or as it is."""
    return config if epochs is None else replace(config, epochs=epochs)
