"""Predictors of maps, over base networks that are loaded once."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from models.sketch_map.embedding import ShapeEmbedding, Spread, measured_spread
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import DEFAULT_MAP, MAPS_FOLDER, SketchPredictor, available_maps

PIXEL_SPREAD: Final = Spread(alike=0.37779, unlike=0.82815)
"""What `measured_spread` gives for `PixelEmbedding`: measuring it anew would take the first lesson a second."""


class MapNetworks:
    """Makes the predictor of any map. Thread: any, one at a time.

    A network that gives an embedding places the taught drawings itself; for one without, their pixels do.
    """

    def __init__(self, *, folder: Path = MAPS_FOLDER, use_gpu: bool = True) -> None:
        self._folder, self._use_gpu = folder, use_gpu
        self._bases: dict[str, SketchPredictor] = {}
        self._last: dict[str, TaughtPredictor] = {}
        """The last predictor over each base: the next one places only drawings that are new."""

    def predictor(self, sketch_map: SketchMap) -> SketchPredictor | TaughtPredictor:
        """What predicts by a map: the base network itself where nothing is taught.

        A base that is not there is replaced by the default map (see `missing_base`). Raises ModelFileError when
        no network can be loaded, PictureError when the picture under a taught drawing is damaged.
        """
        name = base_of(sketch_map, self._folder)
        base = self._base(name)
        if not sketch_map.examples:
            return base
        last = self._last.get(name)
        if last is None:
            embedding: ShapeEmbedding = base if base.dimensions else PixelEmbedding()
            spread = measured_spread(embedding) if base.dimensions else PIXEL_SPREAD
            last = TaughtPredictor(base, embedding, replace(sketch_map, examples=()), spread=spread)
        self._last[name] = last.with_map(sketch_map)
        return self._last[name]

    def _base(self, name: str) -> SketchPredictor:
        if name not in self._bases:
            self._bases[name] = SketchPredictor(name, folder=self._folder, use_gpu=self._use_gpu)
        return self._bases[name]


def base_of(sketch_map: SketchMap, folder: Path = MAPS_FOLDER) -> str:
    """The base network of a map, or the default map when that one is not there."""
    return sketch_map.base if sketch_map.base in available_maps(folder) else DEFAULT_MAP


def missing_base(sketch_map: SketchMap, folder: Path = MAPS_FOLDER) -> str:
    """A sentence when the base network of a map is not there and another one stands in, else ""."""
    if base_of(sketch_map, folder) == sketch_map.base:
        return ""
    return (
        f"The map {sketch_map.name} stands on {sketch_map.base}, which is not on this machine: "
        f"{DEFAULT_MAP.capitalize()} answers between its drawings. What was taught is as it was."
    )
