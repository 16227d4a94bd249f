"""A network file with its card, checked and ready to run by ONNX Runtime."""

import ctypes
import sys
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.card import ModelCard, file_sha256, read_card
from models.errors import ModelFileError

LARGEST_BYTES: Final = 64_000_000
GPU: Final = "CUDAExecutionProvider"


class OnnxModel:
    """One network. Raises ModelFileError in one sentence when file and card do not fit."""

    def __init__(self, path: Path, *, use_gpu: bool = True) -> None:
        self.card: ModelCard = read_card(path.with_suffix(".json"))
        self._check(path)
        options = ort.SessionOptions()
        # One thread: a small network gains nothing from more, and idle threads spin.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        wanted = [GPU] if use_gpu and GPU in ort.get_available_providers() and _has_gpu() else []
        try:
            self._session = ort.InferenceSession(path, options, providers=[*wanted, "CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own exceptions share no base class
            raise ModelFileError(f"The network {path.name} cannot be loaded ({type(error).__name__}).") from None
        self._input = self._session.get_inputs()[0].name
        self._check_shape(path)

    @property
    def provider(self) -> str:
        """The processor that really runs it: "CUDA" or "CPU"."""
        return "CUDA" if GPU in self._session.get_providers() else "CPU"

    def run(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The network's outputs for a batch of shape (n, *card.input_shape)."""
        return list(self._session.run(None, {self._input: batch}))

    def _check(self, path: Path) -> None:
        try:
            size = path.stat().st_size
        except OSError:
            raise ModelFileError(
                f"The network {path.name} is missing. Install the program again to get it back."
            ) from None
        if size > LARGEST_BYTES:
            raise ModelFileError(
                f"The network {path.name} has {size // 1_000_000} MB; at most {LARGEST_BYTES // 1_000_000} MB are loaded."
            )
        if file_sha256(path) != self.card.sha256:
            raise ModelFileError(
                f"The network {path.name} is not the one its card describes (the checksum differs). Install the program again."
            )

    def _check_shape(self, path: Path) -> None:
        shape = tuple(self._session.get_inputs()[0].shape[1:])
        if shape != self.card.input_shape:
            raise ModelFileError(
                f"The network {path.name} takes pictures of {shape}, its card says {self.card.input_shape}."
            )


def _has_gpu() -> bool:
    """Whether a CUDA driver is there; asking ONNX Runtime without one makes it write to the error stream."""
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True
