"""`python -m models.listen MAP --data DIR`: does a map jump, is it as varied as presets are, can its sounds be played?

Drawings by people of the test split, as they drew them and anywhere on the canvas, and morphs between typical members
of families.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.map_listening import Jumps, diversity, factory_spread, jumps, musicality
from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.drawn.shape import Part, shape_of
from models.sketch_to_patch.human_drawings import HumanDrawing, HumanDrawings, load_drawings, redrawn
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.stroke import Sketch

MORPHED: Final = (
    ("circle", "star"), ("circle", "triangle"), ("heart", "gear"), ("cloud", "moon"), ("rectangle", "drop"),
    ("hexagon", "flower"), ("diamond", "circle"), ("arrow", "blob"),
)  # fmt: skip
"""Closed lines that become each other; the place and size go with them in every second one."""
MORPHED_SIZES: Final = (0.3, 0.9)
"""Longest side of people's drawings that become each other, in canvas sides."""
MORPHS: Final = 60
"""Pairs of people's drawings that become each other."""
SHARES: Final = (0, 50, 90, 100)
"""Percentiles of what is measured over those pairs."""
BATCH: Final = 128


def chosen_drawings(data: Path, split: str, *, classes: int, count: int, seed: int) -> HumanDrawings:
    """`count` drawings of the classes with the most of them, all classes alike as far as there are enough."""
    found = load_drawings(data, split)
    sizes = np.bincount(found.labels, minlength=len(found.classes))
    most = np.argsort(-sizes, kind="stable")[:classes]
    rng = np.random.default_rng(seed)
    queues = [rng.permutation(np.flatnonzero(found.labels == label)).tolist() for label in most]
    order: list[int] = []
    while len(order) < count and any(queues):
        order += [queue.pop() for queue in queues if queue]
    order = order[:count]
    return HumanDrawings(found.classes, tuple(found.drawings[i] for i in order), found.labels[order])


def shape_morphs(predictor: SketchPredictor) -> dict[str, Jumps]:
    """The steps of morphs between typical members of families."""
    rng = np.random.default_rng
    start, moved = Pen.clean(0.7), Pen(size=0.45, place=(0.8, 0.3))
    return {
        f"{one} to {other}": jumps(
            predictor.predict_unit,
            draw(clean(one), start, rng(0)),
            draw(clean(other), moved if number % 2 else start, rng(0)),
        )
        for number, (one, other) in enumerate(MORPHED)
    }


def drawn_morphs(predictor: SketchPredictor, drawn: HumanDrawings, *, count: int, seed: int) -> list[Jumps]:
    """The steps of morphs between drawings by people, each pair anywhere on the canvas and of two sizes."""
    rng = np.random.default_rng(seed)
    pairs = rng.permutation(len(drawn))[: 2 * count].reshape(-1, 2)
    return [jumps(predictor.predict_unit, *(_anywhere(drawn.drawings[index], rng) for index in pair)) for pair in pairs]


def _anywhere(drawing: HumanDrawing, rng: np.random.Generator) -> Sketch:
    place = (float(rng.random()), float(rng.random()))
    pen = Pen(size=float(rng.uniform(*MORPHED_SIZES)), place=place)
    return draw(shape_of(map(Part, drawing.traced().lines)), pen, rng)


def sounds_of(predictor: SketchPredictor, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Knob travel (n, 33) of drawings."""
    return np.concatenate([predictor.predict_unit(rasters[i : i + BATCH]) for i in range(0, len(rasters), BATCH)])


def playable(units: NDArray[np.float64], processes: int) -> dict[str, float]:
    """What `musicality` finds, on several processors."""
    parts = np.array_split(units, max(1, len(units) // 50))
    with ProcessPoolExecutor(processes) as pool:
        measured = list(pool.map(musicality, parts))
    weights = [len(part) for part in parts]
    return {key: float(np.average([one[key] for one in measured], weights=weights)) for key in measured[0]}


def listened(
    name: str, *, data: Path, split: str, classes: int, count: int, seed: int, processes: int
) -> dict[str, Any]:
    """Everything that is measured, as JSON."""
    predictor = SketchPredictor(name, use_gpu=False)
    drawn = chosen_drawings(data, split, classes=classes, count=count, seed=seed)
    rng = np.random.default_rng(seed)
    # Collected drawings lie in the middle, as large as their canvas; those of a player lie where and as they like.
    anywhere = np.stack([redrawn(drawing, rng) for drawing in drawn.drawings])
    sounds = {"as_drawn": sounds_of(predictor, drawn.rasters), "anywhere": sounds_of(predictor, anywhere)}
    shapes = shape_morphs(predictor)
    people = drawn_morphs(predictor, drawn, count=MORPHS, seed=seed)
    return {
        "map": name,
        "drawings": len(drawn.drawings),
        "classes": len(np.unique(drawn.labels)),
        "musicality": {key: playable(units, processes) for key, units in sounds.items()},
        "diversity": {key: diversity(units, drawn.labels, seed=seed) for key, units in sounds.items()},
        "factory_spread_db": factory_spread(),
        "worst_step": {key: round(found.worst, 2) for key, found in shapes.items()},
        "worst_step_drawn": np.percentile([found.worst for found in people], SHARES).round(2).tolist(),
        "flips": {key: int(found.flips.sum()) for key, found in shapes.items()},
        "worst_flip": {key: round(found.worst_flip, 2) for key, found in shapes.items()},
        "flips_drawn": np.percentile([found.flips.sum() for found in people], SHARES).tolist(),
        "worst_flip_drawn": np.percentile([found.worst_flip for found in people], SHARES).round(2).tolist(),
    }


@click.command()
@click.argument("name")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder with human drawings.")
@click.option("--split", type=click.Choice(("train", "val", "test")), default="test", show_default=True)
@click.option("--classes", default=20, show_default=True)
@click.option("--drawings", "count", default=1000, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--processes", default=2, show_default=True)
def main(name: str, *, data: Path, split: str, classes: int, count: int, seed: int, processes: int) -> None:
    """Listen to the sounds of a map."""
    try:
        report = listened(name, data=data, split=split, classes=classes, count=count, seed=seed, processes=processes)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
