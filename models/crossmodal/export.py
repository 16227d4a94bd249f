"""The trained system as one ONNX file from what was heard to the picture, judged on the validation split; its card."""

from dataclasses import replace
from pathlib import Path

from models.card import ModelCard
from models.crossmodal.config import CrossmodalTrainConfig
from models.crossmodal.neighbour import neighbours
from models.crossmodal.network import CrossmodalPainter, Shape
from models.imagine.export import write_painter
from models.imagine.probe import Judgement, Painter, Probe
from models.imagine.train import JUDGE, Known, taught_with
from models.paired.paired_set import PairedSet
from models.recognise.saved import SavedRecogniser
from models.training_state import load_best


def best_painter(
    config: CrossmodalTrainConfig, folder: Path, *, heard: int, seen: Shape, classes: int
) -> CrossmodalPainter:
    """The networks that a run kept. Raises ModelError without them."""
    network = CrossmodalPainter(config, heard=heard, seen=seen, classes=classes)
    load_best(network, folder)
    return network


def write_crossmodal(
    name: str,
    config: CrossmodalTrainConfig,
    folder: Path,
    path: Path,
    *,
    paired: PairedSet,
    known: Known = Known(),  # noqa: B008 (a frozen value)
) -> ModelCard:
    """Write `path` (ONNX) and its card from the best weights of a run folder. Raises ModelError."""
    run, listener = taught_with(folder, paired, known)
    pixels = paired.pictures.rgb("val")[0][:1]
    channels, rows, columns = listener.places(pixels).shape[1:]
    network = best_painter(
        config, folder, heard=listener.heard, seen=(channels, rows, columns), classes=len(paired.classes)
    )
    probe = Probe(paired, listener, SavedRecogniser(JUDGE, folder=known.judges), seed=config.plan.seed)

    def judge(painter: Painter) -> Judgement:
        judged = probe.judge(painter)
        found = {f"test_{key}": value for key, value in neighbours(network, paired, listener, "test").items()}
        return replace(judged, figures=judged.figures | found)

    return write_painter(network, path, name=name, paired=paired, run=run, seed=config.plan.seed, judge=judge)
