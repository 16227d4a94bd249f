"""Train the two encoders together: config, data, networks, optimiser, loop, report, top to bottom."""

import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from models.errors import ModelError
from models.paired.paired_set import PairedSet
from models.recognise.augment import pictures_anew, sounds_anew
from models.recognise.config import Sense
from models.recognise.network import Recogniser
from models.recognise.precision import quick
from models.recognise.train import Course, Examples, balanced, by_epochs, examples, judged, recognised
from models.senses.config import SensesTrainConfig
from models.senses.losses import alignment_loss
from models.sketch_to_patch.checkpoint import BEST, Run
from models.sketch_to_patch.train import learning_rate


class Senses(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Both encoders: `sound` and `picture`, each a Recogniser with its own scores of classes."""

    def __init__(self, config: SensesTrainConfig, classes: int) -> None:
        super().__init__()
        self.sound = Recogniser(config.sound, classes)
        self.picture = Recogniser(config.picture, classes)

    def of(self, sense: Sense) -> Recogniser:
        """The encoder of a sense."""
        return self.sound if sense is Sense.SOUND else self.picture


def new_run(config: SensesTrainConfig, classes: int, device: str) -> Run:
    """Networks and optimiser before the first step."""
    torch.manual_seed(config.seed)
    network = Senses(config, classes).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    return Run(network, optimiser, config.averaging)


def train_epoch(run: Run, config: SensesTrainConfig, shown: dict[Sense, Examples]) -> dict[str, float]:
    """One pass over as many pictures as there are; returns the mean losses."""
    run.network.train()
    torch.manual_seed(config.seed + run.epoch)
    rng = np.random.default_rng([config.seed, run.epoch])
    sizes = {Sense.SOUND: config.sounds_a_batch, Sense.PICTURE: config.pictures_a_batch}
    steps = max(1, len(shown[Sense.PICTURE]) // config.pictures_a_batch)
    places = {sense: _places(shown[sense], steps * sizes[sense], rng) for sense in Sense}
    told_losses, aligned_losses = [], []
    device = shown[Sense.SOUND].labels.device.type
    for step in tqdm(range(steps), desc=f"epoch {run.epoch + 1}/{config.epochs}", leave=False, disable=None):
        for group in run.optimiser.param_groups:
            group["lr"] = learning_rate(config.learning_rate, run.epoch + step / steps, config.epochs)
        share = float(rng.beta(0.4, 0.4)) if rng.random() < config.mixed else 1.0
        told, embeddings, classes = [], [], []
        with quick(device):
            for sense, anew in ((Sense.SOUND, sounds_anew), (Sense.PICTURE, pictures_anew)):
                x, labels = shown[sense].at(places[sense][step * sizes[sense] : (step + 1) * sizes[sense]])
                x = anew(x)
                x = share * x + (1.0 - share) * x.flip(0)
                embedding, scores = run.network.of(sense)(x.contiguous(memory_format=torch.channels_last))
                told.append(
                    share * _entropy(scores, labels, config) + (1.0 - share) * _entropy(scores, labels.flip(0), config)
                )
                embeddings.append(embedding)
                classes.append(labels)
        loss = torch.stack(told).sum()
        if share == 1.0:
            aligned = alignment_loss(torch.cat(embeddings), torch.cat(classes), config.temperature)
            loss = loss + config.alignment * aligned
            aligned_losses.append(float(aligned))
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        run.optimiser.step()
        run.average()
        told_losses.append([float(it) for it in told])
    mean = np.mean(told_losses, axis=0)
    if not np.isfinite(mean).all():
        raise ModelError("The training went out of bounds; its last checkpoint is kept. Try a lower learning rate.")
    run.epoch += 1
    losses = {"loss_sound": float(mean[0]), "loss_picture": float(mean[1])}
    return losses | ({"loss_alignment": float(np.mean(aligned_losses))} if aligned_losses else {})


def _places(shown: Examples, wanted: int, rng: np.random.Generator) -> Tensor:
    labels = shown.labels.cpu().numpy()
    rounds = [balanced(labels, rng) for _ in range(-(-wanted // len(labels)))]
    return torch.from_numpy(np.concatenate(rounds)[:wanted]).to(shown.labels.device)


def _entropy(scores: Tensor, labels: Tensor, config: SensesTrainConfig) -> Tensor:
    return functional.cross_entropy(scores.float(), labels, label_smoothing=config.smoothing)


def senses_judged(network: Senses, held: dict[Sense, Examples]) -> dict[str, float]:
    """How well each sense tells classes, and how often the nearest sound of a picture is of its class."""
    report = {
        f"{sense}_{key}": value for sense in Sense for key, value in judged(network.of(sense), held[sense]).items()
    }
    found = {sense: functional.normalize(recognised(network.of(sense), held[sense])[0], dim=1) for sense in Sense}
    nearest = (found[Sense.PICTURE] @ found[Sense.SOUND].T).argmax(1)
    right = held[Sense.SOUND].labels.cpu()[nearest] == held[Sense.PICTURE].labels.cpu()
    return report | {"neighbour": float(right.float().mean())}


def train_senses(
    config: SensesTrainConfig, folder: Path, *, paired: PairedSet, minutes: float, device: str, resume: bool
) -> dict[str, float]:
    """Train until the epochs are over, or the epoch that ends past `minutes`; returns the last judgement.

    The averaged networks with the smallest sum of errors on the validation split are kept. Raises ModelError when
    `resume` finds nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    shown, held = ({sense: examples(paired, sense, split, device) for sense in Sense} for split in ("train", "val"))
    if not all(len(it) for it in (*shown.values(), *held.values())):
        raise ModelError("Training and validation need sounds and pictures each: add some files.")
    run = new_run(config, len(paired.classes), device)
    course = Course(
        lambda: train_epoch(run, config, shown),
        lambda: senses_judged(run.averaged, held),
        ("sound_error", "picture_error"),
    )
    return by_epochs(
        run, course, folder, config=config, paired=paired, until=began + 60.0 * minutes, device=device, resume=resume
    )


def best_senses(config: SensesTrainConfig, folder: Path, classes: int) -> Senses:
    """The encoders that a run kept."""
    from safetensors.torch import load_file

    network = Senses(config, classes)
    network.load_state_dict(load_file(folder / BEST))
    network.eval()
    return network
