"""A guess of the search for a drawing: a shape of a family, and the pen that draws it."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.drawings import FAMILIES, clean, made
from models.sketch_to_patch.drawn.shape import Shape
from models.sketch_to_patch.pen import SIZES, WIDTHS, Pen, draw, widest_for
from models.sketch_to_patch.raster import Raster, rasterize
from models.sketch_to_patch.stroke import Sketch

TURNED: Final[dict[str, tuple[float, float, float]]] = {
    "size": (0.12, *SIZES),
    "turn": (0.5, -math.inf, math.inf),
    "stretch": (0.2, 0.15, 1.0),
    "stretch_turn": (0.5, -math.inf, math.inf),
    "fill": (0.5, 0.0, 1.0),
    "tremor": (0.006, 0.0, 0.03),
    "worn": (0.03, 0.0, 0.1),
    "gaps": (0.1, 0.0, 0.35),
    "overrun": (0.06, -0.2, 0.1),
    "drift": (0.012, 0.0, 0.06),
}
"""The usual turn of a field of the pen, its least and its greatest value."""
_PLACED, _WIDER = 0.25, 0.5
"""The usual turn of the place, in the free room, and of the width, in natural logarithms."""
OTHER_MEMBER, OTHER_FAMILY, OTHER_PEN = 0.12, 0.06, 0.1
"""How often a guess becomes another member of its family, of another family, or takes the pen of another guess."""
STEPS: Final = (0.1, 1.5)


@dataclass(frozen=True, slots=True)
class DrawnGuess:
    """A drawing that follows from its fields alone. `member` 0 is the typical shape of its family."""

    family: str
    pen: Pen
    member: int = 0
    hand: int = 0
    """Number of the random numbers of the hand."""
    step: float = 0.6
    """How far its copies are turned; handed on, changed."""

    def shape(self) -> Shape:
        """What is drawn."""
        return made(self.family, np.random.default_rng(self.member)) if self.member else clean(self.family)

    def sketch(self) -> Sketch:
        """The drawing."""
        shape = self.shape()
        size = self.pen.size
        width = min(self.pen.width, max(1.2 * WIDTHS[0], widest_for(shape) * size))
        return draw(shape, replace(self.pen, width=width), np.random.default_rng(self.hand))

    def raster(self) -> Raster:
        """The drawing as a network sees it."""
        return rasterize(self.sketch())


def typical(rng: np.random.Generator) -> list[DrawnGuess]:
    """The typical shape of every family by a steady pen, each of another size at another place."""
    return [_any_steady(family, rng) for family in FAMILIES]


def _any_steady(family: str, rng: np.random.Generator) -> DrawnGuess:
    size = float(rng.uniform(0.3, 0.95))
    pen = Pen(
        size=size, place=(float(rng.random()), float(rng.random())),
        width=math.exp(rng.uniform(math.log(0.012), math.log(0.06))), fill=float(rng.random() < 0.3),
    )  # fmt: skip
    return DrawnGuess(family, pen)


def any_drawing(rng: np.random.Generator) -> DrawnGuess:
    """Any member of any family by any pen."""
    family = FAMILIES[int(rng.integers(len(FAMILIES)))]
    return DrawnGuess(family, Pen.random(rng), _number(rng), _number(rng))


def changed(guess: DrawnGuess, other: DrawnGuess, rng: np.random.Generator) -> DrawnGuess:
    """A copy with something else: its shape, its pen, or a few fields of the pen."""
    step = float(np.clip(guess.step * math.exp(0.4 * rng.standard_normal()), *STEPS))
    kind = rng.random()
    if kind < OTHER_FAMILY:
        guess = replace(guess, family=FAMILIES[int(rng.integers(len(FAMILIES)))], member=0)
    elif kind < OTHER_FAMILY + OTHER_MEMBER:
        guess = replace(guess, member=_number(rng))
    elif kind < OTHER_FAMILY + OTHER_MEMBER + OTHER_PEN:
        return replace(guess, pen=other.pen, hand=other.hand)
    return replace(guess, pen=_turned(guess.pen, step, rng), step=step)


def _turned(pen: Pen, step: float, rng: np.random.Generator) -> Pen:
    names = [*TURNED, "place", "width"]
    few = rng.random(len(names)) < 2.5 / len(names)
    few[rng.integers(len(names))] = True
    fields: dict[str, float] = {}
    for name in np.array(names)[few].tolist():
        if name in TURNED:
            usual, low, high = TURNED[name]
            fields[name] = float(np.clip(getattr(pen, name) + step * usual * rng.standard_normal(), low, high))
    if few[-2]:
        place = np.clip(np.array(pen.place) + step * _PLACED * rng.standard_normal(2), 0.0, 1.0)
        pen = replace(pen, place=(float(place[0]), float(place[1])))
    if few[-1]:
        fields["width"] = float(np.clip(pen.width * math.exp(step * _WIDER * rng.standard_normal()), *WIDTHS))
    return replace(pen, **fields)  # type: ignore[arg-type]


def _number(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 2**31))


def rasters_of(guesses: list[DrawnGuess]) -> NDArray[np.uint8]:
    """What a network sees of several guesses, uint8 (n, 128, 128)."""
    return np.stack([guess.raster() for guess in guesses])
