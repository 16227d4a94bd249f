"""JSON from anywhere: what no file of ours may have is refused, in words."""

import json
import math
from typing import Final, NoReturn

MAX_DEPTH: Final = 32
MOST: Final = {b"{": 700_000, b"[": 3_000_000, b",": 9_000_000}
"""Tables, lists and commas that are read. As drawings are written a point takes 17 bytes with three commas and a stroke
75 or more, so no map or preset has as many below its limit of bytes. Empty lists alone would take a gigabyte of memory.
"""
NOT_FINITE: Final = "a number in it is not finite"
TOO_DEEP: Final = "it is nested too deeply"
TOO_MANY: Final = "it has more entries than a drawing or a map can have"


class StrictJsonError(ValueError):
    """What is wrong with a text, as the end of a sentence: "it is not valid JSON"."""


def parse_strictly(data: bytes) -> object:
    """The document in some bytes: UTF-8, no entry twice, finite numbers, at most MAX_DEPTH deep and of MOST entries.

    Raises StrictJsonError for anything else.
    """
    if not data.strip():
        _refuse("it is empty")
    if any(data.count(sign) > most for sign, most in MOST.items()):
        _refuse(TOO_MANY)
    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=lambda _: _refuse(NOT_FINITE)
        )
        # Text that is no text (a lone surrogate) could be neither shown nor saved again.
        if b"\\u" in data:
            json.dumps(document, ensure_ascii=False).encode()
    except StrictJsonError:
        raise
    except UnicodeError:
        _refuse("it is not UTF-8 text")
    except RecursionError:
        _refuse(TOO_DEEP)
    except ValueError:
        _refuse("it is not valid JSON")
    if fault := _fault(document):
        _refuse(fault)
    return document


def _refuse(what: str) -> NoReturn:
    raise StrictJsonError(what)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        _refuse("an entry stands in it twice")
    return result


def _fault(document: object) -> str:
    """Numbers that are not finite, and depth; "" when it has neither."""
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for node in level:  # plain and quick: a drawing has thousands of numbers
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
