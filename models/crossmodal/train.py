"""Train the multimodal layer, then both U-Nets against their critics."""

import time
from dataclasses import asdict
from pathlib import Path

from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.pupils import Pupils
from models.imagine.lessons import Lessons
from models.imagine.listener import Listener
from models.imagine.train import Known, examine_and_train, picture_examiner
from models.paired.paired_set import PairedSet


def train_crossmodal(
    config: CrossmodalTrainConfig,
    folder: Path,
    *,
    paired: PairedSet,
    minutes: float,
    device: str,
    resume: bool,
    known: Known = Known(),  # noqa: B008 (a frozen value)
) -> dict[str, float]:
    """Train the system; see `examine_and_train`."""
    began = time.monotonic()
    listener = Listener(folder=known.senses, use_gpu=device.startswith("cuda"))
    lessons = Lessons(paired, listener, seed=config.plan.seed, device=device, places=True)
    pupils = Pupils(config, heard=lessons.heard, seen=lessons.seen_shape, classes=lessons.classes, device=device)
    examiner = picture_examiner(paired, listener, config.plan, known)
    return examine_and_train(
        pupils,
        lessons,
        folder,
        examiner=examiner,
        paired=paired,
        until=began + 60.0 * minutes,
        resume=resume,
        config=asdict(config),
    )
