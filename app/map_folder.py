"""The folder of the player's maps: what lies in it, and names for new files."""

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.maps import OwnMap
from app.preset_names import file_name_of, is_text, is_there
from models.errors import MapFileError
from models.sketch_map.map_file import SUFFIX, load_map
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

KEPT: Final = ".kept"
"""Folder in the folder of maps: files as they were before something of them was left out, deleted or replaced."""
MOST_KEPT: Final = 100
SHORT: Final = 45
"""Characters of a name that leave room for a number: the end of a longer one would be cut, and the number with it."""


def is_map_name(path: Path) -> bool:
    """True when a file's name says that it is a map."""
    return path.suffix.lower() == SUFFIX


def read_maps(folder: Path) -> tuple[tuple[OwnMap, ...], tuple[str, ...]]:
    """The maps of a folder, and sentences about files that could not be read whole. No file is changed.

    A file that lost something while it was read is copied to `KEPT` first: saving the map would drop that.
    """
    found: list[OwnMap] = []
    problems: list[str] = []
    for path in map_files(folder):
        try:
            opened = load_map(path)
        except MapFileError as error:
            problems.append(f"{error} The file stays as it is.")
            continue
        if opened.skipped:
            kept = keep_copy(path)
            where = f" The whole file is kept as {KEPT}/{kept.name}." if kept else ""
            problems.append(f"{path.name}: {opened.skipped[0]}{where}")
        found.append(OwnMap(path.name, opened.sketch_map))
    return tuple(sorted(found, key=lambda own: (own.sketch_map.name.casefold(), own.file))), tuple(problems)


def keep_copy(path: Path) -> Path | None:
    """Copy a map file to `KEPT`, once for each content; None when that failed."""
    with contextlib.suppress(OSError, FileWriteError):
        content = path.read_bytes()
        kept = path.parent / KEPT / f"{path.stem} {hashlib.sha256(content).hexdigest()[:8]}{SUFFIX}"
        if not is_there(kept):
            kept.parent.mkdir(exist_ok=True)
            write_atomically(kept, content)
            _forget_oldest(kept.parent)
        return kept
    return None


def free_file(name: str, taken: Iterable[str], folder: Path) -> str:
    """A file name for a map of this name that no other map has, whatever the capitals."""
    used = {file.casefold() for file in taken}
    file, number = file_name_of(name, SUFFIX), 2
    while file.casefold() in used or is_there(folder / file):
        file = file_name_of(f"{name[:SHORT]} {number}", SUFFIX)
        number += 1
    return file


def _forget_oldest(folder: Path) -> None:
    kept = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in kept[MOST_KEPT:]:
        old.unlink()


def map_files(folder: Path) -> list[Path]:
    """The map files of a folder, by name; none when it cannot be read."""
    with contextlib.suppress(OSError):
        return sorted(
            path
            for path in folder.iterdir()
            if is_map_name(path) and not path.name.startswith(".") and is_text(path) and path.is_file()
        )
    return []
