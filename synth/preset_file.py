"""The preset file as data from anywhere: bounded, parsed and checked before anything is used.

Whatever the bytes are, the outcome is a `PresetFile` or a PresetError in one sentence.
"""

import stat
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from synth.errors import PresetError, PresetVersionError
from synth.strict_json import StrictJsonError, parse_strictly

MAX_BYTES: Final = 24 * 1024 * 1024
"""The longest drawing that the canvas takes, with its picture, stays below this."""
COVER_SIDE: Final = 64
COVER_BYTES: Final = 3 * COVER_SIDE**2


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("has characters that cannot be shown")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_one_line)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_one_line)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class PresetFile(BaseModel):
    """The checked content of a preset file, as it stands in the file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    format: Literal["bouba preset"]
    version: int = Field(ge=1)
    name: Annotated[Line, Field(min_length=1)]
    author: Line = ""
    comment: Annotated[str, StringConstraints(max_length=10_000)] = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=32, strict=False)] = ()
    map: Line = ""
    locks: Annotated[tuple[Id, ...], Field(max_length=1000, strict=False)] = ()
    values: Annotated[dict[Id, Number | Annotated[str, StringConstraints(max_length=100)]], Field(max_length=1000)]
    sketch: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    cover: Annotated[str, StringConstraints(max_length=4 * COVER_BYTES // 3 + 4)] | None = None


def read_limited(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a preset file, at most one more than `limit`; PresetError when it cannot be read."""
    try:
        # A pipe or a device would block for ever, and never is a preset.
        if not stat.S_ISREG(path.stat().st_mode):
            raise PresetError(f"{path.name or path} cannot be loaded: it is not a file.")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PresetError(f"{path.name or path} cannot be loaded: {reason}.") from error
    return data


def parse_preset_file(data: bytes, source: str, *, newest: int) -> PresetFile:
    """Check the bytes of a file; `source` names it in errors, `newest` is the newest version known.

    Raises PresetVersionError for a newer version, PresetError for anything else that is wrong.
    """
    if len(data) > MAX_BYTES:
        raise PresetError(f"{source} cannot be loaded: it is larger than {MAX_BYTES // 2**20} MB.")
    try:
        document = parse_strictly(data)
    except StrictJsonError as error:
        raise PresetError(f"{source} cannot be loaded: {error}.") from None
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get("format") != "bouba preset" or type(version) is not int:
        raise PresetError(f"{source} cannot be loaded: it is not a Bouba preset.")
    if version > newest:
        raise PresetVersionError(
            f"{source} cannot be loaded: a newer version of Bouba made it (format {str(version)[:12]}, this one reads "
            f"up to {newest}). Update Bouba to open it."
        )
    try:
        return PresetFile.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"][:2]) or "the file"
        raise PresetError(f"{source} cannot be loaded: {place}: {first['msg']}.") from error
