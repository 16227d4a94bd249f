"""The maps of examples that come with the program: files as a player's own are, never written by it.

`python packaging/factory_maps.py` makes them from their modules.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import MapFileError
from models.sketch_map.map_file import SUFFIX, load_map
from models.sketch_map.sketch_map import SketchMap

FACTORY_MAPS_FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "maps"
SHIPPED: Final = ("weather",)
"""Keys of the maps that every copy of the program has: names of their files."""


@dataclass(frozen=True, slots=True)
class FactoryMap:
    """A map of examples that came with the program, and the key by which settings and commands name it."""

    key: str
    sketch_map: SketchMap


def read_factory_maps(folder: Path = FACTORY_MAPS_FOLDER) -> tuple[tuple[FactoryMap, ...], tuple[str, ...]]:
    """The maps that could be read whole, and a sentence about each that could not."""
    found: list[FactoryMap] = []
    problems: list[str] = []
    for key in SHIPPED:
        path = folder / f"{key}{SUFFIX}"
        if not path.exists():
            problems.append(f"The map {key.capitalize()} that comes with Bouba is missing. Install Bouba again.")
            continue
        try:
            opened = load_map(path)
        except MapFileError as error:
            problems.append(f"{error} It came with Bouba. Install Bouba again.")
            continue
        problems += [f"{path.name}: {lost} It came with Bouba. Install Bouba again." for lost in opened.skipped]
        found.append(FactoryMap(key, opened.sketch_map))
    return tuple(found), tuple(problems)
