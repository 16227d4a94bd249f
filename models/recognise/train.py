"""Train a recogniser: config, data, network, optimiser, loop, report, top to bottom."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from models.errors import ModelError
from models.paired.paired_set import PairedSet
from models.recognise.augment import pictures_anew, sounds_anew
from models.recognise.config import RecogniserTrainConfig, Sense
from models.recognise.network import Recogniser
from models.recognise.precision import quick
from models.sketch_to_patch.checkpoint import BEST, Run, load_checkpoint, save_best, save_checkpoint
from models.sketch_to_patch.network import parameter_count
from models.sketch_to_patch.train import learning_rate, write_run
from models.training_state import begin_anew


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples (n, channels, rows, columns) as uint8, and their classes (n,), on a device."""

    coded: Tensor
    labels: Tensor

    def __len__(self) -> int:
        """How many there are."""
        return len(self.labels)

    def at(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Some of them as a network takes them, 0 to 1, and their classes."""
        return self.coded[rows].float().div_(255.0), self.labels[rows]


def examples(paired: PairedSet, sense: Sense, split: str, device: str) -> Examples:
    """The sounds or pictures of a split."""
    if sense is Sense.SOUND:
        sounds = paired.sounds.of(split)
        coded, labels = torch.from_numpy(sounds.coded)[:, None], sounds.labels
    else:
        pixels, labels = paired.pictures.rgb(split)
        coded = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
    return Examples(coded.to(device), torch.from_numpy(np.asarray(labels)).to(device))


def new_run(config: RecogniserTrainConfig, classes: int, device: str) -> Run:
    """Network and optimiser before the first step."""
    torch.manual_seed(config.seed)
    network = Recogniser(config.network, classes).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    return Run(network, optimiser, config.averaging)


def balanced(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """As many places (n,) as there are labels, every class alike, in any order."""
    classes = np.unique(labels)
    each = -(-len(labels) // len(classes))
    places = []
    for label in classes:
        own = np.flatnonzero(labels == label)
        rounds = [rng.permutation(own) for _ in range(-(-each // len(own)))]
        places.append(np.concatenate(rounds)[:each])
    return np.asarray(rng.permutation(np.concatenate(places))[: len(labels)])


def train_epoch(run: Run, config: RecogniserTrainConfig, shown: Examples) -> float:
    """One pass; returns the mean loss."""
    run.network.train()
    for group in run.optimiser.param_groups:
        group["lr"] = learning_rate(config.learning_rate, run.epoch, config.epochs)
    torch.manual_seed(config.seed + run.epoch)
    rng = np.random.default_rng([config.seed, run.epoch])
    places = torch.from_numpy(balanced(shown.labels.cpu().numpy(), rng)).to(shown.labels.device)
    anew = sounds_anew if config.network.sense is Sense.SOUND else pictures_anew
    batch = min(config.batch, len(places))
    batches = places[: len(places) // batch * batch].split(batch)
    losses = []
    for rows in tqdm(batches, desc=f"epoch {run.epoch + 1}/{config.epochs}", leave=False, disable=None):
        x, labels = shown.at(rows)
        x = anew(x)
        share = float(rng.beta(0.4, 0.4)) if rng.random() < config.mixed else 1.0
        x = share * x + (1.0 - share) * x.flip(0)
        with quick(x.device.type):
            scores = run.network(x.contiguous(memory_format=torch.channels_last))[1].float()
        loss = share * _entropy(scores, labels, config) + (1.0 - share) * _entropy(scores, labels.flip(0), config)
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        run.optimiser.step()
        run.average()
        losses.append(loss.item())
    mean = float(np.mean(losses))
    if not np.isfinite(mean):
        raise ModelError("The training went out of bounds; its last checkpoint is kept. Try a lower learning rate.")
    run.epoch += 1
    return mean


def _entropy(scores: Tensor, labels: Tensor, config: RecogniserTrainConfig) -> Tensor:
    return functional.cross_entropy(scores, labels, label_smoothing=config.smoothing)


@torch.inference_mode()
def recognised(network: nn.Module, shown: Examples, batch: int = 256) -> tuple[Tensor, Tensor]:
    """Embeddings (n, d) and scores (n, classes) of examples, on the processor."""
    network.eval()
    rows = torch.arange(len(shown), device=shown.labels.device).split(batch)
    parts = [network(shown.at(some)[0]) for some in rows]
    embedding, scores = (torch.cat(some).cpu() for some in zip(*parts, strict=True))
    return embedding, scores


def judged(network: nn.Module, shown: Examples) -> dict[str, float]:
    """Shares of examples whose class is among the 1, 3 and 5 best, mean over classes of the first, and the error."""
    _, scores = recognised(network, shown)
    labels = shown.labels.cpu()
    ranks = (scores >= scores.gather(1, labels[:, None])).sum(1) - 1  # a tie counts against it
    ranks[scores.isnan().any(1)] = scores.shape[1]
    first = (ranks == 0).float()
    by_class = [first[labels == label].mean() for label in labels.unique()]
    report = {f"top{k}": float((ranks < k).float().mean()) for k in (1, 3, 5)}
    return report | {
        "top1_of_classes": float(torch.stack(by_class).mean()),
        "error": float(functional.cross_entropy(scores, labels)),
    }


def train_recogniser(
    config: RecogniserTrainConfig, folder: Path, *, paired: PairedSet, minutes: float, device: str, resume: bool
) -> dict[str, float]:
    """Train until the epochs are over, or the epoch that ends past `minutes`; returns the last judgement.

    The averaged network with the smallest error on the validation split is kept. Raises ModelError when `resume`
    finds nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    sense = config.network.sense
    shown, held = (examples(paired, sense, split, device) for split in ("train", "val"))
    if not len(shown) or not len(held):
        raise ModelError(f"There are {len(shown)} {sense}s to learn from and {len(held)} to judge by: add some files.")
    run = new_run(config, len(paired.classes), device)

    def learn() -> dict[str, float]:
        return {"loss": train_epoch(run, config, shown)}

    course = Course(learn, lambda: judged(run.averaged, held), ("error",))
    return by_epochs(
        run, course, folder, config=config, paired=paired, until=began + 60.0 * minutes, device=device, resume=resume
    )


@dataclass(frozen=True, slots=True)
class Course:
    """What an epoch is: `learn` gives losses, `judge` figures of the validation split; `errors` are to become small."""

    learn: Callable[[], dict[str, float]]
    judge: Callable[[], dict[str, float]]
    errors: tuple[str, ...]


def by_epochs(
    run: Run,
    course: Course,
    folder: Path,
    *,
    config: Any,
    paired: PairedSet,
    until: float,
    device: str,
    resume: bool,
) -> dict[str, float]:
    """Epoch after epoch until `config.epochs` or `time.monotonic` is past `until`; returns the last figures.

    The averaged network with the smallest errors is kept. Raises ModelError when `resume` finds nothing.
    """
    if resume:
        check_data(folder, paired)
        load_checkpoint(folder, run)
    else:
        facts = {"config": asdict(config), "classes": paired.classes, "data_sha256": paired.fingerprint}
        write_run(folder, facts | {"parameters": parameter_count(run.network), "device": device})
        begin_anew(folder)
    report: dict[str, float] = {}
    while run.epoch < config.epochs:
        began = time.monotonic()
        report = course.learn() | {f"val_{key}": value for key, value in course.judge().items()}
        seconds = time.monotonic() - began
        figures = ", ".join(f"{name} {value:.3g}" for name, value in report.items())
        left_min = (config.epochs - run.epoch) * seconds / 60.0
        print(f"epoch {run.epoch}/{config.epochs}: {figures}; {seconds:.0f} s, {left_min:.1f} min left", flush=True)
        report |= {"epoch": run.epoch, "seconds": seconds}
        with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(report) + "\n")
        error = sum(report[f"val_{name}"] for name in course.errors)
        if error < run.best_error:
            run.best_error = error
            save_best(folder, run)
        save_checkpoint(folder, run)
        if time.monotonic() > until:
            break
    return report


def check_data(folder: Path, paired: PairedSet) -> dict[str, Any]:
    """The facts of a run. Raises ModelError when there is none, or it learnt from other data than these."""
    try:
        facts: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        found = facts["data_sha256"], tuple(facts["classes"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"There is no finished epoch of this recipe in {folder}. Train first.") from None
    if found != (paired.fingerprint, paired.classes):
        raise ModelError(f"The run in {folder} learnt from other data than these. Give the same --data.")
    return facts


def best_network(config: RecogniserTrainConfig, folder: Path, classes: int) -> Recogniser:
    """The network that a run kept."""
    from safetensors.torch import load_file

    network = Recogniser(config.network, classes)
    network.load_state_dict(load_file(folder / BEST))
    network.eval()
    return network
