"""Train a map's network: config, data, network, optimiser, loop, report, top to bottom."""

import json
import math
import platform
import time
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from tqdm import tqdm

from models.sketch_to_patch.checkpoint import Run, load_checkpoint, save_best, save_checkpoint
from models.sketch_to_patch.dataset import Figures, Rasters, TrainConfig, as_input, epoch_data, fingerprint, paper_split
from models.sketch_to_patch.evaluate import judge, paper_targets
from models.sketch_to_patch.losses import unit_error
from models.sketch_to_patch.network import CompactNet, InceptionNet, parameter_count


def build_network(config: TrainConfig) -> nn.Module:
    """The network of a config, with weights from its seed."""
    torch.manual_seed(config.seed)
    return CompactNet() if config.network == "compact" else InceptionNet()


def new_run(config: TrainConfig, device: str) -> Run:
    """Network and optimiser before the first step."""
    # This order in memory makes a step a sixth quicker on a CPU.
    network = build_network(config).to(device, memory_format=torch.channels_last)
    # So does one loop over all weights: a tenth of a step of the largest network.
    optimiser = torch.optim.Adam(network.parameters(), config.learning_rate, fused=True)
    return Run(network, optimiser, config.averaging)


def as_tensor(rasters: Rasters, device: str) -> Tensor:
    """Rasters (n, s, s) as the network takes them: float (n, 1, s, s), 0 to 1."""
    return torch.from_numpy(np.ascontiguousarray(rasters)).to(device).float().div_(255.0)[:, None]


def predict(network: nn.Module, rasters: Rasters, *, config: TrainConfig, device: str) -> NDArray[np.float64]:
    """Knob travel (n, 33) of rasters (n, 128, 128), in evaluation mode."""
    network.eval()
    sized = as_input(rasters, config.pixels)
    with torch.inference_mode():
        batches = [network(as_tensor(sized[i : i + 64], device)).cpu().numpy() for i in range(0, len(sized), 64)]
    return np.concatenate(batches).astype(np.float64)


def learning_rate(first: float, epoch: float, epochs: int) -> float:
    """Cosine from the first rate to a hundredth of it over all epochs; between two, `epoch` has a fraction."""
    return first * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * epoch / epochs)))


def train_epoch(run: Run, config: TrainConfig, *, data: tuple[Rasters, Figures], device: str) -> float:
    """One pass of Adam over the data in its order; returns the mean loss. A last short batch is left out."""
    run.network.train()
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(config.learning_rate, run.epoch, config.epochs)
    # What is random in a step (dropout) follows the epoch, so that a resumed run goes on as it would have.
    torch.manual_seed(config.seed + run.epoch)
    rasters = as_input(data[0], config.pixels)
    taught = torch.from_numpy(paper_targets()[data[1]]).float()
    losses = []
    steps = range(0, len(rasters) - config.batch + 1, config.batch)
    for start in tqdm(steps, desc=f"epoch {run.epoch + 1}/{config.epochs}", leave=False, disable=None):
        stop = start + config.batch
        loss = unit_error(run.network(as_tensor(rasters[start:stop], device)), taught[start:stop].to(device))
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if config.largest_gradient:
            nn.utils.clip_grad_norm_(run.network.parameters(), config.largest_gradient)
        run.optimiser.step()
        run.average()
        losses.append(loss.item())
    run.epoch += 1
    return float(np.mean(losses))


def write_facts(folder: Path, config: TrainConfig, *, network: nn.Module, device: str, data: str) -> None:
    """What the run is, before it begins: config, sizes, data fingerprint, versions."""
    facts: dict[str, Any] = {"config": asdict(config), "parameters": parameter_count(network), "device": device}
    write_run(folder, facts | {"data_sha256": data})


def write_run(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write `run.json`: the facts and the versions of what trains."""
    versions: dict[str, str | None] = {"python": platform.python_version()}
    for name in ("torch", "torchvision", "numpy", "numba", "pillow"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    (folder / "run.json").write_text(json.dumps({**facts, **versions}, indent=2) + "\n", encoding="utf-8")


def write_sheet(folder: Path, rasters: Rasters) -> None:
    """The first 64 pictures of an epoch as one PNG: what the network sees, to look at."""
    rows = [np.concatenate(list(rasters[i : i + 8]), axis=1) for i in range(0, min(64, len(rasters) // 8 * 8), 8)]
    if rows:
        Image.fromarray(np.concatenate(rows)).save(folder / "pictures.png")


def train(
    config: TrainConfig, folder: Path, *, data: Path | None, minutes: float, device: str, resume: bool
) -> dict[str, float]:
    """Train until the epochs are over, or the epoch that ends past `minutes`; returns the last judgement.

    `data` is the folder with human drawings (`sketch/*.npz`), whose "val" split is watched, or None. The
    network with the lowest validation error is kept in `folder/best.safetensors`. Raises ModelError when
    `resume` finds nothing to go on from, or the drawings are missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    pictures, figures, held, held_figures = paper_split(config)
    run = new_run(config, device)
    if resume:
        load_checkpoint(folder, run)
    else:
        sha256 = fingerprint(pictures, figures, held, held_figures)
        write_facts(folder, config, network=run.network, device=device, data=sha256)
        (folder / "metrics.jsonl").unlink(missing_ok=True)
    report: dict[str, float] = {}
    while run.epoch < config.epochs:
        epoch_began = time.monotonic()
        seen = epoch_data(config, run.epoch, pictures, figures)
        if run.epoch == 0:
            write_sheet(folder, seen[0])
        loss = train_epoch(run, config, data=seen, device=device)
        seconds = time.monotonic() - epoch_began
        over = run.epoch == config.epochs or time.monotonic() - began >= 60.0 * minutes
        judged: dict[str, float] = {}
        if over or run.epoch % config.judged_every == 0:
            judged = judge(
                lambda rasters: predict(run.averaged, rasters, config=config, device=device),
                held,
                held_figures,
                data=data,
                split="val",  # the test split is for the finished network alone
            )
        report = {**judged, "epoch": run.epoch, "training_error": loss, "seconds": seconds}
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(report) + "\n")
        left_s = min((config.epochs - run.epoch) * seconds, 60.0 * minutes - (time.monotonic() - began))
        print(_line(report, config, pictures_per_s=len(seen[0]) / seconds, left_s=left_s), flush=True)
        if judged and judged["validation_error"] < run.best_error:
            run.best_error = judged["validation_error"]
            save_best(folder, run)
        save_checkpoint(folder, run)
        if over:
            break
    return report


def _line(report: dict[str, float], config: TrainConfig, *, pictures_per_s: float, left_s: float) -> str:
    parts = [f"epoch {int(report['epoch'])}/{config.epochs}: loss {report['training_error']:.5f}"]
    if "validation_error" in report:
        parts.append(f"validation {report['validation_error']:.6f}, within 2 % {report['all_within_2_percent']:.3f}")
    if "human_accuracy" in report:
        parts.append(f"human drawings {report['human_accuracy']:.3f}")
    return ", ".join([*parts, f"{pictures_per_s:.0f} pictures/s, {max(0.0, left_s) / 60.0:.0f} min left"])
