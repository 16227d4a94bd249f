"""Presets: named patches with the drawing they came from, as JSON files.

A file holds natural values by id (choices and switches by name), never knob positions, so that it
outlives changes of the knobs. Format 1::

    {"format": "bouba preset", "version": 1, "name": "Round pad", "author": "", "comment": "",
     "tags": ["pad"], "map": "paper", "locks": ["filter1_cutoff_hz"],
     "values": {"osc1_on": "On", "osc1_wave": "Sine", "filter1_cutoff_hz": 2000.0},
     "sketch": {...} or null, "voice": {...} or null, "cover": "..." or null}

What a file lacks gets its default; ids that this version does not know are kept and written back.
A new format raises `VERSION` by one and adds one function that upgrades from the version before.
"""

import base64
import binascii
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from synth.atomic_write import write_atomically
from synth.errors import FileWriteError, ParameterError, PresetError, SampleError
from synth.parameters import ALL, BY_ID
from synth.patch import Patch
from synth.preset_file import COVER_BYTES, parse_preset_file, read_limited
from synth.sample import Sample
from synth.sample_file import entry_of, sample_of

VERSION: Final = 1
"""The format this version of the program writes."""

RENAMED: Final[Mapping[str, str]] = {}
"""Ids that have changed: old name to new name. An id is for ever, so entries are only added."""

FACTORY_FOLDER: Final = Path(__file__).resolve().parent.parent / "assets" / "presets"

Value = float | str


@dataclass(frozen=True, slots=True)
class Preset:
    """A patch with a name, the drawing it came from, and what a library needs to find it.

    `sketch` is the drawing as plain JSON, opaque here. `locks` are the ids that predictions leave
    alone. `sample` is a sound that the keys play beside the oscillators; `cover` is a picture that stands for the
    preset in place of its drawing: COVER_SIDE² pixels of red, green and blue.
    `unknown` holds values of ids that this version does not know: they are saved again.
    `notes` are sentences about what loading changed; they are not saved.
    """

    name: str
    patch: Patch = field(default_factory=Patch.default)
    sketch: Mapping[str, Any] | None = field(default=None, hash=False)
    tags: tuple[str, ...] = ()
    author: str = ""
    comment: str = ""
    map_name: str = ""
    locks: frozenset[str] = frozenset()
    unknown: Mapping[str, Value] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    sample: Sample | None = None
    cover: bytes | None = None


def load_preset(path: Path) -> Preset:
    """Read a preset file.

    Raises PresetError in one sentence when the file cannot be read, is too large or is no preset,
    and PresetVersionError when a newer version of the program made it.
    """
    return preset_from_bytes(read_limited(path), path.name)


def save_preset(path: Path, preset: Preset) -> None:
    """Write a preset whole or not at all; PresetError says why not, and the old file stays."""
    data = preset_to_bytes(preset)
    try:
        write_atomically(path, data)
    except FileWriteError as error:
        raise PresetError(str(error)) from error


def preset_from_bytes(data: bytes, source: str) -> Preset:
    """The preset in the bytes of a file; `source` names it in errors. Raises as `load_preset`."""
    file = parse_preset_file(data, source, newest=VERSION)
    values, unknown, notes = _read_values(file.values, source)
    locks = {RENAMED.get(id, id) for id in file.locks}
    try:
        sample = None if file.voice is None else sample_of(file.voice)
    except SampleError as error:
        raise PresetError(f"{source} cannot be loaded: {error}") from error
    return Preset(
        name=file.name,
        patch=Patch.of(values),
        sketch=file.sketch,
        tags=file.tags,
        author=file.author,
        comment=file.comment,
        map_name=file.map,
        locks=frozenset(locks & BY_ID.keys()),
        unknown=unknown,
        notes=notes,
        sample=sample,
        cover=_cover(file.cover, source),
    )


def preset_to_bytes(preset: Preset) -> bytes:
    """The file of a preset, UTF-8 JSON. Raises PresetError for what a file could not hold."""
    document: dict[str, Any] = {
        "format": "bouba preset",
        "version": VERSION,
        "name": preset.name,
        "author": preset.author,
        "comment": preset.comment,
        "tags": list(preset.tags),
        "map": preset.map_name,
        "locks": sorted(preset.locks),
        "values": {**preset.unknown, **values_by_id(preset.patch)},
        "sketch": None if preset.sketch is None else dict(preset.sketch),
    }
    if preset.sample is not None:
        document["voice"] = entry_of(preset.sample)
    if preset.cover is not None:
        document["cover"] = base64.b64encode(preset.cover).decode("ascii")
    try:
        # One line an entry and a value; a drawing has thousands of numbers and stays on one line.
        entries = [
            f" {json.dumps(key)}: "
            + json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2 if key == "values" else None)
            for key, value in document.items()
        ]
        data = ("{\n" + ",\n".join(entries) + "\n}\n").encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise PresetError(f"The preset {preset.name[:80]!r} cannot be saved: {error}.") from error
    try:
        parse_preset_file(data, "the preset", newest=VERSION)
    except PresetError as error:  # never save what could not be loaded
        reason = str(error).removeprefix("the preset cannot be loaded: ")
        raise PresetError(f"The preset {preset.name[:80]!r} cannot be saved: {reason}") from error
    return data


def values_by_id(patch: Patch) -> dict[str, Value]:
    """Natural values in table order, choices and switches by name: what a file keeps."""
    return {
        row.id: row.choices[int(value)] if row.choices else value for row, value in zip(ALL, patch.values, strict=True)
    }


def factory_presets(folder: Path = FACTORY_FOLDER) -> tuple[Preset, ...]:
    """The presets that come with the program, in the order of their file names."""
    return tuple(load_preset(path) for path in sorted(folder.glob("*.json")))


def find_factory(name: str) -> Preset:
    """The factory preset of a name, whatever its capitals. Raises PresetError with the names there are."""
    presets = factory_presets()
    for preset in presets:
        if preset.name.casefold() == name.strip().casefold():
            return preset
    raise PresetError(f"There is no factory preset {name!r}. There are: {', '.join(p.name for p in presets)}.")


def _read_values(
    values: Mapping[str, Value], source: str
) -> tuple[dict[str, Value], dict[str, Value], tuple[str, ...]]:
    """Known values, unknown values, and notes about what was changed."""
    known: dict[str, Value] = {}
    unknown: dict[str, Value] = {}
    moved: list[str] = []
    for old_id, value in values.items():
        row = BY_ID.get(RENAMED.get(old_id, old_id))
        if row is None:
            unknown[old_id] = value
            continue
        if bool(row.choices) != isinstance(value, str):
            expected = "a name" if row.choices else "a number"
            raise PresetError(f"{source} cannot be loaded: {row.label} must be {expected} ({row.range_text()}).")
        try:
            natural = row.parse(value) if isinstance(value, str) else value
        except ParameterError as error:
            raise PresetError(f"{source} cannot be loaded: {error}") from error
        if not math.isclose(row.clamp(natural), natural, abs_tol=1e-9):
            moved.append(row.label)
        known[row.id] = row.clamp(natural)
    return known, unknown, (*_note("moved into range", moved), *_note("not known to this version, kept aside", unknown))


def _cover(text: str | None, source: str) -> bytes | None:
    if text is None:
        return None
    try:
        cover = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        cover = b""
    if len(cover) != COVER_BYTES:
        raise PresetError(f"{source} cannot be loaded: its picture is damaged.")
    return cover


def _note(what: str, names: Iterable[str]) -> tuple[str, ...]:
    shown = sorted(name[:40] for name in names)
    if not shown:
        return ()
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    return (f"{', '.join(shown[:5])}{more}: {what}.",)
