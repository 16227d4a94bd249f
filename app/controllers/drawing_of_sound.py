"""Every sound may have its drawing: one that the map would turn into that sound is looked for and put on the canvas.

By itself this happens only where no drawing of the player's is: on an empty canvas, or in place of one that was found
here before. Otherwise only when the player wants it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from app.controllers.presets import Presets
from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.main_window import PLAY, MainWindow
from app.workers.sketching import SketchingWorker
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Sketch
from models.sound_to_sketch.search import SketchOfSound
from synth.patch import Patch

WORDS: Final = "draw this sound"
OTHER_MAP: Final = "The map is another one now: ask for the drawing again."
NEAR_DB: Final = 4.0
"""Two sounds that are farther apart are not called alike."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """For what a drawing is looked for: the answer is dropped when any of it has changed."""

    number: int
    patch: Patch
    sketch: Sketch
    slot: int
    sketch_map: SketchMap
    words: str
    key: str
    path: Path | None = None
    """The file that is to have the drawing, too."""


class DrawingOfSound(QObject):
    """Asks the worker and puts what it finds on the canvas. The sound stays as it is."""

    message = Signal(str)

    def __init__(
        self, window: MainWindow, document: Document, drawing: SketchToSound, presets: Presets, worker: SketchingWorker
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._drawing, self._presets = window, document, drawing, presets
        self._worker = worker
        self._asked: _Asked | None = None
        self._ours: list[Sketch] = []
        """What was found here, by identity: it may be replaced without a question."""
        self._may_replace: Callable[[], bool] = self._ask_player
        worker.found.connect(self._found)
        worker.failed.connect(self._failed)
        presets.saved.connect(self._saved)
        document.patch_changed.connect(self._patch_changed)
        action = window.actions_by_name["draw_sound"]
        action.triggered.connect(self.draw)
        window.page_shown.connect(lambda page: action.setEnabled(page == PLAY))  # elsewhere nobody would see it

    def draw(self) -> None:
        """Look for a drawing because the player wants one; a drawing of theirs makes room only if they agree."""
        if self._is_free or self._may_replace():
            self._ask(WORDS, "")
            self.message.emit("Looking for the drawing of this sound…")

    def follow(self, words: str, key: str) -> None:
        """The sound is another one since the step `key`: its drawing joins that step, if the canvas is free."""
        if self._is_free:
            self._ask(words, key)

    @property
    def _is_free(self) -> bool:
        sketch = self._document.work.sketch
        return sketch.is_empty or any(sketch is one for one in self._ours)

    def _saved(self, path: Path) -> None:
        """A preset without a drawing gets one, so that it is known again in the library."""
        if self._document.work.sketch.is_empty:
            self._ask(WORDS, "", path)

    def _ask(self, words: str, key: str, path: Path | None = None) -> None:
        work = self._document.work
        sketch_map = self._document.maps.sketch_map
        number = self._worker.ask(sketch_map, work.patch)
        self._asked = _Asked(number, work.patch, work.sketch, work.slot, sketch_map, words, key, path)

    def _found(self, number: int, found: SketchOfSound) -> None:
        asked, work = self._asked, self._document.work
        if asked is None or asked.number != number:
            return
        self._asked = None
        if (work.patch, work.slot) != (asked.patch, asked.slot) or work.sketch is not asked.sketch:
            return
        if self._document.maps.sketch_map != asked.sketch_map:
            self.message.emit(OTHER_MAP)
            return
        self._ours = [*self._ours[-20:], found.sketch]
        self._drawing.settle()
        was_saved = asked.path is not None and work.path == asked.path and not work.is_edited
        after = replace(work, sketch=found.sketch, predicted=work.patch.with_unit(found.unit))
        self._document.edit(after, asked.words, key=asked.key)
        if was_saved and asked.path is not None:
            if self._presets.save(asked.path):
                self.message.emit(f"Saved {self._document.work.name}, with a drawing to know it by. {_near(found)}")
        elif not asked.key:
            self.message.emit(f"Drawn. {_near(found)}")

    def _patch_changed(self, patch: Patch, _glide: bool) -> None:
        if self._asked is not None and patch != self._asked.patch:
            self._asked = None
            self._worker.cancel()

    def _failed(self, number: int, problem: str) -> None:
        if self._asked is not None and self._asked.number == number:
            self._asked = None
            self.message.emit(problem)

    def _ask_player(self) -> bool:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setWindowTitle("Draw this sound")
        box.setText("Put a drawing of this sound in place of yours?")
        box.setInformativeText("The sound stays as it is, and undo brings your drawing back.")
        box.setStandardButtons(buttons.Ok | buttons.Cancel)
        box.setDefaultButton(buttons.Ok)
        return box.exec() == buttons.Ok


def _near(found: SketchOfSound) -> str:
    how = "comes near it" if found.distance_db <= NEAR_DB else "is the nearest the map can draw"
    return f"The sound of the drawing itself {how}: {found.distance_db:.1f} dB away."
