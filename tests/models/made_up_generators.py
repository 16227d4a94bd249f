"""Generators made in a moment: any sound and any noise has a picture of its own, with eight spots a side."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.card import ModelCard, file_sha256
from models.imagine.listener import Listener

NOISE = 6


def write_generator(
    folder: Path, name: str, listener: Listener, *, seed: int = 0, spoken: tuple[str, ...] = ()
) -> None:
    """Write an ONNX file and its card, for the classes of `listener` if no others are `spoken`."""
    inputs = listener.heard + NOISE
    weights = np.random.default_rng(seed).normal(0.0, 1.0 / np.sqrt(inputs), (inputs, 3 * 8 * 8)).astype(np.float32)
    constants = {
        "weights": weights,
        "spots": np.array([-1, 3, 8, 8]),
        "scales": np.array([1.0, 1.0, 8.0, 8.0], dtype=np.float32),
    }
    nodes = [
        helper.make_node("MatMul", ["heard", "weights"], ["flat"]),
        helper.make_node("Tanh", ["flat"], ["bounded"]),
        helper.make_node("Reshape", ["bounded", "spots"], ["small"]),
        helper.make_node("Resize", ["small", "", "scales"], ["picture"], mode="nearest"),
    ]
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("heard", TensorProto.FLOAT, ["n", inputs])],
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 3, 64, 64])],
        [numpy_helper.from_array(value, key) for key, value in constants.items()],
    )
    path = folder / f"{name}.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    card = ModelCard(
        name=name, task="imagine", sha256=file_sha256(path), input_shape=(inputs,),
        outputs=spoken or listener.classes, parameters=weights.size, data="none", licence="MIT", command="none", seed=0,
    )  # fmt: skip
    path.with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
