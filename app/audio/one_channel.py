"""Of the channels of a stream one: their mean, or the loudest one while they cancel each other."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.imagine.sound_file import CANCELLED

MEMORY_S: Final = 0.5
"""Whether they cancel is judged by so much of the past, most of it."""

Block = NDArray[np.float32]


class OneChannel:
    """Takes blocks (frames, channels) and gives (frames,)."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._power: NDArray[np.float64] = np.zeros(2)
        """Of the mean, then of each channel."""

    def of(self, block: Block) -> Block:
        """What is to be heard of a block; the number of channels may be another one in each."""
        mean: Block = block.mean(axis=1, dtype=np.float32)
        if block.shape[1] == 1 or not len(block):
            return mean
        now = np.square(np.column_stack([mean, block]), dtype=np.float64).mean(axis=0)
        kept = math.exp(-len(block) / (MEMORY_S * self._sample_rate_hz))
        before = self._power if len(self._power) == len(now) else now
        self._power = kept * before + (1.0 - kept) * now
        channels = self._power[1:]
        if self._power[0] >= CANCELLED * channels.max():
            return mean
        loudest: Block = block[:, int(channels.argmax())]
        return loudest
