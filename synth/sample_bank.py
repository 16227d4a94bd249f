"""A recorded sound as the engine reads it: copies of it with less and less treble, and marks. Loads no kernels.

Copy k has every 2**k-th frame of the sound at twice its rate, and nothing above a quarter of its own rate.
Source: Heckbert, "Survey of texture mapping", IEEE CG&A 1986 (the pyramid).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_FRAMES: Final = 44_288
"""Of a recorded sound: two seconds at 22,050 Hz, and what makes it a multiple of UNIT."""
LEVELS: Final = 8
UNIT: Final = 1 << (LEVELS - 1)
TAPS: Final = 12
PAD: Final = TAPS
"""Frames of silence on both sides of each copy."""
_LENGTHS: Final = tuple(2 * MOST_FRAMES >> level for level in range(LEVELS))
STARTS: Final = tuple(PAD + sum(length + 2 * PAD for length in _LENGTHS[:level]) for level in range(LEVELS))
POINTS: Final = STARTS[-1] + _LENGTHS[-1] + PAD

START, END, LOOP_START, LOOP_END, LIKENESS = range(5)
"""Places of the marks, in seconds. Without a loop its end is not after its start. The last: how much what lies before
the loop's end is like what lies before its start, as a correlation from 0 to 1."""
N_MARKS: Final = 5

LOOP_FADE_S: Final = 0.03
"""A loop's end fades into what lies before its beginning."""
BANK: Final = np.dtype(
    [
        ("frames", np.int64),  # of the sound at its own rate, 0 for none
        ("rate_hz", np.float64),
        ("root", np.float64),  # the MIDI note at which it sounds as it was recorded
        ("points", np.float32, (POINTS,)),
    ],
    align=True,
)
"""A recorded sound as the engine reads it."""


def loop_fade_s(loop_start: float, loop_end: float) -> float:
    """How long before its end a loop begins to fade into what lies before its start, in seconds."""
    return min(LOOP_FADE_S, 0.5 * (loop_end - loop_start), loop_start)


def build_points(sound: NDArray[np.floating]) -> NDArray[np.float32]:
    """All copies of a sound of at most MOST_FRAMES frames, shape (POINTS,)."""
    if len(sound) > MOST_FRAMES:
        raise ValueError(f"The sampler holds {MOST_FRAMES} frames, not {len(sound)}.")
    points = np.zeros(POINTS, np.float32)
    frames = -(-max(len(sound), 1) // UNIT) * UNIT
    # Silence behind it as long as the sound: what rings there does not come round to its beginning.
    spectrum = np.fft.rfft(sound, 2 * frames)
    for level in range(LEVELS):
        length = 4 * frames >> level
        highest = length // 4
        bins = np.arange(min(highest, len(spectrum)))
        treble = np.clip((bins / highest - 0.85) / 0.15, 0.0, 1.0) if level else np.zeros(len(bins))
        copy = np.zeros(length // 2 + 1, np.complex128)
        copy[: len(bins)] = spectrum[: len(bins)] * np.cos(0.5 * np.pi * treble) ** 2
        whole = np.fft.irfft(copy, length) * (length / (2 * frames))
        points[STARTS[level] : STARTS[level] + length // 2] = whole[: length // 2]
    return points
