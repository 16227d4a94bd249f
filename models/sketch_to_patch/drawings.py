"""Drawings of every kind, made up: what the network of the map "Bouba" learns to answer to.

A family of shapes makes one member, a pen draws it. Everything follows from one generator.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.drawn import open_lines, outlines, patterns, scenes
from models.sketch_to_patch.drawn.patterns import Family
from models.sketch_to_patch.drawn.pick import Pick
from models.sketch_to_patch.drawn.shape import Shape
from models.sketch_to_patch.pen import Pen, draw, widest_for
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch

_MAKERS: Final[dict[str, Family]] = {
    "circle": outlines.ellipse,
    "triangle": outlines.triangle,
    "rectangle": outlines.rectangle,
    "diamond": outlines.diamond,
    "pentagon": outlines.pentagon,
    "hexagon": outlines.hexagon,
    "octagon": outlines.octagon,
    "polygon": outlines.even_polygon,
    "irregular polygon": outlines.irregular_polygon,
    "star": outlines.star,
    "burst": outlines.burst,
    "rounded polygon": outlines.rounded_polygon,
    "rounded star": outlines.rounded_star,
    "blob": outlines.blob,
    "cloud": outlines.cloud,
    "flower": outlines.flower,
    "heart": outlines.heart,
    "moon": outlines.moon,
    "drop": outlines.drop,
    "gear": outlines.gear,
    "cross": outlines.cross,
    "arrow": outlines.arrow,
    "line": open_lines.straight_line,
    "bow": open_lines.bow,
    "open c": open_lines.open_c,
    "wave": open_lines.wave,
    "zigzag": open_lines.zigzag,
    "ripple": open_lines.ripple,
    "steps": open_lines.steps,
    "spiral": open_lines.spiral,
    "angular spiral": open_lines.angular_spiral,
    "squiggle": open_lines.squiggle,
    "loops": open_lines.loops,
    "scribble": open_lines.scribble,
    "lightning": open_lines.lightning,
    "letter": open_lines.letter,
    "angular line": open_lines.angular_line,
    "eight": open_lines.eight,
    "hatching": patterns.hatching,
    "shaded": patterns.shaded,
    "grid": patterns.grid,
    "dots": patterns.dots,
    "copies": patterns.copies,
    "concentric": patterns.concentric,
    "overlapping": patterns.overlapping,
    "asterisk": patterns.asterisk,
    "snowflake": patterns.snowflake,
    "chain": patterns.chain,
    "grass": patterns.grass,
    "house": scenes.house,
    "face": scenes.face,
    "mountains": scenes.mountains,
    "rainbow": scenes.rainbow,
    "sun": scenes.sun,
    "branches": scenes.branches,
    "tree": scenes.tree,
    "note": scenes.note,
    "person": scenes.person,
    "fish": scenes.fish,
    "eye": scenes.eye,
    "leaf": scenes.leaf,
}
FAMILIES: Final = tuple(_MAKERS)
"""Names of the families; their places are the labels of `made_set`."""
_USUAL_SEED: Final = 5


def clean(name: str) -> Shape:
    """The typical member of a family, the same every time. Raises KeyError for a name not in `FAMILIES`."""
    return _MAKERS[name](Pick(np.random.default_rng(_USUAL_SEED), usual=True))


def made(name: str, rng: np.random.Generator) -> Shape:
    """Any member of a family. Raises KeyError for a name not in `FAMILIES`."""
    return _MAKERS[name](Pick(rng))


def made_sketch(rng: np.random.Generator) -> Sketch:
    """Any shape of any family by any pen in any hand."""
    return _drawn(FAMILIES[int(rng.integers(len(FAMILIES)))], rng)


def made_set(seed: int, n: int, among: Sequence[str] = FAMILIES) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Drawings of some families, uint8 (n, 128, 128), and the places of their families in `FAMILIES`, int64 (n,)."""
    rng = np.random.default_rng(seed)
    families = np.array([FAMILIES.index(name) for name in among])[rng.integers(0, len(among), n)]
    rasters = np.zeros((n, 128, 128), dtype=np.uint8)
    for raster, family in zip(rasters, families, strict=True):
        raster[:] = rasterize(_drawn(FAMILIES[int(family)], rng))
    return rasters, families.astype(np.int64)


def _drawn(name: str, rng: np.random.Generator) -> Sketch:
    shape = made(name, rng)
    return draw(shape, Pen.random(rng, widest=widest_for(shape)), rng)
