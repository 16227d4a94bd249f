"""Drawings matched for a morph beside the window: the newest pair, three or four win."""

import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch

FAILED: Final = "These drawings could not be matched for a morph; they are as they were. Morph their sounds instead."


class MorphPlans(QObject):
    """Makes one `SketchMorph` after another. Thread: worker."""

    ready = Signal()
    """What was asked for last is there."""
    failed = Signal(str)
    _made = Signal(object)
    """A `SketchMorph`, or None when that went wrong. From the thread of the worker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[Sketch, ...] = ()
        self._plan: SketchMorph | None = None
        self._pool = ThreadPoolExecutor(1, "morph")
        self._made.connect(self._take)

    def plan(self, sketches: tuple[Sketch, ...]) -> SketchMorph | None:
        """What is between these drawings, or None while it is made: `ready` says when it is there."""
        if self._plan is not None and _same(self._plan.sketches, sketches):
            return self._plan
        if not _same(self._wanted, sketches):
            self._wanted = sketches
            self._pool.submit(self._make, sketches)
        return None

    def stop(self) -> None:
        """End the thread; what is being made is waited for."""
        self._pool.shutdown(cancel_futures=True)

    def _make(self, sketches: tuple[Sketch, ...]) -> None:
        if sketches is not self._wanted:
            return  # newer drawings wait
        try:
            self._made.emit(SketchMorph(sketches))
        except Exception:  # the outermost edge of this thread, which must go on
            write_crash_log(traceback.format_exc())
            self._made.emit(None)

    def _take(self, plan: SketchMorph | None) -> None:
        if plan is None:
            self._wanted = ()
            self.failed.emit(FAILED)
        elif _same(plan.sketches, self._wanted):
            self._plan = plan
            self.ready.emit()


def _same(one: tuple[Sketch, ...], other: tuple[Sketch, ...]) -> bool:
    """By identity: to compare all points of large drawings at each movement takes too long."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
