"""A decoder of sounds made in a moment: any picture and any chance has a spectrogram of its own."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.card import ModelCard, file_sha256
from models.imagine.listener import Listener

CHANCE = 5


def write_voice(folder: Path, listener: Listener, *, spoken: tuple[str, ...] = ()) -> None:
    """Write shared.onnx and its card, for the classes of `listener` if no others are `spoken`."""
    inputs = listener.heard - 1 + CHANCE
    weights = np.random.default_rng(0).normal(0.0, 1.0 / np.sqrt(inputs), (inputs, 16 * 16)).astype(np.float32)
    constants = {
        "weights": weights,
        "spots": np.array([-1, 1, 16, 16]),
        "scales": np.array([1.0, 1.0, 8.0, 8.0], dtype=np.float32),
    }
    nodes = [
        helper.make_node("MatMul", ["seen", "weights"], ["flat"]),
        helper.make_node("Tanh", ["flat"], ["bounded"]),
        helper.make_node("Reshape", ["bounded", "spots"], ["small"]),
        helper.make_node("Resize", ["small", "", "scales"], ["spectrogram"], mode="nearest"),
    ]
    graph = helper.make_graph(
        nodes,
        "shared",
        [helper.make_tensor_value_info("seen", TensorProto.FLOAT, ["n", inputs])],
        [helper.make_tensor_value_info("spectrogram", TensorProto.FLOAT, ["n", 1, 128, 128])],
        [numpy_helper.from_array(value, key) for key, value in constants.items()],
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "shared.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    card = ModelCard(
        name="shared", task="sonify", sha256=file_sha256(path), input_shape=(inputs,),
        outputs=spoken or listener.classes, parameters=weights.size, data="none", licence="MIT", command="none", seed=0,
    )  # fmt: skip
    path.with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
