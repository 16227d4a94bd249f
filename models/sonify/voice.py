"""What the program asks for a sound of a picture: encoder, decoder and phases, by ONNX Runtime and NumPy alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.band_turning import phases_of
from models.errors import ModelFileError
from models.griffin_lim import HOP_LENGTH, griffin_lim, magnitudes
from models.imagine.imaginer import Guess, guess_of
from models.imagine.listener import Listener
from models.onnx_model import OnnxModel
from models.paired.features import LOUDEST_DB, RATE_HZ, SILENCE_DB

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "models" / "sounds"
NAME: Final = "shared"
SECONDS: Final = 2.0
PEAK: Final = 0.89
FADE_S: Final = 0.02
TURNED_ITERATIONS: Final = 8
FRAMES: Final = 1 + -(-round(SECONDS * RATE_HZ) // HOP_LENGTH)

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Voiced:
    """Two seconds of sound at RATE_HZ, and what the picture was taken for."""

    sound: Sound
    guess: Guess


class Voice:
    """The decoder. Raises ModelFileError in one sentence when its file is missing, damaged or unfit."""

    def __init__(self, listener: Listener, *, folder: Path = FOLDER, use_gpu: bool = False) -> None:
        self._listener = listener
        self._model = OnnxModel(folder / f"{NAME}.onnx", use_gpu=use_gpu)
        inputs = self._model.card.input_shape
        self._meaning = listener.heard - 1
        if len(inputs) != 1 or inputs[0] < self._meaning or not listener.taught(self._model.card):
            raise ModelFileError(f"The network {NAME} does not fit the encoders. Install the program again.")
        self.chance = inputs[0] - self._meaning
        """Numbers of chance that a sound takes: which of the sounds that are known it is mixed of."""
        answer = self._model.run(np.zeros((1, *inputs), dtype=np.float32))
        if (
            len(answer) != 1
            or answer[0].ndim != 4
            or answer[0].shape[1] not in (1, 2)
            or answer[0].shape[2] < FRAMES
            or not np.isfinite(answer[0]).all()
        ):
            raise ModelFileError(f"The network {NAME} does not fit its card. Install the program again.")

    def sonify(self, pixels: NDArray[np.uint8], *, seed: int = 0, imagination: float = 1.0) -> Voiced:
        """The sound of a picture (64, 64, 3): the same for the same seed; `imagination` is the deviation of chance."""
        seen = self._listener.see(pixels[None])
        rng = np.random.default_rng(seed)
        chance = imagination * rng.standard_normal((1, self.chance), dtype=np.float32)
        inputs = np.concatenate([seen.conditions[:, : self._meaning], chance], axis=1).astype(np.float32)
        spectrogram, *turns = np.clip(self._model.run(inputs)[0][0], -1.0, 1.0)
        decibels = 0.5 * (spectrogram + 1.0) * (LOUDEST_DB - SILENCE_DB) + SILENCE_DB
        sound = sound_from(decibels, seed=seed, turns=turns[0] if turns else None)
        return Voiced(sound, guess_of(seen, 0, self._listener.classes))


def sound_from(decibels: NDArray[np.floating], *, seed: int = 0, turns: NDArray[np.floating] | None = None) -> Sound:
    """Two seconds of sound, float32, from the loudest part of a log-mel spectrogram (frames, bands) in decibels.

    Phases are searched for from chance or, with `turns`, in fewer steps from where in each band the sound is.
    """
    power = np.power(10.0, 0.1 * decibels).sum(axis=1)
    whole = np.cumsum(np.pad(power, (1, 0)))
    first = int((whole[FRAMES:] - whole[:-FRAMES]).argmax())
    part = slice(first, first + FRAMES)
    wanted = magnitudes(decibels[part], RATE_HZ)
    if turns is None:
        sound = griffin_lim(wanted, seed=seed)
    else:
        sound = griffin_lim(wanted, iterations=TURNED_ITERATIONS, start=phases_of(turns[part], RATE_HZ))
    sound = sound[: round(SECONDS * RATE_HZ)]
    fade = round(FADE_S * RATE_HZ)
    sound[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return np.asarray(sound * np.float32(PEAK / max(float(np.abs(sound).max()), 1e-6)), dtype=np.float32)
