"""The sound of a take, read and cut: its outline to look at, a part of it to hear or in a file of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.takes import coarse
from app.trim_span import Span
from synth.atomic_write import open_atomically
from synth.errors import FileWriteError

MOST_OF_COLUMN: Final = 8_192
"""Of a longer column of an outline only the first frames are looked at: an hour is drawn at once."""
BLOCK: Final = 65_536
PEAK_S: Final = 0.05
_EXACT: Final = {"FLOAT": "float32", "DOUBLE": "float64"}
"""What is read and written so that no sample changes; whole numbers for all others."""

Floats = NDArray[np.float32]


class TakeReadError(Exception):
    """A take that cannot be read any more, in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Lowest and highest value of a sound in each of its columns, (n,) each, -1 to 1, and how long it is."""

    low: Floats
    high: Floats
    seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a take in a file of its own; `peaks` as in the facts of a take."""

    path: Path
    seconds: float
    peaks: tuple[float, ...]


def outline(path: Path, columns: int) -> Outline:
    """A sound as `columns` columns, or as many as it has frames. Raises TakeReadError."""
    with _opened(path) as file:
        edges = np.linspace(0, file.frames, min(columns, file.frames) + 1).astype(np.int64)
        low, high = np.zeros(len(edges) - 1, np.float32), np.zeros(len(edges) - 1, np.float32)
        for column, (start, end) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
            if file.tell() != start:
                file.seek(start)
            block = np.nan_to_num(file.read(min(end - start, MOST_OF_COLUMN), dtype="float32", always_2d=True))
            low[column], high[column] = block.min(initial=0.0), block.max(initial=0.0)
        return Outline(np.clip(low, -1.0, 1.0), np.clip(high, -1.0, 1.0), file.frames / file.samplerate)


def heard_of(path: Path, span: Span, *, most_s: float) -> tuple[Floats, int]:
    """The first `most_s` of a part as one channel (frames,), and its sample rate. Raises TakeReadError."""
    with _opened(path) as file:
        file.seek(min(round(span.start_s * file.samplerate), file.frames))
        sound = file.read(round(min(span.seconds, most_s) * file.samplerate), dtype="float32", always_2d=True)
        return np.nan_to_num(sound.mean(axis=1, dtype=np.float32)), file.samplerate


def write_part(source: Path, target: Path, span: Span) -> Part:
    """Write a part of a take into a file of the same kind, sample for sample, whole or not at all.

    Thread: any; an hour takes some seconds. Raises TakeReadError and FileWriteError.
    """
    with _opened(source) as file, open_atomically(target) as plain:
        start = round(span.start_s * file.samplerate)
        frames = min(round(span.end_s * file.samplerate), file.frames) - start
        if frames <= 0:
            raise TakeReadError(f"{source.name} is shorter than it was. Nothing was changed.")
        file.seek(start)
        through = _Through(plain)
        try:
            peaks = _copy(file, through, frames)
        except (soundfile.SoundFileError, AssertionError) as error:  # libsndfile does not say what the disk said
            if through.problem is None:
                raise FileWriteError(f"{source.name} could not be cut ({error}). Nothing was changed.") from error
        if through.problem is not None:
            raise through.problem
        return Part(target, frames / file.samplerate, coarse(peaks))


def _copy(file: soundfile.SoundFile, through: "_Through", frames: int) -> list[float]:
    """The next frames of a file into another one; their peaks."""
    dtype = _EXACT.get(file.subtype, "int32")
    full_scale = 1.0 if dtype in _EXACT.values() else 2.0**31
    step = max(1, round(PEAK_S * file.samplerate))
    peaks: list[float] = []
    with soundfile.SoundFile(
        through, "w", file.samplerate, file.channels, subtype=file.subtype, format=file.format
    ) as cut:
        for block in file.blocks(BLOCK // step * step or step, frames=frames, dtype=dtype, always_2d=True):
            cut.write(block)
            loud = np.nan_to_num(np.abs(block.astype(np.float64))).max(axis=1) / full_scale
            peaks += np.minimum(np.maximum.reduceat(loud, np.arange(0, len(loud), step)), 1.0).tolist()
    return peaks


class _Through:
    """A file for libsndfile, which remembers the first failure: an exception could not pass through C."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem: OSError | None = None

    def write(self, data: bytes) -> int:
        return int(self._tried(self._file.write, data))

    def seek(self, place: int, whence: int = 0) -> int:
        return int(self._tried(self._file.seek, place, whence))

    def tell(self) -> int:
        return int(self._tried(self._file.tell))

    def _tried(self, work: Any, *words: Any) -> Any:
        if self.problem is not None:
            return 0
        try:
            return work(*words)
        except OSError as error:
            self.problem = error
            return 0


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    """The sound of a take, open. Raises TakeReadError."""
    try:
        with soundfile.SoundFile(path) as file:
            yield file
    except (OSError, soundfile.SoundFileError) as error:
        if not path.exists():
            raise TakeReadError(f"{path.name} is not there any more, so it cannot be trimmed.") from error
        raise TakeReadError(f"{path.name} cannot be read: it is damaged. It stays as it is.") from error
