"""Sound files that the program takes."""

from pathlib import Path
from typing import Final

SOUND_ENDINGS: Final = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".w64")
SOUND_FILTER: Final = f"Sounds ({' '.join('*' + ending for ending in SOUND_ENDINGS)})"
"""For a dialog that opens a sound."""


def is_sound_name(path: Path) -> bool:
    """True when a file's name says that it is a sound."""
    return path.suffix.lower() in SOUND_ENDINGS
