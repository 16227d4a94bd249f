"""The trained decoder of sounds as an ONNX file with half-size weights, judged on the validation split; its card."""

from pathlib import Path
from typing import Final

import onnx

from models.card import ModelCard, file_sha256
from models.imagine.export import difference
from models.imagine.train import Known, taught_with
from models.paired.paired_set import PairedSet
from models.recognise.config import Sense
from models.recognise.export import LICENCE, data_of
from models.recognise.saved import SavedRecogniser
from models.sketch_to_patch.export import halve, rounded, to_onnx, write_card
from models.sketch_to_patch.network import parameter_count
from models.sonify.config import SonifyTrainConfig
from models.sonify.memory import FromPicture
from models.sonify.network import Sonifier
from models.sonify.probe import SoundProbe
from models.sonify.train import JUDGE
from models.training_state import load_best

LIMITS: Final = (
    "Two seconds of sound of the classes it learnt from and no others: any other picture is taken for one of them. "
    "Phases are found afterwards, so tones waver a little."
)
BETWEEN: Final = "What a picture sounds like lies between the {} sounds it learnt from that mean most alike."


def best_sonifier(config: SonifyTrainConfig, folder: Path, meaning: int) -> Sonifier:
    """The networks that a run kept. Raises ModelError without them."""
    network = Sonifier(config.network, meaning)
    load_best(network, folder)
    return network


def write_sonifier(
    name: str,
    config: SonifyTrainConfig,
    folder: Path,
    path: Path,
    *,
    paired: PairedSet,
    known: Known = Known(),  # noqa: B008 (a frozen value)
) -> ModelCard:
    """Write `path` (ONNX) and its card from the best weights of a run folder. Raises ModelError."""
    run, listener = taught_with(folder, paired, known)
    meaning = listener.heard - 1
    network = rounded(best_sonifier(config, folder, meaning))
    judge = SavedRecogniser(JUDGE, folder=known.judges)
    probe = SoundProbe(paired, listener, judge, seed=config.plan.seed)
    judged, memory = probe.judge(network), probe.known.remembered(network)
    made = FromPicture(network, memory).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs = meaning + (0 if memory is None else memory.chance)
    onnx.save(
        halve(to_onnx(made, (inputs,), takes="seen", gives=("spectrogram",), as_it_is=True), only_matrices=True), path
    )
    apart = difference(made, path, inputs)
    metrics = {f"val_{key}": value for key, value in judged.figures.items()} | {
        "val_spread": judged.spread,
        "difference_to_torch": apart,
    }
    card = ModelCard(
        name=name,
        task="sonify",
        sha256=file_sha256(path),
        input_shape=(inputs,),
        outputs=paired.classes,
        parameters=parameter_count(network.decoder),
        data=data_of(paired, (Sense.SOUND, Sense.PICTURE)),
        licence=LICENCE,
        command=f"python -m models.train {name} --data DIR && python -m models.export {name} --data DIR",
        seed=config.plan.seed,
        metrics={key: round(value, 6) for key, value in metrics.items()},
        limits=LIMITS if memory is None else f"{LIMITS} {BETWEEN.format(memory.chance)}",
        versions={key: str(run[key]) for key in ("python", "torch", "numpy", "listener") if run.get(key)},
    )
    write_card(path, card)
    return card
