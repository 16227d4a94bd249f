"""A recogniser from its ONNX file: what class a sound or a picture is of, and how sure it is."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError
from models.onnx_model import OnnxModel

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "models" / "judges"
BATCH: Final = 64


class SavedRecogniser:
    """One network. Raises ModelFileError when it is missing, damaged or gives something else than its card says."""

    def __init__(self, name: str, *, folder: Path = FOLDER, use_gpu: bool = False) -> None:
        self._model = OnnxModel(folder / f"{name}.onnx", use_gpu=use_gpu)
        self.card = self._model.card
        answer = self._model.run(np.zeros((1, *self.card.input_shape), dtype=np.float32))
        if len(answer) not in (2, 3) or answer[1].shape != (1, len(self.classes)) or not np.isfinite(answer[1]).all():
            raise ModelFileError(f"The network {name} does not fit its card. Install the program again.")

    @property
    def classes(self) -> tuple[str, ...]:
        """What it tells apart, in the order of its probabilities."""
        return self.card.outputs

    def recognise(self, inputs: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Embeddings (n, d) and probabilities (n, classes) of examples (n, *card.input_shape), 0 to 1."""
        embedding, probability = self._answers(inputs)[:2]
        return embedding, probability

    def places(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is seen at each place, (n, channels, rows, columns). Raises ModelFileError if the file has it not."""
        answers = self._answers(inputs)
        if len(answers) != 3:
            raise ModelFileError(f"The network {self.card.name} does not tell what it sees at each place.")
        return answers[2]

    def _answers(self, inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        parts = [self._model.run(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)]
        return [np.concatenate(some) for some in zip(*parts, strict=True)]


def sound_input(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spectrograms as `network_input` gives them, (n, frames, bands), as recognisers take them."""
    return inputs[:, None]


def picture_input(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pictures (n, 64, 64, 3) as recognisers take them: (n, 3, 64, 64), 0 to 1."""
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), dtype=np.float32) / np.float32(255.0)
