"""The trained hearing network as an ONNX file with half-size weights, and the card beside it."""

import json
from pathlib import Path
from typing import Final

import onnx
from safetensors import SafetensorError
from safetensors.torch import load_file

from models.card import ModelCard, file_sha256
from models.errors import ModelError
from models.sketch_to_patch.checkpoint import BEST
from models.sketch_to_patch.export import fused, halve, to_onnx, write_card
from models.sketch_to_patch.network import parameter_count
from models.sound_to_patch.dataset import fresh_batch
from models.sound_to_patch.heads import output_names
from models.sound_to_patch.loop import judge
from models.sound_to_patch.network import HearingNet
from models.sound_to_patch.network_input import INPUT_SHAPE

JUDGED_ON: Final = 512
"""Fresh sounds, of a seed that training never uses."""


def write_network(folder: Path, path: Path, *, judged_on: int = JUDGED_ON) -> ModelCard:
    """Write `path` (ONNX) and its card from the best weights of a run folder. Raises ModelError without them."""
    network = HearingNet()
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        network.load_state_dict(load_file(folder / BEST))
        seed = int(run["config"]["seed"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError):
        raise ModelError(f"There is no finished round in {folder}. Train first.") from None
    metrics = judge(network, fresh_batch(seed + 2, 0, judged_on), "cpu")
    count = parameter_count(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(halve(to_onnx(fused(network), INPUT_SHAPE, takes="sound", gives=("scores",))), path)
    card = ModelCard(
        name="Mimic",
        task="sound_to_patch",
        sha256=file_sha256(path),
        input_shape=INPUT_SHAPE,
        outputs=output_names(),
        parameters=count,
        data="Fresh renders of this synthesizer alone, drawn by models/sound_to_patch/prior.py. No recorded sound.",
        licence="MIT",
        command="python -m models.sound_to_patch.train && python -m models.sound_to_patch.export",
        seed=seed,
        metrics={key: round(value, 6) for key, value in metrics.items()},
        limits="It hears sounds of this synthesizer. Of other sounds it gives a first guess, and a search goes on.",
        versions={key: str(run[key]) for key in ("python", "torch", "numpy") if run.get(key)},
    )
    write_card(path, card)
    return card
