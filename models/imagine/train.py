"""Train a generator of pictures: lessons, networks, judge, loop, report, top to bottom."""

import json
import math
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.imagine.draws import agreed, rank_of
from models.imagine.lessons import Lessons
from models.imagine.listener import FOLDER as SENSES
from models.imagine.listener import Listener
from models.imagine.play import Play, new_play, play_step
from models.imagine.probe import Judgement, Probe
from models.paired.paired_set import PairedSet
from models.recognise.saved import FOLDER as JUDGES
from models.recognise.saved import SavedRecogniser
from models.recognise.train import check_data
from models.sketch_to_patch.network import parameter_count
from models.sketch_to_patch.train import write_run
from models.training_state import BEST, CHECKPOINT, write_tensors

JUDGE: Final = "judge_picture"
SMALLEST_SPREAD: Final = 0.25
"""Of what the best network had: with less the pictures of a class have become all alike."""
MOST_ROLLED_BACK: Final = 3


def train_imagine(
    config: ImagineTrainConfig,
    folder: Path,
    *,
    paired: PairedSet,
    minutes: float,
    device: str,
    resume: bool,
    senses: Path = SENSES,
    judges: Path = JUDGES,
) -> dict[str, float]:
    """Train until all images were shown, nothing gets better, or the time is over; returns the last judgement.

    The averaged generator that the judge likes best on the validation split is kept. When pictures of a class become
    all alike, or numbers run away, the training goes back to its last checkpoint with half the steps; after the third
    time it stops. Raises ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    leads = rank_of()[0] == 0
    listener = Listener(folder=senses, use_gpu=device.startswith("cuda"))
    judge = SavedRecogniser(JUDGE, folder=judges, use_gpu=device.startswith("cuda"))
    lessons = Lessons(paired, listener, seed=config.seed, device=device, seen=config.seen > 0.0)
    play = new_play(config, heard=lessons.heard, classes=lessons.classes, device=device)
    if resume:
        check_data(folder, paired)
        play.load(folder / CHECKPOINT)
    elif leads:
        write_run(
            folder, _facts(config, paired, play, device) | {"listener": listener.sha256, JUDGE: judge.card.sha256}
        )
        (folder / "metrics.jsonl").unlink(missing_ok=True)
    if leads:
        play.save(folder / CHECKPOINT)
    for _ in range(play.place.rolled_back):
        _slower(play)
    probe = Probe(paired, listener, judge, seed=config.seed) if leads else None
    report: dict[str, float] = {}
    with tqdm(total=config.images, initial=play.place.images, unit="img", disable=None if leads else True) as bar:
        while not agreed(_over(play, began, minutes)):
            probe_began, first = time.monotonic(), play.place.images
            losses = _stretch(play, lessons, bar, until=began + 60.0 * minutes)
            images_per_s = (play.place.images - first) / max(time.monotonic() - probe_began, 1e-6)
            judged = probe.judge(play.averaged, device) if probe else None
            collapsed = judged is not None and _collapsed(judged, losses, play.place.best_spread)
            if agreed(collapsed):
                _roll_back(play, folder)
                bar.n = play.place.images
                continue
            if judged is not None:
                report = _kept(play, folder, judged, losses | {"images_per_s": images_per_s})
                probe.sheet(play.averaged, folder / "sheets" / f"{play.place.images:09d}.png", device)  # type: ignore[union-attr]
                _say(report, play, minutes_left=minutes - (time.monotonic() - began) / 60.0)
    return report


def _facts(config: ImagineTrainConfig, paired: PairedSet, play: Play, device: str) -> dict[str, Any]:
    return {
        "config": asdict(config),
        "classes": paired.classes,
        "data_sha256": paired.fingerprint,
        "parameters": parameter_count(play.generator),
        "critic_parameters": parameter_count(play.critic),
        "device": device,
        "processes": rank_of()[1],
    }


def _over(play: Play, began: float, minutes: float) -> bool:
    place = play.place
    waited = place.images - max(place.best_images, play.config.small_images)
    return (
        place.images >= play.config.images
        or waited > play.config.patience_images
        or time.monotonic() - began > 60.0 * minutes
    )


def _stretch(play: Play, lessons: Lessons, bar: tqdm, *, until: float) -> dict[str, float]:
    """Steps up to the next probe; returns mean losses."""
    sums: dict[str, list[float]] = defaultdict(list)
    goal = min(play.config.images, (play.place.images // play.config.probe_images + 1) * play.config.probe_images)
    while play.place.images < goal:
        losses = play_step(play, lessons)
        bar.update(play.config.batch)
        if play.place.steps % 10 == 0 or play.place.images >= goal:
            for name, value in losses.items():
                sums[name].append(float(value.detach()))
            bar.set_postfix({name: f"{values[-1]:.2f}" for name, values in sums.items() if name != "condition"})
            if agreed(time.monotonic() > until):
                break
    return {name: float(np.mean(values)) for name, values in sums.items()}


def _collapsed(judged: Judgement, losses: dict[str, float], best_spread: float) -> bool:
    numbers = (*losses.values(), judged.error)
    return not all(map(math.isfinite, numbers)) or judged.spread < SMALLEST_SPREAD * best_spread


def _roll_back(play: Play, folder: Path) -> None:
    times = play.place.rolled_back + 1
    if times > MOST_ROLLED_BACK:
        raise ModelError(
            "The training collapsed again and again: pictures of a class became all alike. Its best network is kept. "
            "Try a lower learning rate."
        )
    play.load(folder / CHECKPOINT)
    play.place.rolled_back = times
    _slower(play)
    if rank_of()[0] == 0:
        play.save(folder / CHECKPOINT)


def _slower(play: Play) -> None:
    for optimiser in play.optimisers.values():
        for group in optimiser.param_groups:
            group["lr"] *= 0.5


def _kept(play: Play, folder: Path, judged: Judgement, losses: dict[str, float]) -> dict[str, float]:
    """Write metrics, the best network and the checkpoint."""
    place = play.place
    if judged.error < place.best_error and not play.small:
        place.best_error, place.best_images, place.best_spread = judged.error, place.images, judged.spread
        write_tensors(dict(play.averaged.state_dict()), folder / BEST, {"images": str(place.images)})
    play.save(folder / CHECKPOINT)
    report = asdict(judged) | {"error": judged.error, "images": float(place.images)} | losses
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({key: round(value, 5) for key, value in report.items()}) + "\n")
    (folder / "sheets").mkdir(exist_ok=True)
    return report


def _say(report: dict[str, float], play: Play, *, minutes_left: float) -> None:
    left = min((play.config.images - play.place.images) / report["images_per_s"] / 60.0, minutes_left)
    tqdm.write(
        f"{play.place.images:,} images: Fréchet {report['frechet']:.3f} of class means, right {report['top1']:.1%}, "
        f"spread {report['spread']:.2f}, critic {report.get('critic', math.nan):.2f}, generator "
        f"{report.get('generator', math.nan):.2f}, {report['images_per_s']:.0f} images/s, {max(0.0, left):.1f} min left"
    )
