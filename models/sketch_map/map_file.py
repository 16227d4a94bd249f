"""A map as one file to name, save, share and open: `.boubamap`, a ZIP.

    map.json              name, base, reach, examples (drawing, natural values, weight): all that counts
    thumbnails/<id>.png   the drawings, 96 pixels, for other programs; never read, made again at every save
    network.onnx          the network trained on this map, if there is one
    network.json          its card

Format 1. A new format raises `VERSION` by one and adds one function that upgrades from the version before.
Examples that cannot be read are left out and named; anything else that is wrong is one sentence.
"""

import hashlib
import io
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from PIL import Image
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from models.card import CARD_VERSION, LARGEST_CARD_BYTES, ModelCard
from models.errors import MapFileError, PictureError
from models.onnx_model import LARGEST_BYTES as LARGEST_NETWORK
from models.regular_file import UnfitFileError, read_regular
from models.sketch_map.archive import LARGEST_FILE, Archive, pack
from models.sketch_map.example import Example, example_from_json
from models.sketch_map.sketch_map import MOST_EXAMPLES, REACH_RANGE, SketchMap
from models.sketch_map.strict_json import parse_table
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError
from synth.presets import VERSION as PRESET_VERSION

SUFFIX: Final = ".boubamap"
FORMAT: Final = "bouba map"
VERSION: Final = 1
THUMBNAIL_PIXELS: Final = 96
LARGEST_MAP_JSON: Final = 48 * 2**20
_MAP, _NETWORK, _CARD = "map.json", "network.onnx", "network.json"
_KNOWN: Final = re.compile(r"map\.json|network\.onnx|network\.json|thumbnails/[a-z0-9]{1,32}\.png")
_card_reader: Final = TypeAdapter(ModelCard)


@dataclass(frozen=True, slots=True)
class OpenedMap:
    """A map from a file, with sentences about what could not be read and was left out, and about what was changed.

    Saving it over its file drops what was left out, so say it before.
    """

    sketch_map: SketchMap
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def load_map(path: Path) -> OpenedMap:
    """Read a map file. Raises MapFileError in one sentence when it is none, damaged, too large or newer."""
    try:
        data = read_regular(path, most_bytes=LARGEST_FILE)
    except UnfitFileError as error:
        raise MapFileError(f"{path.name or path} {error}. Choose a map file ({SUFFIX}).") from None
    except OSError as error:
        raise MapFileError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    return map_from_bytes(data, path.name)


def save_map(path: Path, sketch_map: SketchMap) -> None:
    """Write a map whole or not at all. MapFileError says why not; what was there stays."""
    data = map_to_bytes(sketch_map)
    try:
        write_atomically(path, data)
    except FileWriteError as error:
        raise MapFileError(str(error)) from None


def map_from_bytes(data: bytes, source: str) -> OpenedMap:
    """The map in the bytes of a file; `source` names it in errors. Raises as `load_map`."""
    try:
        archive = Archive(data, source)
        head = _head(parse_table(archive.read(_MAP, most_bytes=LARGEST_MAP_JSON), source), source)
        unknown = sorted(name for name in archive.names if not _KNOWN.fullmatch(name))
        if unknown:
            raise MapFileError(f"{source} cannot be loaded: {unknown[0][:40]!r} has no place in a map.")
        examples, skipped, notes = _examples(head)
        network, card, lost = _trained(archive)
        sketch_map = SketchMap(
            name=head.name,
            author=head.author,
            comment=head.comment,
            base=head.base,
            examples=examples,
            reach=head.reach,
            network=network,
            card=card,
        )
    except MemoryError:
        raise MapFileError(f"{source} cannot be loaded: it needs more memory than there is.") from None
    return OpenedMap(sketch_map, (*skipped, *lost), notes)


def map_to_bytes(sketch_map: SketchMap) -> bytes:
    """The file of a map; the same map is the same bytes. Raises MapFileError for what a file could not hold."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "preset_version": PRESET_VERSION,
        "name": sketch_map.name,
        "author": sketch_map.author,
        "comment": sketch_map.comment,
        "base": sketch_map.base,
        "reach": sketch_map.reach,
    }
    try:
        lines = [f" {json.dumps(key)}: {_text(value)}" for key, value in head.items()]
        rows = ",\n".join(f"  {_text(example.to_json())}" for example in sketch_map.examples)
        lines.append(f' "examples": [\n{rows}\n ]')
        files = {_MAP: ("{\n" + ",\n".join(lines) + "\n}\n").encode()}
    except (TypeError, ValueError) as error:
        raise _unsaved(sketch_map, f"{error}.") from None
    files |= {f"thumbnails/{example.id}.png": thumbnail(example.sketch) for example in sketch_map.examples}
    if sketch_map.network is not None and sketch_map.card is not None:
        files |= {_NETWORK: sketch_map.network, _CARD: sketch_map.card.to_json().encode()}
    data = pack(files)
    try:
        opened = map_from_bytes(data, "the map")
    except MapFileError as error:  # never save what could not be loaded
        raise _unsaved(sketch_map, str(error).removeprefix("the map cannot be loaded: ")) from None
    if opened.skipped:
        raise _unsaved(sketch_map, opened.skipped[0])
    return data


def thumbnail(sketch: Sketch) -> bytes:
    """The drawing as a PNG of 96 x 96, dark ink on paper; blank paper where its picture is damaged."""
    try:
        ink = rasterize(sketch, THUMBNAIL_PIXELS)
    except PictureError:
        ink = rasterize(replace(sketch, picture=None), THUMBNAIL_PIXELS)
    out = io.BytesIO()
    Image.fromarray(255 - ink).save(out, "PNG")
    return out.getvalue()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _unsaved(sketch_map: SketchMap, reason: str) -> MapFileError:
    return MapFileError(f"The map {sketch_map.name[:80]!r} was not saved, what was there before is kept: {reason}")


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("has characters that cannot be shown")
    return text


_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_one_line)]


class _Head(BaseModel):
    """The checked content of `map.json`; its examples are looked at one by one."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    format: Literal["bouba map"]
    version: int = Field(ge=1)
    preset_version: int = Field(ge=1)
    name: Annotated[_Line, Field(min_length=1)]
    author: _Line = ""
    comment: Annotated[str, StringConstraints(max_length=10_000)] = ""
    base: Annotated[_Line, Field(min_length=1)]
    reach: Annotated[float, Field(ge=REACH_RANGE[0], le=REACH_RANGE[1])] = 1.0
    examples: Annotated[list[Any], Field(max_length=MOST_EXAMPLES)]


def _head(document: dict[str, Any], source: str) -> _Head:
    version = document.get("version")
    if document.get("format") != FORMAT or type(version) is not int:
        raise MapFileError(f"{source} cannot be loaded: it is not a Bouba map.")
    if version > VERSION:
        raise MapFileError(
            f"{source} cannot be loaded: a newer version of Bouba made it (format {str(version)[:12]}, this one reads "
            f"up to {VERSION}). Update Bouba to open it."
        )
    try:
        return _Head.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"][:2])
        raise MapFileError(f"{source} cannot be loaded: {place}: {first['msg']}.") from None


def _examples(head: _Head) -> tuple[tuple[Example, ...], tuple[str, ...], tuple[str, ...]]:
    """What could be read, sentences about what could not, and notes."""
    read: dict[str, Example] = {}
    skipped: list[str] = []
    notes: list[str] = []
    for number, entry in enumerate(head.examples, 1):
        try:
            example, changed = example_from_json(entry, f"Example {number}", preset_version=head.preset_version)
        except MapFileError as error:
            skipped.append(f"{error} The others are kept.")
            continue
        if example.id in read:
            skipped.append(f"Example {number} cannot be loaded: another one has its id. The others are kept.")
            continue
        read[example.id] = example
        notes += changed
    return tuple(read.values()), tuple(skipped), tuple(notes)


def _trained(archive: Archive) -> tuple[bytes | None, ModelCard | None, tuple[str, ...]]:
    """The network and its card, or neither and a sentence when they are damaged."""
    if not {_NETWORK, _CARD} & set(archive.names):
        return None, None, ()
    try:
        network = archive.read(_NETWORK, most_bytes=LARGEST_NETWORK)
        written = archive.read(_CARD, most_bytes=LARGEST_CARD_BYTES)
        parse_table(written, _CARD)
        card = _card_reader.validate_json(written, strict=True)
    except (MapFileError, ValidationError):
        card = None
    if card is None or card.version != CARD_VERSION or hashlib.sha256(network).hexdigest() != card.sha256:
        return None, None, ("The trained network in it is damaged and was left out. The examples are kept.",)
    return network, card, ()
