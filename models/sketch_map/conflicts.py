"""Examples that contradict each other, and what teaching the same drawing again does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from models.audible import audible_mask
from models.sketch_map.example import Example
from models.sketch_map.taught import SAME_SOUND
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch, Tool
from synth.parameters import ALL, N_PREDICTED
from synth.patch import Patch

STEEPEST: Final = 1.0
"""Root mean square of knob travel that the sound may change by over one reach of drawing distance.

Sounds of the factory lie about 0.35 apart. Taught to drawings a third of a reach apart, which is how much one
hand varies, they would answer a redrawing by chance.
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two examples whose drawings are nearer than their sounds allow.

    `drawings` is their distance in reaches, `sounds` that of `sounds_apart`.
    """

    first: Example
    second: Example
    drawings: float
    sounds: float

    @property
    def steepness(self) -> float:
        """Knob travel per reach; infinite for two drawings that look the same."""
        return self.sounds / self.drawings if self.drawings > 0.0 else math.inf


def conflicts(
    examples: Sequence[Example], points: NDArray[np.float64], reach: float, *, steepest: float = STEEPEST
) -> tuple[Conflict, ...]:
    """Pairs of examples at `points` (n, d) that contradict each other, worst first.

    Those that are switched off contradict nobody, and sounds that hardly differ (`SAME_SOUND`) never do.
    """
    heard = [place for place, example in enumerate(examples) if example.counts]
    if not heard:
        return ()
    drawings = cdist(points[heard], points[heard]) / reach
    sounds = sounds_apart([examples[place].patch for place in heard])
    contrary = np.triu(sounds > np.maximum(SAME_SOUND, steepest * drawings), 1)
    found = [
        Conflict(examples[heard[i]], examples[heard[j]], float(drawings[i, j]), float(sounds[i, j]))
        for i, j in np.argwhere(contrary)
    ]
    return tuple(sorted(found, key=lambda conflict: (-conflict.steepness, -conflict.sounds)))


def sounds_apart(patches: Sequence[Patch]) -> NDArray[np.float64]:
    """How far each sound is from each other one, (n, n): knob travel of what can be heard, performance included.

    Root mean square over all rows; one that cannot be heard in either sound counts as no distance.
    """
    units = np.array([[row.to_unit(patch[row.id]) for row in ALL] for patch in patches])
    heard = np.ones(units.shape, dtype=bool)
    heard[:, :N_PREDICTED] = audible_mask(units[:, :N_PREDICTED])
    apart = [
        np.sqrt(np.square((unit - units) * (mask | heard)).sum(axis=1)) for unit, mask in zip(units, heard, strict=True)
    ]
    return np.stack(apart) / math.sqrt(len(ALL))


def teach(examples: Sequence[Example], new: Example) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """The examples with a new one at the end, and those it replaced: all with exactly its drawing.

    Raises ValueError when its id is taken by another drawing.
    """
    replaced = tuple(old for old in examples if same_drawing(old.sketch, new.sketch))
    kept = tuple(old for old in examples if all(old is not gone for gone in replaced))
    if any(old.id == new.id for old in kept):
        raise ValueError(f"There is an example {new.id} already.")
    return (*kept, new), replaced


def same_drawing(one: Sketch, other: Sketch) -> bool:
    """True when a file could not tell the two apart, or what differs was rubbed out and nobody can see it."""
    if one is other or _same_strokes(one, other):
        return True
    rubbed = any(stroke.tool is Tool.ERASER for sketch in (one, other) for stroke in sketch.strokes)
    return rubbed and one.tone == other.tone and _seen(one) == _seen(other)


@lru_cache(maxsize=1024)
def _seen(sketch: Sketch) -> bytes:
    """A mark of what the network sees."""
    return sha256(rasterize(sketch).tobytes()).digest()


def _same_strokes(one: Sketch, other: Sketch) -> bool:
    ground = (one.inverted, one.picture, one.tone)
    if ground != (other.inverted, other.picture, other.tone) or len(one.strokes) != len(other.strokes):
        return False
    return all(
        a == b or ((a.tool, len(a.points)) == (b.tool, len(b.points)) and a.to_json() == b.to_json())
        for a, b in zip(one.strokes, other.strokes, strict=True)
    )
