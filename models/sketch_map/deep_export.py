"""The network of a deep training as a file: written, and compared with what torch answers."""

import json
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.errors import ModelError
from models.onnx_model import HeldNetwork
from models.sketch_map.deep_config import NETWORK_FILE, DeepConfig
from models.sketch_map.deep_course import Course, parts_of
from models.sketch_map.deep_network import early, outputs_of, rounded, unit_of
from models.sketch_map.lessons import Rasters, knob_error
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.export import write_model
from models.sketch_to_patch.map_train import pictures_of
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.raster import SIZE

SAME: Final = 1e-3
"""Knob travel by which the exported network, and the base that was read, may differ from torch's."""
LIMITS: Final = "Refitted on one player's drawings over {}; its check is models/sketch_map/training_check.py."


def export(
    network: nn.Module, folder: Path, sketch_map: SketchMap, config: DeepConfig, course: Course, *, name: str
) -> Path:
    """Write the network and its card, and see that it answers as it did here."""
    rounded(network)
    path = folder / NETWORK_FILE
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    held = course.held
    facts = {
        "name": sketch_map.name,
        "task": "sketch_to_patch",
        "data": f"{len(course.taught.rasters):,} redrawings of {len(course.lessons)} drawings of a player, and "
        f"{len(course.others.rasters):,} other drawings whose sounds were to stay",
        "licence": "as the map",
        "command": "python -m models.sketch_map.deep_training --map MAP --out FOLDER",
        "seed": config.seed,
        "limits": LIMITS.format(name.capitalize()),
        "metrics": {
            "held_error_before": knob_error(base_unit(name, held.rasters), held.units, held.heard),
            "held_error": knob_error(in_torch(network, held.rasters), held.units, held.heard),
        },
        "versions": {key: str(run[key]) for key in ("python", "torch", "numpy") if run.get(key)},
    }
    card = write_model(network, path, pixels=SIZE, facts=facts, outputs=outputs_of(network))
    written = SketchPredictor(card.name, folder=folder, use_gpu=False, held=HeldNetwork(path.read_bytes(), card))
    same(network, course.lessons.rasters, written.predict_unit(course.lessons.rasters), "The network that was written")
    return path


def base_unit(name: str, rasters: Rasters) -> NDArray[np.float64]:
    return SketchPredictor(name, use_gpu=False).predict_unit(rasters)


def in_torch(network: nn.Module, rasters: Rasters) -> NDArray[np.float64]:
    """Knob travel (n, 33) of rasters (n, 128, 128)."""
    device = str(next(network.parameters()).device)
    with torch.inference_mode():
        parts = [unit_of(network, early(network, pictures_of(some, device), 0), 0).cpu() for some in parts_of(rasters)]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float64)


def same(network: nn.Module, rasters: Rasters, unit: NDArray[np.float64], what: str) -> None:
    """Raises ModelError when ONNX Runtime and torch differ by more than `SAME`."""
    off = float(np.abs(in_torch(network, rasters) - unit).max())
    if not off <= SAME:
        raise ModelError(f"{what} answers otherwise than torch (by {off:.4f} of a knob's travel). Nothing was changed.")
