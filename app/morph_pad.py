"""The morph pad as a value: what stands at its corners, where the cursor is, the path it was led along."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple

from models.sketch_to_patch.stroke import Sketch
from synth.patch import Patch

CORNERS: Final = 4
MIDDLE: Final = (0.5, 0.5)
LONGEST_PATH_S: Final = 300.0
MOST_PLACES: Final = 20_000
CLOSEST_S: Final = 0.008
"""Places of a path are not nearer in time: the sound moves no faster."""
REST_S: Final = 0.05
"""A cursor that lay still for longer than this stays there when the path is played, too."""
_NEIGHBOURS: Final = ((1, 2), (0, 3), (0, 3), (1, 2))


class Space(StrEnum):
    """What is blended: the sounds of the corners, or their drawings, which the map turns into a sound."""

    SOUNDS = "sounds"
    DRAWINGS = "drawings"


@dataclass(frozen=True, slots=True)
class Corner:
    """A drawing and its sound at a corner, and what they are called."""

    name: str
    sketch: Sketch
    patch: Patch


class Place(NamedTuple):
    """Where the cursor was, x to the right and y downwards from 0 to 1, and seconds since the path began."""

    time_s: float
    x: float
    y: float


Corners = tuple[Corner | None, ...]


@dataclass(frozen=True, slots=True)
class Pad:
    """Corners stand in the order upper left, upper right, lower left, lower right."""

    corners: Corners = (None,) * CORNERS
    space: Space = Space.SOUNDS
    cursor: tuple[float, float] = MIDDLE
    path: tuple[Place, ...] = ()
    loops: bool = True

    @property
    def filled(self) -> tuple[Corner, ...]:
        """What stands at the corners, in order, without the empty ones."""
        return tuple(corner for corner in self.corners if corner is not None)

    @property
    def can_morph(self) -> bool:
        """True from two corners on."""
        return len(self.filled) > 1

    def with_corner(self, index: int, corner: Corner | None) -> "Pad":
        """With something else at a corner."""
        return replace(self, corners=(*self.corners[:index], corner, *self.corners[index + 1 :]))

    def weights(self, cursor: tuple[float, float] | None = None) -> tuple[float, ...]:
        """How much each filled corner counts at a place, sum 1; () for an empty pad."""
        x, y = cursor or self.cursor
        shares = corner_weights(x, y, tuple(corner is not None for corner in self.corners))
        return tuple(share for share, corner in zip(shares, self.corners, strict=True) if corner is not None)

    @property
    def duration_s(self) -> float:
        """How long the path takes."""
        return self.path[-1].time_s if self.path else 0.0


def corner_weights(x: float, y: float, filled: tuple[bool, ...]) -> tuple[float, ...]:
    """How much each of four corners counts at a place; 0 for empty ones, sum 1 unless all are empty.

    Bilinear. An empty corner counts for those beside it, or for the one across when both are empty too: so
    two corners make a line, one makes a plane, each corner is exact, and nothing jumps anywhere.
    """
    x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    share = [(1.0 - x) * (1.0 - y), x * (1.0 - y), (1.0 - x) * y, x * y]
    for index in range(CORNERS):
        if filled[index]:
            continue
        heirs = [other for other in _NEIGHBOURS[index] if filled[other]] or [CORNERS - 1 - index]
        for heir in heirs:
            if filled[heir]:
                share[heir] += share[index] / len(heirs)
        share[index] = 0.0
    return tuple(share)


def nearest_corner(x: float, y: float) -> int:
    """Which corner a place is nearest to."""
    return (x >= 0.5) + 2 * (y >= 0.5)


def is_full(path: tuple[Place, ...], time_s: float) -> bool:
    """Whether nothing that happens at a time has room on a path."""
    return time_s > LONGEST_PATH_S or len(path) > MOST_PLACES - 2


def led_on(path: tuple[Place, ...], place: Place) -> tuple[Place, ...]:
    """A path with one more place; the cursor stays where it was until it moved again. A full path stays as it is."""
    if not path:
        return (place._replace(time_s=0.0),)
    last = path[-1]
    if is_full(path, place.time_s):
        return path
    if place.time_s - last.time_s < CLOSEST_S:
        return (*path[:-1], place._replace(time_s=last.time_s)) if len(path) > 1 else path
    if place.time_s - last.time_s > REST_S:
        path = (*path, last._replace(time_s=place.time_s - CLOSEST_S))
    return (*path, place)


def place_at(path: tuple[Place, ...], time_s: float) -> tuple[float, float]:
    """Where the cursor is on a path (not empty) at a time; at its ends before and after."""
    after = bisect_right(path, time_s, key=lambda place: place.time_s)
    if after == 0 or after == len(path):
        return path[0 if after == 0 else -1][1:]
    (t0, x0, y0), (t1, x1, y1) = path[after - 1 : after + 1]
    share = (time_s - t0) / max(t1 - t0, 1e-9)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
