"""Encoders and a judge for the made-up set, trained in seconds. Needs torch."""

from pathlib import Path

from models.imagine.train import Known
from models.paired.paired_set import PairedSet
from models.recognise.config import RecogniserConfig, RecogniserTrainConfig, Sense
from models.recognise.export import write_recogniser
from models.recognise.train import train_recogniser
from models.senses.config import SensesTrainConfig
from models.senses.export import write_senses
from models.senses.train import train_senses


def known_two(paired: PairedSet, root: Path) -> Known:
    """Train and write them into a folder."""
    sound, picture = (RecogniserConfig(sense=sense, channels=(8, 8, 8, 64), embedding=16) for sense in Sense)
    both = SensesTrainConfig(
        sound=sound, picture=picture, epochs=15, sounds_a_batch=8, pictures_a_batch=8, averaging=0.8, learning_rate=1e-2
    )
    train_senses(both, root / "run", paired=paired, minutes=5.0, device="cpu", resume=False)
    write_senses(both, root / "run", root / "senses", paired=paired)
    judge = RecogniserTrainConfig(network=picture, epochs=15, batch=8, averaging=0.8, learning_rate=1e-2)
    train_recogniser(judge, root / "judge", paired=paired, minutes=5.0, device="cpu", resume=False)
    for name in ("judge_picture", "judge_picture_2"):
        write_recogniser(name, judge, root / "judge", root / "judges" / f"{name}.onnx", paired=paired)
    return Known(senses=root / "senses", judges=root / "judges")
