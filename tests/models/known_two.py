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
    for seen in (sound, picture):
        judge = RecogniserTrainConfig(network=seen, epochs=15, batch=8, averaging=0.8, learning_rate=1e-2)
        run, name = root / seen.sense.value, f"judge_{seen.sense}"
        train_recogniser(judge, run, paired=paired, minutes=5.0, device="cpu", resume=False)
        for each in (name, f"{name}_2"):
            write_recogniser(each, judge, run, root / "judges" / f"{each}.onnx", paired=paired)
    return Known(senses=root / "senses", judges=root / "judges")
