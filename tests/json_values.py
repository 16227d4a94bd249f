"""What may stand in a file that anybody could have written: JSON of every shape, and bytes that are none."""

import json
from typing import Any, Final

from hypothesis import strategies as st

from synth.parameters import ALL

_numbers = st.one_of(
    st.integers(),
    st.sampled_from([10**400, -(10**400), 2**63, -1, 0]),
    st.floats(allow_nan=True, allow_infinity=True),
)
_texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "x" * 10_000, "../../etc", "<b>", "On", "nan", "\n" * 5, *[r.id for r in ALL[:5]]]
    ),
)

any_json: Final = st.recursive(
    st.none() | st.booleans() | _numbers | _texts,
    lambda children: st.lists(children, max_size=5) | st.dictionaries(_texts, children, max_size=5),
    max_leaves=15,
)
"""Values as the json module reads and writes them: not-a-number, infinity and lone surrogates included."""


def deep(depth: int) -> bytes:
    """JSON nested so deeply that a reader which follows it runs out of stack."""
    return b'{"a":' * depth + b"1" + b"}" * depth


HOSTILE: Final = (
    b"",
    b" \n\t",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00",
    b"{",
    b"[[[[",
    b'{"a": 1, "a": 2}',
    b'{"version": 1e999}',
    b'{"version": ' + b"9" * 5000 + b"}",
    b"NaN",
    b"\x00" * 1000,
    deep(500),
    deep(100_000),
    json.dumps({"name": "x" * 10_000_000}).encode(),
)
"""Files that broke readers of JSON before."""

any_bytes: Final = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(HOSTILE),
    any_json.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
)


def with_entries(base: dict[str, Any], entries: dict[str, Any]) -> bytes:
    """A file that is right but for some entries."""
    return json.dumps(base | entries).encode()
