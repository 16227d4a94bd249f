"""What a generator is told of a sound: what kind it is, by the shared encoder, and how loud it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.card import ModelCard
from models.paired.features import LOUDEST_DB, SILENCE_DB
from models.recognise.saved import SavedRecogniser, picture_input, sound_input

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "models" / "senses"
SOUND: Final = "sound"
PICTURE: Final = "picture"
USUAL_DB: Final = 34.0
"""Level of a recording at full scale, median of the training split."""
STEP_DB: Final = 6.0
LEVELS: Final = (-6.0, 3.0)
"""Twice as loud is one more; softer or louder sounds count as these."""
SILENT: Final = -50.0 / STEP_DB
PRESENT: Final = -30.0 / STEP_DB
"""Levels below which nothing is heard, and above which all is."""

Conditions = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What was heard of n sounds: `conditions` (n, heard) for generators, `probability` (n, classes)."""

    conditions: Conditions
    probability: NDArray[np.float32]
    present: NDArray[np.float32]
    """How much there is to hear, (n,): 0 for silence to 1."""


def level_db(decibels: NDArray[np.floating]) -> NDArray[np.float64]:
    """Power of the loudest frame of spectrograms (..., frames, bands) in decibels, (...)."""
    return np.asarray(10.0 * np.log10(np.power(10.0, 0.1 * decibels.astype(np.float64)).sum(axis=-1).max(axis=-1)))


def levels(inputs: NDArray[np.floating]) -> NDArray[np.float32]:
    """How loud spectrograms (n, frames, bands), 0 to 1, are, (n,): 0 for usual, 1 for twice as loud."""
    decibels = level_db(inputs * (LOUDEST_DB - SILENCE_DB) + SILENCE_DB)
    return np.asarray((decibels - USUAL_DB) / STEP_DB, dtype=np.float32)


def levels_of_frames(decibels: NDArray[np.floating]) -> NDArray[np.float32]:
    """How loud each frame of spectrograms (frames, bands) in decibels is, on the scale of `levels`, (frames,)."""
    return np.asarray((level_db(decibels[:, None]) - USUAL_DB) / STEP_DB, dtype=np.float32)


def presence(level: NDArray[np.floating]) -> NDArray[np.float32]:
    """How much there is to hear at a level, same shape: 0 for silence to 1."""
    return np.asarray(np.clip((level - SILENT) / (PRESENT - SILENT), 0.0, 1.0), dtype=np.float32)


def conditions_of(embedding: NDArray[np.floating], level: NDArray[np.floating]) -> Conditions:
    """Conditions (n, d + 1) from embeddings (n, d) of any length and levels (n,): numbers of about 1 and the level.

    Levels out of LEVELS count as its ends.
    """
    length = np.linalg.norm(embedding, axis=1, keepdims=True)
    unit = embedding * (np.sqrt(embedding.shape[1]) / np.maximum(length, 1e-6))
    return np.concatenate([unit, np.clip(level, *LEVELS)[:, None]], axis=1).astype(np.float32)


class Listener:
    """The shared encoders from their files. Raises ModelFileError when one is missing or damaged."""

    def __init__(self, *, folder: Path = FOLDER, use_gpu: bool = False) -> None:
        self._sound = SavedRecogniser(SOUND, folder=folder, use_gpu=use_gpu)
        self._folder, self._use_gpu = folder, use_gpu
        self._picture: SavedRecogniser | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self._sound.classes

    @property
    def sha256(self) -> str:
        """The checksum of the encoder of sounds."""
        return self._sound.card.sha256

    def taught(self, card: ModelCard) -> bool:
        """Whether a network was taught with these encoders, as far as its card says."""
        return card.outputs == self.classes and card.versions.get("listener", self.sha256) == self.sha256

    @property
    def heard(self) -> int:
        """Numbers of one condition."""
        nothing = np.zeros((1, *self._sound.card.input_shape), dtype=np.float32)
        return 1 + int(self._sound.recognise(nothing)[0].shape[1])

    def hear(self, inputs: NDArray[np.float32]) -> Heard:
        """Spectrograms (n, frames, bands) as `network_input` gives them."""
        embedding, probability = self._sound.recognise(sound_input(inputs))
        level = levels(inputs)
        return Heard(conditions_of(embedding, level), probability, presence(level))

    def see(self, pixels: NDArray[np.uint8]) -> Heard:
        """Pictures (n, 64, 64, 3), as if a sound of usual level had been heard that means the same."""
        embedding, probability = self._seeing().recognise(picture_input(pixels))
        usual = np.zeros(len(pixels), dtype=np.float32)
        return Heard(conditions_of(embedding, usual), probability, presence(usual))

    def places(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What is seen at each place of pictures (n, 64, 64, 3): (n, channels, rows, columns)."""
        return self._seeing().places(picture_input(pixels))

    def _seeing(self) -> SavedRecogniser:
        if self._picture is None:
            self._picture = SavedRecogniser(PICTURE, folder=self._folder, use_gpu=self._use_gpu)
        return self._picture
