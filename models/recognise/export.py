"""A trained recogniser as an ONNX file with half-size weights, judged on the test split, and the card beside it."""

from pathlib import Path
from typing import Any, Final

import onnx
import torch
from safetensors import SafetensorError
from torch import nn

from models.card import ModelCard, file_sha256
from models.errors import ModelError
from models.paired.paired_set import PairedSet
from models.recognise.config import RecogniserTrainConfig, Sense
from models.recognise.network import Recogniser, input_shape
from models.recognise.train import best_network, check_data, examples, judged
from models.sketch_to_patch.export import fused, halve, to_onnx, write_card
from models.sketch_to_patch.network import parameter_count

LICENCE: Final = "non-commercial research and teaching: the terms of the data (ImageNet, ESC-50 and others)"
LIMITS: Final = "Knows the classes it was trained on and no others: anything else is taken for one of them."


class _Told(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Embedding, probabilities and, if asked for, what is seen at each place."""

    def __init__(self, network: Recogniser, *, places: bool) -> None:
        super().__init__()
        self.network = network
        self.places = places

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        places = self.network.places(x)
        embedding, scores = self.network.told(places)
        told = embedding, scores.softmax(1)
        return (*told, places) if self.places else told


def write_recogniser(
    name: str, config: RecogniserTrainConfig, folder: Path, path: Path, *, paired: PairedSet
) -> ModelCard:
    """Write `path` (ONNX) and its card from the best weights of a run folder.

    Raises ModelError without a run, or for one that learnt from other data.
    """
    run = check_data(folder, paired)
    try:
        network = best_network(config, folder, len(paired.classes))
    except (OSError, RuntimeError, SafetensorError):
        raise ModelError(f"There is no finished epoch of this recipe in {folder}. Train first.") from None
    sense = config.network.sense
    held = examples(paired, sense, "test", "cpu")
    metrics = judged(network, held) | {"test_examples": float(len(held)), "chance": 1.0 / len(paired.classes)}
    return write_file(network, path, paired=paired, name=name, recipe=name, seed=config.seed, metrics=metrics, run=run)


def write_file(
    network: Recogniser,
    path: Path,
    *,
    paired: PairedSet,
    name: str,
    recipe: str,
    seed: int,
    metrics: dict[str, float],
    run: dict[str, Any],
    places: bool = False,
) -> ModelCard:
    """Write a recogniser as `path` (ONNX) with its card; `run` has the facts of its run folder. Changes the network.

    With `places` the file also gives what is seen at each place.
    """
    sense = network.config.sense
    count = parameter_count(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    gives = ("embedding", "probability", *(("places",) if places else ()))
    graph = to_onnx(_Told(fused(network), places=places), input_shape(sense), takes=sense.value, gives=gives)
    onnx.save(halve(graph), path)
    card = ModelCard(
        name=name,
        task=f"recognise_{sense.value}",
        sha256=file_sha256(path),
        input_shape=input_shape(sense),
        outputs=paired.classes,
        parameters=count,
        data=data_of(paired, (sense,)),
        licence=LICENCE,
        command=f"python -m models.train {recipe} --data DIR && python -m models.export {recipe} --data DIR",
        seed=seed,
        metrics={key: round(value, 6) for key, value in metrics.items()},
        limits=LIMITS,
        versions={key: str(run[key]) for key in ("python", "torch", "numpy") if run.get(key)},
    )
    write_card(path, card)
    return card


def data_of(paired: PairedSet, senses: tuple[Sense, ...]) -> str:
    """What was learnt from, in words."""
    counts = {sense: len(examples(paired, sense, "train", "cpu")) for sense in senses}
    learnt = " and ".join(f"{count:,} {sense.value}s" for sense, count in counts.items())
    return (
        f"{learnt} of the training split, {len(paired.classes)} classes. Fingerprint {paired.fingerprint[:16]}. "
        "No pretrained weights."
    )
