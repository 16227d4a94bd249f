"""What is measured in a drawing, and what its parts do to a knob, in words for a player."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.sketch_to_patch.line_map import INKED
from models.sketch_to_patch.promises import PROMISES, Promise
from models.sketch_to_patch.raster import Raster
from models.sketch_to_patch.why import Heat
from synth.parameters import FILTER_TYPES, INDEX, N_PREDICTED, Parameter, Scale
from synth.patch import Patch

MADE_FROM: Final = "bouba"
"""The map that was made from the measured properties; others learned from drawings alone."""
NOTHING: Final = 0.004
"""Knob travel, lost with the part that matters most, below which no part matters."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of `models.sketch_to_patch.geometry.Geometry` as a player calls it."""

    name: str
    label: str
    measured: str
    """What is measured, from its low end to its high end."""


PROPERTIES: Final = (
    Property("angularity", "round / sharp", "from round, without a corner, to all corners"),
    Property("size", "size", "the longest side, as a share of the canvas"),
    Property("density", "density", "how much line for the size: from a straight line to a scribble"),
    Property("symmetry", "symmetry", "how well it falls on its mirror image"),
    Property("tilt", "tilt", "which way it leans: it falls to the right, is level, or rises to the right"),
    Property("fill", "filled", "from an outline to a silhouette"),
    Property("parts", "parts", "from one piece to twelve"),
    Property("roughness", "rough", "from a smooth line to a trembling one"),
    Property("elongation", "long", "from as long as wide to a mere line"),
    Property("closed", "closed", "how much of it lines enclose: from open to closed"),
    Property("x", "left / right", "where it lies, from left to right"),
    Property("y", "low / high", "where it lies, from the bottom to the top"),
    Property("weight", "line", "the width of the line for the size"),
)
"""Those that tell most come first."""

PROMISED: Final[Mapping[str, Promise]] = {promise.property: promise for promise in PROMISES}
WEIGHT: Final = "a bolder line is a little louder"
"""The one property that is not heard alone."""


def meaning_of(name: str) -> str:
    """What a property does to the sound in the map Bouba."""
    promise = PROMISED.get(name)
    return f"{promise.low} → {promise.high}; {promise.values}" if promise else WEIGHT


@dataclass(frozen=True, slots=True)
class Direction:
    """What ink does to a knob that it turns up, and to one that it turns down: "open it", "close it"."""

    up: str
    down: str


_BY_ENDING: Final = (
    ("_extra", Direction("add voices", "take voices away")),
    ("_rate_hz", Direction("make it faster", "make it slower")),
    ("_delay_ms", Direction("make it longer", "make it shorter")),
    ("_space", Direction("make it larger", "make it smaller")),
    ("_hz", Direction("raise it", "lower it")),
    ("", Direction("turn it up", "turn it down")),
)


def is_predicted(row: Parameter) -> bool:
    """True for the 33 rows that a drawing decides."""
    return INDEX[row.id] < N_PREDICTED


def direction_of(row: Parameter, patch: Patch) -> Direction:
    """The words for a predicted row in the sound that the drawing has."""
    if row.scale is Scale.SWITCH:
        return Direction("switch it on", "switch it off")
    if row.scale is Scale.CHOICE:
        return Direction(*2 * (f"make it {row.format(patch[row.id])}",))
    if row.id.endswith("_cutoff_hz") and patch[row.id.replace("cutoff_hz", "type")] == FILTER_TYPES.index("Lowpass"):
        return Direction("open it", "close it")
    return next(words for ending, words in _BY_ENDING if row.id.endswith(ending))


def undecided(row: Parameter) -> str:
    """Says that nothing in the drawing decides a row."""
    why = "" if is_predicted(row) else f": {row.label} is not predicted"
    return f"No part of the drawing by itself decides {'this' if why else row.label}{why}."


def matters(heat: Heat) -> bool:
    """True when some part of the drawing decides something."""
    return bool(np.abs(heat).max() >= NOTHING)


@dataclass(frozen=True, slots=True)
class Share:
    """One of nine parts of a drawing and what it decides, of all that the drawing's parts decide."""

    where: str
    share: float
    """-1 to 1; negative where it turns the knob down."""


_WHERE: Final = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "bottom", "lower right"),
)


def shares_of(heat: Heat, raster: Raster) -> tuple[Share, ...]:
    """The parts that decide something, those that decide most first; the nine share the drawing's own box.

    The absolute shares of all nine add up to 1 at most: within a part ink may turn a knob both ways.
    """
    rows, columns = np.nonzero(raster >= INKED)
    if not len(rows) or not matters(heat):
        return ()
    decided = heat[rows, columns] * raster[rows, columns]
    down, across = (np.minimum(2, 3 * (at - at.min()) // (np.ptp(at) + 1)) for at in (rows, columns))
    sums = np.bincount(3 * down + across, decided, minlength=9) / np.abs(decided).sum()
    shares = [Share(_WHERE[i // 3][i % 3], float(sums[i])) for i in np.argsort(-np.abs(sums)) if abs(sums[i]) >= 0.005]
    return tuple(shares)
