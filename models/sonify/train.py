"""Train the decoder of sounds: lessons, networks, judge, loop."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from models.imagine.listener import Listener
from models.imagine.train import Examiner, Known, examine_and_train
from models.paired.paired_set import PairedSet
from models.recognise.saved import SavedRecogniser
from models.sonify.config import SonifyTrainConfig
from models.sonify.lessons import SoundLessons
from models.sonify.probe import SoundProbe
from models.sonify.pupil import SonifyPupil

JUDGE: Final = "judge_sound"


def train_sonify(
    config: SonifyTrainConfig,
    folder: Path,
    *,
    paired: PairedSet,
    minutes: float,
    device: str,
    resume: bool,
    known: Known = Known(),  # noqa: B008 (a frozen value)
) -> dict[str, float]:
    """Train encoder and decoder; see `examine_and_train`."""
    began = time.monotonic()
    listener = Listener(folder=known.senses, use_gpu=device.startswith("cuda"))
    lessons = SoundLessons(paired, listener, device=device)
    pupil = SonifyPupil(config, meaning=lessons.meaning, classes=lessons.classes, device=device)
    judge = SavedRecogniser(JUDGE, folder=known.judges)
    facts = {"listener": listener.sha256, JUDGE: judge.card.sha256}
    examiner = Examiner(lambda: SoundProbe(paired, listener, judge, seed=config.plan.seed), facts)
    return examine_and_train(
        pupil,
        lessons,
        folder,
        examiner=examiner,
        paired=paired,
        until=began + 60.0 * minutes,
        resume=resume,
        config=asdict(config),
    )
