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
"""What is between drawings: paced by the map that says how they sound, as drawn while there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    sketches: tuple[Sketch, ...] = ()
    predictor: Predictor | None = None

    def same_as(self, other: "_Wanted") -> bool:
        """By identity: to compare all points of large drawings at each movement takes too long."""
        return (
            self.predictor is other.predictor
            and len(self.sketches) == len(other.sketches)
            and all(a is b for a, b in zip(self.sketches, other.sketches, strict=True))
        )

    def made(self) -> Plan:
        """Match the drawings, which takes a while. Raises what the map raises."""
        if self.predictor is None:
            return SketchMorph(self.sketches)
        return EvenMorph(self.sketches, self.predictor.predict_unit)


class MorphPlans(QObject):
    """Makes one plan after another. Thread: worker."""

    ready = Signal()
    """What was asked for last is there."""
    failed = Signal(str)
    _made = Signal(object, object)
    """What was wanted, and its plan, None when that went wrong. From the thread of the worker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = self._held = _Wanted()
        self._plan: Plan | None = None
        self._pool = ThreadPoolExecutor(1, "morph")
        self._made.connect(self._take)

    def plan(self, sketches: tuple[Sketch, ...], predictor: Predictor | None) -> Plan | None:
        """What is between these drawings, or None while it is made: `ready` says when it is there."""
        wanted = _Wanted(sketches, predictor)
        if self._plan is not None and self._held.same_as(wanted):
            return self._plan
        if not self._wanted.same_as(wanted):
            self._wanted = wanted
            self._pool.submit(self._make, wanted)
        return None

    def stop(self) -> None:
        """End the thread; what is being made is waited for."""
        self._pool.shutdown(cancel_futures=True)

    def _make(self, wanted: _Wanted) -> None:
        if wanted is not self._wanted:
            return  # newer drawings wait
        try:
            self._made.emit(wanted, wanted.made())
        except Exception:  # the outermost edge of this thread, which must go on
            write_crash_log(traceback.format_exc())
            self._made.emit(wanted, None)

    def _take(self, wanted: _Wanted, plan: Plan | None) -> None:
        if wanted is not self._wanted:
            return
        if plan is None:
            self._wanted = _Wanted()
            self.failed.emit(FAILED)
        else:
            self._held, self._plan = wanted, plan
            self.ready.emit()
