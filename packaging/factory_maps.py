"""Makes the factory maps of examples: python packaging/factory_maps.py, from the root of the checkout.

A map with a network is trained and exported instead; see models/TRAINING.md.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from models.sketch_map.factory_maps import FACTORY_MAPS_FOLDER  # noqa: E402  (the path comes first)
from models.sketch_map.map_file import SUFFIX, save_map  # noqa: E402
from models.sketch_map.weather import weather_map  # noqa: E402


def main() -> None:
    """Write every map into the folder of the program."""
    FACTORY_MAPS_FOLDER.mkdir(parents=True, exist_ok=True)
    for sketch_map in (weather_map(),):
        path = FACTORY_MAPS_FOLDER / f"{sketch_map.name.lower()}{SUFFIX}"
        save_map(path, sketch_map)
        print(f"{path.name}: {len(sketch_map.examples)} drawings on {sketch_map.base}")


if __name__ == "__main__":
    main()
