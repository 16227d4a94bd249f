"""A taught example: this drawing means this sound."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from models.errors import MapFileError, PictureError, SketchError
from models.sketch_to_patch.picture import decode_png
from models.sketch_to_patch.stroke import Sketch
from synth.errors import PresetError, PresetVersionError
from synth.patch import Patch
from synth.presets import preset_from_bytes, values_by_id

LONGEST_NAME: Final = 200
_ID: Final = r"^[a-z0-9]{1,32}$"


def new_id() -> str:
    """An id that no other example has, in this map or in one it is merged with."""
    return secrets.token_hex(6)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A drawing with its sound. Raises ValueError for what a map file could not hold.

    `weight` says how far the example pulls from the base, 0 to 1. The whole patch is taught, performance values too.
    `unknown` holds values of ids that this version does not know: they are saved again.
    """

    id: str = field(default_factory=new_id)
    sketch: Sketch
    patch: Patch
    weight: float = 1.0
    enabled: bool = True
    name: str = ""
    created: datetime = field(default_factory=_now)
    unknown: Mapping[str, float | str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(_ID, self.id):
            raise ValueError(f"{self.id[:40]!r} is not an id of an example.")
        if not 0.0 <= self.weight <= 1.0:
            raise ValueError(f"A weight goes from 0 to 1, not {self.weight}.")
        if not self.name.isprintable() or self.name != self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ValueError(f"{self.name[:40]!r} is not a name of an example.")
        if self.created.utcoffset() != timedelta(0):
            raise ValueError("The time of an example is in UTC.")

    @property
    def counts(self) -> bool:
        """True when it is heard at all."""
        return self.enabled and self.weight > 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, numbers and text; `example_from_json` is the inverse, to 5 digits of a place."""
        return {
            "id": self.id,
            "name": self.name,
            "weight": self.weight,
            "enabled": self.enabled,
            "created": self.created.isoformat(),
            "values": {**self.unknown, **values_by_id(self.patch)},
            "sketch": self.sketch.to_json(),
        }


class _Entry(BaseModel):
    """An example as it stands in a file; drawing and values are checked by those who know them."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    id: Annotated[str, StringConstraints(pattern=_ID)]
    name: Annotated[str, StringConstraints(max_length=LONGEST_NAME)] = ""
    weight: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    enabled: bool = True
    created: Annotated[str, StringConstraints(max_length=40)]
    values: dict[str, Any]
    sketch: dict[str, Any]


def example_from_json(data: object, source: str, *, preset_version: int) -> tuple[Example, tuple[str, ...]]:
    """Read one entry of a map file, and sentences about what reading changed.

    The values go through the checks of a preset of `preset_version`: renamed ids, values moved into range,
    defaults for rows that were not there yet. Raises MapFileError in one sentence; `source` begins it.
    """
    try:
        entry = _Entry.model_validate(data)
        preset = {"format": "bouba preset", "version": preset_version, "name": "sound", "values": entry.values}
        sound = preset_from_bytes(json.dumps(preset).encode(), source)
        sketch = Sketch.from_json(entry.sketch)
        if sketch.picture is not None:
            decode_png(sketch.picture)
        example = Example(
            id=entry.id,
            sketch=sketch,
            patch=sound.patch,
            weight=entry.weight,
            enabled=entry.enabled,
            name=entry.name.strip(),
            created=_utc(entry.created),
            unknown=sound.unknown,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"][:2]) or "the entry"
        raise MapFileError(_printable(f"{source} cannot be loaded: {place}: {first['msg']}.")) from None
    except PresetVersionError:
        raise MapFileError(f"{source} cannot be loaded: a newer version of Bouba made its sound.") from None
    except PresetError as error:
        raise MapFileError(_printable(str(error))) from None
    except (SketchError, PictureError, ValueError, OverflowError) as error:
        raise MapFileError(_printable(f"{source} cannot be loaded: {error}")) from None
    return example, tuple(_printable(f"{source}: {note}") for note in sound.notes)


def _printable(text: str) -> str:
    """A sentence in one line, whatever names of the file stand in it."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _utc(text: str) -> datetime:
    """The time of an ISO 8601 text; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).replace(microsecond=0)
