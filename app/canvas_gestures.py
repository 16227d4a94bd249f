"""What one press, drag and release on the canvas does: draw a line, drag out a shape, move the drawing.

A gesture is told where the pointer goes, in canvas units, and knows the drawing so far. It needs no
window: the canvas shows it and says what came of it.
"""

import math
from dataclasses import dataclass, replace
from typing import Final, Protocol

from app.picture_files import shifted_underlay
from app.stroke_building import PenLine, shape_corners, thinned, with_strokes
from app.symmetry import Symmetry, mapped_point, maps, repeated
from models.sketch_to_patch.stroke import DEFAULT_WIDTH, WIDTH_RANGE, Point, Sketch, Stroke, Tool

ERASER_FACTOR: Final = 2.5
"""An eraser as narrow as the pen would be tedious."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in canvas units."""
EVERYTHING: Final[Box] = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Brush:
    """How strokes are drawn."""

    tool: Tool = Tool.PEN
    width: float = DEFAULT_WIDTH
    filled: bool = False
    symmetry: Symmetry = Symmetry.OFF

    @property
    def line_width(self) -> float:
        """The width of the stroke that this brush makes, in canvas units."""
        factor = ERASER_FACTOR if self.tool is Tool.ERASER else 1.0
        return min(max(self.width * factor, WIDTH_RANGE[0]), WIDTH_RANGE[1])

    @property
    def fills(self) -> bool:
        """True when the inside is inked too: an eraser or a line has none."""
        return self.filled and self.tool not in (Tool.ERASER, Tool.LINE)

    def stroke(self, points: tuple[Point, ...]) -> Stroke:
        """A stroke of this brush."""
        return Stroke(self.tool, points, self.line_width, self.fills)


@dataclass(frozen=True, slots=True)
class Held:
    """The keys held while dragging: `regular` (Shift) and `centred` (Alt)."""

    regular: bool = False
    centred: bool = False


class Gesture(Protocol):
    """One movement of a hand, from press to release."""

    words: str
    """What undo calls it."""

    def move(self, at: Point, time_s: float, held: Held) -> tuple[Box, ...]:
        """Follow the pointer. What changed on the canvas: nothing, or a box for each image."""

    def strokes(self) -> tuple[Stroke, ...]:
        """What to show on top of the drawing so far."""

    def preview(self, so_far: Sketch) -> Sketch:
        """The drawing as it would be if the gesture ended here."""

    def finish(self, at: Point, so_far: Sketch) -> Sketch:
        """The new drawing."""


class DrawLine:
    """A free line of the pen or the eraser, with its images by symmetry."""

    def __init__(self, brush: Brush, at: Point, time_s: float) -> None:
        self.words = "erase" if brush.tool is Tool.ERASER else "draw stroke"
        self._brush = brush
        self._maps = maps(brush.symmetry)
        self._line = PenLine(at, time_s)
        self._images = [[mapped_point(at, by)] for by in self._maps]

    def move(self, at: Point, time_s: float, held: Held) -> tuple[Box, ...]:
        changed = self._line.add(at, time_s)
        if changed is None:
            return ()
        fresh = self._line.points[changed:]
        # A filled line changes as a whole; else what is new, and the last piece that it replaces.
        since = 0 if self._brush.fills else changed - 1
        boxes = []
        for image, by in zip(self._images, self._maps, strict=True):
            before = image[since:]
            image[changed:] = [mapped_point(point, by) for point in fresh]
            boxes.append(_around([*before, *image[since:]], self._brush.line_width))
        return tuple(boxes)

    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(self._brush.stroke(tuple(image)) for image in self._images)

    def preview(self, so_far: Sketch) -> Sketch:
        return with_strokes(so_far, self.strokes())

    def finish(self, at: Point, so_far: Sketch) -> Sketch:
        self._line.finish(at)
        points = thinned(self._line.points, self._brush.line_width)
        return with_strokes(so_far, repeated(self._brush.stroke(points), self._brush.symmetry))


class DrawShape:
    """A line, ellipse or rectangle between two points."""

    def __init__(self, brush: Brush, at: Point) -> None:
        self.words = f"draw {brush.tool.value}"
        self._brush = brush
        self._start = at
        self._corners = (at, at)

    def move(self, at: Point, time_s: float, held: Held) -> tuple[Box, ...]:
        tool = self._brush.tool
        corners = shape_corners(self._start, at, tool, regular=held.regular, centred=held.centred)
        if corners == self._corners:
            return ()
        before, self._corners = self._corners, corners
        places = _box_corners((*before, *corners))
        return tuple(
            _around([mapped_point(p, by) for p in places], self._brush.line_width) for by in maps(self._brush.symmetry)
        )

    def strokes(self) -> tuple[Stroke, ...]:
        return repeated(self._brush.stroke(self._corners), self._brush.symmetry)

    def preview(self, so_far: Sketch) -> Sketch:
        return with_strokes(so_far, self.strokes())

    def finish(self, at: Point, so_far: Sketch) -> Sketch:
        # The corners of the last movement count: a release has no keys of its own. A click is no shape.
        first, second = self._corners
        moved = abs(first.x - second.x) + abs(first.y - second.y) > 1e-3
        return with_strokes(so_far, self.strokes()) if moved else so_far


class MoveDrawing:
    """The whole drawing elsewhere, with the picture under it."""

    def __init__(self, sketch: Sketch, at: Point) -> None:
        self.words = "move drawing"
        self._from = sketch
        self._start = self._at = at

    def move(self, at: Point, time_s: float, held: Held) -> tuple[Box, ...]:
        dx, dy = at.x - self._start.x, at.y - self._start.y
        if held.regular:
            # Shift keeps to one direction, as for lines.
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        to = Point(self._start.x + dx, self._start.y + dy)
        if to == self._at:
            return ()
        self._at = to
        return (EVERYTHING,)

    def strokes(self) -> tuple[Stroke, ...]:
        return ()

    def preview(self, so_far: Sketch) -> Sketch:
        return moved(self._from, self._at.x - self._start.x, self._at.y - self._start.y)

    def finish(self, at: Point, so_far: Sketch) -> Sketch:
        return self.preview(so_far)


def moved(sketch: Sketch, dx: float, dy: float) -> Sketch:
    """The whole drawing elsewhere. What a picture loses over the edge is lost; strokes keep everything."""
    if dx == 0.0 and dy == 0.0:
        return sketch
    picture = None if sketch.picture is None else shifted_underlay(sketch.picture, dx, dy)
    return replace(sketch, strokes=tuple(stroke.moved(dx, dy) for stroke in sketch.strokes), picture=picture)


def _around(points: list[Point], width: float) -> Box:
    """The box of points drawn with a width."""
    reach = 0.5 * width
    xs, ys = [p.x for p in points], [p.y for p in points]
    return min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach


def _box_corners(points: tuple[Point, ...]) -> list[Point]:
    """The four corners of the box around points: a turned box reaches further than its two points."""
    left, top, right, bottom = _around(list(points), 0.0)
    return [Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)]
