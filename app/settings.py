"""The settings: one table, read and written as JSON, checked by pydantic."""

import contextlib
import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.engine.settings import AudioSettings
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

LARGEST_BYTES = 1_000_000


class Settings(BaseModel):
    """What the player chose; unknown entries of newer versions are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    device: str | None = Field(default=None, title="output", description="Audio device; empty is the system's.")
    sample_rate_hz: Literal[44100, 48000, 96000] = Field(default=48000, title="sample rate", description="In hertz.")
    block_frames: Literal[64, 128, 256, 512, 1024] = Field(
        default=256, title="block", description="Frames at a time: smaller is quicker, larger is safer."
    )
    midi_inputs: tuple[str, ...] | None = Field(default=None, title="MIDI inputs", description="Empty is all of them.")
    audition: bool = Field(default=True, title="audition", description="Play a note when a stroke ends.")
    theme: Literal["dark", "light"] = Field(default="dark", title="look")
    reduce_motion: bool = Field(default=False, title="reduce motion", description="Knobs jump, nothing glides.")
    use_gpu: bool = Field(default=True, title="predict on the GPU", description="When there is one.")
    recent: tuple[str, ...] = Field(default=(), max_length=12)
    favourites: tuple[str, ...] = ()

    def audio(self) -> AudioSettings:
        """The part that the engine needs."""
        return AudioSettings(self.device, self.sample_rate_hz, self.block_frames, self.midi_inputs)


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings of a file, and a sentence when it was damaged (it is then kept aside)."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError("too large")
        return Settings.model_validate_json(path.read_bytes()), ""
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, ValueError, ValidationError):
        kept = keep_aside(path)
        return Settings(), f"The settings could not be read, so Bouba starts with its own.{kept}"


def save_settings(path: Path, settings: Settings) -> str:
    """Write the settings; a sentence when that failed, else ""."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, settings.model_dump_json(indent=2).encode())
    except (OSError, FileWriteError) as error:
        return str(error)
    return ""


def keep_aside(path: Path) -> str:
    """Rename a damaged file so that nothing is lost; a sentence that says where it is."""
    aside = path.with_name(f"{path.stem}-damaged-{int(time.time())}{path.suffix}")
    with contextlib.suppress(OSError):
        path.replace(aside)
        return f" The damaged file is kept as {aside.name}."
    return ""
