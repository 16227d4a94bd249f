"""Predictors of maps, over base networks that are loaded once."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from models.card import ModelCard
from models.errors import ModelFileError
from models.onnx_model import HeldNetwork
from models.sketch_map.embedding import ShapeEmbedding, Spread, measured_spread
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import DEFAULT_MAP, MAPS_FOLDER, SketchPredictor, available_maps

UNFIT: Final = (
    "The trained network in the map {} cannot be used, so what it stands on answers between its drawings. "
    "What was taught is as it was: train it again."
)
PIXEL_SPREAD: Final = Spread(alike=0.37779, unlike=0.82815)
"""What `measured_spread` gives for `PixelEmbedding`: measuring it anew would take the first lesson a second."""
SPREADS: Final = {
    "62d69787cfa61841018b4925daabc7273425f00fdb4b4e117dfb17510497db86": Spread(alike=0.37528, unlike=1.35993)
}
"""The same for the network of the map Bouba, by its checksum; another one is measured with its first lesson."""

MOST_TRAINED: Final = 4
"""Trained networks that are kept ready: to go back and forth by undo takes no time."""


class MapNetworks:
    """Makes the predictor of any map. Thread: any, one at a time.

    A base that gives an embedding places the taught drawings itself; for one without, their pixels do. That holds
    for a map with a network of its own too: where examples lie and how far they reach is not changed by training.
    """

    def __init__(self, *, folder: Path = MAPS_FOLDER, use_gpu: bool = True) -> None:
        self._folder, self._use_gpu = folder, use_gpu
        self._bases: dict[str, SketchPredictor] = {}
        self._trained: dict[str, SketchPredictor] = {}
        self._last: dict[str, TaughtPredictor] = {}
        """The last predictor over each base: the next one places only drawings that are new."""

    def predictor(self, sketch_map: SketchMap) -> SketchPredictor | TaughtPredictor:
        """What predicts by a map: the base network itself where nothing is taught.

        A base that is not there is replaced by the default map (see `missing_base`), a trained network that cannot
        be used by the base (see `TaughtPredictor.remark`). Raises ModelFileError when no network can be loaded,
        PictureError when the picture under a taught drawing is damaged.
        """
        name = base_of(sketch_map, self._folder)
        base = self._base(name)
        if not sketch_map.examples and sketch_map.network is None:
            return base
        last = self._last.get(name)
        if last is None:
            embedding: ShapeEmbedding = base if base.dimensions else PixelEmbedding()
            spread = SPREADS.get(base.card.sha256) or measured_spread(embedding) if base.dimensions else PIXEL_SPREAD
            empty = replace(sketch_map, examples=(), network=None, card=None)
            last = TaughtPredictor(base, embedding, empty, spread=spread)
        try:
            trained, remark = self._own(sketch_map), ""
        except ModelFileError:
            trained, remark = None, UNFIT.format(sketch_map.name)
        self._last[name] = last.with_map(sketch_map, base=trained or base, remark=remark)
        return self._last[name]

    def _base(self, name: str) -> SketchPredictor:
        if name not in self._bases:
            self._bases[name] = SketchPredictor(name, folder=self._folder, use_gpu=self._use_gpu)
        return self._bases[name]

    def _own(self, sketch_map: SketchMap) -> SketchPredictor | None:
        """The network that was trained on a map, if it has one. Raises ModelFileError when it cannot be used."""
        if sketch_map.network is None or sketch_map.card is None:
            return None
        key = sketch_map.card.sha256
        if key not in self._trained:
            self._trained[key] = _held(sketch_map.name, sketch_map.network, sketch_map.card, use_gpu=self._use_gpu)
            for old in tuple(self._trained)[:-MOST_TRAINED]:
                del self._trained[old]
        return self._trained[key]


def _held(name: str, network: bytes, card: ModelCard, *, use_gpu: bool) -> SketchPredictor:
    """A network that lies in a map. Raises ModelFileError when it cannot be used."""
    return SketchPredictor(name, use_gpu=use_gpu, held=HeldNetwork(network, card))


def unfit_network(sketch_map: SketchMap) -> str:
    """A sentence when the network that was trained on a map cannot be used, else "". It is loaded to find out."""
    if sketch_map.network is None or sketch_map.card is None:
        return ""
    try:
        _held(sketch_map.name, sketch_map.network, sketch_map.card, use_gpu=False)
    except ModelFileError:
        return UNFIT.format(sketch_map.name)
    return ""


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
