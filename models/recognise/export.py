"""A trained recogniser as an ONNX file with half-size weights, judged on the test split, and the card beside it."""

from pathlib import Path
from typing import Final

import onnx
import torch
from safetensors import SafetensorError
from torch import nn

from models.card import ModelCard, file_sha256
from models.errors import ModelError
from models.paired.paired_set import PairedSet
from models.recognise.config import RecogniserTrainConfig
from models.recognise.network import input_shape
from models.recognise.train import best_network, check_data, examples, judged
from models.sketch_to_patch.export import fused, halve, to_onnx, write_card
from models.sketch_to_patch.network import parameter_count

LICENCE: Final = "non-commercial research and teaching: the terms of the data (ImageNet, ESC-50 and others)"
LIMITS: Final = "Knows the classes it was trained on and no others: anything else is taken for one of them."


class _WithProbabilities(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        embedding, scores = self.network(x)
        return embedding, scores.softmax(1)


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
    count = parameter_count(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    graph = to_onnx(
        _WithProbabilities(fused(network)), input_shape(sense), takes=sense.value, gives=("embedding", "probability")
    )
    onnx.save(halve(graph), path)
    learnt = len(examples(paired, sense, "train", "cpu"))
    card = ModelCard(
        name=name,
        task=f"recognise_{sense.value}",
        sha256=file_sha256(path),
        input_shape=input_shape(sense),
        outputs=paired.classes,
        parameters=count,
        data=f"{learnt:,} {sense.value}s of the training split, {len(paired.classes)} classes. Fingerprint "
        f"{paired.fingerprint[:16]}. No pretrained weights.",
        licence=LICENCE,
        command=f"python -m models.train {name} --data DIR && python -m models.export {name} --data DIR",
        seed=config.seed,
        metrics={key: round(value, 6) for key, value in metrics.items()},
        limits=LIMITS,
        versions={key: str(run[key]) for key in ("python", "torch", "numpy") if run.get(key)},
    )
    write_card(path, card)
    return card
