"""Train the hearing network: config, data, network, optimiser, loop, report, top to bottom."""

import json
import math
import platform
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from models.sketch_to_patch.checkpoint import Run, load_checkpoint, save_best, save_checkpoint
from models.sketch_to_patch.network import parameter_count
from models.sound_to_patch.dataset import Batch, batches, fresh_batch, heard_again
from models.sound_to_patch.heads import decode, heads, soft_targets
from models.sound_to_patch.losses import score_error
from models.sound_to_patch.network import HearingNet


@dataclass(frozen=True, slots=True, kw_only=True)
class MimicConfig:
    """One training of the hearing network; a round ends with a judgement and a checkpoint."""

    rounds: int = 26
    steps_per_round: int = 100
    batch: int = 64
    learning_rate: float = 1.5e-3
    averaging: float = 0.998
    largest_gradient: float = 1.0
    held_out: int = 512
    seed: int = 2026
    repeats: int = 3
    """How often a sound is heard: rendering takes as long as learning."""
    workers: int = 2
    """Threads that render."""


def build_network(config: MimicConfig) -> HearingNet:
    """The network, with weights from the seed of a config."""
    torch.manual_seed(config.seed)
    return HearingNet()


def new_run(config: MimicConfig, device: str) -> Run:
    """Network and optimiser before the first step."""
    network = build_network(config).to(device, memory_format=torch.channels_last)
    return Run(network, torch.optim.Adam(network.parameters(), config.learning_rate, fused=True), config.averaging)


def learning_rate(config: MimicConfig, round_done: int) -> float:
    """Cosine from the config's rate to a hundredth of it over all rounds."""
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * round_done / config.rounds)))


def batch_error(network: nn.Module, batch: Batch, device: str) -> Tensor:
    """The error of a network on a batch."""
    audible = torch.from_numpy(batch.audible).to(device).float()
    targets = torch.from_numpy(soft_targets(batch.units)).to(device)
    return score_error(network(torch.from_numpy(batch.inputs).to(device)), targets, audible)


def train_round(run: Run, config: MimicConfig, *, data: Iterator[Batch], device: str) -> float:
    """`steps_per_round` steps of Adam; returns their mean error."""
    run.network.train()
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(config, run.epoch)
    torch.manual_seed(config.seed + run.epoch)  # dropout goes on as it would have in a run without a break
    errors = []
    steps = islice(data, config.steps_per_round)
    title = f"round {run.epoch + 1}/{config.rounds}"
    for batch in tqdm(steps, desc=title, total=config.steps_per_round, leave=False, disable=None):
        error = batch_error(run.network, batch, device)
        run.optimiser.zero_grad(set_to_none=True)
        error.backward()
        nn.utils.clip_grad_norm_(run.network.parameters(), config.largest_gradient)
        run.optimiser.step()
        run.average()
        errors.append(error.item())
    run.epoch += 1
    return float(np.mean(errors))


@torch.inference_mode()
def judge(network: nn.Module, held: Batch, device: str) -> dict[str, float]:
    """Error, share of right choices and mean error of continuous values that are heard, on sounds no step sees."""
    network.eval()
    scores = network(torch.from_numpy(held.inputs).to(device)).cpu().numpy()
    units = np.stack([decode(row, combinations=1)[0] for row in scores])
    right, off = [], []
    for head in heads():
        heard = held.audible[:, head.column]
        difference = np.abs(units - held.units)[heard, head.column]
        if head.discrete:
            right.extend(difference < 0.5 / (head.size - 1))
        else:
            off.extend(difference)
    return {
        "validation_error": float(batch_error(network, held, device)),
        "choices_right": float(np.mean(right)),
        "travel_error": float(np.mean(off)),
    }


def write_facts(folder: Path, config: MimicConfig, *, network: nn.Module, device: str) -> None:
    """What the run is, before it begins: config, sizes, versions. The data follow from seed and synth."""
    facts: dict[str, Any] = {"config": asdict(config), "parameters": parameter_count(network), "device": device}
    facts["python"] = platform.python_version()
    for name in ("torch", "numpy", "numba", "scipy"):
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = None
    (folder / "run.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def train(config: MimicConfig, folder: Path, *, minutes: float, device: str, resume: bool) -> dict[str, float]:
    """Train until the rounds are over, or the round that ends past `minutes`; returns the last judgement.

    The network with the lowest validation error is kept in `folder`. Raises ModelError when `resume` finds
    nothing to go on from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    run = new_run(config, device)
    if resume:
        load_checkpoint(folder, run)
    else:
        write_facts(folder, config, network=run.network, device=device)
        (folder / "metrics.jsonl").unlink(missing_ok=True)
    held = fresh_batch(config.seed + 1, 0, config.held_out)
    fresh = batches(config.seed, run.epoch * config.steps_per_round, config.batch, workers=config.workers)
    data = heard_again(fresh, config.repeats, np.random.default_rng([config.seed, run.epoch]))
    report: dict[str, float] = {}
    while run.epoch < config.rounds:
        round_began = time.monotonic()
        error = train_round(run, config, data=data, device=device)
        seconds = time.monotonic() - round_began
        report = {**judge(run.averaged, held, device), "round": run.epoch, "training_error": error, "seconds": seconds}
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(report) + "\n")
        print(_line(report, config), flush=True)
        if report["validation_error"] < run.best_error:
            run.best_error = report["validation_error"]
            save_best(folder, run)
        save_checkpoint(folder, run)
        if time.monotonic() - began >= 60.0 * minutes:
            break
    return report


def _line(report: dict[str, float], config: MimicConfig) -> str:
    sounds_per_s = config.batch * config.steps_per_round / report["seconds"]
    return (
        f"round {int(report['round'])}/{config.rounds}: error {report['training_error']:.4f}, validation "
        f"{report['validation_error']:.4f}, choices right {report['choices_right']:.3f}, knob travel off by "
        f"{report['travel_error']:.3f}, {sounds_per_s:.0f} sounds/s"
    )
