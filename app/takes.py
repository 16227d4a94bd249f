"""Takes on the disk: a sound each, with facts and a picture beside it. A sound without them is a take all the same."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.regular_file import UnfitFileError, read_regular
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

LARGEST_FACTS: Final = 100_000
LARGEST_PICTURE: Final = 1_000_000
PEAKS: Final = 64
"""So many values make the small waveform of a take."""
SUFFIX: Final = ".wav"
RESCUED: Final = "rescued"
"""The name of a take that a crash left without one."""


class Facts(BaseModel):
    """What stands beside the sound of a take, JSON. Unknown entries of newer versions are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str = Field(default="", max_length=200)
    seconds: float = Field(default=0.0, ge=0.0, le=1e6)
    peaks: tuple[float, ...] = Field(default=(), max_length=PEAKS)
    engine: str = Field(default="", max_length=50)
    seed: int = 0
    classes: tuple[tuple[str, float], ...] = Field(default=(), max_length=100)
    """What was heard in it, likeliest first, with probabilities."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One take as it is listed."""

    path: Path
    facts: Facts
    picture: NDArray[np.uint8] | None
    """What was painted of it, (64, 64, 3)."""

    @property
    def words(self) -> str:
        """Its length and what was heard."""
        kind = self.facts.classes[0][0].replace("_", " ") if self.facts.classes else ""
        return " · ".join(filter(None, (length(self.facts.seconds), kind)))


def length(seconds: float) -> str:
    """A length as a person reads it: "12 s", "3:05"."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02d}"


def new_path(folder: Path, now: datetime) -> Path:
    """A file for a take that begins now, which is not there yet."""
    stem = now.strftime("%Y-%m-%d %H-%M-%S")
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{SUFFIX}"
    return path


def write_beside(path: Path, facts: Facts, picture: NDArray[np.uint8] | None) -> None:
    """Put facts and picture beside the sound of a take. Raises FileWriteError."""
    write_atomically(path.with_suffix(".json"), facts.model_dump_json(indent=1).encode())
    if picture is not None:
        file = BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        write_atomically(path.with_suffix(".png"), file.getvalue())


def takes_in(folder: Path) -> tuple[Take, ...]:
    """All takes, newest first. What a crash left without facts gets them, as far as its sound says."""
    found = []
    with contextlib.suppress(OSError):
        found = [path for path in folder.glob(f"*{SUFFIX}") if path.is_file()]
    takes = [_take(path) for path in sorted(found, key=lambda path: path.stem, reverse=True)]
    return tuple(take for take in takes if take is not None)


def with_name(take: Take, name: str) -> Facts:
    """The facts of a take under another name."""
    return take.facts.model_copy(update={"name": " ".join(name.split())[:200]})


def beside(path: Path) -> tuple[Path, ...]:
    """All files of a take."""
    return path, path.with_suffix(".json"), path.with_suffix(".png")


def coarse(peaks: Sequence[float]) -> tuple[float, ...]:
    """The peaks of a sound in PEAKS parts, or as many as there are."""
    if not len(peaks):
        return ()
    starts = np.unique(np.linspace(0, len(peaks), min(PEAKS, len(peaks)), endpoint=False).astype(int))
    return tuple(float(value) for value in np.maximum.reduceat(np.asarray(peaks), starts))


def _take(path: Path) -> Take | None:
    facts: Facts | None
    try:
        facts = Facts.model_validate_json(read_regular(path.with_suffix(".json"), most_bytes=LARGEST_FACTS))
    except (OSError, UnfitFileError, ValidationError, ValueError):
        facts = _rescued(path)
    return None if facts is None else Take(path, facts, _picture(path.with_suffix(".png")))


def _rescued(path: Path) -> Facts | None:
    """What the sound itself says; None for a file without sound."""
    try:
        with soundfile.SoundFile(path) as file:
            if not file.frames:
                return None
            step = max(1, file.samplerate // 20)
            peaks = [float(np.abs(block).max(initial=0.0)) for block in file.blocks(step, dtype="float32")]
            facts = Facts(name=RESCUED, seconds=file.frames / file.samplerate, peaks=coarse(peaks))
    except (OSError, soundfile.SoundFileError):
        return None
    with contextlib.suppress(FileWriteError):
        write_beside(path, facts, None)
    return facts


def _picture(path: Path) -> NDArray[np.uint8] | None:
    try:
        with Image.open(BytesIO(read_regular(path, most_bytes=LARGEST_PICTURE))) as image:
            pixels = np.asarray(image.convert("RGB")) if image.size == (64, 64) else None
    except (OSError, UnfitFileError, ValueError, SyntaxError):
        return None
    return pixels
