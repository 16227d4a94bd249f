"""`python -m models.sketch_map.weather_study --data DIR`: does "Weather" know other people's drawings of the sky?

`DIR/sketch/<class>.npz` holds drawings by people; those of the split "test" are asked. Right is an answer whose
nearest taught sound is that of its class; kept is a share of the taught sounds of more than half. Drawings of other
classes should be left to the base: `taken` says how many are not.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np

from models.errors import ModelError
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_map.weather import weather_map
from models.sketch_to_patch.human_drawings import DRAWN_CLASSES, load_drawings

SHOWN_IN: Final = {
    "cloud": "Cloud", "moon": "Moon", "rainbow": "Rainbow", "star": "Star", "snowflake": "Snow",
    "mountain": "Thunder", "spiral": "Whirlwind",
}  # fmt: skip
"""Classes of people's drawings that the map has a picture of."""
MOST: Final = 60
"""Test drawings of a class, so that no class outweighs the others."""
REACHES: Final = (0.7, 0.8, 0.85, 0.9, 1.0, 1.2)


@dataclass(frozen=True, slots=True)
class Known:
    """Of one class: drawings asked, share right, share that has more than half of taught sounds."""

    drawings: int
    right: float
    kept: float


def known(predictor: TaughtPredictor, data: Path) -> dict[str, Known]:
    """How well each class of `SHOWN_IN` is known, and how much of every other class is kept (`right` is 0 there)."""
    names = [example.name.split()[0] for example in predictor.sketch_map.examples]
    units = np.array([example.patch.to_unit() for example in predictor.sketch_map.examples])
    found = {}
    for name in DRAWN_CLASSES:
        rasters = load_drawings(data, "test", [name]).rasters
        rasters = rasters[:: max(1, len(rasters) // MOST)][:MOST]
        answers = predictor.predict_unit(rasters)
        nearest = np.square(answers[:, None] - units[None]).sum(axis=2).argmin(axis=1)
        right = [names[index] == SHOWN_IN.get(name) for index in nearest]
        kept = predictor.taught_share(rasters) > 0.5
        found[name] = Known(len(rasters), float(np.mean(right)), float(np.mean(kept)))
    return found


def means(of: dict[str, Known]) -> dict[str, float]:
    """Over classes: right and kept of the sky, taken of the others."""
    sky = [value for name, value in of.items() if name in SHOWN_IN]
    others = [value for name, value in of.items() if name not in SHOWN_IN]
    return {
        "right": float(np.mean([value.right for value in sky])),
        "kept": float(np.mean([value.kept for value in sky])),
        "taken": float(np.mean([value.kept for value in others])),
    }


def predictor_at(networks: MapNetworks, sketch_map: SketchMap, reach: float) -> TaughtPredictor:
    """The predictor of a map with another reach."""
    predictor = networks.predictor(sketch_map.reaching(reach))
    assert isinstance(predictor, TaughtPredictor)
    return predictor


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder with human drawings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def main(data: Path, *, as_json: bool) -> None:
    """Ask the map about people's drawings, at several reaches."""
    networks, sketch_map = MapNetworks(use_gpu=False), weather_map()
    try:
        at_reach = {reach: means(known(predictor_at(networks, sketch_map, reach), data)) for reach in REACHES}
        classes = known(predictor_at(networks, sketch_map, sketch_map.reach), data)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps({"reach": at_reach, "classes": {k: asdict(v) for k, v in classes.items()}}, indent=1))
        return
    for reach, row in at_reach.items():
        click.echo(f"reach {reach:4.2f}: " + ", ".join(f"{name} {value:.1%}" for name, value in row.items()))
    for name, value in sorted(classes.items(), key=lambda it: it[0] not in SHOWN_IN):
        is_sky = f"right {value.right:6.1%}" if name in SHOWN_IN else " " * 12
        click.echo(f"{name:10} {value.drawings:3} drawings  {is_sky}  kept {value.kept:6.1%}")


if __name__ == "__main__":
    main()
