"""Pictures that an engine makes of the sounds of a split, every class alike."""

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from models.imagine.imaginer import Pixels
from models.imagine.listener import Heard, Listener
from models.paired.features import LOUDEST_DB, SILENCE_DB
from models.paired.paired_set import Sounds

BATCH: Final = 64


class Paints(Protocol):
    """An engine."""

    @property
    def noise(self) -> int:
        """Numbers of noise of one picture."""

    def paint(self, heard: Heard, noise: NDArray[np.floating]) -> Pixels:
        """Pictures (n, 64, 64, 3) of n sounds with noise (n, `noise`) of deviation 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Calmer:
    """An engine with a share of its imagination, as the page Scene has it."""

    imaginer: Paints
    imagination: float

    @property
    def noise(self) -> int:
        """Numbers of noise of one picture."""
        return self.imaginer.noise

    def paint(self, heard: Heard, noise: NDArray[np.floating]) -> Pixels:
        """Pictures (n, 64, 64, 3) of n sounds with noise (n, `noise`) of deviation 1."""
        return self.imaginer.paint(heard, self.imagination * noise)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Pictures (n, 64, 64, 3), the classes (n,) of the sounds they were made of, and which sounds those are (n,)."""

    pixels: Pixels
    labels: NDArray[np.int64]
    sounds: NDArray[np.int64]


def made_of(imaginer: Paints, listener: Listener, sounds: Sounds, *, each: int, seed: int) -> Made:
    """`each` pictures of every class: its sounds in turn, each time with other noise."""
    rng = np.random.default_rng(seed)
    rows = []
    for label in np.unique(sounds.labels):
        own = np.flatnonzero(sounds.labels == label)
        rows.append(np.tile(rng.permutation(own), -(-each // len(own)))[:each])
    places = np.concatenate(rows)
    heard = listener.hear(sounds.inputs())
    noise = rng.standard_normal((len(places), imaginer.noise), dtype=np.float32)
    return Made(painted(imaginer, _of(heard, places), noise), sounds.labels[places], places)


def painted(imaginer: Paints, heard: Heard, noise: NDArray[np.float32]) -> Pixels:
    """Pictures of many sounds, some at a time."""
    steps = [np.arange(start, min(start + BATCH, len(noise))) for start in range(0, len(noise), BATCH)]
    return np.concatenate([imaginer.paint(_of(heard, rows), noise[rows]) for rows in steps])


def at_gains(
    imaginer: Paints, listener: Listener, sounds: Sounds, gains: tuple[float, ...], *, seed: int
) -> list[Pixels]:
    """One picture of each sound at each gain, with the same noise."""
    inputs = sounds.inputs()
    noise = np.random.default_rng(seed).standard_normal((len(inputs), imaginer.noise), dtype=np.float32)
    return [painted(imaginer, listener.hear(louder(inputs, gain)), noise) for gain in gains]


def louder(inputs: NDArray[np.float32], gain: float) -> NDArray[np.float32]:
    """Spectrograms, 0 to 1, of sounds that many times as loud; what was silent stays so."""
    step = np.float32(20.0 * np.log10(gain) / (LOUDEST_DB - SILENCE_DB))
    return np.asarray(np.where(inputs > 0.0, np.clip(inputs + step, 0.0, 1.0), inputs), dtype=np.float32)


def _of(heard: Heard, rows: NDArray[np.integer]) -> Heard:
    return replace(
        heard,
        conditions=heard.conditions[rows],
        probability=heard.probability[rows],
        present=heard.present[rows],
    )
