"""A trained generator as an ONNX file with half-size weights, judged on the validation split, and its card."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import nn

from models.card import ModelCard, file_sha256
from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.imagine.focus import Focus, Focused, kind_means
from models.imagine.generator import Generator
from models.imagine.listener import Listener
from models.imagine.probe import Judgement, Painter, Probe
from models.imagine.train import JUDGE, Known, taught_with
from models.paired.paired_set import PairedSet
from models.recognise.config import Sense
from models.recognise.export import LICENCE, data_of
from models.recognise.saved import SavedRecogniser
from models.sketch_to_patch.export import halve, rounded, to_onnx, write_card
from models.sketch_to_patch.network import parameter_count
from models.training_state import load_best

TASK: Final = "imagine"
MOST_APART: Final = 1e-3

Judge = Callable[[Painter], Judgement]
LIMITS: Final = (
    "Pictures of 64 x 64 pixels of the classes it learnt from and no others: any other sound is taken for one of them, "
    "and what it paints is no evidence of what sounded."
)


def best_generator(config: ImagineTrainConfig, folder: Path, heard: int) -> Generator:
    """The generator that a run kept. Raises ModelError without one."""
    network = Generator(config.generator, heard)
    load_best(network, folder)
    return network


def put_to_use(
    generator: Generator, config: ImagineTrainConfig, *, paired: PairedSet, listener: Listener
) -> Generator | Focused:
    """What the program runs: the generator, told what it hears through a focus where the recipe has one."""
    if not config.focus:
        return generator
    focus = Focus(kind_means(paired, listener), share=config.focus, nearness=config.focus_nearness)
    focused = Focused(generator, focus)
    focused.eval()
    return focused


def write_generator(
    name: str,
    config: ImagineTrainConfig,
    folder: Path,
    path: Path,
    *,
    paired: PairedSet,
    known: Known = Known(),  # noqa: B008 (a frozen value)
) -> ModelCard:
    """Write `path` (ONNX) and its card from the best weights of a run folder. Raises ModelError."""
    run, listener = taught_with(folder, paired, known)
    network = put_to_use(best_generator(config, folder, listener.heard), config, paired=paired, listener=listener)
    probe = Probe(paired, listener, SavedRecogniser(JUDGE, folder=known.judges), seed=config.plan.seed)
    return write_painter(network, path, name=name, paired=paired, run=run, seed=config.plan.seed, judge=probe.judge)


def difference(network: nn.Module, path: Path, inputs: int, *, most: float = MOST_APART) -> float:
    """The largest difference of a file to a network. Raises ModelError for more than `most`."""
    x = np.random.default_rng(0).standard_normal((16, inputs), dtype=np.float32)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        expected = network(torch.from_numpy(x)).numpy()
    apart = float(np.abs(session.run(None, {session.get_inputs()[0].name: x})[0] - expected).max())
    if not apart < most:
        raise ModelError(f"{path.name} differs from the network it was made of by {apart:.2g}.")
    return apart


def write_painter(
    whole: Painter, path: Path, *, name: str, paired: PairedSet, run: dict[str, Any], seed: int, judge: Judge
) -> ModelCard:
    """Write what paints as `path` (ONNX) with its card; `run` has the facts of its run folder.

    Weights are rounded to half precision first, and what is left is the network: that is judged, and the file is equal.
    """
    network = rounded(whole)
    judged = judge(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(
        halve(
            to_onnx(network, (network.inputs,), takes="heard", gives=("picture",), as_it_is=True), only_matrices=True
        ),
        path,
    )
    found = {
        "val_spread": judged.spread,
        "difference_to_torch": difference(network, path, network.inputs),
        "difference_of_rounding": difference(whole, path, network.inputs, most=math.inf),
    }
    metrics = {key if key.startswith("test_") else f"val_{key}": value for key, value in judged.figures.items()}
    card = ModelCard(
        name=name,
        task=TASK,
        sha256=file_sha256(path),
        input_shape=(network.inputs,),
        outputs=paired.classes,
        parameters=parameter_count(network),
        data=data_of(paired, (Sense.SOUND, Sense.PICTURE)),
        licence=LICENCE,
        command=f"python -m models.train {name} --data DIR && python -m models.export {name} --data DIR",
        seed=seed,
        metrics={key: round(value, 6) for key, value in metrics.items()} | found,
        limits=LIMITS,
        versions={key: str(run[key]) for key in ("python", "torch", "numpy", "listener") if run.get(key)},
    )
    write_card(path, card)
    return card
