"""The voice: a picture becomes a sound that the keys play, is cut and looped by hand, and belongs to the work."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app import paths
from app.controllers.preferences import Preferences
from app.dialogs.choose_file import file_to_open
from app.document import Document
from app.painting import sketch_image
from app.picture_files import PICTURE_FILTER
from app.widgets.voice_panel import VoicePanel
from app.workers.child_task import ChildTask, Work
from app.workers.voice_process import VoiceFailed, VoiceMade, VoiceOrder, sing
from synth.parameters import parameter
from synth.sample import Sample
from synth.sample_marks import find_loop

NOTHING_DRAWN: Final = "There is nothing on the canvas to make a voice of. Draw something, or choose a picture."
BROKE_OFF: Final = "The voice was not made: its process ended. The one before is still there."
MAKING: Final = "Listening to the picture…"
MADE: Final = "The keys play the voice of {}."
LEFT: Final = (
    "You went to another sound while the voice was made, so that one is as you left it. Ask for it again there."
)
NO_LOOP: Final = "This voice has no part that can go round: it dies away. Set the loop marks by hand."
PICTURE: Final = "picture"
SIDE: Final = 256
MOST_SEEDS: Final = 10_000


class NeuralVoice(QObject):
    """Joins the panel of the voice to the work and to the process that makes one."""

    made = Signal()
    """Another voice is there: time to hear it."""
    message = Signal(str)

    def __init__(
        self, panel: VoicePanel, document: Document, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel, self._document, self._preferences = panel, document, preferences
        self.work: Work = sing
        self._task: ChildTask | None = None
        self._slot = 0
        """Of the work that the voice is made for."""
        self._last: VoiceOrder | None = None
        self._loops = 0
        panel.from_drawing.clicked.connect(self.from_drawing)
        panel.from_picture.clicked.connect(self._choose_picture)
        panel.another.clicked.connect(self.another)
        panel.loop.clicked.connect(self._loop)
        panel.remove.clicked.connect(self.remove)
        panel.view.edited.connect(self._edited)
        document.sample_changed.connect(panel.set_sample)
        panel.set_sample(document.work.sample)
        self._show_busy()

    @property
    def is_making(self) -> bool:
        """True while a voice is made."""
        return self._task is not None

    def from_drawing(self) -> None:
        """Make a voice of what is on the canvas."""
        work = self._document.work
        if work.sketch.is_empty:
            self.message.emit(NOTHING_DRAWN)
            return
        self.of_picture(pixels_of(sketch_image(work.sketch, SIDE)), "the drawing")

    def of_picture(self, picture: NDArray[np.uint8] | Path, name: str) -> None:
        """Make a voice of a picture (rows, columns, 3) or of a file with one."""
        self._make(VoiceOrder(picture, name, seed=0))

    def another(self) -> None:
        """Make another voice of the same picture."""
        if self._last is not None:
            self._make(replace(self._last, seed=random.randrange(1, MOST_SEEDS)))

    def remove(self) -> None:
        """No voice any more."""
        self._document.edit(replace(self._document.work, sample=None), "remove the voice")

    def end(self) -> None:
        """What is being made is not made."""
        if self._task is not None:
            self._task.kill()
            self._task = None

    def _make(self, order: VoiceOrder) -> None:
        self.end()
        self._last, self._slot = order, self._document.work.slot
        self._task = ChildTask(self.work, order, self)
        self._task.told.connect(self._told)
        self._task.ended.connect(self._ended)
        self._task.start()
        self._show_busy()
        self.message.emit(MAKING)

    def _told(self, task: ChildTask, word: object) -> None:
        if task is not self._task:
            return
        match word:
            case VoiceMade(sample=sample):
                self._take(sample)
            case VoiceFailed(problem=problem):
                self.message.emit(problem)

    def _take(self, sample: Sample) -> None:
        work = self._document.work
        if work.slot != self._slot:
            self.message.emit(LEFT)
            return
        patch = work.patch
        if not patch["sample_level"]:
            patch = patch.replace({"sample_level": parameter("sample_level").default})
        self._document.edit(replace(work, sample=sample, patch=patch), "make a voice")
        self.message.emit(MADE.format(sample.name))
        self.made.emit()

    def _ended(self, task: ChildTask, finished: bool) -> None:
        if task is not self._task:
            return
        self._task = None
        self._show_busy()
        if not finished:
            self.message.emit(BROKE_OFF)

    def _choose_picture(self) -> None:
        start = self._preferences.folder_of(PICTURE, paths.pictures_folder())
        path = file_to_open(self._panel, "Make a voice of a picture", start=start, kinds=PICTURE_FILTER)
        if path is not None:
            self._preferences.folder_used(PICTURE, path.parent)
            self.of_picture(path, path.stem)

    def _loop(self, on: bool) -> None:
        sample = self._document.work.sample
        if sample is None:
            return
        loop = None
        if on:
            found = find_loop(sample.sound, sample.rate_hz)
            if found is None:
                self.message.emit(NO_LOOP)
            start, end = (float(it) for it in sample.marks[:2])
            loop = found or (start + 0.5 * (end - start), end)
        self._change(replace(sample, loop=loop), "loop the voice" if on else "do not loop the voice")

    def _edited(self, sample: Sample, gesture: int) -> None:
        self._change(sample, "cut the voice", key=f"voice marks {gesture}")

    def _change(self, sample: Sample, words: str, *, key: str = "") -> None:
        self._document.edit(replace(self._document.work, sample=sample), words, key=key)

    def _show_busy(self) -> None:
        self._panel.set_busy(busy=self.is_making, again=self._last is not None)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """A picture as numbers (rows, columns, 3)."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
