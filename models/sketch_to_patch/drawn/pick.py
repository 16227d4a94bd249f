"""How a family of shapes chooses: at random over a wide range, or the usual member."""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from models.sketch_to_patch.drawn.shape import Line

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """Choices of one shape. A `usual` pick answers with the typical value; what has none comes from `rng`."""

    rng: np.random.Generator
    usual: bool = False

    def between(self, low: float, high: float, usual: float) -> float:
        """A number from a range, all alike."""
        return usual if self.usual else float(self.rng.uniform(low, high))

    def ratio(self, low: float, high: float, usual: float) -> float:
        """A number from a range, equal ratios alike."""
        return usual if self.usual else math.exp(self.rng.uniform(math.log(low), math.log(high)))

    def whole(self, low: int, high: int, usual: int) -> int:
        """A whole number, `high` included."""
        return usual if self.usual else int(self.rng.integers(low, high + 1))

    def chance(self, share: float, *, usual: bool = False) -> bool:
        """True for `share` of all shapes."""
        return usual if self.usual else bool(self.rng.random() < share)

    def one_of(self, *options: Option) -> Option:
        """One of the options; the first is the usual one."""
        return options[0] if self.usual else options[int(self.rng.integers(len(options)))]

    def angle(self, usual: float = 0.0) -> float:
        """Any direction, in radians."""
        return self.between(0.0, 2.0 * math.pi, usual)

    def scatter(self, rows: int, columns: int = 2) -> Line:
        """Normal deviations (rows, columns); 0 for the usual shape."""
        return np.zeros((rows, columns)) if self.usual else self.rng.normal(0.0, 1.0, (rows, columns))
