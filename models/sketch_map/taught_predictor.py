"""Drawing to patch by a player's map: taught sounds near the examples, the base network elsewhere."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.sketch_map.conflicts import Conflict, conflicts
from models.sketch_map.embedding import ShapeEmbedding, Spread, measured_spread
from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught import Taught, answer, automatic_reach, fit, natural_reach, shares
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from synth.blend import blend
from synth.parameters import N_PREDICTED
from synth.patch import Patch

Placed = tuple[Sketch, NDArray[np.float64]]
"""A drawing and its point in the embedding."""


class BasePredictor(Protocol):
    """What answers where no example reaches: `SketchPredictor`, or anything with its members."""

    @property
    def card(self) -> ModelCard:
        """What the network is."""
        ...

    @property
    def provider(self) -> str:
        """The processor that predicts."""
        ...

    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Knob travel (n, 33) of rasters (n, 128, 128)."""
        ...


class TaughtPredictor:
    """One map, fitted once. Has the members of `SketchPredictor`: who predicts need not know which it is.

    `spread` is that of the embedding; it is measured when it is not given (a tenth of a second).
    Raises PictureError when the picture under a taught drawing is damaged.
    """

    def __init__(
        self,
        base: BasePredictor,
        embedding: ShapeEmbedding,
        sketch_map: SketchMap,
        *,
        spread: Spread | None = None,
        before: "TaughtPredictor | None" = None,
        remark: str = "",
    ) -> None:
        self.sketch_map = sketch_map
        self.remark = remark
        """What of the map is not used, and why: a sentence, or ""."""
        self.last_ms = 0.0
        """Time the last `predict` took, in milliseconds."""
        self._base = base
        self._embedding = embedding
        self._spread = spread or measured_spread(embedding)
        known: Mapping[str, Placed] = before._points if before is not None and before._embedding is embedding else {}
        self._points: Mapping[str, Placed] = _placed(embedding, sketch_map.examples, known)
        self._taught = self._fitted()

    def with_map(
        self, sketch_map: SketchMap, *, base: BasePredictor | None = None, remark: str = ""
    ) -> "TaughtPredictor":
        """Another map in the same embedding, over the same base or another; only new drawings are looked at."""
        return TaughtPredictor(
            base or self._base, self._embedding, sketch_map, spread=self._spread, before=self, remark=remark
        )

    @property
    def map_name(self) -> str:
        """The name of the map."""
        return self.sketch_map.name

    @property
    def card(self) -> ModelCard:
        """The card of the base network."""
        return self._base.card

    @property
    def provider(self) -> str:
        """The processor that predicts: "CUDA" or "CPU"."""
        return self._base.provider

    @property
    def reach(self) -> float:
        """How far the examples reach, in the unit of the embedding."""
        return self._taught.reach

    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Knob travel of the 33 rows in table order, shape (n, 33), for rasters (n, 128, 128)."""
        return self._answered(rasters)[0]

    def base_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """What stands under the examples says: knob travel (n, 33)."""
        return self._base.predict_unit(rasters)

    def predict(self, raster: NDArray[np.uint8], base: Patch | None = None) -> Patch:
        """The patch of a raster (128, 128); performance values are taught ones too, and those of `base` elsewhere."""
        began = time.perf_counter()
        units, share = self._answered(raster[None])
        patch = self._performed(base or Patch.default(), share[0]).with_unit(units[0])
        self.last_ms = 1000.0 * (time.perf_counter() - began)
        return patch

    def taught_share(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How much of the answer to drawings (n, 128, 128) is taught, 0 to 1: (n,). The rest is the base's."""
        return np.asarray(self._answered(rasters)[1].sum(axis=1))

    def conflicts(self) -> tuple[Conflict, ...]:
        """Examples of the map that contradict each other, worst first."""
        examples = self.sketch_map.examples
        return conflicts(examples, _stacked(self._points, examples, self._embedding.dimensions), self.reach)

    def _answered(self, rasters: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Knob travel (n, 33), and how much of each example that counts is in it, (n, examples)."""
        unit = self._base.predict_unit(rasters)
        if not len(self._taught.points):
            return unit, np.zeros((len(rasters), 0))
        places = self._embedding.embed(rasters)
        return answer(self._taught, places, unit), shares(self._taught, places)

    def _performed(self, base: Patch, share: NDArray[np.float64]) -> Patch:
        """`base` with the performance values of the examples, as much of each as is heard."""
        if not share.any():
            return base
        patches = [example.patch for example in self.sketch_map.examples if example.counts]
        return blend((base, *patches), (max(0.0, 1.0 - float(share.sum())), *share))

    def _fitted(self) -> Taught:
        heard = [example for example in self.sketch_map.examples if example.counts]
        points = _stacked(self._points, heard, self._embedding.dimensions)
        units = np.array([example.patch.to_unit() for example in heard]).reshape(-1, N_PREDICTED)
        weights = np.array([example.weight for example in heard])
        natural = natural_reach(self._spread.alike, self._spread.unlike)
        return fit(points, units, weights, reach=self.sketch_map.reach * automatic_reach(points, units, natural))


def _placed(embedding: ShapeEmbedding, examples: Sequence[Example], known: Mapping[str, Placed]) -> dict[str, Placed]:
    """The drawing and the point of every example by id; what is known already is not looked at again."""
    points = {e.id: known[e.id] for e in examples if e.id in known and known[e.id][0] is e.sketch}
    new = [example for example in examples if example.id not in points]
    if new:
        embedded = embedding.embed(np.stack([rasterize(example.sketch) for example in new]))
        points |= {example.id: (example.sketch, point) for example, point in zip(new, embedded, strict=True)}
    return points


def _stacked(points: Mapping[str, Placed], examples: Sequence[Example], dimensions: int) -> NDArray[np.float64]:
    return np.array([points[example.id][1] for example in examples], dtype=np.float64).reshape(-1, dimensions)
