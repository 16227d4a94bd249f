"""The cursor of the morph pad becomes sound: led by hand, by MIDI, or along the path that was recorded.

While it moves the sound is a preview, as it is while a pen moves; where it is let go it becomes one undo step.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.morph_pad import CLOSEST_S, LONGEST_PATH_S, Pad, Place, Space, is_full, led_on, place_at
from app.work import Work
from app.workers.morph_plans import MorphPlans, Plan, same_sketches
from synth.blend import blend
from synth.patch import Patch

PLAY_MS: Final = 16
BURST_MS: Final = 700
"""Movements of a MIDI controller closer together than this are one undo step."""
X_CONTROLLER, Y_CONTROLLER = 12, 13
"""MIDI's effect controls 1 and 2, which no knob has."""
WORDS: Final = "morph"
TOO_FEW: Final = "Fill two corners of the morph pad first: there is nothing to move between."
NO_PATH: Final = "Nothing was recorded: move the cursor while it records."
FULL: Final = (
    f"The recording ended: a path is {LONGEST_PATH_S / 60:.0f} minutes long at most. What was recorded is kept."
)
STOPPED: Final = "The morph stopped, because something else was changed."


class Morphing(QObject):
    """One movement at a time, from `begin` to `finish` or `cancel`."""

    cursor_moved = Signal(float, float)
    drawing_shown = Signal(object)
    """What the canvas is to show while the cursor moves, and the drawing again when it was given up."""
    heard = Signal()
    """The sound of a finished movement is there: time to audition it."""
    running_changed = Signal(bool, bool)
    """Whether it records, and whether it plays."""
    message = Signal(str)

    def __init__(
        self,
        document: Document,
        drawing: SketchToSound,
        plans: MorphPlans,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._document, self._drawing, self._plans, self._now = document, drawing, plans, now
        self._from: Work | None = None
        """The work that a movement began with; None when nothing moves."""
        self._cursor = document.pad.cursor
        self._plan: Plan | None = None
        """What this movement goes by: a better one that comes while it moves is for the next."""
        self._ends_soon = False
        """It was let go before the drawings were matched."""
        self._since = 0.0
        self._taken: tuple[Place, ...] | None = None
        """What was recorded so far; None while it does not record."""
        self._plays = False
        self._catch_up = QTimer(self, singleShot=True, interval=0)
        self._catch_up.timeout.connect(self._follow)
        self._clock = QTimer(self, interval=PLAY_MS, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self.tick)
        self._burst = QTimer(self, singleShot=True, interval=BURST_MS)
        self._burst.timeout.connect(self.finish)
        document.work_changed.connect(self._work_changed)
        document.pad_changed.connect(self._pad_changed)
        document.pad_changed.connect(self._prepare)
        drawing.map_loaded.connect(self._prepare)
        plans.ready.connect(self._plan_ready)
        plans.failed.connect(self._plan_failed)

    @property
    def is_recording(self) -> bool:
        """True while the cursor's path is kept."""
        return self._taken is not None

    @property
    def is_playing(self) -> bool:
        """True while the cursor goes along its path."""
        return self._plays

    # a movement

    def begin(self) -> None:
        """A hand takes the cursor, also from a path that plays."""
        self._burst.stop()
        self._set_playing(False)
        if self._document.pad.can_morph:
            self._begin()

    def move(self, x: float, y: float) -> None:
        """The cursor is led to a place, 0 to 1 from the left and from the top."""
        if self._from is None:
            return
        if self._taken is not None:
            if len(self._taken) == 1:  # a path begins with the first movement and ends with the last
                self._since = self._now() - CLOSEST_S
            time_s = self._now() - self._since
            self._taken = led_on(self._taken, _place(time_s, x, y))
            if is_full(self._taken, time_s):
                self.record(False)
                self.message.emit(FULL)
        self._go(x, y)

    def finish(self) -> None:
        """The cursor is let go: what sounds now becomes the work, in one undo step."""
        self._burst.stop()
        self._set_playing(False)
        pad = self._document.pad
        if self._from is None:
            return
        if not pad.can_morph:
            self.cancel()
            return
        self._catch_up.stop()
        ended = replace(pad, cursor=self._cursor)
        if pad.space is Space.SOUNDS:
            self._from = None
            self._document.edit(replace(self._document.work, patch=self._blended(ended)), WORDS, pad=ended)
            self.heard.emit()
            return
        plan = self._plan_of(pad)
        self._ends_soon = plan is None
        if plan is not None:
            self._from = None
            drawn = plan.at(ended.weights())
            self.drawing_shown.emit(drawn)
            self._drawing.sketch_edited(drawn, WORDS, pad=ended)

    def cancel(self) -> None:
        """The movement is given up: sound, drawing and cursor are as before."""
        if self._from is not None:
            self._drawing.cancelled()
            self._stop()

    def controller_moved(self, number: int, value: float) -> None:
        """A MIDI controller, its value from 0 to 1, leads the cursor to the right or down."""
        if number not in (X_CONTROLLER, Y_CONTROLLER) or not self._document.pad.can_morph:
            return
        if not self._burst.isActive():
            self.begin()
        x, y = self._cursor
        self.move(*((value, y) if number == X_CONTROLLER else (x, value)))
        self._burst.start()

    # the path

    def record(self, on: bool) -> None:
        """Begin to keep where the cursor goes, or end: then the path stands in the pad, one undo step."""
        if on == self.is_recording:
            return
        if on and not self._document.pad.can_morph:
            self.message.emit(TOO_FEW)
        elif on:
            if self._plays:
                self.finish()
            self._taken = (_place(0.0, *self._cursor),)
        else:
            assert self._taken is not None
            path, self._taken = self._taken, None
            if len({place[1:] for place in path}) > 1:
                self._document.edit_pad(replace(self._document.pad, path=path), "record a morph")
            else:
                self.message.emit(NO_PATH)
        self._tell()

    def play(self, on: bool) -> None:
        """Lead the cursor along its path as it was recorded; where it is stopped it is let go."""
        if on == self._plays:
            return
        self.record(False)
        pad = self._document.pad
        if not on:
            self.finish()
        elif not pad.can_morph or not pad.path:
            self.message.emit(TOO_FEW if not pad.can_morph else NO_PATH)
            self._tell()
        else:
            self._begin()
            self._since = self._now()
            self._set_playing(True)
            self.tick()

    def tick(self) -> None:
        """One turn of the clock while a path plays."""
        pad = self._document.pad
        if not self._plays:
            return
        elapsed = self._now() - self._since
        if not pad.path or not pad.can_morph:
            self.cancel()  # undone or cleared: a step of its own would leave nothing to redo
        elif elapsed >= pad.duration_s and not pad.loops:
            self._go(*pad.path[-1][1:])
            self.finish()
        else:
            self._go(*place_at(pad.path, elapsed % max(pad.duration_s, CLOSEST_S)))

    def clear_path(self) -> None:
        """Forget the path, one undo step."""
        if self._document.pad.path:
            self._document.edit_pad(replace(self._document.pad, path=()), "clear the path of the morph")

    def set_loops(self, on: bool) -> None:
        """Play the path again and again, or once."""
        self._document.show_pad(replace(self._document.pad, loops=on))

    def set_space(self, space: Space) -> None:
        """Blend sounds or drawings from now on."""
        if space is not self._document.pad.space:
            self.finish()
            self.cancel()  # what was let go before its drawings were matched
            self._document.edit_pad(replace(self._document.pad, space=space), f"morph {space}")

    def end(self) -> None:
        """The program ends: what is recorded and what sounds is kept."""
        self.record(False)
        self.finish()
        self._plans.stop()

    # inside

    def _begin(self) -> None:
        self._ends_soon = False
        if self._from is None:
            self._plan = None
            self._drawing.settle()
            self._from = self._document.work

    def _go(self, x: float, y: float) -> None:
        self._cursor = (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
        self.cursor_moved.emit(*self._cursor)
        self._catch_up.start()  # only the newest place counts

    def _follow(self) -> None:
        """What is heard, and seen, at the place of the cursor."""
        pad = self._document.pad
        if self._from is None or not pad.can_morph:
            return
        here = replace(pad, cursor=self._cursor)
        if pad.space is Space.SOUNDS:
            self._document.preview_sound(self._blended(here))
        elif (plan := self._plan_of(pad)) is not None:
            drawn = plan.at(here.weights())
            self.drawing_shown.emit(drawn)
            if not drawn.is_empty:  # an empty canvas keeps its sound
                self._drawing.pen_moved(drawn)

    def _blended(self, pad: Pad) -> Patch:
        """The sound at the cursor of a pad, with the knobs that are locked as they are."""
        work = self._document.work
        mixed = blend([corner.patch for corner in pad.filled], pad.weights())
        return mixed.replace({id: work.patch[id] for id in work.locks}) if work.locks else mixed

    def _plan_of(self, pad: Pad) -> Plan | None:
        """The plan of the present movement: the first that is there, until other drawings stand at the corners."""
        sketches = tuple(corner.sketch for corner in pad.filled)
        if self._plan is None or not same_sketches(self._plan.sketches, sketches):
            self._plan = self._plans.plan(sketches, self._drawing.predictor)
        return self._plan

    def _prepare(self) -> None:
        """Match the drawings while the hand is on its way to the cursor."""
        pad = self._document.pad
        if pad.can_morph and pad.space is Space.DRAWINGS:
            self._plans.plan(tuple(corner.sketch for corner in pad.filled), self._drawing.predictor)

    def _plan_ready(self) -> None:
        self._follow()
        if self._ends_soon:
            self.finish()

    def _plan_failed(self, problem: str) -> None:
        if self._from is not None and self._document.pad.space is Space.DRAWINGS:
            self.cancel()
            self.message.emit(problem)

    def _pad_changed(self, pad: Pad) -> None:
        if self._from is None and pad.cursor != self._cursor:
            self._cursor = pad.cursor
            self.cursor_moved.emit(*pad.cursor)
        elif self._from is not None:
            self._catch_up.start()  # another corner, perhaps

    def _work_changed(self) -> None:
        """Something else was drawn, turned, loaded or undone: that stands, and the movement is over."""
        before, now = self._from, self._document.work
        if before is None or (now.content == before.content and now.slot == before.slot):
            return
        if self._plays:
            self.message.emit(STOPPED)
        self._drawing.preview_ended()
        self._stop()

    def _stop(self) -> None:
        self._from, self._ends_soon = None, False
        self._burst.stop()
        self._catch_up.stop()
        self._set_playing(False)
        self.drawing_shown.emit(self._document.work.sketch)
        self._pad_changed(self._document.pad)

    def _set_playing(self, on: bool) -> None:
        if on != self._plays:
            self._plays = on
            if on:
                self._clock.start()
            else:
                self._clock.stop()
            self._tell()

    def _tell(self) -> None:
        self.running_changed.emit(self.is_recording, self._plays)


def _place(time_s: float, x: float, y: float) -> Place:
    """To the digits that a session file keeps."""
    return Place(round(time_s, 4), round(x, 5), round(y, 5))
