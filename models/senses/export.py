"""The two trained encoders as ONNX files, judged on the test split, with their cards."""

from pathlib import Path

from safetensors import SafetensorError

from models.card import ModelCard
from models.errors import ModelError
from models.paired.paired_set import PairedSet
from models.recognise.config import Sense
from models.recognise.export import write_file
from models.recognise.train import check_data, examples
from models.senses.config import SensesTrainConfig
from models.senses.train import best_senses, senses_judged


def write_senses(config: SensesTrainConfig, folder: Path, out: Path, *, paired: PairedSet) -> list[ModelCard]:
    """Write `out/sound.onnx` and `out/picture.onnx` from the best weights of a run folder, with cards.

    Raises ModelError without a run, or for one that learnt from other data.
    """
    run = check_data(folder, paired)
    try:
        network = best_senses(config, folder, len(paired.classes))
    except (OSError, RuntimeError, SafetensorError):
        raise ModelError(f"There is no finished epoch of this recipe in {folder}. Train first.") from None
    held = {sense: examples(paired, sense, "test", "cpu") for sense in Sense}
    judged = senses_judged(network, held) | {"chance": 1.0 / len(paired.classes)}
    return [
        write_file(
            network.of(sense),
            out / f"{sense.value}.onnx",
            paired=paired,
            name=f"senses, {sense.value}",
            recipe="senses",
            seed=config.seed,
            metrics=judged | {"test_examples": float(len(held[sense]))},
            run=run,
            places=sense is Sense.PICTURE,
        )
        for sense in Sense
    ]
