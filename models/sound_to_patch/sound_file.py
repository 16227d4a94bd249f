"""Hearing a sound file that somebody else chose: whatever is in it, the outcome is heard or one sentence."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Final

import soundfile

from models.errors import ModelError
from models.regular_file import UnfitFileError, read_regular
from models.sound_to_patch.hearing import Heard, check_format, hear

LARGEST_BYTES: Final = 64_000_000
LONGEST_S: Final = 120.0
"""So much of a file is looked at."""


def hear_file(path: Path) -> Heard:
    """Hear a sound file: WAV, FLAC, OGG, AIFF, MP3 and what else libsndfile reads.

    Raises ModelError in one sentence for what is no sound file, damaged, too large, too short or silent.
    """
    try:
        data = read_regular(path, most_bytes=LARGEST_BYTES)
    except UnfitFileError as error:
        raise ModelError(f"{path.name or path} cannot be heard: it {error}.") from None
    except OSError as error:
        raise ModelError(f"{path.name or path} cannot be heard: {error.strerror or error}.") from None
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, channels, frames = file.samplerate, file.channels, file.frames
            check_format(path.name, rate, channels)
            read = file.read(min(frames, round(LONGEST_S * rate)), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, TypeError, ValueError, RuntimeError, MemoryError):
        raise ModelError(
            f"{path.name} cannot be heard: it is damaged or no sound file. WAV, FLAC and OGG files are read."
        ) from None
    heard = hear(read, rate, name=path.name)
    if frames <= len(read):
        return heard
    remark = f"Of {frames / rate:.0f} s the first {LONGEST_S:.0f} s were looked at."
    return replace(heard, remarks=(remark, *heard.remarks))
