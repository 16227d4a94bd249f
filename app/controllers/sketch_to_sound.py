"""The drawing becomes the sound: while the pen moves as a preview, at its end as one undo step."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.controllers.patch_gate import PatchGate
from app.document import Document
from app.maps import Maps
from app.morph_pad import Pad
from app.work import Work
from app.workers.inference import InferenceWorker, Predictor
from models.sketch_to_patch.stroke import Sketch
from synth.patch import Patch


@dataclass(frozen=True, slots=True)
class _Again:
    """A drawing that was there already and is asked about anew: its map says something else."""

    number: int
    work: Work
    maps: Maps
    words: str
    key: str
    follows: bool


def _unheard(_: Patch) -> None:
    """What is only shown."""


class SketchToSound(QObject):
    """Asks for predictions and gives them to the document. Without a worker a drawing makes no sound."""

    map_loaded = Signal()
    """Another one says now how drawings sound, or none."""
    stroke_heard = Signal()
    """The sound of a finished stroke is there: time to audition it."""

    def __init__(
        self, document: Document, worker: InferenceWorker | None, gate: PatchGate, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._worker = worker
        self._gate = gate
        self._edits = 0
        self._key = ""
        """Of the step that the newest drawing is."""
        self._preview_from = 0
        self._previewed: tuple[Patch, Patch | None] | None = None
        """What was last said of a drawing that moves, and the own patch over which it was asked."""
        self._bases: dict[int, Patch] = {}
        """The own patch over which each open question was asked."""
        self._final_number = 0
        self._asked = Work()
        """The work whose drawing's sound is awaited."""
        self._again: _Again | None = None
        self._left: list[Work] = []
        """Works of other slots that had no answer yet when this one was drawn: they are asked about after it."""
        self._left_number = 0
        if worker is not None:
            worker.predicted.connect(self._answered)
            worker.loaded.connect(self.map_loaded)

    def pen_moved(self, sketch: Sketch) -> None:
        """The drawing with the stroke in progress: predict and sound it."""
        if self._worker is not None:
            number = self._ask(self._worker, sketch, self._document.work)
            self._preview_from = self._preview_from or number

    def sketch_edited(self, sketch: Sketch, words: str, *, pad: Pad | None = None, key: str = "") -> None:
        """A finished edit: one undo step, which its prediction joins. An empty canvas keeps its sound.

        With the morph pad that made the drawing, if one did. Edits with the same `key` (not empty) are one step.
        """
        self._edits += 1
        self._key = key or f"drawing {self._edits}"
        if self._final_number and self._asked.slot != self._document.work.slot:
            self._left.append(self._asked)
        # What sounds while the pen moves goes on until the answer to the whole stroke replaces it.
        work = self.sounding.with_sketch(sketch)
        self.settle()
        if sketch.is_empty:
            work = replace(work, predicted=None)
        elif self._worker is not None:
            self._final_number = self._ask(self._worker, sketch, work)
        self._asked = work
        self._document.edit(work, words, pad=pad, key=self._key)

    def cancelled(self) -> None:
        """The stroke in progress was given up."""
        self.preview_ended()
        self._document.end_preview()
        self._gate.set(self._document.patch)  # a prediction may have been heard that was never shown

    def preview_ended(self) -> None:
        """Something else was made while the drawing moved: no answer to a movement is shown any more."""
        self._preview_from, self._previewed = 0, None

    def clear(self) -> None:
        """An empty canvas; the sound stays."""
        if not self._document.work.sketch.is_empty:
            self.sketch_edited(Sketch(), "clear")

    def invert(self) -> None:
        """Ink for paper and paper for ink."""
        sketch = self._document.work.sketch
        self.sketch_edited(replace(sketch, inverted=not sketch.inverted), "invert")

    def new_key(self) -> str:
        """What joins an edit of the map and the sound that it gives into one undo step."""
        self._edits += 1
        return f"map {self._edits}"

    def settle(self) -> None:
        """The sound stays what it is now: answers to what was drawn so far come too late."""
        self._preview_from = self._final_number = 0
        self._previewed = self._again = None
        self._gate.revoke()

    def map_changed(self, words: str, key: str, *, follows: bool) -> None:
        """The map says something else of the drawing that is there: a part of the step `key`.

        The sound `follows`, or only the marks on the knobs show what the map says.
        """
        self.settle()
        work = self._document.work
        if self._worker is not None and not work.sketch.is_empty:
            number = self._ask(self._worker, work.sketch, work, heard=follows)
            self._again = _Again(number, work, self._document.maps, words, key, follows)

    @property
    def sounding(self) -> Work:
        """The work with the sound that is heard now, also while a drawing moves."""
        work = self._document.work
        if self._previewed is not None:
            work = work.hearing(*self._previewed)
        return work if work.patch == self._document.patch else replace(work, patch=self._document.patch)

    @property
    def predictor(self) -> Predictor | None:
        """Who says how drawings sound; None while that one loads, and without a worker."""
        return None if self._worker is None or self._worker.is_loading else self._worker.predictor

    @property
    def follows_map(self) -> bool:
        """True when the sound is what the map said, and no knob was turned since."""
        return self._document.work.follows_map

    def _ask(self, worker: InferenceWorker, sketch: Sketch, work: Work, *, heard: bool = True) -> int:
        """Ask about a drawing, over what is the player's in a work."""
        number = worker.ask(sketch, self._early(work) if heard else _unheard, work.own)
        self._bases[number] = work.own
        return number

    def _early(self, work: Work) -> Callable[[Patch], None]:
        """Sounds the answer to a request made now before the window shows it, with the locks of this work."""
        hear = self._gate.early()
        return lambda predicted: hear(work.with_prediction(predicted))

    def _answered(self, number: int, predicted: Patch) -> None:
        base = self._bases.get(number)
        self._bases = {open: own for open, own in self._bases.items() if open > number}
        if number == self._final_number:
            self._final_number = 0
            self._ask_for_what_was_left()
            work = self._document.work
            # Undone, or another preset or slot is there since: the drawing has its sound when it comes back.
            if (work.sketch, work.slot) != (self._asked.sketch, self._asked.slot):
                self._document.sound_found(self._asked, predicted)
                self._gate.set(self._document.patch)
                return
            self._document.edit(work.hearing(predicted, base), "draw", key=self._key, predicted=True)
            self.stroke_heard.emit()
        elif self._left and number == self._left_number:
            self._document.sound_found(self._left.pop(), predicted)
            self._ask_for_what_was_left()
        elif self._again is not None and number == self._again.number:
            self._answered_again(self._again, predicted, base)
        # Any answer for this stroke is newer than what sounds, even when the pen has moved on since.
        elif 0 < self._preview_from <= number:
            self._previewed = predicted, base
            self._document.preview(predicted, base)

    def _ask_for_what_was_left(self) -> None:
        # A newer request takes its place: then it is asked again after the answer to the next finished drawing.
        if self._left and self._worker is not None:
            left = self._left[-1]
            self._left_number = self._ask(self._worker, left.sketch, left, heard=False)

    def _answered_again(self, again: _Again, predicted: Patch, base: Patch | None) -> None:
        self._again = None
        work = self._document.work
        # Another drawing, sound or map since, perhaps by undo: the answer is for what has gone.
        if self._document.maps is not again.maps or work.content != again.work.content or work.slot != again.work.slot:
            self._gate.set(self._document.patch)
            return
        after = work.hearing_again(predicted, base) if again.follows else replace(work, predicted=predicted)
        self._document.edit(after, again.words, key=again.key, predicted=True)
