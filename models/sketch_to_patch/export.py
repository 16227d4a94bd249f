"""A trained network as an ONNX file with half-size weights, and the card beside it."""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.card import ModelCard, file_sha256
from models.sketch_to_patch.network import parameter_count
from synth.parameters import PREDICTED

SMALLEST_HALVED: Final = 64
"""Tensors with fewer numbers stay in single precision: halving them saves nothing."""


def fused(network: nn.Module) -> nn.Module:
    """The network in evaluation mode, every batch norm folded into the convolution before it.

    Works in place, on any `nn.Sequential` that holds a convolution followed by its batch norm.
    """
    network.eval()
    for part in list(network.modules()):
        pair = list(part)[:2] if isinstance(part, nn.Sequential) else []
        if len(pair) == 2 and isinstance(pair[0], nn.Conv2d) and isinstance(pair[1], nn.BatchNorm2d):
            part[0], part[1] = fuse_conv_bn_eval(pair[0], pair[1]), nn.Identity()
    return network


def to_onnx(
    network: nn.Module, shape: tuple[int, ...], *, takes: str, gives: Sequence[str], as_it_is: bool = False
) -> onnx.ModelProto:
    """The graph of a network that takes (n, *shape), any n, with the names of what it takes and gives.

    With `as_it_is` its weights are those of the network; else some are multiplied with each other beforehand.
    """
    network.eval()
    program = torch.onnx.export(
        network,
        (torch.zeros(2, *shape),),
        input_names=[takes],
        output_names=list(gives),
        dynamic_shapes=({0: torch.export.Dim("n", min=1, max=4096)},),
        dynamo=True,
        optimize=not as_it_is,
        verbose=False,
    )
    model: onnx.ModelProto = program.model_proto
    return model


def halve(model: onnx.ModelProto, *, only_matrices: bool = False) -> onnx.ModelProto:
    """Store large weights in half precision with a Cast before their use; the sums stay single precision.

    A graph that also computes in half precision is up to three times slower on a CPU. With `only_matrices` what
    `rounded` leaves alone stays in single precision: offsets and statistics, which are small.
    """
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if (
            tensor.data_type != TensorProto.FLOAT
            or values.size < SMALLEST_HALVED
            or (only_matrices and values.ndim < 2)
        ):
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + ".half"))
        casts.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    del model.graph.value_info[:]  # exporters name the weights' types there too
    for node in model.graph.node:
        del node.metadata_props[:]  # the exporter's stack traces: places on the trainer's disk
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    return model


def rounded(network: nn.Module) -> nn.Module:
    """A copy whose large matrices are what `halve` stores of them."""
    network = copy.deepcopy(network)
    with torch.no_grad():
        for weight in network.parameters():
            if weight.numel() >= SMALLEST_HALVED and weight.ndim > 1:
                weight.copy_(weight.half().float())
    return network


def write_model(
    network: nn.Module, path: Path, *, pixels: int, facts: Mapping[str, Any], outputs: Sequence[str] = ("unit",)
) -> ModelCard:
    """Write `path` (ONNX) and the card beside it; `facts` are the card's fields that only a run knows.

    Needed: name, task, data, licence, command, seed, metrics, limits, versions.
    """
    count = parameter_count(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(halve(to_onnx(fused(network), (1, pixels, pixels), takes="picture", gives=outputs)), path)
    card = ModelCard(
        sha256=file_sha256(path),
        input_shape=(1, pixels, pixels),
        outputs=tuple(row.id for row in PREDICTED),
        parameters=count,
        **facts,
    )
    write_card(path, card)
    return card


def write_unnamed(network: nn.Module, path: Path, *, pixels: int) -> None:
    """Write a network to be measured and thrown away; the network itself stays as it is."""
    nobody: dict[str, Any] = dict.fromkeys(("name", "task", "data", "licence", "command"), "")
    write_model(copy.deepcopy(network), path, pixels=pixels, facts=nobody | {"seed": 0})


def write_card(path: Path, card: ModelCard) -> None:
    """Write the card of the network file `path` beside it."""
    path.with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
