"""What is painted moves smoothly: the condition follows what is heard, and the noise wanders."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Follower:
    """A condition (heard,) that goes to the one that is heard, most of the way in `smooth_s` seconds."""

    def __init__(self) -> None:
        self._at: Floats | None = None

    def follow(self, condition: Floats, *, seconds: float, smooth_s: float) -> Floats:
        """Where it is `seconds` later. Its direction keeps the length that conditions have, also half way."""
        if self._at is None or smooth_s <= 0.0:
            self._at = condition.copy()
            return self._at
        share = -math.expm1(-seconds / smooth_s)
        moved = self._at + share * (condition - self._at)
        wanted, length = np.linalg.norm(condition[:-1]), np.linalg.norm(moved[:-1])
        moved[:-1] *= wanted / max(float(length), 1e-6)
        self._at = moved.astype(np.float32)
        return self._at


class Wanderer:
    """Noise (n,) of deviation 1 that begins by a seed and goes on by chance, and is as good as new after `drift_s`."""

    def __init__(self, numbers: int, seed: int) -> None:
        self._numbers = numbers
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Go to where this seed begins."""
        self._chance = np.random.default_rng(seed)
        self._at = self._chance.standard_normal(self._numbers)

    def wander(self, *, seconds: float, drift_s: float) -> Floats:
        """Where it is `seconds` later; it stays where it is when `drift_s` is not above 0."""
        if drift_s > 0.0:
            kept = math.exp(-seconds / drift_s)
            self._at = kept * self._at + math.sqrt(1.0 - kept * kept) * self._chance.standard_normal(self._numbers)
        return np.asarray(self._at, dtype=np.float32)
