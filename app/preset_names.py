"""Names of preset files."""

import contextlib
import re
from pathlib import Path
from typing import Final

SUFFIX: Final = ".json"
LONGEST: Final = 100
LONGEST_BYTES: Final = 200
"""Systems count the bytes of a name, 255 of them; ending and what is put before it come on top."""
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
"""Characters that one system or another takes in no file name."""
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for itself, whatever their ending."""


def is_there(path: Path) -> bool:
    """True for a file that exists; `Path.exists` raises for a name that the system does not take."""
    with contextlib.suppress(OSError, ValueError):
        return path.exists()
    return False


def is_text(path: Path | str) -> bool:
    """False for a name of the system that is no UTF-8: no file of settings can hold it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def shown_name(path: Path) -> str:
    """The name of a file without its ending; a question mark for what is no text."""
    return path.stem.encode(errors="replace").decode()


def is_preset_name(path: Path) -> bool:
    """True when a file's name says that it is a preset."""
    return path.suffix.lower() == SUFFIX


def with_suffix(path: Path, suffix: str = SUFFIX) -> Path:
    """The path with the ending, added when it has another one ("Pad 1.5" becomes "Pad 1.5.json")."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def numbered(name: str, number: str) -> str:
    """The name with a number after it, so short that `file_name_of` does not cut the number off."""
    ending = f" {number}"
    short = name[: LONGEST - len(ending)].encode(errors="replace")[: LONGEST_BYTES - len(ending)]
    return short.decode(errors="ignore").rstrip(" .") + ending


def file_name_of(name: str, suffix: str = SUFFIX) -> str:
    """A file name for a preset of this name, good on every system."""
    plain = _FORBIDDEN.sub("-", name).strip(" .")[:LONGEST]
    # A sign that is cut in the middle goes as a whole.
    plain = plain.encode(errors="replace")[:LONGEST_BYTES].decode(errors="ignore").strip(" .")
    if not plain or plain.lower() in _DEVICES:
        plain = f"{plain or 'preset'}-"
    return plain + suffix
