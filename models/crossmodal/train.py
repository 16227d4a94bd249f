"""Train the multimodal layer, then both U-Nets against their critics: lessons, networks, judge, loop, report."""

import copy
import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.losses import common_loss
from models.crossmodal.network import CrossmodalPainter, PatchCritic, as_features, pooled
from models.errors import ModelError
from models.imagine.config import CriticConfig, Loss
from models.imagine.critic import Critic
from models.imagine.diff_augment import diff_augment
from models.imagine.draws import Draws
from models.imagine.lessons import Lessons
from models.imagine.listener import FOLDER as SENSES
from models.imagine.listener import Listener
from models.imagine.losses import critic_loss, generator_loss
from models.imagine.probe import Judgement, Probe
from models.imagine.train import JUDGE
from models.paired.paired_set import PairedSet
from models.recognise.precision import quick
from models.recognise.saved import FOLDER as JUDGES
from models.recognise.saved import SavedRecogniser
from models.recognise.train import check_data
from models.sketch_to_patch.network import parameter_count
from models.sketch_to_patch.train import write_run
from models.training_state import BEST, CHECKPOINT, load_state, save_state, write_tensors


@dataclass
class Pupils:
    """Everything that changes in a training, and that a checkpoint holds."""

    config: CrossmodalTrainConfig
    painter: CrossmodalPainter
    critics: nn.ModuleDict
    averaged: CrossmodalPainter = field(init=False)
    optimisers: dict[str, torch.optim.Optimizer] = field(init=False)
    images: int = 0
    steps: int = 0
    best_error: float = float("inf")

    def __post_init__(self) -> None:
        self.averaged = copy.deepcopy(self.painter).requires_grad_(False).eval()
        self.optimisers = {
            "adam_painter": torch.optim.Adam(
                [weight for name, weight in self.painter.named_parameters() if not name.startswith("layer.")],
                self.config.learning_rate,
                (0.5, 0.999),
                fused=True,
            ),
            "adam_critics": torch.optim.Adam(
                self.critics.parameters(), 2.0 * self.config.learning_rate, (0.5, 0.999), fused=True
            ),
        }

    @property
    def _networks(self) -> dict[str, nn.Module]:
        return {"painter": self.painter, "averaged": self.averaged, "critics": self.critics}

    def save(self, path: Path) -> None:
        """Keep everything."""
        facts = {"images": str(self.images), "steps": str(self.steps), "best_error": repr(self.best_error)}
        save_state(path, self._networks, self.optimisers, facts)

    def load(self, path: Path) -> None:
        """Put everything back. Raises ModelError."""
        facts = load_state(path, self._networks, self.optimisers)
        try:
            self.images, self.steps = int(facts["images"]), int(facts["steps"])
            self.best_error = float(facts["best_error"])
        except (KeyError, ValueError):
            raise ModelError(f"{path} does not fit this version. Train into another folder.") from None


def new_pupils(config: CrossmodalTrainConfig, *, heard: int, classes: int, device: str) -> Pupils:
    """Networks and optimisers before the first step."""
    torch.manual_seed(config.seed)
    painter = CrossmodalPainter(config, heard=heard, classes=classes)
    seen = CriticConfig(width=config.critic_width, batch_norm=False, spread=True)
    critics = nn.ModuleDict(
        {
            "features": PatchCritic(1, 2, width=config.critic_width),
            "picture": PatchCritic(2, 3, width=config.critic_width),
            "whole": Critic(seen, heard=heard, classes=classes),
        }
    )
    return Pupils(
        config,
        painter.to(device, memory_format=torch.channels_last),
        critics.to(device, memory_format=torch.channels_last),
    )


def learn_layer(pupils: Pupils, lessons: Lessons) -> float:
    """Train the multimodal layer on sounds, pictures and both; returns its last loss."""
    config, layer = pupils.config, pupils.painter.layer
    optimiser = torch.optim.Adam(layer.parameters(), 1e-3)
    last = 0.0
    for step in tqdm(range(config.layer_steps), desc="multimodal layer", disable=None, leave=False):
        drawn = lessons.draw(Draws(config.seed + 1, step, 128), seen=0.0, mirrored=False)
        loss = common_loss(
            layer, drawn.heard[:, :-1], pooled(lessons.places_of(drawn.rows)), drawn.labels, config
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        last = float(loss)
    pupils.averaged.layer.load_state_dict(layer.state_dict())
    layer.requires_grad_(False)
    return last


def learn_step(pupils: Pupils, lessons: Lessons) -> dict[str, Tensor]:
    """One step of all critics and of both U-Nets; returns losses, and moves on by one batch."""
    config, painter, critics = pupils.config, pupils.painter, pupils.critics
    pupils.painter.train()
    pupils.critics.train()
    draws = Draws(config.seed, pupils.steps, config.batch)
    drawn = lessons.draw(draws, seen=0.0, mirrored=False)
    real = as_features(lessons.places_of(drawn.rows))
    x = torch.cat([drawn.heard, draws.normal(config.noise).to(drawn.heard.device)], 1)
    with quick(lessons.device, wanted=config.half):
        plane, made = painter.features_of(x)
        noisy = real + config.seen_noise * draws.normal(*real.shape[1:]).to(real.device)
        rebuilt = painter.picture_of(noisy)
        whole = painter.picture_of(made) if config.whole else None
    plane, made, rebuilt = plane.detach().float(), made.float(), rebuilt.float()
    small_real = functional.avg_pool2d(drawn.pictures, 2)
    asked = {
        "features": (plane, real, made),
        "picture": (real, small_real, functional.avg_pool2d(rebuilt, 2)),
    }
    losses = {"critic": _critics_step(pupils, asked, drawn, whole, draws)}
    critics.requires_grad_(False)
    nearest = _nearest(lessons, drawn, made.detach(), draws, config)
    losses["feature"] = functional.l1_loss(made, nearest)
    losses["rebuilt"] = functional.l1_loss(rebuilt, drawn.pictures)
    loss = config.feature * losses["feature"] + config.rebuilt * losses["rebuilt"]
    with quick(lessons.device, wanted=config.half):
        for name, (given, _, new) in asked.items():
            losses[name] = generator_loss(Loss.HINGE, critics[name](given, new))
            loss = loss + config.patch * losses[name]
        if whole is not None:
            shown = diff_augment(whole.float(), draws).contiguous(memory_format=torch.channels_last)
            score, told = critics["whole"](shown, drawn.heard)
            losses["whole"] = generator_loss(Loss.HINGE, score)
            loss = loss + config.whole * (
                losses["whole"] + functional.cross_entropy(told.float(), drawn.labels)
            )
    pupils.optimisers["adam_painter"].zero_grad(set_to_none=True)
    loss.backward()
    pupils.optimisers["adam_painter"].step()
    critics.requires_grad_(True)
    pupils.steps += 1
    pupils.images += config.batch
    _average(pupils)
    return losses


def _critics_step(
    pupils: Pupils,
    asked: dict[str, tuple[Tensor, Tensor, Tensor]],
    drawn: "object",
    whole: Tensor | None,
    draws: Draws,
) -> Tensor:
    critics, config = pupils.critics, pupils.config
    loss = torch.zeros((), device=drawn.heard.device)
    with quick(drawn.heard.device.type, wanted=config.half):
        for name, (given, real, made) in asked.items():
            loss = loss + critic_loss(Loss.HINGE, critics[name](given, real), [critics[name](given, made.detach())])
        if whole is not None:
            shown = [
                diff_augment(it, draws).contiguous(memory_format=torch.channels_last)
                for it in (drawn.pictures, whole.detach().float())
            ]
            (score, told), (other, _) = (critics["whole"](it, drawn.heard) for it in shown)
            loss = loss + critic_loss(Loss.HINGE, score, [other])
            loss = loss + functional.cross_entropy(told.float(), drawn.labels)
    pupils.optimisers["adam_critics"].zero_grad(set_to_none=True)
    loss.backward()
    pupils.optimisers["adam_critics"].step()
    return loss.detach()


@torch.no_grad()
def _nearest(lessons: Lessons, drawn: "object", made: Tensor, draws: Draws, config: CrossmodalTrainConfig) -> Tensor:
    """Of some pictures of each class the features that lie nearest to what was made."""
    best = as_features(lessons.places_of(drawn.rows))
    least = (best - made).abs().mean((1, 2, 3))
    for _ in range(config.nearest_of - 1):
        other = as_features(lessons.places_of(lessons.other_rows(drawn.labels, draws)))
        distance = (other - made).abs().mean((1, 2, 3))
        nearer = distance < least
        best = torch.where(nearer[:, None, None, None], other, best)
        least = torch.minimum(least, distance)
    return best


@torch.no_grad()
def _average(pupils: Pupils) -> None:
    half_life = min(pupils.config.averaging_images, 0.1 * pupils.images + 1.0)
    kept = 0.5 ** (pupils.config.batch / half_life)
    for mean, last in zip(pupils.averaged.state_dict().values(), pupils.painter.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(last, 1.0 - kept)
        else:
            mean.copy_(last)


def train_crossmodal(
    config: CrossmodalTrainConfig,
    folder: Path,
    *,
    paired: PairedSet,
    minutes: float,
    device: str,
    resume: bool,
    senses: Path = SENSES,
    judges: Path = JUDGES,
) -> dict[str, float]:
    """Train until all images were shown or the time is over; returns the last judgement. Raises ModelError.

    The averaged painter that the judge likes best on the validation split is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    gpu = device.startswith("cuda")
    listener = Listener(folder=senses, use_gpu=gpu)
    judge = SavedRecogniser(JUDGE, folder=judges, use_gpu=gpu)
    lessons = Lessons(paired, listener, seed=config.seed, device=device, seen=False, places=True)
    pupils = new_pupils(config, heard=lessons.heard, classes=lessons.classes, device=device)
    if resume:
        check_data(folder, paired)
        pupils.load(folder / CHECKPOINT)
        pupils.painter.layer.requires_grad_(False)
    else:
        facts = {"config": asdict(config), "classes": paired.classes, "data_sha256": paired.fingerprint}
        facts |= {"parameters": parameter_count(pupils.painter), "device": device}
        write_run(folder, facts | {"listener": listener.sha256, JUDGE: judge.card.sha256})
        (folder / "metrics.jsonl").unlink(missing_ok=True)
        print(f"multimodal layer: loss {learn_layer(pupils, lessons):.3f}", flush=True)
    probe = Probe(paired, listener, judge, seed=config.seed)
    report: dict[str, float] = {}
    with tqdm(total=config.images, initial=pupils.images, unit="img", disable=None) as bar:
        while pupils.images < config.images and time.monotonic() - began < 60.0 * minutes:
            first, probe_began = pupils.images, time.monotonic()
            losses = _stretch(pupils, lessons, bar, until=began + 60.0 * minutes)
            losses["images_per_s"] = (pupils.images - first) / max(time.monotonic() - probe_began, 1e-6)
            judged = probe.judge(pupils.averaged, device)
            report = _kept(pupils, folder, judged, losses)
            probe.sheet(pupils.averaged, folder / "sheets" / f"{pupils.images:09d}.png", device)
            left = min(
                (config.images - pupils.images) / losses["images_per_s"], began + 60.0 * minutes - time.monotonic()
            )
            tqdm.write(
                f"{pupils.images:,} images: Fréchet {judged.frechet:.3f} of class means, right {judged.top1:.1%}, "
                f"spread {judged.spread:.2f}, rebuilt {losses['rebuilt']:.3f}, {losses['images_per_s']:.0f} images/s, "
                f"{max(0.0, left / 60.0):.1f} min left"
            )
    return report


def _stretch(pupils: Pupils, lessons: Lessons, bar: tqdm, *, until: float) -> dict[str, float]:
    sums: dict[str, list[float]] = defaultdict(list)
    goal = min(pupils.config.images, (pupils.images // pupils.config.probe_images + 1) * pupils.config.probe_images)
    while pupils.images < goal:
        losses = learn_step(pupils, lessons)
        bar.update(pupils.config.batch)
        if pupils.steps % 10 == 0 or pupils.images >= goal:
            for name, value in losses.items():
                sums[name].append(float(value.detach()))
            if time.monotonic() > until:
                break
    means = {name: float(np.mean(values)) for name, values in sums.items()}
    if not all(np.isfinite(value) for value in means.values()):
        raise ModelError("The training went out of bounds; its last checkpoint is kept. Try a lower learning rate.")
    return means


def _kept(pupils: Pupils, folder: Path, judged: Judgement, losses: dict[str, float]) -> dict[str, float]:
    if judged.error < pupils.best_error:
        pupils.best_error = judged.error
        write_tensors(dict(pupils.averaged.state_dict()), folder / BEST, {"images": str(pupils.images)})
    pupils.save(folder / CHECKPOINT)
    report = asdict(judged) | {"error": judged.error, "images": float(pupils.images)} | losses
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({key: round(value, 5) for key, value in report.items()}) + "\n")
    (folder / "sheets").mkdir(exist_ok=True)
    return report
