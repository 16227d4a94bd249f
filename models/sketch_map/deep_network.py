"""A base network as torch can go on training it, and what training makes small.

The base is read from the ONNX file that ships: its convolutions have their batch norms folded in, so what is
trained has none, and learns alike in any batch.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from models.errors import ModelError
from models.sketch_to_patch.export import fused
from models.sketch_to_patch.losses import unit_error
from models.sketch_to_patch.map_config import LossConfig, MapConfig
from models.sketch_to_patch.map_loss import NEAR, WEIGHTS, map_loss
from models.sketch_to_patch.map_network import NUMBERS, SETTINGS, MapNet, columns_of
from models.sketch_to_patch.network import CompactConfig, CompactNet
from synth.parameters import INDEX, N_PREDICTED

TAUGHT: Final = LossConfig(geometry=0.0, classes=0.0)
"""Of the loss of a map, the parts about its sound: what a drawing shows is not taught."""
KEPT_EMBEDDING: Final = 0.2
"""Weight of where shapes lie among each other, against what other drawings sound like."""
KEPT_PLAIN: Final = 0.4
"""Weight of what other drawings sound like in a network of plain values, whose taught loss is a small mean square."""
PAPER_HEAD: Final = "head.weight"
"""Only the network of the map Paper has it."""
_UNWRITTEN: Final = ("geometry.", "classes.")
"""Parts of `MapNet` that help to train a base and are not in its file."""


def network_of(path: Path) -> nn.Module:
    """The network in an ONNX file of ours, ready to train. Raises ModelError for any other."""
    model = onnx.load(path, load_external_data=False)
    weights = {
        tensor.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
        for tensor in model.graph.initializer
        if "." in tensor.name
    }
    try:
        network = _empty(weights)
        there = {name: weights[name] for name in network.state_dict() if not name.startswith(_UNWRITTEN)}
        network.load_state_dict(there, strict=False)
    except (KeyError, RuntimeError, AttributeError):
        raise ModelError(f"The base {path.stem} is no network that can be trained further.") from None
    network = rounded(network)
    if isinstance(network, MapNet) and (limits := _limits(model)) is not None:
        network.keep_within(limits)
    return network


def _limits(model: onnx.ModelProto) -> Tensor | None:
    """The least and the largest answers of a network, (2, 33), where its file has them."""
    numbers = {tensor.name: tensor for tensor in model.graph.initializer if list(tensor.dims) == [1, N_PREDICTED]}
    found = {node.op_type: numbers[name] for node in model.graph.node for name in node.input if name in numbers}
    if not {"Max", "Min"} <= found.keys():
        return None
    return torch.from_numpy(np.concatenate([numpy_helper.to_array(found[kind]) for kind in ("Max", "Min")]))


def rounded(network: nn.Module) -> nn.Module:
    """The network with all its numbers as exact as its file keeps them: half precision. Works in place."""
    with torch.no_grad():
        for tensor in (*network.parameters(), *network.buffers()):
            tensor.copy_(tensor.half().float())
    return network


def outputs_of(network: nn.Module) -> tuple[str, ...]:
    """What its file gives."""
    return ("unit", "embedding") if isinstance(network, MapNet) else ("unit",)


def freeze(network: nn.Module, steps: int) -> None:
    """Let the first convolutions stay as they are: they see edges and ends, whatever a drawing means."""
    for convolution in list(body_of(network).steps)[:steps]:
        convolution.requires_grad_(False)


def early(network: nn.Module, pictures: Tensor, steps: int) -> Tensor:
    """What the first `steps` convolutions make of pictures (n, 1, 128, 128)."""
    seen = network.placed(pictures) if isinstance(network, MapNet) else (pictures,)
    features: Tensor = body_of(network).early(*seen, steps)
    return features


def _late(network: nn.Module, features: Tensor, steps: int) -> Tensor:
    """What is seen (n, hidden), or knob travel where nothing else follows, from those features."""
    late: Tensor = body_of(network).late(features, steps)
    return network.thought_over(late) if isinstance(network, MapNet) else late


def body_of(network: nn.Module) -> nn.Module:
    """The convolutions of a network and what gathers their answers."""
    return network.seen if isinstance(network, MapNet) else network


def unit_of(network: nn.Module, features: Tensor, steps: int) -> Tensor:
    """Knob travel (n, 33), from what the first `steps` convolutions have made."""
    late = _late(network, features, steps)
    return network.unit(late) if isinstance(network, MapNet) else late


def taught_loss(network: nn.Module, features: Tensor, units: Tensor, heard: Tensor, *, steps: int) -> Tensor:
    """How far the answers are from the taught sounds (n, 33): as the base itself was trained.

    A map of any drawing leaves out what cannot be heard; the paper's network takes all 33 values alike.
    """
    seen = _late(network, features, steps)
    if not isinstance(network, MapNet):
        return unit_error(seen, units)
    answer = network.answer_to(seen)
    nobody = torch.full((len(features),), -1, device=features.device)
    return map_loss(answer, units, heard, truth=(answer.geometry.detach(), nobody), config=TAUGHT)


def kept_loss(network: nn.Module, base: nn.Module, features: Tensor, heard: Tensor, *, steps: int) -> Tensor:
    """How far the answers to other drawings have moved from those of the base: distillation.

    The base's doubts are kept too, not only its choices (Hinton et al., "Distilling the knowledge in a neural
    network", 2015), so that a choice turns where it turned before.
    """
    with torch.no_grad():
        before = _late(base, features, steps)
    seen = _late(network, features, steps)
    if not (isinstance(network, MapNet) and isinstance(base, MapNet)):
        # The square of what is nearly nothing already is none: the network of Paper would wander.
        return KEPT_PLAIN * functional.smooth_l1_loss(seen, before, beta=NEAR)
    with torch.no_grad():
        old = base.answer_to(before)
    now = network.answer_to(seen)
    weights = torch.tensor([WEIGHTS.get(row.id, 1.0) for row in NUMBERS], device=heard.device)
    weights = weights * heard[:, columns_of(NUMBERS)]
    error = functional.smooth_l1_loss(now.numbers, old.numbers, beta=NEAR, reduction="none")
    loss = (weights * error).sum() / weights.sum().clamp(min=1.0)
    for row, score, old_score in zip(SETTINGS, now.scores, old.scores, strict=True):
        each = functional.kl_div(score.log_softmax(1), old_score.softmax(1), reduction="none").sum(1)
        loss = loss + TAUGHT.settings * (each * heard[:, INDEX[row.id]]).mean()
    alike = (now.embedding * old.embedding).sum(1)
    return loss + KEPT_EMBEDDING * (1.0 - alike).mean()


def _empty(weights: Mapping[str, Tensor]) -> nn.Module:
    """A network of the kind and the widths that the weights have. Raises KeyError for strange ones."""
    of_paper = PAPER_HEAD in weights
    body = "" if of_paper else "seen."
    steps = sum(name.startswith(f"{body}steps.") and name.endswith(".0.weight") for name in weights)
    channels = tuple(len(weights[f"{body}steps.{step}.0.weight"]) for step in range(steps))
    if of_paper:
        outputs, hidden = weights[PAPER_HEAD].shape
        return fused(CompactNet(CompactConfig(channels=channels, hidden=hidden, outputs=outputs)))
    embedding, hidden = weights["embed.weight"].shape
    return fused(MapNet(MapConfig(channels=channels, hidden=hidden, embedding=embedding)))
