"""Drawing to patch, by the network of a map."""

import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.errors import ModelFileError
from models.onnx_model import HeldNetwork, OnnxModel
from models.sketch_to_patch.raster import SIZE
from synth.parameters import PREDICTED
from synth.patch import Patch

MAPS_FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "models"
DEFAULT_MAP: Final = "bouba"
"""The map of a first start, and of commands that name none."""


def available_maps(folder: Path = MAPS_FOLDER) -> tuple[str, ...]:
    """Names of the maps that are there: network files with a card."""
    return tuple(sorted(path.stem for path in folder.glob("*.onnx") if path.with_suffix(".json").exists()))


class SketchPredictor:
    """The network of one map. Raises ModelFileError when it is missing or does not fit the table.

    A `held` network is one that came with a player's map: it is in no folder.
    """

    def __init__(
        self,
        map_name: str = DEFAULT_MAP,
        *,
        folder: Path = MAPS_FOLDER,
        use_gpu: bool = True,
        held: HeldNetwork | None = None,
    ) -> None:
        if held is None and map_name not in available_maps(folder):
            known = ", ".join(available_maps(folder)) or "none"
            raise ModelFileError(f"There is no map {map_name!r}. Maps that are there: {known}.")
        self.map_name = map_name
        self._model = OnnxModel(folder / f"{map_name}.onnx", use_gpu=use_gpu, held=held)
        self._order = self._find_order()
        answers = self._model.run(np.zeros((1, 1, SIZE, SIZE), dtype=np.float32))
        probe = answers[0]
        if not all(np.all(np.isfinite(answer)) for answer in answers):
            raise ModelFileError(
                f"The network of the map {map_name!r} answers with what is not numbers. Install the program again."
            )
        if probe.shape != (1, len(self.card.outputs)):
            raise ModelFileError(
                f"The network of the map {map_name!r} gives {probe.shape[1:]} numbers where its card names "
                f"{len(self.card.outputs)}. Install the program again."
            )
        self.last_ms = 0.0
        """Time the last `predict` took, in milliseconds."""
        self.dimensions = answers[1].shape[1] if len(answers) > 1 else 0
        """Numbers in the embedding of a shape; 0 for a network that has none."""

    @property
    def card(self) -> ModelCard:
        """What the network is and how well it does."""
        return self._model.card

    @property
    def provider(self) -> str:
        """The processor that predicts: "CUDA" or "CPU"."""
        return self._model.provider

    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Knob travel of the 33 rows in table order, shape (n, 33), for rasters (n, 128, 128)."""
        unit = self._model.run(_batch(rasters))[0][:, self._order].astype(np.float64)
        return np.clip(unit, 0.0, 1.0)

    def embed(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Where shapes lie among each other, (n, dimensions) of length 1: near for drawings that look alike.

        Raises ModelFileError for a network without an embedding.
        """
        if not self.dimensions:
            raise ModelFileError(f"The network of the map {self.map_name!r} cannot tell how alike drawings are.")
        return self._model.run(_batch(rasters))[1].astype(np.float64)

    def predict(self, raster: NDArray[np.uint8], base: Patch | None = None) -> Patch:
        """The patch of a raster (128, 128); performance values are those of `base`."""
        began = time.perf_counter()
        unit = self.predict_unit(raster[None])[0]
        self.last_ms = 1000.0 * (time.perf_counter() - began)
        return (base or Patch.default()).with_unit(unit)

    def _find_order(self) -> list[int]:
        if self.card.input_shape != (1, SIZE, SIZE):
            raise ModelFileError(
                f"The network of the map {self.map_name!r} takes pictures of {self.card.input_shape}; "
                f"this version draws {(1, SIZE, SIZE)}."
            )
        ids = list(self.card.outputs)
        missing = [row.id for row in PREDICTED if row.id not in ids]
        if missing or len(set(ids)) != len(ids):
            what = f"it does not know {', '.join(missing[:3])}" if missing else "an output is named twice"
            raise ModelFileError(f"The network of the map {self.map_name!r} does not fit this version: {what}.")
        return [ids.index(row.id) for row in PREDICTED]


def _batch(rasters: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Rasters as the network takes them, (n, 1, 128, 128), 0 to 1. Raises ValueError for anything else."""
    if rasters.ndim != 3 or rasters.shape[1:] != (SIZE, SIZE) or rasters.dtype != np.uint8:
        raise ValueError(f"A raster is uint8 ({SIZE}, {SIZE}), not {rasters.dtype} {rasters.shape[1:]}.")
    return rasters.astype(np.float32)[:, None] / np.float32(255.0)


def nearest(patch: Patch, presets: Sequence[tuple[str, Patch]], n: int = 4) -> list[tuple[str, float]]:
    """The `n` presets nearest to a patch, as (name, distance), nearest first; see `Patch.distance`."""
    here = patch.to_unit()
    distances = [(name, float(np.sqrt(np.mean((here - _travel(other)) ** 2)))) for name, other in presets]
    return sorted(distances, key=lambda pair: pair[1])[:n]


@lru_cache(maxsize=1024)
def _travel(patch: Patch) -> NDArray[np.float64]:
    """Knob travel of a preset, kept: the library is asked after every stroke."""
    return patch.to_unit()
