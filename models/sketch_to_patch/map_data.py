"""What the network of a map learns from: pictures with their measured properties, what they show, and their sound.

Measuring takes longer than a training step, so a set is made once and kept:
`python -m models.sketch_to_patch.map_data`.
"""

import math
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.errors import ModelError
from models.sketch_to_patch.anchors import CHARACTERS
from models.sketch_to_patch.drawings import FAMILIES, made_set
from models.sketch_to_patch.geometry import NAMES, Geometry, measure
from models.sketch_to_patch.human_drawings import DRAWN_CLASSES, HumanDrawing, load_drawings, redrawn
from models.sketch_to_patch.line_map import INKED
from models.sketch_to_patch.meaning import sound_of
from models.sketch_to_patch.raster import SIZE, Raster
from synth.parameters import N_PREDICTED

Rasters = NDArray[np.uint8]
Measures = NDArray[np.float32]
Kinds = NDArray[np.int64]

SAME_KIND: Final = {"mountains": "mountain", "wave": "squiggle", "asterisk": "snowflake"}
"""Families that draw what people's classes call otherwise."""
KINDS: Final = tuple(sorted({SAME_KIND.get(name, name) for name in FAMILIES} | set(DRAWN_CLASSES)))
"""What a drawing may show; its place here is its kind."""
NEARLY_EVEN: Final = 0.2
"""Elongation below which an ellipse is a circle and a rectangle is a square."""
CHUNK: Final = 500
INKED_IN: Final = 0.4
"""Share of people's drawings that are inked in: they are outlines all."""
WHOLLY: Final = 0.6
"""Share of those in which every area is."""
TOGETHER: Final = 0.35
"""Share of people's drawings that stand on one sheet with others of their class: they are one thing each."""
SEVERAL: Final = ("copies",)
"""Families of several things: among all of them they are too rare to learn to count from."""
_X, _Y, _TILT, _ELONGATION = (NAMES.index(name) for name in ("x", "y", "tilt", "elongation"))


@dataclass(frozen=True, slots=True, eq=False)
class MapSet:
    """Pictures (n, 128, 128), properties (n, 13), kinds (n,) and whether a person drew it (n,)."""

    rasters: Rasters
    measures: Measures
    kinds: Kinds
    human: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self.rasters)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "MapSet":
        """Some of the pictures."""
        return MapSet(self.rasters[chosen], self.measures[chosen], self.kinds[chosen], self.human[chosen])

    def anew(self, rng: np.random.Generator) -> "MapSet":
        """Each drawing somewhere else on its canvas, half of them in a mirror: left is right, rising is falling."""
        rasters, measures = self.rasters.copy(), self.measures.copy()
        last = rasters.shape[1] - 1
        for raster, row in zip(rasters, measures, strict=True):
            if rng.random() < 0.5:
                raster[:] = raster[:, ::-1].copy()
                row[_X], row[_TILT] = 1.0 - row[_X], -row[_TILT]
            room = rng.random(2)
            if not raster.any():
                continue
            down, right = (_moved(raster.any(axis=axis), share) for axis, share in zip((1, 0), room, strict=True))
            raster[:] = np.roll(raster, (down, right), (0, 1))
            row[_X] += right / last
            row[_Y] -= down / last
        return MapSet(rasters, measures, self.kinds, self.human)

    def save(self, path: Path) -> None:
        """Write a compressed file."""
        np.savez_compressed(path, rasters=self.rasters, measures=self.measures, kinds=self.kinds, human=self.human)

    @classmethod
    def load(cls, path: Path) -> "MapSet":
        """Read what `save` wrote. Raises ModelError when it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls(file["rasters"], file["measures"], file["kinds"], file["human"])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            raise ModelError(
                f"The set {path} is missing or damaged. Make it with python -m models.sketch_to_patch.map_data."
            ) from None


def _moved(inked: NDArray[np.bool_], share: float) -> int:
    """How far ink on a line of pixels moves to have `share` of the free room before it."""
    first, last = np.flatnonzero(inked)[[0, -1]]
    return round(share * (len(inked) - 1 - int(last) + int(first))) - int(first)


def joined(sets: list[MapSet]) -> MapSet:
    """Several sets as one."""
    return MapSet(
        np.concatenate([one.rasters for one in sets]),
        np.concatenate([one.measures for one in sets]),
        np.concatenate([one.kinds for one in sets]),
        np.concatenate([one.human for one in sets]),
    )


def kind_of(name: str, elongation: float) -> int:
    """The kind of a family's or a class's drawing: a slim circle is an oval."""
    if name in ("circle", "oval"):
        name = "circle" if elongation < NEARLY_EVEN else "oval"
    elif name in ("square", "rectangle"):
        name = "square" if elongation < NEARLY_EVEN else "rectangle"
    return KINDS.index(SAME_KIND.get(name, name))


def taught_units(measures: Measures, kinds: Kinds) -> NDArray[np.float32]:
    """Knob travel (n, 33) of the sound that each drawing should have."""
    units = np.zeros((len(measures), N_PREDICTED), dtype=np.float32)
    for unit, row, kind in zip(units, measures, kinds, strict=True):
        geometry = Geometry(**dict(zip(NAMES, row.tolist(), strict=True)))
        unit[:] = sound_of(geometry, CHARACTERS.get(KINDS[int(kind)])).to_unit()
    return units


def _measured(rasters: Rasters, names: list[str], *, human: bool) -> MapSet:
    measures = np.stack([measure(raster).as_array() for raster in rasters]).astype(np.float32)
    kinds = [kind_of(name, float(row[_ELONGATION])) for name, row in zip(names, measures, strict=True)]
    return MapSet(rasters, measures, np.array(kinds, dtype=np.int64), np.full(len(rasters), human))


def made_chunk(seed: int, n: int, among: Sequence[str] = FAMILIES) -> MapSet:
    """`n` generated drawings of some families, measured."""
    rasters, families = made_set(seed, n, among)
    return _measured(rasters, [FAMILIES[int(family)] for family in families], human=False)


def inked_in(raster: Raster, rng: np.random.Generator, share: float = 1.0) -> Raster:
    """A drawing with `share` of the areas inked that its lines enclose."""
    apart, count = ndimage.label(np.pad(raster < INKED, 1, constant_values=True))
    chosen = rng.random(count + 1) < share
    chosen[[0, apart[0, 0]]] = False  # the ink itself, and what is outside
    return np.where(chosen[apart[1:-1, 1:-1]], np.uint8(255), raster)


def side_by_side(drawings: list[HumanDrawing], rng: np.random.Generator) -> HumanDrawing:
    """Several drawings in the cells of one sheet."""
    columns = math.ceil(math.sqrt(len(drawings)))
    lines: list[NDArray[np.float64]] = []
    for cell, drawing in zip(rng.permutation(columns**2), drawings, strict=False):
        own = drawing.traced().lines
        if not own:
            continue
        points = np.concatenate(own)
        low, side = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-6)
        size = float(rng.uniform(0.5, 0.85))
        corner = np.array([cell % columns, cell // columns]) + (1.0 - size) * rng.random(2)
        lines += [(corner + (line - low) / side * size) / columns for line in own]
    return HumanDrawing(drawings[0].name, drawings[0].raster, tuple(lines))


def human_chunk(drawings: list[tuple[str, HumanDrawing]], seed: int) -> MapSet:
    """People's drawings, each at another place, size and pen, some inked in, some several on a sheet, measured."""
    rng = np.random.default_rng(seed)
    classes = {name: [drawing for other, drawing in drawings if other == name] for name, _ in drawings}
    rasters = np.zeros((len(drawings), SIZE, SIZE), dtype=np.uint8)
    for raster, (name, drawing) in zip(rasters, drawings, strict=True):
        if rng.random() < TOGETHER:
            same = classes[name]
            others = [same[int(i)] for i in rng.integers(0, len(same), int(rng.integers(1, 8)))]
            drawing = side_by_side([drawing, *others], rng)
        raster[:] = redrawn(drawing, rng)
    for i in np.flatnonzero(rng.random(len(rasters)) < INKED_IN):
        rasters[i] = inked_in(rasters[i], rng, 1.0 if rng.random() < WHOLLY else float(rng.uniform(0.2, 0.8)))
    return _measured(rasters, [name for name, _ in drawings], human=True)


def human_set(data: Path, split: str, *, n: int, seed: int, processes: int) -> MapSet:
    """`n` redrawn drawings of a split, all classes alike."""
    found = load_drawings(data, split)
    rng = np.random.default_rng(seed)
    per_class = [np.flatnonzero(found.labels == label) for label in range(len(found.classes))]
    chosen = [int(rng.choice(per_class[i % len(per_class)])) for i in range(n)]
    named = [(found.classes[int(found.labels[i])], found.drawings[i]) for i in chosen]
    chunks = [named[i : i + CHUNK] for i in range(0, n, CHUNK)]
    with ProcessPoolExecutor(processes) as pool:
        return joined(list(pool.map(human_chunk, chunks, range(seed, seed + len(chunks)))))


def generated_set(*, n: int, seed: int, processes: int, among: Sequence[str] = FAMILIES) -> MapSet:
    """`n` generated drawings of some families."""
    with ProcessPoolExecutor(processes) as pool:
        seeds = range(seed, seed + n // CHUNK)
        return joined(list(pool.map(partial(made_chunk, n=CHUNK, among=among), seeds)))


def batches(n: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Places of shuffled pictures, `size` at a time; a last short batch is left out."""
    order = rng.permutation(n)
    for start in range(0, n - size + 1, size):
        yield order[start : start + size]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder with human drawings.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the sets.")
@click.option("--made", default=36_000, show_default=True, help="Generated drawings for training.")
@click.option("--several", default=9_000, show_default=True, help="Generated drawings of several things.")
@click.option("--human", default=16_000, show_default=True, help="Redrawn human drawings for training.")
@click.option("--judged", default=2_000, show_default=True, help="Drawings of each sort for validation and test.")
@click.option("--seed", default=20_260, show_default=True)
@click.option("--processes", default=2, show_default=True)
def main(data: Path, out: Path, *, made: int, several: int, human: int, judged: int, seed: int, processes: int) -> None:
    """Make the sets for training, validation and test."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for number, (name, generated, drawn, split) in enumerate(
            (("val", judged, judged, "val"), ("test", judged, judged, "test"), ("train", made, human, "train"))
        ):
            start = seed + number * 1_000_000
            sets = [
                generated_set(n=generated, seed=start, processes=processes),
                human_set(data, split, n=drawn, seed=start + 500_000, processes=processes),
            ]
            if name == "train" and several:
                sets.insert(1, generated_set(n=several, seed=start + 250_000, processes=processes, among=SEVERAL))
            joined(sets).save(out / f"{name}.npz")
            click.echo(f"{name}: {generated} generated and {drawn} human drawings")
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The sets cannot be written to {out}: {error}.") from None


if __name__ == "__main__":
    main()
