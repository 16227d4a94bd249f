"""A player's map as a value: every edit gives a new one, so undo is to keep the old."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from models.card import ModelCard
from models.sketch_map.conflicts import teach
from models.sketch_map.example import Example
from models.sketch_to_patch.predictor import DEFAULT_MAP
from synth.patch import Patch

REACH_RANGE: Final = (0.25, 4.0)
MOST_EXAMPLES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchMap:
    """Which drawing means which sound: taught examples over a base network. Raises ValueError for what is none.

    `base` names the map that answers where no example reaches. `reach` is a factor, 0.25 to 4, on the automatic
    reach of the examples. `network` holds the ONNX bytes of a network trained on this map, `card` its card; both
    or neither.
    """

    name: str
    author: str = ""
    comment: str = ""
    base: str = DEFAULT_MAP
    examples: tuple[Example, ...] = ()
    reach: float = 1.0
    network: bytes | None = None
    card: ModelCard | None = None

    def __post_init__(self) -> None:
        low, high = REACH_RANGE
        if not low <= self.reach <= high:
            raise ValueError(f"The reach goes from {low} to {high}, not {self.reach}.")
        if len({example.id for example in self.examples}) != len(self.examples):
            raise ValueError("Two examples have the same id.")
        if len(self.examples) > MOST_EXAMPLES:
            raise ValueError(f"A map has at most {MOST_EXAMPLES} examples. Remove some to teach more.")
        if (self.network is None) != (self.card is None):
            raise ValueError("A network and its card come together.")

    def example(self, id: str) -> Example:
        """The example of an id. Raises KeyError when there is none."""
        return self.examples[self._place(id)]

    def taught(self, new: Example) -> "SketchMap":
        """With one more example; one with exactly the same drawing makes room for it."""
        return replace(self, examples=teach(self.examples, new)[0])

    def changed(self, id: str, *, patch: Patch | None = None, name: str | None = None) -> "SketchMap":
        """With another sound or name for an example."""
        old = self.example(id)
        new = replace(old, patch=old.patch if patch is None else patch, name=old.name if name is None else name)
        return self._with(id, new)

    def weighted(self, id: str, weight: float) -> "SketchMap":
        """With another weight of an example, moved into 0 to 1."""
        return self._with(id, replace(self.example(id), weight=_within(weight, 0.0, 1.0)))

    def enabled(self, id: str, on: bool) -> "SketchMap":
        """With an example switched on or off."""
        return self._with(id, replace(self.example(id), enabled=on))

    def removed(self, ids: Iterable[str]) -> "SketchMap":
        """Without some examples. Raises KeyError when one is not there."""
        gone = {self._place(id) for id in ids}
        return replace(self, examples=tuple(e for place, e in enumerate(self.examples) if place not in gone))

    def moved(self, id: str, place: int) -> "SketchMap":
        """With an example at another place of the list, counted from 0; it sounds the same."""
        example = self.example(id)
        others = [other for other in self.examples if other is not example]
        others.insert(max(0, place), example)
        return replace(self, examples=tuple(others))

    def reaching(self, reach: float) -> "SketchMap":
        """With another reach, moved into range."""
        return replace(self, reach=_within(reach, *REACH_RANGE))

    def trained(self, network: bytes | None, card: ModelCard | None) -> "SketchMap":
        """With a network of its own, or without one."""
        return replace(self, network=network, card=card)

    def _place(self, id: str) -> int:
        for place, example in enumerate(self.examples):
            if example.id == id:
                return place
        raise KeyError(id)

    def _with(self, id: str, new: Example) -> "SketchMap":
        place = self._place(id)
        return replace(self, examples=(*self.examples[:place], new, *self.examples[place + 1 :]))


def _within(value: float, low: float, high: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number from {low} to {high}.")
    return min(max(float(value), low), high)
