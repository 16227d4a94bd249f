"""JSON that anybody could have written, bounded and checked before it is used: the same rules as for presets."""

import json
import math
from typing import Any, Final, NoReturn

from models.errors import MapFileError

MAX_DEPTH: Final = 32
NOT_FINITE: Final = "a number in it is not finite"
TOO_DEEP: Final = "it is nested too deeply"


def parse_table(data: bytes, source: str) -> dict[str, Any]:
    """The JSON object in `data`: UTF-8, no entry twice, finite numbers, bounded depth, text that is text.

    Raises MapFileError in one sentence; `source` begins it.
    """

    def refuse(what: str) -> NoReturn:
        raise MapFileError(f"{source} cannot be loaded: {what}.")

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) != len(pairs):
            refuse("an entry stands in it twice")
        return result

    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=unique, parse_constant=lambda _: refuse(NOT_FINITE)
        )
        # Text that is no text (a lone surrogate) could be neither shown nor saved again.
        if b"\\u" in data:
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError:
        refuse("it is not UTF-8 text")
    except RecursionError:
        refuse(TOO_DEEP)
    except ValueError:
        refuse("it is not valid JSON")
    if fault := _fault(document):
        refuse(fault)
    if not isinstance(document, dict):
        refuse("it is not a table")
    return document


def _fault(document: object) -> str:
    """What no file may have: numbers that are not finite, and depth; "" when it has neither."""
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for node in level:
            if isinstance(node, float):
                if not math.isfinite(node):
                    return NOT_FINITE
            elif isinstance(node, list):
                below += node
            elif isinstance(node, dict):
                below += node.values()
        if not below:
            return ""
        level = below
    return TOO_DEEP
