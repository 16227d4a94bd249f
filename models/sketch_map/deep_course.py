"""What deep training learns from and is judged by: pictures, with what the frozen convolutions make of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.audible import audible_mask
from models.errors import ModelError
from models.sketch_map.deep_config import DeepConfig
from models.sketch_map.deep_network import early
from models.sketch_map.lessons import CHUNK, Lessons, Rasters, lessons_of, other_drawings, untrained
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.redrawings import redrawings
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_map.training_check import in_parts
from models.sketch_to_patch.map_train import pictures_of

See = Callable[[Rasters], Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Pictures (n, 128, 128) with the sounds (n, 33) they should have, and what of those is heard (n, 33).

    `features` is what the frozen convolutions make of them, half precision.
    """

    rasters: Rasters
    units: NDArray[np.float64]
    heard: NDArray[np.bool_]
    features: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Everything a training learns from and is judged by."""

    lessons: Lessons
    taught: Pictures
    others: Pictures
    held: Pictures
    held_others: Pictures


def course_of(sketch_map: SketchMap, config: DeepConfig, see: See, told: Callable[[float], None]) -> Course:
    """The pictures; the same for the same map and seed. `told` hears the share that is drawn."""
    plain = MapNetworks(use_gpu=False).predictor(untrained(sketch_map))
    if not isinstance(plain, TaughtPredictor):
        raise ModelError(f"Nothing is taught in the map {sketch_map.name}: teach it a drawing, then train it.")
    lessons = lessons_of(plain)
    seed = config.seed
    few = np.full(len(lessons), max(1, config.held // len(lessons)))
    told(0.1)
    held = _redrawn(lessons, few, seed + 1, see)
    taught = _redrawn(lessons, config.counts(lessons.weights), seed, see)
    told(0.4)
    held_others = _answered(plain, other_drawings(plain, config.held, 1000 * seed + 500_000), see)
    others = _answered(plain, other_drawings(plain, config.others, 1000 * seed), see)
    told(1.0)
    return Course(lessons, taught, others, held, held_others)


def _redrawn(lessons: Lessons, each: NDArray[np.int64], seed: int, see: See) -> Pictures:
    rasters, which = redrawings(lessons.sketches, each, seed)
    # The drawings themselves are pictures too, so that they are learnt as they are.
    which = np.concatenate([np.arange(len(lessons)), which])
    rasters = np.concatenate([lessons.rasters, rasters])
    return Pictures(rasters, lessons.units[which], lessons.heard[which], see(rasters))


def _answered(plain: TaughtPredictor, rasters: Rasters, see: See) -> Pictures:
    """Other drawings with what the base says of them."""
    units = in_parts(plain.base_unit, rasters)
    return Pictures(rasters, units, audible_mask(units), see(rasters))


def features_of(base: nn.Module, rasters: Rasters, *, steps: int, device: str) -> Tensor:
    """What the first convolutions make of rasters, half precision, on the device that trains."""
    with torch.no_grad():
        parts = [early(base, pictures_of(some, device), steps).half() for some in parts_of(rasters)]
    return torch.cat(parts) if parts else torch.zeros(0)


def parts_of(rasters: Rasters) -> list[Rasters]:
    """The rasters, a few at a time."""
    return [rasters[i : i + CHUNK] for i in range(0, len(rasters), CHUNK)]
