"""An array of sound as a WAV file: 16 or 24 bits, or 32-bit floating point."""

from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

SUBTYPES: Final = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}
BITS: Final = tuple(SUBTYPES)
_LARGEST_BYTES: Final = 2**32 - 256
"""Sizes stand in 32 bits; a little room is left for the header."""


def write_wav(path: Path, audio: NDArray[np.float32], *, sample_rate_hz: int, bits: int = 24) -> None:
    """Write sound of shape (frames, channels), -1 to 1, whole or not at all.

    Raises FileWriteError in words when the place cannot be written or the file would pass 4 GB.
    """
    try:
        data = wav_bytes(audio, sample_rate_hz=sample_rate_hz, bits=bits)
    except ValueError as error:
        raise FileWriteError(f"{path.name} was not written: {error}") from error
    write_atomically(path, data)


def wav_bytes(audio: NDArray[np.float32], *, sample_rate_hz: int, bits: int = 24) -> bytes:
    """The bytes of a WAV file. Raises ValueError for bits it does not know and for more than 4 GB."""
    if bits not in SUBTYPES:
        raise ValueError(f"A WAV file here has 16, 24 or 32 bits, not {bits}.")
    if audio.size * bits // 8 > _LARGEST_BYTES:
        raise ValueError("It would be larger than 4 GB, the most a WAV file holds: make it shorter.")
    file = BytesIO()
    soundfile.write(file, _samples(audio, bits), sample_rate_hz, format="WAV", subtype=SUBTYPES[bits])
    return file.getvalue()


def _samples(audio: NDArray[np.float32], bits: int) -> NDArray[np.float32] | NDArray[np.int32]:
    """What the file shall hold: whole numbers for 16 and 24 bits, the upper ones of 32."""
    if bits == 32:
        return audio
    largest = 2 ** (bits - 1) - 1
    scaled = np.clip(audio.astype(np.float64), -1.0, 1.0) * largest
    if bits == 16:
        # Triangular dither of two steps makes the rounding error a steady noise, free of harmonics
        # (Lipshitz, Wannamaker & Vanderkooy, "Quantization and Dither", JAES 1992). Seeded: the same
        # sound gives the same file. Silence stays silence.
        rng = np.random.default_rng(16)
        dither = rng.random(scaled.shape) - rng.random(scaled.shape)
        scaled += np.where(np.any(audio != 0.0, axis=1, keepdims=True), dither, 0.0)
    whole: NDArray[np.int32] = np.clip(np.rint(scaled), -largest - 1, largest).astype(np.int32)
    return whole << (32 - bits)
