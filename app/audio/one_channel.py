"""Of the channels of a stream one: their mean, or the loudest one while they cancel each other."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.imagine.sound_file import CANCELLED

MEANT_AGAIN: Final = 4.0
"""The mean is back when it has so many times the power below which it went."""
LOUDER: Final = 2.0
"""Another channel is taken when it has so many times the power of the one that is heard."""
MEMORY_S: Final = 0.5
"""Whether they cancel is judged by so much of the past, most of it."""

Block = NDArray[np.float32]


class OneChannel:
    """Takes blocks (frames, channels) and gives (frames,)."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._power: NDArray[np.float64] = np.zeros(2)
        """Of the mean, then of each channel."""
        self._heard = 0
        """0 for the mean, 1 for the first channel and so on: near a limit it does not go back and forth."""

    def of(self, block: Block) -> Block:
        """What is to be heard of a block; the number of channels may be another one in each."""
        mean: Block = block.mean(axis=1, dtype=np.float32)
        if block.shape[1] == 1 or not len(block):
            return mean
        now = np.square(np.column_stack([mean, block]), dtype=np.float64).mean(axis=0)
        kept = math.exp(-len(block) / (MEMORY_S * self._sample_rate_hz))
        if len(self._power) != len(now):
            self._power, self._heard = now, 0
        self._power = kept * self._power + (1.0 - kept) * now
        loudest = int(self._power[1:].argmax()) + 1
        limit = CANCELLED * self._power[loudest] * (MEANT_AGAIN if self._heard else 1.0)
        if self._power[0] >= limit:
            self._heard = 0
        elif not self._heard or self._power[loudest] > LOUDER * self._power[self._heard]:
            self._heard = loudest
        channel: Block = block[:, self._heard - 1]
        return channel if self._heard else mean
