"""Refit the network under a map on what was taught: pictures, network, Adam, loop, export, top to bottom."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

from models.errors import ModelError
from models.sketch_map.deep_config import NETWORK_FILE, DeepConfig
from models.sketch_map.deep_course import Course, Pictures, course_of, features_of
from models.sketch_map.deep_export import base_unit, export, same
from models.sketch_map.deep_network import (
    freeze,
    kept_loss,
    network_of,
    taught_loss,
    unit_of,
)
from models.sketch_map.lessons import knob_error
from models.sketch_map.map_networks import base_of
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.training_report import MOST_SHOWN, Progress
from models.sketch_to_patch.checkpoint import BEST, Run, load_checkpoint, save_best, save_checkpoint
from models.sketch_to_patch.dataset import fingerprint
from models.sketch_to_patch.map_network import MapNet
from models.sketch_to_patch.predictor import MAPS_FOLDER
from models.sketch_to_patch.train import learning_rate, write_run
from synth.parameters import N_PREDICTED

Tell = Callable[[Progress], None]

DRAWING: Final = 0.2
"""Share of the work that it is to draw the pictures."""
EXPORT_S: Final = 15.0
"""What writing the network's file may take."""


def train_deeply(
    sketch_map: SketchMap, folder: Path, *, config: DeepConfig, minutes: float, device: str, resume: bool, tell: Tell
) -> Path:
    """Train until the epochs are over or `minutes` have passed; the path of the network, its card beside it.

    `folder` gets `run.json`, `metrics.jsonl` and a checkpoint after every epoch, from which `resume` goes on.
    Raises ModelError when nothing is taught, nothing fits, or there is nothing to go on from.
    """
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    torch.backends.cudnn.allow_tf32 = False  # the same answers on every device
    # One processor is left to the sound; threads that wait for one another would only spin.
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    name = base_of(sketch_map)
    network = network_of(MAPS_FOLDER / f"{name}.onnx").to(device, memory_format=torch.channels_last)
    if isinstance(network, MapNet):
        network.answer_freely()
    base = network_of(MAPS_FOLDER / f"{name}.onnx").to(device).requires_grad_(False)

    def drawn(share: float) -> None:
        tell(Progress(stage="drawing", share=DRAWING * share, seconds_left=60.0 * minutes, device=device))

    drawn(0.0)
    freeze(network, config.frozen)
    course = course_of(sketch_map, config, partial(features_of, base, steps=config.frozen, device=device), drawn)
    same(base, course.lessons.rasters, base_unit(name, course.lessons.rasters), "The base that was read")
    optimiser = torch.optim.Adam(network.parameters(), config.learning_rate, fused=True)
    run = Run(network, optimiser, config.averaging)
    data = fingerprint(course.taught.rasters, course.others.rasters, course.held.rasters)
    _begin(folder, run, config, {"base": name, "device": device, "data_sha256": data}, resume=resume)
    times = time.monotonic(), began + max(0.0, 60.0 * minutes - EXPORT_S)
    while run.epoch < config.epochs:
        loss = _epoch(run, base, config, course, times, device=device)
        report = _report(run, config, course, loss, times, device=device)
        tell(report)
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(replace(report, now={}).to_line() + "\n")
        if report.held_error + report.moved < run.best_error:
            run.best_error = report.held_error + report.moved
            save_best(folder, run)
        save_checkpoint(folder, run)
        if time.monotonic() >= times[1]:
            break
    network.load_state_dict(load_file(folder / BEST))
    return export(network.cpu(), folder, sketch_map, config, course, name=name)


def _begin(folder: Path, run: Run, config: DeepConfig, facts: dict[str, str], *, resume: bool) -> None:
    """Write what the run is, or go on from what is there when it is of the same pictures."""
    if resume:
        load_checkpoint(folder, run)
        before = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if before.get("data_sha256") != facts["data_sha256"]:
            raise ModelError(f"{folder} holds a training of other drawings. Train into another folder.")
        return
    write_run(folder, {"config": asdict(config), **facts})
    for old in ("metrics.jsonl", NETWORK_FILE):
        (folder / old).unlink(missing_ok=True)


def _epoch(
    run: Run, base: nn.Module, config: DeepConfig, course: Course, times: tuple[float, float], *, device: str
) -> float:
    """One round of Adam; returns the mean loss. The rate falls with the epochs, or with the time if that is nearer."""
    share = max(run.epoch / config.epochs, _gone(times))
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(config.learning_rate, share, 1)
    rng = np.random.default_rng([config.seed, run.epoch])
    run.network.train()
    losses = []
    for taught, others in _batches(course, config, rng):
        features, units, heard = _tensors(course.taught, taught, device)
        loss = taught_loss(run.network, features, units, heard, steps=config.frozen)
        if len(others):
            features, _, heard = _tensors(course.others, others, device)
            loss = loss + config.kept * kept_loss(run.network, base, features, heard, steps=config.frozen)
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(run.network.parameters(), config.largest_gradient)
        run.optimiser.step()
        run.average()
        losses.append(float(loss.item()))
        if time.monotonic() >= times[1]:
            break
    run.epoch += 1
    return float(np.mean(losses))


def _gone(times: tuple[float, float]) -> float:
    """Share of the time between a beginning and an end that has passed."""
    return min(1.0, (time.monotonic() - times[0]) / max(times[1] - times[0], 1e-3))


def _batches(
    course: Course, config: DeepConfig, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Places of redrawings and of other drawings for each step; none twice before all were there once."""
    n, m = len(course.taught.rasters), len(course.others.rasters)
    wanted = config.steps * config.batch
    taught, others = (
        np.concatenate([rng.permutation(size) for _ in range(wanted // max(size, 1) + 1)]) for size in (n, m)
    )
    for start in range(0, wanted, config.batch):
        yield taught[start : start + config.batch], others[start : start + config.batch]


def _tensors(pictures: Pictures, places: NDArray[np.int64], device: str) -> tuple[Tensor, Tensor, Tensor]:
    return (
        pictures.features[torch.from_numpy(places).to(device)].float(),
        torch.from_numpy(pictures.units[places]).float().to(device),
        torch.from_numpy(pictures.heard[places]).to(device),
    )


def _report(
    run: Run, config: DeepConfig, course: Course, loss: float, times: tuple[float, float], *, device: str
) -> Progress:
    """Where the training stands after an epoch, judged on what it does not learn from."""
    network = run.averaged
    held, others = course.held, course.held_others
    shown = course.lessons.ids[:MOST_SHOWN]
    now = predict(network, course.taught.features[: len(shown)], config)
    share = max(run.epoch / config.epochs, _gone(times))
    by_epochs = (time.monotonic() - times[0]) / run.epoch * (config.epochs - run.epoch)
    return Progress(
        stage="training",
        share=min(1.0, DRAWING + (1.0 - DRAWING) * share),
        seconds_left=max(0.0, min(by_epochs, times[1] - time.monotonic())) + EXPORT_S,
        epoch=run.epoch,
        loss=loss,
        held_error=knob_error(predict(network, held.features, config), held.units, held.heard),
        moved=knob_error(predict(network, others.features, config), others.units, others.heard),
        device=device,
        now={id: tuple(unit.tolist()) for id, unit in zip(shown, now, strict=True)},
    )


def predict(network: nn.Module, features: Tensor, config: DeepConfig) -> NDArray[np.float64]:
    """Knob travel (n, 33), from what the frozen convolutions made of n pictures."""
    with torch.inference_mode():
        parts = [unit_of(network, some.float(), config.frozen).cpu() for some in features.split(64)]
    return np.asarray(torch.cat([torch.zeros(0, N_PREDICTED), *parts]).numpy(), dtype=np.float64)
