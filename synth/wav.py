"""An array of sound as a WAV file: 16 or 24 bits, or 32-bit floating point.

Format: Microsoft/IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991), with the
extended header for formats other than 16-bit PCM.
"""

import struct
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

BITS: Final = (16, 24, 32)
_PCM, _FLOAT = 1, 3
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
    if bits not in BITS:
        raise ValueError(f"A WAV file here has 16, 24 or 32 bits, not {bits}.")
    frames, channels = audio.shape
    frame_bytes = channels * bits // 8
    if frames * frame_bytes > _LARGEST_BYTES:
        raise ValueError("It would be larger than 4 GB, the most a WAV file holds: make it shorter.")
    tag = _FLOAT if bits == 32 else _PCM
    header = struct.pack("<HHIIHH", tag, channels, sample_rate_hz, sample_rate_hz * frame_bytes, frame_bytes, bits)
    chunks = _chunk(b"fmt ", header if tag == _PCM else header + struct.pack("<H", 0))
    if tag == _FLOAT:
        chunks += _chunk(b"fact", struct.pack("<I", frames))
    chunks += _chunk(b"data", _samples(audio, bits))
    return _chunk(b"RIFF", b"WAVE" + chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _samples(audio: NDArray[np.float32], bits: int) -> bytes:
    if bits == 32:
        return audio.astype("<f4").tobytes()
    largest = 2 ** (bits - 1) - 1
    scaled = np.clip(audio.astype(np.float64), -1.0, 1.0) * largest
    if bits == 16:
        # Triangular dither of two steps makes the rounding error a steady noise, free of harmonics
        # (Lipshitz, Wannamaker & Vanderkooy, "Quantization and Dither", JAES 1992). Seeded: the same
        # sound gives the same file. Silence stays silence.
        rng = np.random.default_rng(16)
        dither = rng.random(scaled.shape) - rng.random(scaled.shape)
        scaled += np.where(np.any(audio != 0.0, axis=1, keepdims=True), dither, 0.0)
    whole: NDArray[np.int32] = np.clip(np.rint(scaled), -largest - 1, largest).astype("<i4")
    if bits == 16:
        return whole.astype("<i2").tobytes()
    octets = np.ascontiguousarray(whole).view(np.uint8).reshape(*whole.shape, 4)
    return octets[..., :3].tobytes()  # the lower three of four, little-endian
