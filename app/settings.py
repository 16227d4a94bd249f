"""The settings: one table, read and written as JSON, checked by pydantic."""

import contextlib
import json
import stat
import time
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.engine.settings import AudioSettings
from app.preset_names import is_text
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

LARGEST_BYTES: Final = 1_000_000
MOST_RECENT: Final = 10


class Settings(BaseModel):
    """What the player chose (fields with a title stand in the dialog) and what the window remembers.

    Unknown entries of newer versions are kept and written back.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    device: str | None = Field(default=None, title="output", description="Audio device that plays.")
    sample_rate_hz: Literal[44100, 48000, 96000] = Field(default=48000, title="sample rate", description="In hertz.")
    block_frames: Literal[64, 128, 256, 512, 1024] = Field(
        default=256, title="block", description="Frames at a time: smaller is quicker, larger is safer."
    )
    midi_inputs: tuple[str, ...] | None = Field(
        default=None, title="MIDI inputs", description="Keyboards and controllers that play."
    )
    microphone: str | None = Field(default=None, title="microphone", description="Audio device that Mimic hears.")
    audition: bool = Field(default=True, title="audition", description="Play a note when a stroke ends.")
    theme: Literal["dark", "light"] = Field(default="dark", title="look", description="Colours of the window.")
    reduce_motion: bool = Field(default=False, title="reduce motion", description="Knobs jump, nothing glides.")
    use_gpu: bool = Field(default=True, title="predict on the GPU", description="When there is one.")

    current_map: str = ""
    """The map that predicts: a file in the folder of maps, or the name of a factory map."""
    recent: tuple[str, ...] = ()
    favourites: tuple[str, ...] = ()
    window: str = ""
    """Place and size of the window, as Qt writes them, base 64."""
    folders: dict[str, str] = Field(default_factory=dict)
    """Where one last opened or saved, by kind of file."""
    splitters: dict[str, str] = Field(default_factory=dict)
    """How the player divided the pages, by name, base 64."""

    def audio(self) -> AudioSettings:
        """The part that the engine needs."""
        return AudioSettings(self.device, self.sample_rate_hz, self.block_frames, self.midi_inputs)

    def using(self, path: str) -> "Settings":
        """The same with a file at the head of the recent ones."""
        others = (other for other in self.recent if other != path)
        return self.model_copy(update={"recent": (path, *others)[:MOST_RECENT]})


def load_settings(path: Path) -> tuple[Settings, str]:
    """The settings of a file, and a sentence when some could not be read (the file is then kept aside)."""
    try:
        entries = _read(path)
        settings = Settings.model_validate(entries)
        settings.model_dump_json()  # what could not be written again is refused now
        return settings, ""
    except FileNotFoundError:
        return Settings(), ""
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors(include_url=False)}
        good = {name: value for name, value in entries.items() if name not in wrong}
        names = ", ".join(sorted(wrong)).replace("_", " ")
        return Settings.model_validate(good), f"Some settings ({names}) were damaged and are new.{keep_aside(path)}"
    except (OSError, ValueError, RecursionError):
        return Settings(), f"The settings could not be read, so Bouba starts with its own.{keep_aside(path)}"


def settings_there(path: Path) -> Settings | None:
    """The settings of a file as another program left them; None when they cannot be read. Changes nothing."""
    try:
        return Settings.model_validate(_read(path))
    except (OSError, ValueError, RecursionError):
        return None


def save_settings(path: Path, settings: Settings) -> str:
    """Write the settings; a sentence when that failed, else ""."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, _writable(settings).model_dump_json(indent=2).encode())
    except (OSError, FileWriteError, ValueError) as error:
        return str(error)
    return ""


def keep_aside(path: Path) -> str:
    """Rename a damaged file so that nothing is lost; a sentence that says where it is, else ""."""
    aside = path.with_name(f"{path.stem}-damaged-{int(time.time())}{path.suffix}")
    with contextlib.suppress(OSError):
        path.replace(aside)
        return f" The damaged file is kept as {aside.name}."
    return ""


def _writable(settings: Settings) -> Settings:
    """The same without files whose names are no text."""
    names: dict[str, Any] = {name: tuple(filter(is_text, getattr(settings, name))) for name in ("recent", "favourites")}
    names["folders"] = {kind: folder for kind, folder in settings.folders.items() if is_text(folder)}
    return settings.model_copy(update=names)


def _read(path: Path) -> dict[str, Any]:
    """The entries of a settings file. Raises OSError or ValueError."""
    # A pipe or a device would block for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("not a file")
    with path.open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise ValueError("too large")
    entries = json.loads(data)
    if not isinstance(entries, dict):
        raise ValueError("not a table")
    # Lone surrogates and numbers that are none would come back changed.
    json.dumps(entries, ensure_ascii=False, allow_nan=False).encode()
    return entries
