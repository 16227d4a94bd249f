"""Writes the parameter table into the README: python packaging/parameter_table.py, from the root.

A test checks that the table in the README is the one that the rows make.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from synth.parameters import PERFORMANCE, PREDICTED, Parameter  # noqa: E402  (the path comes first)

BEGIN = "<!-- parameters: made by packaging/parameter_table.py -->"
END = "<!-- end of parameters -->"


def table(rows: Sequence[Parameter], first: int) -> str:
    """A Markdown table of rows, numbered from `first`."""
    lines = ["| # | parameter | id | range | default | CC | what it does |", "|---:|---|---|---|---|---:|---|"]
    for number, row in enumerate(rows, start=first):
        cc = "" if row.midi_cc is None else str(row.midi_cc)
        lines.append(
            f"| {number} | {row.label} | `{row.id}` | {row.range_text()} | {row.format(row.default)} | {cc} "
            f"| {row.description} |"
        )
    return "\n".join(lines)


def section() -> str:
    """What stands between the marks in the README, marks included."""
    return "\n\n".join(
        [
            BEGIN,
            "### Predicted from the drawing",
            table(PREDICTED, 1),
            "### Set by the player",
            table(PERFORMANCE, len(PREDICTED) + 1),
            END,
        ]
    )


def with_table(readme: str) -> str:
    """The README's text with the current table between its marks. Raises ValueError without marks."""
    before, _, rest = readme.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"The README needs the lines {BEGIN!r} and {END!r}.")
    return before + section() + after


def main() -> None:
    """Bring the README of the checkout up to date."""
    path = ROOT / "README.md"
    old = path.read_text(encoding="utf-8")
    new = with_table(old)
    if new != old:
        path.write_text(new, encoding="utf-8")
    print("README.md: table changed" if new != old else "README.md: table is current")


if __name__ == "__main__":
    main()
