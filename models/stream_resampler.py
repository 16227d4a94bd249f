"""A sound that comes in blocks at one sample rate, as it would be at another: equal to resampling it as a whole."""

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

REACH: Final = 10
"""Half the length of the filter of `scipy.signal.resample_poly`, in samples of the lower rate."""

Floats = NDArray[np.float32]


class StreamResampler:
    """From `from_hz` to `to_hz`. What comes out lags by a few samples: the filter looks ahead."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        ratio = Fraction(to_hz, from_hz)
        self._up, self._down = ratio.numerator, ratio.denominator
        ahead = -(-REACH * max(self._up, self._down) // self._up) + 1
        self._ahead = ahead
        """Samples that the filter sees on either side."""
        self._kept = -(-ahead // self._down) * self._down
        """Samples before the next one that are kept: whole steps, so that places do not shift."""
        self._waiting = np.zeros(self._kept, dtype=np.float32)  # before the beginning there is silence

    def add(self, block: NDArray[np.floating]) -> Floats:
        """Samples (m,) that are certain once `block` (n,) was heard; m is n * to_hz / from_hz on average."""
        if self._up == self._down:
            return np.asarray(block, dtype=np.float32)
        self._waiting = np.concatenate([self._waiting, np.asarray(block, dtype=np.float32)])
        steps = (len(self._waiting) - self._kept - self._ahead) // self._down
        if steps <= 0:
            return np.zeros(0, dtype=np.float32)
        used = self._kept + steps * self._down + self._ahead
        made = signal.resample_poly(self._waiting[:used], self._up, self._down)
        first = self._kept // self._down * self._up
        self._waiting = self._waiting[steps * self._down :]
        return np.asarray(made[first : first + steps * self._up], dtype=np.float32)
