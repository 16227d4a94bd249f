"""Train a painter: lessons, networks, judge, loop, report, top to bottom."""

import json
import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from tqdm import tqdm

from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig, Plan
from models.imagine.draws import agreed, rank_of
from models.imagine.lessons import Lessons
from models.imagine.listener import FOLDER as SENSES
from models.imagine.listener import Listener
from models.imagine.play import Play, eyes_for
from models.imagine.probe import Judgement, Probe
from models.imagine.trainee import Trainee
from models.paired.paired_set import PairedSet
from models.recognise.saved import FOLDER as JUDGES
from models.recognise.saved import SavedRecogniser
from models.recognise.train import check_data
from models.sketch_to_patch.network import parameter_count
from models.sketch_to_patch.train import write_run
from models.training_state import BEST, CHECKPOINT, begin_anew, write_tensors

JUDGE: Final = "judge_picture"
SMALLEST_SPREAD: Final = 0.25
"""Of what the best network had: with less the pictures of a class have become all alike."""
MOST_ROLLED_BACK: Final = 3
ALIKE: Final = 0.015
"""Judgements that differ by less, a deviation of a share of 900 pictures, are alike: what learnt longer is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Where the encoders and the judges lie."""

    senses: Path = SENSES
    judges: Path = JUDGES


class Looks(Protocol):
    """Who judges the averaged networks on the way, and shows what they make."""

    def judge(self, made_by: Any, device: str) -> Judgement:
        """What is found."""

    def sheet(self, made_by: Any, path: Path, device: str) -> None:
        """Write a picture of examples."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """How to make who judges, and the checksums of what is judged by."""

    probe: Callable[[], Looks]
    facts: dict[str, str]


def train_imagine(
    config: ImagineTrainConfig,
    folder: Path,
    *,
    paired: PairedSet,
    minutes: float,
    device: str,
    resume: bool,
    known: Known = Known(),
) -> dict[str, float]:
    """Train a generator against its critic; see `examine_and_train`."""
    began = time.monotonic()
    listener = Listener(folder=known.senses, use_gpu=device.startswith("cuda"))
    lessons = Lessons(paired, listener, seed=config.plan.seed, device=device, seen=bool(config.seen or config.redrawn))
    eyes = eyes_for(config, known.senses)
    play = Play(config, heard=lessons.heard, classes=lessons.classes, device=device, eyes=eyes)
    examiner = picture_examiner(paired, listener, config.plan, known)
    return examine_and_train(
        play,
        lessons,
        folder,
        examiner=examiner,
        paired=paired,
        until=began + 60.0 * minutes,
        resume=resume,
        config=asdict(config),
    )


def picture_examiner(paired: PairedSet, listener: Listener, plan: Plan, known: Known) -> Examiner:
    """Who looks at pictures on the way."""
    judge = SavedRecogniser(JUDGE, folder=known.judges)
    facts = {"listener": listener.sha256, JUDGE: judge.card.sha256}
    return Examiner(lambda: Probe(paired, listener, judge, seed=plan.seed), facts)


def examine_and_train(
    trainee: Trainee,
    lessons: Any,
    folder: Path,
    *,
    examiner: Examiner,
    paired: PairedSet,
    until: float,
    resume: bool,
    config: dict[str, Any],
) -> dict[str, float]:
    """Train until all images were shown, nothing gets better, or `time.monotonic` is at `until`; the last judgement.

    The averaged painter that the judge likes best on the validation split is kept; of those it likes alike, the last.
    When examples of a class become all alike, or numbers run away, the training goes back to its last checkpoint with
    half the steps; after the third time it stops. Raises ModelError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    leads = rank_of()[0] == 0
    if resume:
        facts = check_same(folder, paired, examiner)
        trainee.load(folder / CHECKPOINT)
        if leads:
            trainee.save(folder / CHECKPOINT)  # with what it lacked, so that a roll-back finds all of it
        if leads and facts["config"] != json.loads(json.dumps(config)):
            changed = {"images": trainee.place.images, "config": config}
            write_run(folder, facts | {"changed": [*facts.get("changed", []), changed]})
    else:
        trainee.begin(lessons)
        if leads:
            begin_anew(folder)
            counts = {"parameters": trainee.painter, "critic_parameters": trainee.critic}
            facts = {"config": config} | {name: parameter_count(network) for name, network in counts.items()}
            facts |= {"classes": paired.classes, "data_sha256": paired.fingerprint, "device": lessons.device}
            write_run(folder, facts | {"processes": rank_of()[1]} | examiner.facts)
            trainee.save(folder / CHECKPOINT)
    probe = examiner.probe() if leads else None
    report: dict[str, float] = {}
    over = _clock(trainee, until=until)
    with tqdm(total=trainee.plan.images, initial=trainee.place.images, unit="img", disable=not leads or None) as bar:
        while not agreed(over()):
            losses = _stretch(trainee, lessons, bar, over=over)
            sound = all(map(math.isfinite, losses.values()))
            judged = probe.judge(trainee.averaged, lessons.device) if probe and sound else None
            if agreed(not sound or (judged is not None and _collapsed(judged, trainee))):
                _roll_back(trainee, folder)
                bar.n = trainee.place.images
                continue
            if probe and judged:
                report = _kept(trainee, folder, judged, losses)
                probe.sheet(trainee.averaged, folder / "sheets" / f"{trainee.place.images:09d}.png", lessons.device)
                _say(report, trainee, minutes_left=(until - time.monotonic()) / 60.0)
    return report


def check_same(folder: Path, paired: PairedSet, examiner: Examiner) -> dict[str, Any]:
    """The facts of a run. Raises ModelError when it learnt from other data, or with other encoders or judges."""
    facts = check_data(folder, paired)
    if any(facts.get(name) != sha for name, sha in examiner.facts.items()):
        raise ModelError(
            f"The run in {folder} learnt with other encoders or judges than there are now. Train without --resume."
        )
    return facts


def taught_with(folder: Path, paired: PairedSet, known: Known) -> tuple[dict[str, Any], Listener]:
    """The facts of a run and the encoders it learnt with. Raises ModelError for other data or other encoders."""
    run, listener = check_data(folder, paired), Listener(folder=known.senses)
    if run.get("listener") != listener.sha256:
        raise ModelError(f"The run in {folder} learnt with other encoders than {known.senses} has. Train again.")
    return run, listener


def _clock(trainee: Trainee, *, until: float) -> Callable[[], bool]:
    """Whether it is time to stop."""

    def over() -> bool:
        place, plan = trainee.place, trainee.plan
        waited = place.images - place.best_images if math.isfinite(place.best_error) else 0
        return place.images >= plan.images or waited > plan.patience_images or time.monotonic() > until

    return over


def _stretch(trainee: Trainee, lessons: Lessons, bar: tqdm, *, over: Callable[[], bool]) -> dict[str, float]:
    """Steps up to the next probe; returns mean losses and the speed."""
    plan, began, first = trainee.plan, time.monotonic(), trainee.place.images
    sums: dict[str, Any] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    goal = min(plan.images, (first // plan.probe_images + 1) * plan.probe_images)
    while trainee.place.images < goal:
        losses = trainee.step(lessons)
        bar.update(plan.batch)
        for name, value in losses.items():
            sums[name] = sums[name] + value.detach()
            counts[name] += 1
        if trainee.place.steps % 10 == 0:
            bar.set_postfix({name: f"{float(value.detach()):.2f}" for name, value in losses.items()})
            if agreed(over()):
                break
    speed = (trainee.place.images - first) / max(time.monotonic() - began, 1e-6)
    return {name: float(total) / counts[name] for name, total in sums.items()} | {"images_per_s": speed}


def _collapsed(judged: Judgement, trainee: Trainee) -> bool:
    return not math.isfinite(judged.error) or judged.spread < SMALLEST_SPREAD * trainee.place.best_spread


def _roll_back(trainee: Trainee, folder: Path) -> None:
    times = trainee.place.rolled_back + 1
    if times > MOST_ROLLED_BACK:
        raise ModelError(
            "The training collapsed again and again: pictures of a class became all alike. Its best network is kept. "
            "Try a lower learning rate."
        )
    trainee.load(folder / CHECKPOINT)
    trainee.place.rolled_back = times
    if rank_of()[0] == 0:
        trainee.save(folder / CHECKPOINT)


def _kept(trainee: Trainee, folder: Path, judged: Judgement, losses: dict[str, float]) -> dict[str, float]:
    """Write metrics, the best network and the checkpoint."""
    place = trainee.place
    alike = judged.error < place.best_error + ALIKE
    if judged.error < place.best_error:
        place.best_error, place.best_images, place.best_spread = judged.error, place.images, judged.spread
    if alike:
        write_tensors(dict(trainee.averaged.state_dict()), folder / BEST, {"images": str(place.images)})
    trainee.save(folder / CHECKPOINT)
    report = judged.figures | {"error": judged.error, "spread": judged.spread, "images": float(place.images)} | losses
    with (folder / "metrics.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({key: round(value, 5) for key, value in report.items()}) + "\n")
    (folder / "sheets").mkdir(exist_ok=True)
    return report


def _say(report: dict[str, float], trainee: Trainee, *, minutes_left: float) -> None:
    left = min((trainee.plan.images - trainee.place.images) / report["images_per_s"] / 60.0, minutes_left)
    figures = ", ".join(f"{name} {value:.3g}" for name, value in report.items() if not name.startswith("images"))
    speed = f"{report['images_per_s']:.0f} a second, {max(0.0, left):.1f} min left"
    tqdm.write(f"{trainee.place.images:,} images: {figures}; {speed}")
