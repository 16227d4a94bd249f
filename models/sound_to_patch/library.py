"""A library of renders: many drawn patches with what they sound like, to find the nearest of a sound quickly.

Each patch is rendered at one of a few notes. A sound is moved to the nearest of them by playing it faster
or slower, its neighbours are found there, and their cutoffs are moved back with it, so that the shape of
the spectrum over the harmonics is what counts.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelFileError
from models.log_mel import mel_power, power_to_db
from models.regular_file import UnfitFileError, read_regular
from models.sound_to_patch.distance import HIGH_HZ, LOW_HZ, render_like
from models.sound_to_patch.hearing import RATE_HZ, Heard
from models.sound_to_patch.prior import canonical, draw
from synth.atomic_write import write_atomically
from synth.parameters import INDEX, N_PREDICTED, PREDICTED
from synth.patch import Patch
from synth.units import note_to_hz

LIBRARY_FILE: Final = Path(__file__).resolve().parents[2] / "assets" / "models" / "mimic" / "library.npz"
LARGEST_BYTES: Final = 8_000_000
NOTES: Final = (24, 36, 48, 60, 72, 84, 96)
HELD_S, SECONDS = 0.9, 1.2
"""How a library patch is played: key down, and all that is kept."""
SPANS_S: Final = ((0.0, 0.08), (0.08, 0.35), (0.35, 0.9))
"""The moments whose spectra are kept: a filter envelope shows in their differences."""
BANDS: Final = 40
N_FFT, HOP = 2048, 480
EMBEDDING: Final = BANDS * len(SPANS_S)
RANGE_DB: Final = 60.0
_IN_HZ: Final = tuple(INDEX[f"filter{f}_{what}"] for f in (1, 2) for what in ("cutoff_hz", "env_hz"))


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Patches as knob travel (n, 33), their embeddings (n, EMBEDDING) in decibels, and their MIDI notes (n,)."""

    units: NDArray[np.float16]
    embeddings: NDArray[np.float16]
    notes: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.notes)


def embed(sound: NDArray[np.floating]) -> NDArray[np.float32]:
    """The spectrum at three moments of a sound at RATE_HZ, each in decibels below its loudest band: (EMBEDDING,).

    A moment that lies after the end of the sound is not a number.
    """
    power = mel_power(sound, RATE_HZ, n_fft=N_FFT, hop_length=HOP, n_mels=BANDS, low_hz=LOW_HZ, high_hz=HIGH_HZ)
    loudest, parts = float(power.max()), []
    for start_s, end_s in SPANS_S:
        span = power[round(start_s * RATE_HZ / HOP) : round(end_s * RATE_HZ / HOP)]
        mean = span.mean(axis=0) if len(span) else np.zeros(BANDS, np.float32)
        if mean.max() <= 1e-5 * loudest:
            parts.append(np.full(BANDS, np.nan, np.float32))
        else:
            parts.append(power_to_db(mean, reference=float(mean.max()), smallest=1e-20, top_db=RANGE_DB))
    return np.concatenate(parts)


def build_library(patches: int, *, seed: int = 0, progress: Callable[[int], None] | None = None) -> Library:
    """Draw and render `patches` patches, the same for the same seed; `progress` gets the number done."""
    rng = np.random.default_rng([seed, patches])
    units = np.zeros((patches, N_PREDICTED), np.float16)
    embeddings = np.zeros((patches, EMBEDDING), np.float16)
    notes = rng.permutation(np.resize(np.array(NOTES, np.uint8), patches))
    for i in range(patches):
        units[i] = draw(rng)
        as_played = _as_played(int(notes[i]))
        sound = render_like(Patch.default().with_unit(units[i].astype(np.float64)), as_played)
        embeddings[i] = np.nan_to_num(embed(sound), nan=-RANGE_DB)
        if progress is not None:
            progress(i + 1)
    return Library(units, embeddings, notes)


def nearest_units(library: Library, heard: Heard, n: int) -> NDArray[np.float64]:
    """Knob travel (n, 33) of the patches that sound most like `heard`, nearest first, fewer from a small library."""
    there = np.array(sorted(set(library.notes.tolist())))
    note = int(there[np.abs(there - heard.note).argmin()])
    ratio = note_to_hz(heard.note) / note_to_hz(note)
    at_note = np.flatnonzero(library.notes == note)
    wanted = embed(_stretched(heard.sound, ratio))
    known = np.isfinite(wanted)
    differences = np.abs(library.embeddings[at_note][:, known].astype(np.float32) - wanted[known])
    found = at_note[np.argsort(differences.mean(axis=1), kind="stable")[:n]]
    units = library.units[found].astype(np.float64)
    for column in _IN_HZ:
        row = PREDICTED[column]
        units[:, column] = [row.to_unit(row.from_unit(float(u)) * ratio) for u in units[:, column]]
    return np.array([canonical(unit) for unit in units]).reshape(-1, N_PREDICTED)


def save_library(path: Path, library: Library) -> None:
    """Write a library whole or not at all. Raises FileWriteError."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, units=library.units, embeddings=library.embeddings, notes=library.notes)
    write_atomically(path, buffer.getvalue())


def load_library(path: Path = LIBRARY_FILE) -> Library:
    """Read a library. Raises ModelFileError in one sentence when it is missing, damaged or does not fit."""
    try:
        data = read_regular(path, most_bytes=LARGEST_BYTES)
    except UnfitFileError as error:
        raise ModelFileError(f"The sound library {path.name} {error}. Install the program again.") from None
    except OSError:
        raise ModelFileError(
            f"The sound library {path.name} is missing. Install the program again to get it back."
        ) from None
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            library = Library(file["units"], file["embeddings"], file["notes"])
        _check(library)
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile, NotImplementedError, AttributeError):
        raise ModelFileError(
            f"The sound library {path.name} is damaged or does not fit this version. Install the program again."
        ) from None
    return library


def _check(library: Library) -> None:
    """Raises ValueError where an array is not what a library has."""
    n = len(library.notes)
    shapes = (library.units.shape, library.embeddings.shape, library.notes.shape)
    if n == 0 or shapes != ((n, N_PREDICTED), (n, EMBEDDING), (n,)):
        raise ValueError("shapes")
    types = [array.dtype.name for array in (library.units, library.embeddings, library.notes)]
    if types != ["float16", "float16", "uint8"]:
        raise ValueError("types")
    if not (np.isfinite(library.units).all() and np.isfinite(library.embeddings).all() and library.notes.max() < 128):
        raise ValueError("values")


def _as_played(note: int) -> Heard:
    """How the library plays a patch, as a sound that was heard so."""
    return Heard(np.zeros(round(SECONDS * RATE_HZ), np.float32), note, HELD_S, True)


def _stretched(sound: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """The sound at its pitch divided by `ratio` (it lasts longer where that is above 1), for spectra alone."""
    if ratio == 1.0:
        return sound
    # Straight lines between samples lose a little treble, far less than an embedding can tell.
    at = np.arange(0.0, len(sound) - 1, 1.0 / ratio)
    return np.asarray(np.interp(at, np.arange(len(sound)), sound), dtype=np.float32)
