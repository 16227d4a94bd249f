"""A drawing as data: strokes on a square canvas, 0 to 1 in both directions, y downwards."""

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, NamedTuple

from models.errors import SketchError
from models.sketch_to_patch.tone import NEUTRAL, Tone, tone_from_json

DEFAULT_WIDTH: Final = 0.02
WIDTH_RANGE: Final = (0.001, 0.5)
LARGEST_PICTURE_BYTES: Final = 2_000_000
MOST_STROKES: Final = 50_000
MOST_POINTS: Final = 600_000
"""A drawing with the most of everything stays below what a preset file may hold."""
_SKETCH_KEYS: Final = frozenset(("strokes", "inverted", "picture", "tone"))
_STROKE_KEYS: Final = frozenset(("tool", "width", "filled", "points"))


class Tool(StrEnum):
    """What made a stroke. Shapes have two points: opposite corners, or the ends of a line."""

    PEN = "pen"
    ERASER = "eraser"
    LINE = "line"
    ELLIPSE = "ellipse"
    RECTANGLE = "rectangle"


SHAPES: Final = (Tool.LINE, Tool.ELLIPSE, Tool.RECTANGLE)


class Point(NamedTuple):
    """A place on the canvas and the pressure of the pen there, 0 to 1."""

    x: float
    y: float
    pressure: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of a tool. `width` is the full line width at pressure 1, in canvas units."""

    tool: Tool
    points: tuple[Point, ...]
    width: float = DEFAULT_WIDTH
    filled: bool = False

    def moved(self, dx: float, dy: float) -> "Stroke":
        """The same stroke elsewhere."""
        return replace(self, points=tuple(Point(p.x + dx, p.y + dy, p.pressure) for p in self.points))

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, numbers and text."""
        return {
            "tool": self.tool.value,
            "width": round(self.width, 5),
            "filled": self.filled,
            "points": [[round(p.x, 5), round(p.y, 5), round(p.pressure, 3)] for p in self.points],
        }


@dataclass(frozen=True, slots=True)
class Sketch:
    """A whole drawing: strokes over an optional grey picture (PNG bytes), perhaps inverted.

    `tone` is what the picture had before it was ink.
    """

    strokes: tuple[Stroke, ...] = ()
    picture: bytes | None = None
    inverted: bool = False
    tone: Tone = NEUTRAL

    @property
    def is_empty(self) -> bool:
        """True when nothing was drawn and no picture lies under it."""
        return not self.strokes and self.picture is None

    @property
    def is_too_large(self) -> bool:
        """True for more than `from_json` takes: such a drawing could not be read again."""
        points = sum(len(stroke.points) for stroke in self.strokes)
        picture = 0 if self.picture is None else len(self.picture)
        return len(self.strokes) > MOST_STROKES or points > MOST_POINTS or picture > LARGEST_PICTURE_BYTES

    def adding(self, stroke: Stroke) -> "Sketch":
        """The drawing with one more stroke on top."""
        return replace(self, strokes=(*self.strokes, stroke))

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, numbers and text; `from_json` is the inverse."""
        data: dict[str, Any] = {
            "strokes": [stroke.to_json() for stroke in self.strokes],
            "inverted": self.inverted,
        }
        if self.picture is not None:
            data["picture"] = base64.b64encode(self.picture).decode("ascii")
        if self.tone != NEUTRAL:
            data["tone"] = self.tone.to_json()
        return data

    @classmethod
    def from_json(cls, data: object) -> "Sketch":
        """The drawing of a dictionary. Raises SketchError in one sentence for anything else."""
        if not isinstance(data, Mapping):
            raise SketchError("The drawing is damaged: it is not a list of strokes.")
        _only(data, _SKETCH_KEYS)
        strokes = data.get("strokes", [])
        if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
            raise SketchError(f"The drawing is damaged: it needs a list of at most {MOST_STROKES} strokes.")
        inverted = data.get("inverted", False)
        if not isinstance(inverted, bool):
            raise SketchError("The drawing is damaged: `inverted` must be true or false.")
        picture, tone = _picture(data.get("picture")), data.get("tone")
        tone = NEUTRAL if tone is None else tone_from_json(tone)
        if picture is None and tone != NEUTRAL:
            raise SketchError("The drawing is damaged: it has the tone of a picture, but no picture.")
        read = cls(tuple(_stroke(entry) for entry in strokes), picture, inverted, tone)
        if read.is_too_large:
            raise SketchError(f"The drawing is too large: it may have {MOST_POINTS} points.")
        return read


def _only(entry: Mapping[str, Any], known: frozenset[str]) -> None:
    """Refuse what would be lost at the next save."""
    unknown = sorted(str(key)[:40] for key in entry if key not in known)
    if unknown:
        raise SketchError(f"The drawing has an entry that this version does not know: {unknown[0]!r}.")


def _number(value: object, low: float, high: float) -> float:
    """A finite number, moved into the range: a little beyond the canvas is no damage."""
    if type(value) is float and low <= value <= high:
        return value  # nearly every number of a drawing
    if isinstance(value, float) and not math.isfinite(value):
        raise SketchError("The drawing is damaged: an infinite number stands in it.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SketchError(f"The drawing is damaged: {str(value)[:40]!r} is not a number.")
    return float(min(max(value, low), high))


def _stroke(entry: object) -> Stroke:
    if not isinstance(entry, Mapping):
        raise SketchError("The drawing is damaged: a stroke is not a table.")
    _only(entry, _STROKE_KEYS)
    try:
        tool = Tool(str(entry.get("tool")))
    except ValueError:
        raise SketchError(f"The drawing uses an unknown tool: {str(entry.get('tool'))[:40]!r}.") from None
    points = entry.get("points")
    if not isinstance(points, list) or not 1 <= len(points) <= MOST_POINTS:
        raise SketchError("The drawing is damaged: a stroke needs points.")
    if tool in SHAPES and len(points) != 2:
        raise SketchError("The drawing is damaged: a shape needs two points.")
    read = []
    for point in points:
        if not isinstance(point, list) or len(point) not in (2, 3):
            raise SketchError("The drawing is damaged: a point needs x, y and pressure.")
        pressure = _number(point[2], 0.0, 1.0) if len(point) == 3 else 1.0
        read.append(Point(_number(point[0], -4.0, 5.0), _number(point[1], -4.0, 5.0), pressure))
    filled = entry.get("filled", False)
    if not isinstance(filled, bool):
        raise SketchError("The drawing is damaged: `filled` must be true or false.")
    return Stroke(tool, tuple(read), _number(entry.get("width", DEFAULT_WIDTH), *WIDTH_RANGE), filled)


def _picture(text: object) -> bytes | None:
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > LARGEST_PICTURE_BYTES * 4 // 3 + 4:
        raise SketchError("The picture in the drawing is damaged or too large.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SketchError("The picture in the drawing is damaged.") from None
