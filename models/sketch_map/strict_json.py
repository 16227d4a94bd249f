"""The table in the bytes of a map file, by the same strict rules as for presets."""

from typing import Any

from models.errors import MapFileError
from synth.strict_json import StrictJsonError, parse_strictly


def parse_table(data: bytes, source: str) -> dict[str, Any]:
    """The JSON object in `data`. Raises MapFileError in one sentence; `source` begins it."""
    try:
        document = parse_strictly(data)
    except StrictJsonError as error:
        raise MapFileError(f"{source} cannot be loaded: {error}.") from None
    if not isinstance(document, dict):
        raise MapFileError(f"{source} cannot be loaded: it is not a table.")
    return document
