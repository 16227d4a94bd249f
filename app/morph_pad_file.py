"""The morph pad as it stands in a session file.

Format 1::

    {"version": 1, "space": "sounds", "cursor": [0.5, 0.5], "loops": true,
     "path": [[0.0, 0.5, 0.5], [0.016, 0.51, 0.5]], "corners": [{"preset": {...}, ...}, null, null, null]}

A place of the path has the time in seconds, x and y. A corner is written as the work in a slot is.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.morph_pad import CORNERS, LONGEST_PATH_S, MOST_PLACES, Corner, Pad, Place, Space
from app.work import About, Work

VERSION: Final = 1
_Share = Annotated[float, Field(ge=0.0, le=1.0)]
_Time = Annotated[float, Field(ge=0.0, le=2.0 * LONGEST_PATH_S)]


class _Entry(BaseModel):
    """A pad in a file; its corners are checked by those who know presets."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    version: Literal[1]
    space: Literal["sounds", "drawings"]
    cursor: Annotated[list[_Share], Field(min_length=2, max_length=2)]
    loops: bool
    path: Annotated[list[Annotated[list[_Time], Field(min_length=3, max_length=3)]], Field(max_length=MOST_PLACES)]
    corners: Annotated[list[dict[str, Any] | None], Field(min_length=CORNERS, max_length=CORNERS)]


def work_at(corner: Corner) -> Work:
    """A corner as a work, which a session file can hold."""
    return Work(corner.sketch, corner.patch, about=About(corner.name, saved=None))


def pad_entries(pad: Pad) -> dict[str, Any]:
    """The pad without its corners: plain lists, numbers and text."""
    return {
        "version": VERSION,
        "space": pad.space.value,
        "cursor": list(pad.cursor),
        "loops": pad.loops,
        "path": [[round(it.time_s, 4), round(it.x, 5), round(it.y, 5)] for it in pad.path],
    }


def read_pad(data: object, read_work: Callable[[dict[str, Any]], tuple[Work, str]]) -> Pad:
    """The pad of an entry of a session, an empty one for None.

    `read_work` gives the work of a corner and a sentence about what was lost of it. Raises ValueError for
    anything that is no pad or of which something is lost, and what `read_work` raises.
    """
    if data is None:
        return Pad()
    entry = _Entry.model_validate(data)
    path = tuple(Place(*place) for place in entry.path)
    if any(after.time_s < before.time_s or max(after[1:]) > 1.0 for before, after in pairwise((Place(0, 0, 0), *path))):
        raise ValueError("The path of the morph pad is not in order.")
    corners: list[Corner | None] = []
    for corner in entry.corners:
        work, problem = (None, "") if corner is None else read_work(corner)
        if problem:
            raise ValueError(problem)
        corners.append(None if work is None else Corner(work.name, work.sketch, work.patch))
    x, y = entry.cursor
    return Pad(tuple(corners), Space(entry.space), (x, y), path, entry.loops)
