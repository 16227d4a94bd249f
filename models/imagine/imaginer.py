"""What the program asks for a picture of a sound: encoder and generator, by ONNX Runtime alone."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError
from models.imagine.listener import Heard, Listener
from models.onnx_model import OnnxModel

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "models" / "pictures"
ENGINES: Final = ("bouba", "scene", "audio2img", "crossmodal", "shared")
"""Best first."""
GREY: Final = 127.5

Pixels = NDArray[np.uint8]
SURE: Final = 0.35
"""With less confidence a guess is not sure."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a sound may be of: probabilities by class, likeliest first, and how sure that is, 0 to 1."""

    classes: tuple[tuple[str, float], ...]
    confidence: float

    @property
    def sure(self) -> bool:
        """Whether the likeliest class is worth naming without a doubt."""
        return self.confidence >= SURE

    @property
    def in_words(self) -> str:
        """The likeliest class with its probability, or that nothing is sure."""
        name, probability = self.classes[0]
        likeliest = f"{name.replace('_', ' ')}, {100.0 * probability:.0f} %"
        return likeliest if self.sure else f"not sure (perhaps {likeliest})"


class Imaginer:
    """One engine. Raises ModelFileError in one sentence when its file is missing, damaged or not what its card says."""

    def __init__(self, name: str, listener: Listener, *, folder: Path = FOLDER, use_gpu: bool = False) -> None:
        self.name = name
        self._model = OnnxModel(folder / f"{name}.onnx", use_gpu=use_gpu)
        self._heard = listener.heard
        inputs = self._model.card.input_shape
        if len(inputs) != 1 or inputs[0] <= self._heard or not listener.taught(self._model.card):
            raise ModelFileError(f"The network {name} does not fit the encoders. Install the program again.")
        self.noise = inputs[0] - self._heard
        """Numbers of noise that a picture takes."""
        answer = self._model.run(np.zeros((1, *inputs), dtype=np.float32))
        if len(answer) != 1 or answer[0].shape != (1, 3, 64, 64) or not np.isfinite(answer[0]).all():
            raise ModelFileError(f"The network {name} does not fit its card. Install the program again.")

    def draw_noise(self, seed: int, *, pictures: int = 1, imagination: float = 1.0) -> NDArray[np.float32]:
        """Noise (pictures, `noise`) of deviation `imagination`. More pictures begin with those that fewer would be."""
        drawn = np.random.default_rng(seed).standard_normal((pictures, self.noise))
        return np.asarray(imagination * drawn, dtype=np.float32)

    def paint(self, heard: Heard, noise: NDArray[np.floating]) -> Pixels:
        """Pictures (n, 64, 64, 3) of n sounds with noise (n, `noise`) of deviation 1, or less for calmer ones.

        The less is present of a sound, the nearer is its picture to plain grey.
        """
        made = self._model.run(np.concatenate([heard.conditions, noise], axis=1).astype(np.float32))[0]
        strength = 127.5 * heard.present[:, None, None, None]
        return np.asarray(np.rint(GREY + strength * np.clip(made, -1.0, 1.0)).transpose(0, 2, 3, 1), dtype=np.uint8)


def guess_of(heard: Heard, row: int, classes: tuple[str, ...]) -> Guess:
    """What was heard in words. What is hardly heard may be anything, and is said so."""
    present = float(heard.present[row])
    probability = present * heard.probability[row].astype(np.float64) + (1.0 - present) / len(classes)
    order = np.argsort(-probability)
    chance = 1.0 / len(classes)
    confidence = max(0.0, (float(probability.max()) - chance) / (1.0 - chance))
    return Guess(tuple((classes[place], float(probability[place])) for place in order), confidence)


def working_engines(listener: Listener, *, folder: Path = FOLDER) -> tuple[str, ...]:
    """The engines whose files are there and whole, best first."""
    working = []
    for name in ENGINES:
        with suppress(ModelFileError):
            working.append(Imaginer(name, listener, folder=folder).name)
    return tuple(working)
