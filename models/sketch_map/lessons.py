"""What a map teaches, as deep training and its check take it: drawings, what they should sound like, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import audible_mask
from models.errors import MapFileError
from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.drawings import made_set
from models.sketch_to_patch.hand import human_set
from models.sketch_to_patch.raster import SIZE, rasterize
from models.sketch_to_patch.stroke import Sketch
from synth.parameters import PREDICTED, Scale

IS_SETTING: Final = np.array([row.scale in (Scale.SWITCH, Scale.CHOICE) for row in PREDICTED])
"""The rows of which a setting is right or wrong; the others are numbers."""
STEPS: Final = np.array(
    [row.maximum - row.minimum if one else 1.0 for row, one in zip(PREDICTED, IS_SETTING, strict=True)]
)
OTHER: Final = 0.5
"""Share of taught sounds in the answer of an untrained map up to which a drawing counts as another one."""
CHUNK: Final = 64
MOST_TRIES: Final = 6
"""Times as many drawings that are looked at before fewer have to do: a map may reach nearly everything."""
NOTHING: Final = "Nothing is taught in the map {}: teach it a drawing, then train it."

Rasters = NDArray[np.uint8]
Units = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """The examples that count: drawings, rasters (n, 128, 128), sounds (n, 33), what of them is heard, weights (n,).

    A sound is what the map answers for the drawing: the taught values where the weight is 1.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    sketches: tuple[Sketch, ...]
    rasters: Rasters
    units: Units
    heard: Mask
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)


def untrained(sketch_map: SketchMap) -> SketchMap:
    """The map without a network of its own: its examples over its base."""
    return sketch_map.trained(None, None)


def lessons_of(predictor: TaughtPredictor) -> Lessons:
    """The lessons of an untrained map, by its predictor. Raises MapFileError when nothing in it counts."""
    examples = [example for example in predictor.sketch_map.examples if example.counts]
    if not examples:
        raise MapFileError(NOTHING.format(predictor.sketch_map.name))
    rasters = np.stack([rasterize(example.sketch) for example in examples])
    units = predictor.predict_unit(rasters)
    return Lessons(
        tuple(example.id for example in examples),
        tuple(example.name or "a drawing" for example in examples),
        tuple(example.sketch for example in examples),
        rasters,
        units,
        heard_in(examples, units),
        np.array([example.weight for example in examples]),
    )


def heard_in(examples: Sequence[Example], units: Units) -> Mask:
    """What of the sounds (n, 33) of examples can be heard, given their drive: (n, 33)."""
    driven = np.array([example.patch["drive_db"] > 0.0 for example in examples], dtype=np.bool_)
    return np.where(driven[:, None], audible_mask(units, driven=True), audible_mask(units))


def other_drawings(predictor: TaughtPredictor, n: int, seed: int) -> Rasters:
    """`n` generated drawings in which the base has the greater say (fewer where it hardly has any): what is to stay.

    Three of four are of any kind, the others are circles, squares and triangles by an unsteady hand. Each comes four
    times: as it was drawn, in a mirror, upside down, and lying on its side. To a network these are four drawings.
    """
    kept: list[Rasters] = []
    found = 0
    for turn in range(MOST_TRIES * n // (4 * CHUNK) + 1):
        if found >= n:
            break
        drawn = human_set(seed + turn, CHUNK)[0] if turn % 4 == 3 else made_set(seed + turn, CHUNK)[0]
        drawn = np.concatenate([drawn, drawn[:, :, ::-1], drawn[:, ::-1], drawn.transpose(0, 2, 1)])
        kept.append(drawn[predictor.taught_share(drawn) < OTHER])
        found += len(kept[-1])
    return np.concatenate([np.zeros((0, SIZE, SIZE), dtype=np.uint8), *kept])[:n]


def number_errors(unit: Units, taught: Units, heard: Mask) -> Units:
    """Mean knob travel by which the numbers that can be heard are off, for each drawing: (n,)."""
    counts = heard & ~IS_SETTING
    return np.asarray((np.abs(unit - taught) * counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1))


def wrong_settings(unit: Units, taught: Units, heard: Mask) -> Mask:
    """Which switches and choices that can be heard differ: (n, 33)."""
    return np.asarray((np.rint(unit * STEPS) != np.rint(taught * STEPS)) & heard & IS_SETTING)


def all_right(unit: Units, taught: Units, heard: Mask) -> Mask:
    """Which drawings have every switch and choice that can be heard as taught: (n,)."""
    return np.asarray(~wrong_settings(unit, taught, heard).any(axis=1))


def knob_error(unit: Units, taught: Units, heard: Mask) -> float:
    """Mean knob travel over everything that can be heard, 0 for nothing at all."""
    return float((np.abs(unit - taught) * heard).sum() / max(int(heard.sum()), 1))
