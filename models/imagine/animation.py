"""The picture of a sound as it goes on: a window that moves along the sound, and a picture that follows smoothly."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.imagine.imaginer import Imaginer, Pixels
from models.imagine.listener import Heard, Listener
from models.paired.features import RATE_HZ, SAMPLES, Sound, features, network_input

FRAMES_PER_S: Final = Fraction(25, 2)
"""A frame lasts 80 ms, whole hundredths of a second, in which GIF files count."""
SMOOTH_S: Final = 0.3
"""Time constant with which a picture follows what is heard."""
_STEP: Final = RATE_HZ / FRAMES_PER_S
if _STEP.denominator != 1:
    raise ValueError(f"A frame must last whole samples, not {_STEP}.")
STEP: Final = int(_STEP)
"""Samples of a frame."""
BATCH: Final = 25
"""Frames that are heard at once."""


def frame_count(sound: Sound) -> int:
    """Frames of the animation of a sound; one of the shortest."""
    return max(1, math.ceil(len(sound) / STEP))


def frames(sound: Sound, listener: Listener, imaginer: Imaginer, noise: NDArray[np.floating]) -> Iterator[Pixels]:
    """For each frame its pictures (n, 64, 64, 3), one for each row of noise (n, `imaginer.noise`).

    Each shows the five seconds until its end, with silence before the sound. Thread: worker.
    """
    rows = len(noise)
    for heard in heard_over(sound, listener):
        count = len(heard.present)
        each = Heard(*(np.repeat(part, rows, axis=0) for part in (heard.conditions, heard.probability, heard.present)))
        pixels = imaginer.paint(each, np.tile(noise, (count, 1)))
        yield from pixels.reshape(count, rows, *pixels.shape[1:])


def heard_over(sound: Sound, listener: Listener) -> Iterator[Heard]:
    """What is heard frame by frame, smoothed (one pole), up to BATCH of them at a time."""
    keep = math.exp(-1.0 / float(SMOOTH_S * FRAMES_PER_S))
    state: NDArray[np.float32] | None = None
    for first in range(0, frame_count(sound), BATCH):
        count = min(BATCH, frame_count(sound) - first)
        windows = [
            sound[max(0, end - SAMPLES) : end] for end in range((first + 1) * STEP, (first + count + 1) * STEP, STEP)
        ]
        heard = listener.hear(np.stack([network_input(features(window)) for window in windows]))
        rows = np.concatenate([heard.conditions, heard.present[:, None]], axis=1)
        for row in range(count):
            state = rows[row] if state is None else keep * state + (1.0 - keep) * rows[row]
            rows[row] = state
        yield Heard(rows[:, :-1], heard.probability, rows[:, -1])
