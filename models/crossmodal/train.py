"""Train the multimodal layer, then both U-Nets against their critics."""

from dataclasses import asdict
from pathlib import Path

from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.pupils import Pupils
from models.imagine.lessons import Lessons
from models.imagine.listener import Listener
from models.imagine.train import Known, train_painter
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
    """Train the system; see `train_painter`."""
    listener = Listener(folder=known.senses, use_gpu=device.startswith("cuda"))
    lessons = Lessons(paired, listener, seed=config.plan.seed, device=device, places=True)
    pupils = Pupils(config, heard=lessons.heard, seen=lessons.seen_shape, classes=lessons.classes, device=device)
    return train_painter(
        pupils, lessons, folder, paired=paired, minutes=minutes, resume=resume, facts={"config": asdict(config)},
        known=known,
    )  # fmt: skip
