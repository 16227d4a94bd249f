"""Deep training: a map's network is refitted beside the window, checked, and chosen or not. One undo step."""

import math
import os
from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.teaching import counted, name_of
from app.dialogs.train_dialog import TrainDialog
from app.document import Document
from app.main_window import MainWindow
from app.maps import Maps
from app.training_child import Trained, TrainingChild
from app.widgets.taught_and_now import Target
from app.workers.training import TrainingWorker
from models.sketch_map.deep_config import DeepConfig
from models.sketch_map.lessons import heard_in
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.training_group import missing_group
from models.sketch_map.training_report import MOST_SHOWN

FACTORY: Final = "Teach some drawings first: then the map that they make can be trained."
NOTHING: Final = "Teach a drawing first: there is nothing to train on."
TIP: Final = "Refit the network under this map on its drawings, so that the network itself knows them"
GONE: Final = "The map that was trained is not there any more: undo brings it back. Nothing was changed."
ENDING: Final = "The last training is just ending: try again in a moment."
CANCELLED: Final = "The training was cancelled. The sounds stay as they were."


class Training(QObject):
    """Joins the button on the page Map to a child process, and its result to the document."""

    message = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        drawing: SketchToSound,
        *,
        make_child: Callable[[], TrainingChild] = TrainingChild,
        missing: Callable[[], str] = missing_group,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._drawing = window, document, drawing
        self._make_child, self._missing = make_child, missing
        self._worker: TrainingWorker | None = None
        self._trained: Trained | None = None
        self._file = ""
        """The map that is trained: the name of its file."""
        self.dialog = TrainDialog(window)
        self.dialog.started.connect(self._start)
        self.dialog.cancelled.connect(self._cancel)
        self.dialog.used.connect(self._use)
        self.dialog.forgotten.connect(self._forget)
        self.dialog.finished.connect(self._closed)
        self.button = window.map.map.train
        self.button.clicked.connect(self.ask)
        document.maps_changed.connect(self._follow)
        document.maps_changed.connect(self._show)
        self.message.connect(window.show_message)
        self._show()

    @property
    def refusal(self) -> str:
        """Why the present map cannot be trained, in a sentence; "" when it can."""
        maps = self._document.maps
        if not maps.is_own:
            return FACTORY
        return "" if any(example.counts for example in maps.sketch_map.examples) else NOTHING

    def ask(self) -> None:
        """Open the window of a training, or bring the one to the front that is open."""
        if not self.dialog.isVisible():
            refusal = self.refusal or self._missing() or (ENDING if self._worker is not None else "")
            if refusal:
                self.message.emit(refusal)
                return
            maps = self._document.maps
            self._file, self._trained = maps.current, None
            sketch_map = maps.sketch_map
            self.dialog.set_map(
                sketch_map.name,
                targets_of(sketch_map),
                estimate=f"{counted(sketch_map)}: {estimate_words(sketch_map)}",
                is_trained=sketch_map.network is not None,
            )
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def end(self) -> None:
        """The program ends: nothing trains on."""
        if self._worker is not None:
            self._worker.stop()
        self.dialog.close()

    def _start(self, minutes: int) -> None:
        sketch_map = self._document.maps.find(self._file)
        if sketch_map is None:
            self.dialog.set_over(GONE)
            return
        worker = TrainingWorker(sketch_map, self._make_child(), minutes=float(minutes))
        self._worker = worker
        worker.progressed.connect(self.dialog.set_progress)
        worker.succeeded.connect(self._succeeded)
        worker.failed.connect(self._failed)
        worker.cancelled.connect(self._cancelled)
        self.dialog.set_running()
        self._show()
        worker.start()

    def _succeeded(self, trained: Trained) -> None:
        self._worker = None
        self._trained = trained if trained.verdict.passed else None
        self.dialog.set_verdict(trained.verdict)
        self._show()

    def _failed(self, sentence: str) -> None:
        self._worker = None
        self.dialog.set_over(sentence)
        self._show()

    def _cancel(self) -> None:
        if self._worker is not None:
            self._worker.cancel()

    def _cancelled(self) -> None:
        self._worker = None
        self.message.emit(CANCELLED)
        self._show()

    def _use(self) -> None:
        trained = self._trained
        if trained is None or self._change(trained.network, trained, "train"):
            self.dialog.accept()

    def _forget(self) -> None:
        self._change(None, None, "forget training")
        self.dialog.accept()

    def _follow(self, before: Maps, now: Maps) -> None:
        """A map that is renamed has another file: it is the one that is trained all the same."""
        files, left = ({own.file for own in maps.own} for maps in (now, before))
        renamed = self._file in left - files and len(now.own) == len(before.own)
        if renamed and len(new := files - left) == 1:
            (self._file,) = new

    def _change(self, network: bytes | None, trained: Trained | None, words: str) -> bool:
        """Give the map that was trained a network, or none: one undo step with the sound that follows.

        False when the map is not there any more.
        """
        maps = self._document.maps
        sketch_map = maps.find(self._file)
        if sketch_map is None:
            self.message.emit(GONE)
            return False
        after = sketch_map.trained(network, None if trained is None else trained.card)
        key = self._drawing.new_key()
        follows = self._drawing.follows_map
        there = maps.choosing(self._file)
        self._document.edit_maps(there.changing(after), f"{words} {sketch_map.name}", key=key)
        self._drawing.map_changed(words, key, follows=follows)
        said = "is trained" if trained is not None else "stands on its base alone again"
        self.message.emit(f"{sketch_map.name} {said}. Undo takes it back.")
        return True

    def _closed(self) -> None:
        self._trained = None

    def _show(self, *_: object) -> None:
        busy = self._worker is not None
        self.button.setText("Training…" if busy else "Train…")
        self.button.setEnabled(busy or not self.refusal)
        self.button.setToolTip("See how it goes" if busy else self.refusal or self._missing() or TIP)


def targets_of(sketch_map: SketchMap) -> tuple[Target, ...]:
    """The taught drawings that the window shows while it trains: the first ones that count."""
    shown = [example for example in sketch_map.examples if example.counts][:MOST_SHOWN]
    units = np.array([example.patch.to_unit() for example in shown])
    heard = heard_in(shown, units)
    return tuple(
        Target(example.id, name_of(example), example.sketch, tuple(unit.tolist()), tuple(mask.tolist()))
        for example, unit, mask in zip(shown, units, heard, strict=True)
    )


def estimate_words(sketch_map: SketchMap) -> str:
    """About how long a training takes on this machine without a graphics processor."""
    counts = sum(example.counts for example in sketch_map.examples)
    seconds = DeepConfig().seconds(counts, processors=os.cpu_count() or 1)
    return f"about {math.ceil(seconds / 60.0)} min if the machine has nothing else to do"
