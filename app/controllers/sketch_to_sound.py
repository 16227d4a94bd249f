"""The drawing becomes the sound: while the pen moves as a preview, at its end as one undo step."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.workers.inference import InferenceWorker
from models.sketch_to_patch.stroke import Sketch
from synth.patch import Patch


class SketchToSound(QObject):
    """Asks for predictions and gives them to the document."""

    stroke_heard = Signal()
    """The sound of a finished stroke is there: time to audition it."""

    def __init__(self, document: Document, worker: InferenceWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker = worker
        self._preview_number = 0
        self._final_number = 0
        self._final_key = ""
        worker.predicted.connect(self._answered)

    def pen_moved(self, sketch: Sketch) -> None:
        """The drawing with the stroke in progress: predict and sound it."""
        self._preview_number = self._worker.ask(sketch)

    def sketch_edited(self, sketch: Sketch, words: str) -> None:
        """A finished edit: one undo step, which its prediction joins."""
        number = 0 if sketch.is_empty else self._worker.ask(sketch)
        self._preview_number = 0
        self._final_number = number
        self._final_key = f"sketch {id(sketch)} {number}"
        self._document.edit(replace(self._document.work, sketch=sketch), words, key=self._final_key)

    def cancelled(self) -> None:
        """The stroke in progress was given up."""
        self._preview_number = 0
        self._document.end_preview()

    def _answered(self, number: int, predicted: Patch) -> None:
        if number == self._final_number:
            self._final_number = 0
            work = self._document.work
            heard = replace(work, patch=self._document.with_locks(predicted), predicted=predicted)
            self._document.edit(heard, "draw", key=self._final_key, predicted=True)
            self.stroke_heard.emit()
        elif number == self._preview_number:
            self._document.preview(predicted)
