"""A sound file that somebody else chose, as networks hear it: the outcome is a sound or one sentence.

Files are read in pieces: ten minutes of eight channels at 192 kHz would fill the memory of most machines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from models.errors import ModelError
from models.paired.features import MOST_CHANNELS, RATES_HZ, Sound, as_heard
from models.regular_file import UnfitFileError, open_regular

LARGEST_BYTES: Final = 4_000_000_000
LONGEST_S: Final = 600.0
"""So much of a file is read."""
BLOCK: Final = 65_536
"""Samples of each channel that are read at once."""
LOUDEST: Final = 1e6
"""Louder samples, which files of floating point may hold, are scaled down: their squares pass what adds up."""
CANCELLED: Final = 1e-4
"""Channels whose mean has less than this share of the loudest one's power cancel each other."""

Audio = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What was heard of a file: `sound` (samples,) at `features.RATE_HZ`; `remarks` are sentences on what was not."""

    path: Path
    sound: Sound
    rate_hz: int
    """That of the file."""
    channels: int
    seconds: float
    """How much was read."""
    remarks: tuple[str, ...] = ()

    @property
    def channels_played(self) -> int:
        """One or two; more are mixed into one."""
        return self.channels if self.channels <= 2 else 1

    def played(self) -> Iterator[Audio]:
        """The file as it is played, piece by piece (samples, `channels_played`), -1 to 1. Raises ModelError."""
        with _opened(self.path) as file:
            for block in _blocks(file, round(self.seconds * self.rate_hz)):
                yield np.clip(block if block.shape[1] == self.channels_played else _mean(block), -1.0, 1.0)


def read_sound(path: Path) -> Recording:
    """The first LONGEST_S of a sound file: WAV, FLAC, OGG, MP3, AIFF and what else libsndfile reads.

    Raises ModelError in one sentence for what is no sound file, empty, damaged, too large or of an unusual format.
    """
    with _opened(path) as file:
        rate, channels, frames = file.samplerate, file.channels, file.frames
        _check_format(path, rate, channels)
        most = round(LONGEST_S * rate)
        mono, power = _mixed(file, most)
        if not len(mono):
            raise _unheard(path, "it holds no sound")
        if not np.isfinite(power).all():
            raise _unheard(path, "it holds what is not numbers")
        if float(np.mean(np.square(mono, dtype=np.float64))) < CANCELLED * power.max() and channels > 1:
            file.seek(0)
            loudest = int(power.argmax())
            mono = np.concatenate([block[:, loudest] for block in _blocks(file, most)])
    peak = float(np.abs(mono).max())
    if peak > LOUDEST:
        mono *= np.float32(LOUDEST / peak)
    seconds = len(mono) / rate
    remarks = []
    if frames > most:
        remarks.append(f"Of {frames / rate:.0f} s the first {LONGEST_S:.0f} s are heard.")
    elif len(mono) < 0.99 * frames:
        remarks.append(f"It ends early: of {frames / rate:.1f} s there are {seconds:.1f} s.")
    return Recording(path, as_heard(mono, rate), rate, channels, seconds, tuple(remarks))


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    """The file, open. Raises ModelError for what is no sound, also while it is read."""
    try:
        with open_regular(path, most_bytes=LARGEST_BYTES) as plain:
            if not plain.read(1):
                raise _unheard(path, "it is empty")
            plain.seek(0)
            with soundfile.SoundFile(plain) as file:
                yield file
    except UnfitFileError as error:
        raise _unheard(path, f"it {error}") from None
    except OSError as error:
        raise _unheard(path, error.strerror or str(error)) from None
    except (soundfile.SoundFileError, TypeError, ValueError, RuntimeError, MemoryError):
        raise _unheard(path, "it is damaged or no sound file (WAV, FLAC, OGG, MP3 and AIFF files are read)") from None


def _blocks(file: soundfile.SoundFile, most: int) -> Iterator[Audio]:
    """Up to `most` samples from where the file stands, (samples, channels) each."""
    while most > 0:
        block: Audio = file.read(min(BLOCK, most), dtype="float32", always_2d=True)
        if not len(block):
            return
        most -= len(block)
        yield block


def _mixed(file: soundfile.SoundFile, most: int) -> tuple[Audio, NDArray[np.float64]]:
    """The mean of the channels, (samples,), and the power of each channel, (channels,)."""
    parts: list[Audio] = []
    energy = np.zeros(file.channels)
    for block in _blocks(file, most):
        energy += np.square(block, dtype=np.float64).sum(axis=0)
        if not np.isfinite(energy).all():
            return np.zeros(1, dtype=np.float32), energy
        parts.append(_mean(block)[:, 0])
    mono = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
    return mono, energy / max(len(mono), 1)


def _mean(block: Audio) -> Audio:
    return np.asarray(block.mean(axis=1, keepdims=True, dtype=np.float64), dtype=np.float32)


def _check_format(path: Path, rate_hz: int, channels: int) -> None:
    low, high = RATES_HZ
    if not low <= rate_hz <= high:
        raise _unheard(path, f"its sample rate is {rate_hz} Hz, not {low} to {high} Hz")
    if channels > MOST_CHANNELS:
        raise _unheard(path, f"it has {channels} channels, at most {MOST_CHANNELS} are heard")


def _unheard(path: Path, why: str) -> ModelError:
    return ModelError(f"{path.name or path} cannot be heard: {why}.")
