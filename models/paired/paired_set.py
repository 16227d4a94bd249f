"""All that training needs of a folder, in memory and as one file that travels: spectrograms and JPEG pictures."""

import hashlib
import io
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import soundfile
from numpy.typing import NDArray
from PIL import Image

from models.band_turning import turning
from models.errors import ModelError, PictureError
from models.log_mel import N_MELS
from models.paired.class_folder import SPLITS, ClassFolder, Item
from models.paired.features import (
    INPUT_SHAPE,
    LOUDEST_DB,
    RATE_HZ,
    RATES_HZ,
    SILENCE_DB,
    as_heard,
    features,
    loudest_windows,
    network_input,
    whole_window,
)
from models.regular_file import UnfitFileError, read_regular
from models.sketch_to_patch.picture import decode_picture

PICTURE_SIDE: Final = 64
JPEG_QUALITY: Final = 95
HEARD_VERSION: Final = 1
"""Of how a file becomes spectrograms; a change of that is one more."""
WINDOWS_OF_A_FILE: Final = 3
"""Stretches that are taken of a long recording."""
LONGEST_S: Final = 600.0
"""So much of a sound file is looked at."""
LARGEST_SOUND: Final = 256_000_000
LARGEST_PICTURES: Final = 512_000_000
LARGEST_PACK: Final = 1_000_000_000
_KEYS: Final = (
    "classes", "sounds", "sound_files", "sound_labels", "sound_splits", "sound_names", "jpeg", "offsets",
    "picture_labels", "picture_splits",
)  # fmt: skip
_TURNS: Final = "sound_turns"
_LEARNT: Final = (
    "sound_files", "sound_labels", "sound_splits", "jpeg", "offsets", "picture_labels", "picture_splits",
)  # fmt: skip
"""What the fingerprint is of, beside the classes and how sounds are heard. Spectrograms follow from files, but for a
rounding by which processors differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Sounds:
    """Sounds (n): `coded` uint8 (n, *INPUT_SHAPE), `labels` and `splits` int64 (n,), places in classes and SPLITS.

    `files` uint8 (n, 32) are the SHA-256 of the files they were heard in.
    """

    coded: NDArray[np.uint8]
    files: NDArray[np.uint8]
    labels: NDArray[np.int64]
    splits: NDArray[np.int64]
    names: tuple[str, ...]
    turns: NDArray[np.uint8] | None = None
    """Where in each band they are (see `band_turning`), 0 to 255, as `coded`; packs of earlier versions have none."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.labels)

    def of(self, split: str) -> "Sounds":
        """Those of a split."""
        rows = np.flatnonzero(self.splits == SPLITS.index(split))
        names = tuple(self.names[i] for i in rows)
        turns = None if self.turns is None else self.turns[rows]
        return Sounds(self.coded[rows], self.files[rows], self.labels[rows], self.splits[rows], names, turns)

    def inputs(self) -> NDArray[np.float32]:
        """As networks take them: float32 (n, *INPUT_SHAPE)."""
        return network_input(decoded(self.coded))


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Pictures (n) as JPEG files one after the other: file i is `jpeg[offsets[i]:offsets[i + 1]]`."""

    jpeg: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    labels: NDArray[np.int64]
    splits: NDArray[np.int64]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.labels)

    def rgb(self, split: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The pixels (n, 64, 64, 3) and labels (n,) of a split."""
        rows = np.flatnonzero(self.splits == SPLITS.index(split))
        pixels = np.empty((len(rows), PICTURE_SIDE, PICTURE_SIDE, 3), dtype=np.uint8)
        for place, row in enumerate(rows):
            data = self.jpeg[self.offsets[row] : self.offsets[row + 1]].tobytes()
            pixels[place] = np.asarray(Image.open(io.BytesIO(data), formats=("JPEG",)).convert("RGB"))
        return pixels, self.labels[rows]


@dataclass(frozen=True, slots=True, eq=False)
class PairedSet:
    """Sounds and pictures of the same classes. A sound of a class goes with any picture of it."""

    classes: tuple[str, ...]
    sounds: Sounds
    pictures: Pictures
    skipped: tuple[str, ...] = ()
    """A sentence for each file that could not be used; not kept on disk."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is learnt from, as hexadecimal text; the same on every machine.

        But for pictures that are not 64 pixels wide yet: they are written anew, as its JPEG library does it.
        """
        heard = f"{RATE_HZ} Hz, {INPUT_SHAPE}, {SILENCE_DB} to {LOUDEST_DB} dB, version {HEARD_VERSION}"
        digest = hashlib.sha256("\n".join((heard, *self.classes)).encode())
        arrays = self._arrays()
        for name in _LEARNT:
            digest.update(arrays[name].tobytes())
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write one npz file, whole or not at all. Raises OSError."""
        unfinished = path.with_suffix(".new.npz")
        turns = {} if self.sounds.turns is None else {_TURNS: self.sounds.turns}
        np.savez_compressed(unfinished, allow_pickle=False, **self._arrays(), **turns)
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> "PairedSet":
        """Read what `save` wrote. Raises ModelError when it is missing or damaged."""
        try:
            data = io.BytesIO(read_regular(path, most_bytes=LARGEST_PACK))
            with np.load(data, allow_pickle=False) as file:
                it = {key: file[key] for key in _KEYS}
                turns = file.get(_TURNS)
            if it["sounds"].shape[1:] != INPUT_SHAPE or it["sounds"].dtype != np.uint8:
                raise ValueError("another kind of spectrogram")
            if it["sound_files"].shape != (len(it["sounds"]), hashlib.sha256().digest_size):
                raise ValueError("no checksums of its files")
            if turns is not None and (turns.shape != it["sounds"].shape or turns.dtype != np.uint8):
                raise ValueError("other frequencies than spectrograms")
        except OSError as error:
            raise ModelError(f"The pack {path} cannot be read: {error.strerror or error}.") from None
        except (UnfitFileError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"The pack {path} does not fit this version or is damaged ({error}). Pack the folder anew."
            ) from None
        return cls(
            tuple(it["classes"].tolist()),
            Sounds(
                it["sounds"],
                it["sound_files"],
                it["sound_labels"],
                it["sound_splits"],
                tuple(it["sound_names"].tolist()),
                turns,
            ),
            Pictures(it["jpeg"], it["offsets"], it["picture_labels"], it["picture_splits"]),
        )

    def _arrays(self) -> dict[str, NDArray[Any]]:
        sounds, pictures = self.sounds, self.pictures
        values = (
            np.array(self.classes), sounds.coded, sounds.files, sounds.labels, sounds.splits, np.array(sounds.names),
            pictures.jpeg, pictures.offsets, pictures.labels, pictures.splits,
        )  # fmt: skip
        return dict(zip(_KEYS, values, strict=True))


def coded(decibels: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Decibels in steps of 0.47, uint8 of the same shape."""
    return np.asarray(np.rint(np.clip(255.0 * network_input(decibels), 0.0, 255.0)), dtype=np.uint8)


def coded_turns(turns: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Where in each band a sound is, -1 to 1, as uint8 of the same shape: 127 or 128 is the middle."""
    return np.asarray(np.rint(np.clip(127.5 * (turns + 1.0), 0.0, 255.0)), dtype=np.uint8)


def decoded(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The decibels of codes, same shape."""
    return np.asarray(codes, dtype=np.float32) * np.float32((LOUDEST_DB - SILENCE_DB) / 255.0) + np.float32(SILENCE_DB)


def read_paired(found: ClassFolder, *, processes: int = 2) -> PairedSet:
    """Hear and see everything in a folder; what cannot be used is skipped and named. Raises ModelError for nothing."""
    labels = {name: place for place, name in enumerate(found.classes)}
    skipped: list[str] = []
    windows: list[_Window] = []
    heard: list[Item] = []
    with ProcessPoolExecutor(processes) as pool:
        answers = pool.map(_heard, [item.path for item in found.sounds], chunksize=8)
        with click.progressbar(answers, len(found.sounds), "sounds", file=sys.stderr) as shown:
            for item, answer in zip(found.sounds, shown, strict=True):
                if isinstance(answer, str):
                    skipped.append(answer)
                else:
                    windows += answer
                    heard += [item] * len(answer)
    files, seen = _seen(found.pictures, skipped)
    if not heard or not seen:
        raise ModelError(f"Nothing could be read. {' '.join(skipped[:3])}")
    sounds = Sounds(
        np.stack([it.coded for it in windows]),
        np.stack([it.file for it in windows]),
        np.array([labels[item.label] for item in heard]),
        np.array([SPLITS.index(item.split) for item in heard]),
        tuple(f"{item.label}/{item.path.name}" for item in heard),
        np.stack([it.turns for it in windows]),
    )
    pictures = Pictures(
        np.frombuffer(b"".join(files), dtype=np.uint8),
        np.concatenate([[0], np.cumsum([len(file) for file in files])]).astype(np.int64),
        np.array([labels[item.label] for item in seen]),
        np.array([SPLITS.index(item.split) for item in seen]),
    )
    return PairedSet(found.classes, sounds, pictures, tuple(skipped))


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """A stretch of a file: its spectrogram, where in each band it is, and the SHA-256 of the file."""

    coded: NDArray[np.uint8]
    turns: NDArray[np.uint8]
    file: NDArray[np.uint8]


def _heard(path: Path) -> list[_Window] | str:
    """The stretches of a file that are learnt from, or why there are none."""
    try:
        data = read_regular(path, most_bytes=LARGEST_SOUND)
        with soundfile.SoundFile(io.BytesIO(data)) as opened:
            rate = opened.samplerate
            if not RATES_HZ[0] <= rate <= RATES_HZ[1]:
                return f"{path.name} was skipped: its sample rate is {rate:,} Hz."
            audio = opened.read(min(opened.frames, round(LONGEST_S * rate)), dtype="float32", always_2d=True)
        sound = as_heard(audio, rate)
    except (UnfitFileError, ModelError) as error:
        return f"{path.name} was skipped: {error}"
    except (OSError, soundfile.SoundFileError, TypeError, ValueError, RuntimeError, MemoryError):
        return f"{path.name} was skipped: it is damaged or no sound file."
    file = np.frombuffer(hashlib.sha256(data).digest(), dtype=np.uint8)
    windows = [whole_window(window) for window in loudest_windows(sound, WINDOWS_OF_A_FILE)]
    heard = [_Window(coded(features(it)), coded_turns(turning(it, RATE_HZ, N_MELS)), file) for it in windows]
    return heard if heard[0].coded.any() else f"{path.name} was skipped: it is silent."


def _seen(items: Sequence[Item], skipped: list[str]) -> tuple[list[bytes], list[Item]]:
    """JPEG files of 64 × 64 pixels, and what they are of."""
    files: list[bytes] = []
    seen: list[Item] = []
    packs: dict[Path, tuple[NDArray[np.uint8], NDArray[np.int64]] | None] = {}
    for item in items:
        if item.place >= 0:
            if item.path not in packs:
                packs[item.path] = _pack_of(item.path, skipped)
            pack = packs[item.path]
            if pack is None:
                continue
            file = _of_pack(*pack, item.place)
            if not file:
                skipped.append(f"Picture {item.place} of {item.path.name} was skipped: it is damaged or missing.")
                continue
        else:
            try:
                file = square_jpeg(decode_picture(read_regular(item.path, most_bytes=64_000_000), item.path.name))
            except (PictureError, UnfitFileError, OSError) as error:
                skipped.append(f"{item.path.name} was skipped: {error}")
                continue
        files.append(file)
        seen.append(item)
    return files, seen


def _pack_of(path: Path, skipped: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    try:
        with np.load(io.BytesIO(read_regular(path, most_bytes=LARGEST_PICTURES)), allow_pickle=False) as file:
            return file["jpeg"], file["offset"]
    except (OSError, UnfitFileError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        skipped.append(f"{path.name} was skipped: it is missing, damaged or no file of pictures.")
        return None


def _of_pack(jpeg: NDArray[np.uint8], offsets: NDArray[np.int64], place: int) -> bytes:
    """One of the JPEG files of a pack, as a square of 64 pixels; b"" for one that is none."""
    if place + 1 >= len(offsets):
        return b""
    file = jpeg[offsets[place] : offsets[place + 1]].tobytes()
    try:
        pixels = decode_picture(file, formats=("JPEG",))
    except PictureError:
        return b""
    return file if pixels.shape[:2] == (PICTURE_SIDE, PICTURE_SIDE) else square_jpeg(pixels)


def square_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """The middle square of a picture (height, width, 3) at 64 × 64 pixels."""
    out = io.BytesIO()
    Image.fromarray(square_pixels(pixels)).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def square_pixels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle square of a picture (height, width, 3) as (64, 64, 3)."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(pixels[top : top + side, left : left + side])
    return np.asarray(square.resize((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS))
