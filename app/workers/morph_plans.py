"""Drawings matched for a morph beside the window: the newest pair, three or four win."""

import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.workers.inference import Predictor
from models.even_morph import EvenMorph
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch

FAILED: Final = "These drawings could not be matched for a morph; they are as they were. Morph their sounds instead."


Plan = EvenMorph | SketchMorph
"""What is between drawings: as drawn at first, then at the pace of the map that says how they sound."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    sketches: tuple[Sketch, ...] = ()
    predictor: Predictor | None = None

    def same_as(self, other: "_Wanted") -> bool:
        """By identity: to compare all points of large drawings at each movement takes too long."""
        return self.predictor is other.predictor and same_sketches(self.sketches, other.sketches)


class MorphPlans(QObject):
    """Makes one plan after another. Thread: worker."""

    ready = Signal()
    """What was asked for last is there; or there is a better one of it."""
    failed = Signal(str)
    _made = Signal(object, object)
    """What was wanted, and its plan, None when that went wrong. From the thread of the worker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = _Wanted()
        self._plan: Plan | None = None
        """Of what is wanted; None while it is made."""
        self._pool = ThreadPoolExecutor(1, "morph")
        self._made.connect(self._take)

    def plan(self, sketches: tuple[Sketch, ...], predictor: Predictor | None) -> Plan | None:
        """What is between these drawings, or None while it is made: `ready` says when it is there."""
        wanted = _Wanted(sketches, predictor)
        if not self._wanted.same_as(wanted):
            self._wanted, self._plan = wanted, None
            self._pool.submit(self._make, wanted)
        return self._plan

    def stop(self) -> None:
        """End the thread; what is being made is waited for."""
        self._wanted = _Wanted()
        self._pool.shutdown(cancel_futures=True)

    def _make(self, wanted: _Wanted) -> None:
        if wanted is not self._wanted:
            return  # newer drawings wait
        try:
            morph = SketchMorph(wanted.sketches)
        except Exception:  # the outermost edge of this thread, which must go on
            write_crash_log(traceback.format_exc())
            self._made.emit(wanted, None)
            return
        self._made.emit(wanted, morph)
        if wanted.predictor is not None and wanted is self._wanted:
            try:
                self._made.emit(wanted, EvenMorph(morph, wanted.predictor.predict_unit))
            except Exception:  # as above; without a pace the drawings morph all the same
                write_crash_log(traceback.format_exc())

    def _take(self, wanted: _Wanted, plan: Plan | None) -> None:
        if wanted is not self._wanted:
            return
        self._plan = plan
        if plan is None:
            self._wanted = _Wanted()
            self.failed.emit(FAILED)
        else:
            self.ready.emit()


def same_sketches(one: tuple[Sketch, ...], other: tuple[Sketch, ...]) -> bool:
    """Whether these are the very same drawings."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
