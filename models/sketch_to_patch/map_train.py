"""Train the network of a map of any drawing: config, data, network, optimiser, loop, report, top to bottom."""

import json
import math
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from tqdm import tqdm

from models.audible import audible_mask
from models.sketch_to_patch.checkpoint import BEST, Run, load_checkpoint, save_best, save_checkpoint
from models.sketch_to_patch.dataset import fingerprint
from models.sketch_to_patch.map_config import MapTrainConfig
from models.sketch_to_patch.map_data import MapSet, batches, taught_units
from models.sketch_to_patch.map_judge import errors, judge
from models.sketch_to_patch.map_loss import map_loss
from models.sketch_to_patch.map_network import MapNet
from models.sketch_to_patch.network import parameter_count
from models.sketch_to_patch.sound_space import sound_error, train_proxy
from models.sketch_to_patch.train import learning_rate, write_run

RENDERS: Final = 8000
PROXY_EPOCHS: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A set with what it should answer: knob travel (n, 33), what of it can be heard (n, 33).

    `proxy` says what knob travel sounds like, where the loss asks for it.
    """

    pictures: MapSet
    units: NDArray[np.float32]
    heard: NDArray[np.bool_]
    proxy: nn.Module | None = None


def with_sounds(pictures: MapSet) -> Taught:
    """The sounds that the drawings of a set should have."""
    units = taught_units(pictures.measures, pictures.kinds)
    return Taught(pictures, units, audible_mask(units))


def new_run(config: MapTrainConfig, device: str) -> Run:
    """Network and optimiser before the first step."""
    torch.manual_seed(config.seed)
    network = MapNet(config.network).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(network.parameters(), config.learning_rate, fused=True)
    return Run(network, optimiser, config.averaging)


def pictures_of(rasters: NDArray[np.uint8], device: str) -> Tensor:
    """Rasters (n, 128, 128) as the network takes them: float (n, 1, 128, 128), 0 to 1."""
    return torch.from_numpy(np.ascontiguousarray(rasters)).to(device).float().div_(255.0)[:, None]


def predict(
    network: nn.Module, rasters: NDArray[np.uint8], device: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Knob travel (n, 33) and embeddings (n, d) of rasters, in evaluation mode."""
    network.eval()
    with torch.inference_mode():
        parts = [network(pictures_of(rasters[i : i + 128], device)) for i in range(0, len(rasters), 128)]
    unit, embedding = (torch.cat(some).cpu().numpy().astype(np.float64) for some in zip(*parts, strict=True))
    return unit, embedding


def train_epoch(run: Run, config: MapTrainConfig, taught: Taught, *, device: str) -> float:
    """One pass over the drawings, each somewhere else on its canvas than before; returns the mean loss."""
    run.network.train()
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(config.learning_rate, run.epoch, config.epochs)
    torch.manual_seed(config.seed + run.epoch)
    rng = np.random.default_rng([config.seed, run.epoch])
    losses = []
    steps = len(taught.pictures) // config.batch
    places = batches(len(taught.pictures), config.batch, rng)
    for chosen in tqdm(places, total=steps, desc=f"epoch {run.epoch + 1}/{config.epochs}", leave=False, disable=None):
        seen = with_sounds(taught.pictures.where(chosen).anew(rng))
        losses.append(_step(run, config, replace(seen, proxy=taught.proxy), device))
    run.epoch += 1
    return float(np.mean(losses))


def _step(run: Run, config: MapTrainConfig, taught: Taught, device: str) -> float:
    pictures = taught.pictures
    picture = pictures_of(pictures.rasters, device)
    unit, heard = (torch.from_numpy(array).to(device) for array in (taught.units, taught.heard))
    truth = tuple(torch.from_numpy(array).to(device) for array in (pictures.measures, pictures.kinds))
    network = run.network
    assert isinstance(network, MapNet)
    answer = network.answer(picture)
    loss = map_loss(answer, unit, heard, truth=(truth[0], truth[1]), config=config.loss)
    if taught.proxy is not None:
        loss = loss + config.loss.sound * sound_error(taught.proxy, answer, unit)
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), config.largest_gradient)
    run.optimiser.step()
    run.average()
    return float(loss.item())


def training_set(config: MapTrainConfig, sets: Path) -> Taught:
    """The drawings to learn from."""
    pictures = MapSet.load(sets / "train.npz")
    if not config.human:
        pictures = pictures.where(~pictures.human)
    taught = with_sounds(pictures)
    return with_proxy(taught, config) if config.loss.sound else taught


def with_proxy(taught: Taught, config: MapTrainConfig) -> Taught:
    """The set with a proxy of the synth, trained on its sounds: minutes of rendering."""
    proxy, error_db = train_proxy(taught.units, renders=RENDERS, epochs=PROXY_EPOCHS, seed=config.seed, processes=2)
    print(f"the proxy of the synth is {error_db:.2f} dB off", flush=True)
    return replace(taught, proxy=proxy)


def fitted(config: MapTrainConfig, pictures: MapSet, *, device: str) -> nn.Module:
    """A network after all epochs over some drawings, nothing written."""
    taught = with_sounds(pictures)
    taught = with_proxy(taught, config) if config.loss.sound else taught
    run = new_run(config, device)
    while run.epoch < config.epochs:
        train_epoch(run, config, taught, device=device)
    return run.averaged


def train_map(
    config: MapTrainConfig, folder: Path, *, sets: Path, minutes: float, device: str, resume: bool
) -> dict[str, float]:
    """Train until the epochs are over, or the epoch that ends past `minutes`; returns the last judgement.

    `sets` is the folder that `models.sketch_to_patch.map_data` wrote. The network with the smallest error on people's
    drawings of the validation set is kept. Raises ModelError when the sets are missing or `resume` finds nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    taught, judged = training_set(config, sets), MapSet.load(sets / "val.npz")
    run = new_run(config, device)
    if resume:
        load_checkpoint(folder, run)
        if _is_new_stage(folder, config.epochs):
            run.best_error = math.inf  # the rules may have changed, and with them every error
    else:
        sha256 = fingerprint(taught.pictures.rasters, judged.rasters)
        people = int(taught.pictures.human.sum())
        facts = {"config": asdict(config), "parameters": parameter_count(run.network), "device": device}
        facts |= {"generated": len(taught.pictures) - people, "human": people, "data_sha256": sha256}
        facts["stages"] = [config.epochs]
        write_run(folder, facts)
        (folder / "metrics.jsonl").unlink(missing_ok=True)
    report: dict[str, float] = {}
    while run.epoch < config.epochs:
        epoch_began = time.monotonic()
        loss = train_epoch(run, config, taught, device=device)
        report = errors(lambda rasters: predict(run.averaged, rasters, device)[0], judged)
        report |= {"epoch": run.epoch, "training_error": loss}
        report["seconds"] = time.monotonic() - epoch_began
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(report) + "\n")
        left_s = min((config.epochs - run.epoch) * report["seconds"], 60.0 * minutes - (time.monotonic() - began))
        print(_line(report, config, left_s), flush=True)
        if report["human_error"] < run.best_error:
            run.best_error = report["human_error"]
            save_best(folder, run)
        save_checkpoint(folder, run)
        if time.monotonic() - began >= 60.0 * minutes:
            break
    return report


def _is_new_stage(folder: Path, epochs: int) -> bool:
    """True when a run goes on to another number of epochs than was planned, which is then written down."""
    path = folder / "run.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    stages = facts.get("stages", [facts["config"]["epochs"]])
    if stages[-1] == epochs:
        return False
    write_run(folder, facts | {"stages": [*stages, epochs]})
    return True


def _line(report: dict[str, float], config: MapTrainConfig, left_s: float) -> str:
    return (
        f"epoch {int(report['epoch'])}/{config.epochs}: loss {report['training_error']:.4f}, error on human drawings "
        f"{report['human_error']:.4f}, generated {report['generated_error']:.4f}, choices right "
        f"{report['human_choices_right']:.3f}, {max(0.0, left_s) / 60.0:.0f} min left"
    )


def map_report(config: MapTrainConfig, folder: Path, *, pictures: MapSet, promises: bool) -> dict[str, float]:
    """Judge the best weights of a run; with `promises` the sounds are rendered too, which takes minutes."""
    network = MapNet(config.network)
    network.load_state_dict(load_file(folder / BEST))

    def in_torch(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        return predict(network, rasters, "cpu")[0]

    measured = judge(in_torch, pictures) if promises else errors(in_torch, pictures)
    return {"parameters": float(parameter_count(network)), **measured}
