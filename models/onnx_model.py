"""A network file with its card, checked and ready to run by ONNX Runtime."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.card import ModelCard, read_card
from models.errors import ModelFileError
from models.regular_file import UnfitFileError, read_regular

LARGEST_BYTES: Final = 64_000_000
GPU: Final = "CUDAExecutionProvider"
CPU: Final = "CPUExecutionProvider"
SILENT: Final = 4
"""ONNX Runtime's level for fatal messages alone: what it cannot do is said in our words."""


@dataclass(frozen=True, slots=True)
class HeldNetwork:
    """A network that has no file of its own, with its card: one that lies in a map."""

    network: bytes
    card: ModelCard


class OnnxModel:
    """One network. Raises ModelFileError in one sentence when file and card do not fit.

    A `held` network is not read: `path` only names it then.
    """

    def __init__(self, path: Path, *, use_gpu: bool = True, held: HeldNetwork | None = None) -> None:
        self.card: ModelCard = read_card(path.with_suffix(".json")) if held is None else held.card
        self._name = path.name
        network = self._checked_bytes(path, held)
        options = ort.SessionOptions()
        # One thread: a small network gains nothing from more, and idle threads spin.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = SILENT
        ort.set_default_logger_severity(SILENT)
        providers = [GPU, CPU] if use_gpu and _gpu_may_run() else [CPU]
        try:
            self._session = ort.InferenceSession(network, options, providers=providers)
        except Exception as error:  # ONNX Runtime's own exceptions share no base class
            raise ModelFileError(f"The network {path.name} cannot be loaded ({type(error).__name__}).") from None
        self._input = self._session.get_inputs()[0].name
        self._check_shape()

    @property
    def provider(self) -> str:
        """The processor that really runs it: "CUDA" or "CPU"."""
        return "CUDA" if GPU in self._session.get_providers() else "CPU"

    def run(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The network's outputs for a batch of shape (n, *card.input_shape). Raises ModelFileError when it fails."""
        try:
            return list(self._session.run(None, {self._input: batch}))
        except Exception as error:  # as above
            raise ModelFileError(f"The network {self._name} stopped with an error ({type(error).__name__}).") from None

    def _checked_bytes(self, path: Path, held: HeldNetwork | None) -> bytes:
        """The file, read once, so that what was checked is what runs."""
        try:
            network = read_regular(path, most_bytes=LARGEST_BYTES) if held is None else held.network
        except UnfitFileError as error:
            raise ModelFileError(f"The network {path.name} {error}. Install the program again.") from None
        except OSError:
            raise ModelFileError(
                f"The network {path.name} is missing. Install the program again to get it back."
            ) from None
        if hashlib.sha256(network).hexdigest() != self.card.sha256:
            raise ModelFileError(
                f"The network {path.name} is not the one its card describes (the checksum differs). "
                "Install the program again."
            )
        return network

    def _check_shape(self) -> None:
        shape = tuple(self._session.get_inputs()[0].shape[1:])
        if len(self._session.get_inputs()) != 1 or shape != self.card.input_shape:
            raise ModelFileError(
                f"The network {self._name} takes pictures of {shape}, its card says {self.card.input_shape}."
            )


def _gpu_may_run() -> bool:
    """Whether to ask for the GPU at all: built in, and its libraries load (those of the group `gpu`, or the system's).

    Only `get_providers()` of the session says whether it is really used.
    """
    if GPU not in ort.get_available_providers():
        return False
    preload = getattr(ort, "preload_dlls", None)
    if preload is not None and _has_nvidia_wheels():
        preload()
    return True


def _has_nvidia_wheels() -> bool:
    """True when the CUDA libraries stand beside ONNX Runtime (without them, preloading only prints complaints)."""
    return (Path(ort.__file__).resolve().parents[1] / "nvidia").is_dir()
