"""Mutate and Randomise: another sound at random, each one undo step."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.controllers.drawing_of_sound import DrawingOfSound
from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.main_window import PLAY, MainWindow
from app.workers.mutation import MutationWorker
from synth.patch import Patch

TIP: Final = "Change this sound a little, at random, but for what is locked (Ctrl+U).\nWith Shift: a whole new sound"


class Mutating(QObject):
    """Joins the button and the two actions to the worker."""

    changed = Signal()
    """Another sound is there: time to hear it."""
    message = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        drawing: SketchToSound,
        drawings: DrawingOfSound,
        worker: MutationWorker,
    ) -> None:
        super().__init__(window)
        self._document, self._drawing, self._drawings, self._worker = document, drawing, drawings, worker
        self._words = ""
        self._steps = 0
        worker.made.connect(self._made)
        worker.failed.connect(self.message)
        button = window.play.steering_buttons.add("Mutate", TIP, opens=False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._clicked)
        for name, slot in (("mutate", self.mutate), ("randomise", self.randomise)):
            action = window.actions_by_name[name]
            action.triggered.connect(slot)
            window.page_shown.connect(lambda page, action=action: action.setEnabled(page == PLAY))

    def mutate(self) -> None:
        """Change the sound a little."""
        self._ask("mutate", whole=False)

    def randomise(self) -> None:
        """Make a whole new sound."""
        self._ask("randomise", whole=True)

    def _clicked(self) -> None:
        with_shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        (self.randomise if with_shift else self.mutate)()

    def _ask(self, words: str, *, whole: bool) -> None:
        work = self._document.work
        if self._worker.ask(self._document.patch, work.locks, whole=whole):
            self._words = words

    def _made(self, before: Patch, after: Patch) -> None:
        if self._document.patch != before:
            return  # the player was quicker: their sound stays
        self._drawing.settle()
        self._steps += 1
        key = f"mutation {self._steps}"
        self._document.edit(replace(self._document.work, patch=after), self._words, key=key, predicted=True)
        self.changed.emit()
        self._drawings.follow(self._words, key)
