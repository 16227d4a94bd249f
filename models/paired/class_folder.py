"""A folder of sounds and pictures by class, in either of two layouts, as lists of what to read.

The layout of collections: `sound/<class>/*.ogg`, `image/<class>.npz` (`jpeg`: all files one after the other,
`offset`, `split`) and `index.csv` with the columns path, modality, class, split and source_id.

The layout of anybody's own: `<class>/*` with sounds (wav, flac, ogg, mp3) and pictures (png, jpg). Files whose names
differ in a last `_p1`, `_p2` are pieces of one recording. About 70, 10 and 20 of 100 recordings and pictures go to
training, validation and test, by a hash of the class and name: adding files moves none of the others.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ModelError

SPLITS: Final = ("train", "val", "test")
SOUNDS: Final = frozenset({".wav", ".flac", ".ogg", ".mp3"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg"})
SHARES: Final = (0.7, 0.8)
"""Where training ends and where validation ends, of 1."""
LARGEST_INDEX: Final = 64_000_000
_PIECE: Final = re.compile(r"_p\d+$")


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A sound file or a picture; `place` counts in the class's npz file and is -1 for a file of its own."""

    label: str
    path: Path
    split: str
    place: int = -1


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """What is in a folder, sorted; nothing was opened yet."""

    classes: tuple[str, ...]
    sounds: tuple[Item, ...]
    pictures: tuple[Item, ...]


def read_folder(folder: Path) -> ClassFolder:
    """List a folder of either layout. Raises ModelError when it is none, or no class has sounds and pictures."""
    try:
        items = list(_indexed(folder)) if (folder / "index.csv").is_file() else list(_own(folder))
    except OSError as error:
        raise ModelError(f"The folder {folder} cannot be read: {error.strerror or error}.") from None
    sounds = sorted(item for item in items if item.place < 0 and item.path.suffix.lower() in SOUNDS)
    pictures = sorted(item for item in items if item.path.suffix.lower() not in SOUNDS)
    both = sorted({item.label for item in sounds} & {item.label for item in pictures})
    if not both:
        raise ModelError(
            f"No class in {folder} has both sounds and pictures. Put them into one folder a class: "
            "DOG/bark.wav, DOG/rex.jpg."
        )
    return ClassFolder(
        tuple(both),
        tuple(item for item in sounds if item.label in both),
        tuple(item for item in pictures if item.label in both),
    )


def split_of(label: str, name: str) -> str:
    """Which split a recording or picture of a class goes to, by a hash of its name."""
    drawn = int.from_bytes(hashlib.sha256(f"{label}/{_PIECE.sub('', name)}".encode()).digest()[:8]) / 2.0**64
    return SPLITS[sum(drawn >= share for share in SHARES)]


def _indexed(folder: Path) -> Iterator[Item]:
    index = folder / "index.csv"
    if index.stat().st_size > LARGEST_INDEX:
        raise ModelError(f"{index} is too large: at most {LARGEST_INDEX / 1e6:.0f} MB are read.")
    with index.open(encoding="utf-8", newline="") as file:
        try:
            for row in csv.DictReader(file):
                if row["modality"] in ("sound", "image") and row["split"] in SPLITS:
                    path, _, place = row["path"].partition("#")
                    yield Item(row["class"], folder / path, row["split"], int(place) if place else -1)
        except (KeyError, ValueError, TypeError, csv.Error, UnicodeDecodeError):
            raise ModelError(f"{index} is damaged: it has other columns than it should.") from None


def _own(folder: Path) -> Iterator[Item]:
    for place in sorted(folder.iterdir()):
        if place.is_dir() and not place.name.startswith("."):
            for path in sorted(place.iterdir()):
                if path.suffix.lower() in SOUNDS | PICTURES and not path.name.startswith("."):
                    yield Item(place.name, path, split_of(place.name, path.stem))
