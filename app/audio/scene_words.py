"""What the window and the child that hears and paints say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.imagine.imaginer import ENGINES, Guess

STOP: Final = "stop"
KEEP: Final = "keep"
"""Enough was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the picture follows the sound."""

    engine: str = ENGINES[0]
    window_s: float = 5.0
    """How much of the sound is painted."""
    gain_db: float = 0.0
    imagination: float = 0.7
    """How far pictures of one sound differ: deviation of the noise."""
    drift: float = 0.15
    """How fast the picture wanders by itself, 0 to 1."""
    smooth_s: float = 0.4
    """How slowly it follows what is heard."""
    loudness: float = 1.0
    """How much louder and softer sounds change it."""
    temperature: float = 0.0
    """How far what is painted strays from what is heard: 0 not at all, 1 half way to anything."""
    seed: int = 0
    hold: bool = False
    """The picture stays as it is, while the sound goes on."""
    compared: bool = False
    """Whether the other engines paint the same, too."""


@dataclass(frozen=True, slots=True)
class SceneOrder:
    """What to hear, and how to paint it: a file, else the instrument, else a microphone."""

    shape: Shape
    device: str | None = None
    """The microphone; None for the system's."""
    instrument: str | None = None
    """The name of the engine's memory."""
    file: Path | None = None
    output: str | None = None
    """What plays the file; None for the system's."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The source is open: from now on it is heard."""

    name: str
    sample_rate_hz: int
    remark: str = ""
    """What is not as one expects, in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One picture, (64, 64, 3), and what was heard since the one before."""

    picture: NDArray[np.uint8]
    guess: Guess
    present: float
    """How much there is to hear, 0 for silence to 1."""
    peaks: tuple[float, float]
    clipped: bool
    frames: NDArray[np.float32]
    """New columns of the spectrogram, (n, 128) decibels of full scale."""
    heard_s: float
    """How much of the sound is painted: less than the window after something new began."""
    silent_s: float = 0.0
    """How long ago that ended."""
    compared: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)
    """The newest picture of each engine, when they are compared."""


@dataclass(frozen=True, slots=True)
class RecordTake:
    """Record from now on, and PRE_ROLL_S back, into a file that is not there yet."""

    path: Path


@dataclass(frozen=True, slots=True)
class Kept:
    """A take lies in its file: its length, and its loudest value in each of `len(peaks)` parts, 0 to 1."""

    path: Path
    seconds: float
    peaks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TakeFailed:
    """A take could not be recorded, or not to its end, in a sentence."""

    problem: str


@dataclass(frozen=True, slots=True)
class EngineLost:
    """An engine cannot paint, in a sentence; the one before goes on."""

    engine: str
    problem: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is nothing more to hear, in a sentence."""

    problem: str
