"""Finished strokes keep their pixels: a drawing that grows by a stroke costs that stroke, however long it is.

Thread: any. Canvases are shared and never written to.
"""

import operator
import threading
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.stroke import Sketch, Stroke

MOST: Final = 12
"""Canvases that are kept, 64 KB each at 128 x 128; the one not used for longest goes first."""

Canvas = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    picture: bytes | None
    strokes: tuple[Stroke, ...]
    canvas: Canvas

    def begins(self, sketch: Sketch, size: int) -> bool:
        """True when this is the canvas of the first strokes of a drawing."""
        count = len(self.strokes)
        # The last one first: it tells most drawings apart, whatever their length.
        if count > len(sketch.strokes) or self.strokes[-1] is not sketch.strokes[count - 1]:
            return False
        return self.agrees(sketch, size) == count

    def agrees(self, sketch: Sketch, size: int) -> int:
        """How many strokes this and a drawing begin with alike: the same objects, for strokes never change."""
        if len(self.canvas) != size or self.picture != sketch.picture:
            return 0
        same = list(map(operator.is_, self.strokes, sketch.strokes))
        return same.index(False) if False in same else len(same)


class KnownCanvases:
    """Canvases of the beginnings of drawings that were painted lately."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: list[_Known] = []
        """The one used last is the last."""

    def longest(self, sketch: Sketch, size: int) -> tuple[int, Canvas | None]:
        """How many of the first strokes are painted already, and where; 0 and None when none is."""
        with self._lock:
            fitting = [known for known in self._known if known.begins(sketch, size)]
            if not fitting:
                return 0, None
            best = max(fitting, key=lambda known: len(known.strokes))
            self._known.remove(best)
            self._known.append(best)
            return len(best.strokes), best.canvas

    def worth_keeping(self, sketch: Sketch, size: int, *, done: int) -> frozenset[int]:
        """The numbers of strokes after which the canvas will be wanted again.

        All of them when the drawing grows; all but the last while that one is being drawn; and what this
        drawing shares with another, for a line with its mirror images is several strokes that change.
        """
        last = len(sketch.strokes)
        if done >= last - 1:
            return frozenset((last,))
        with self._lock:
            shared = max((known.agrees(sketch, size) for known in self._known), default=0)
        return frozenset((shared, last - 1, last))

    def keep(self, sketch: Sketch, strokes: int, canvas: Canvas) -> None:
        """Keep the canvas of the first strokes of a drawing, which nobody writes to from now on."""
        canvas.setflags(write=False)
        known = _Known(sketch.picture, sketch.strokes[:strokes], canvas)
        with self._lock:
            self._known = [*self._known[1 - MOST :], known]
