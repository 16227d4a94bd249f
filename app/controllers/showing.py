"""What the window shows of document, library and engine."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from app.controllers.presets import Presets
from app.document import Document
from app.engine.settings import EngineStatus
from app.key_places import STEERING, hints, letter
from app.main_window import MainWindow
from app.start_report import Stage, report_start
from app.workers.inference import InferenceWorker
from synth.patch import Patch

NEAREST_MS: Final = 120
"""The nearest presets are looked for when the sound has rested this long."""
SLOW_START_MS: Final = 4000
PLAYING: Final = ("running", "null device")
SLOW_START: Final = "Preparing the sound engine: the first start takes a minute or two."


class Showing(QObject):
    """State goes down to the widgets here; what people do goes up elsewhere."""

    def __init__(self, window: MainWindow, document: Document, presets: Presets, worker: InferenceWorker) -> None:
        super().__init__(window)
        self._window, self._document, self._presets, self._worker = window, document, presets, worker
        self._status = EngineStatus()
        self._nearest = QTimer(self, singleShot=True, interval=NEAREST_MS)
        self._nearest.timeout.connect(self._show_nearest)
        self._slow_start = QTimer(self, singleShot=True, interval=SLOW_START_MS)
        self._slow_start.timeout.connect(self._say_slow_start)
        document.patch_changed.connect(self._show_patch)
        document.title_changed.connect(self._show_title)
        self._show_patch(document.patch, False)
        self._show_title()

    def starting(self) -> None:
        """The engine was asked to start; say so when that takes long."""
        self._slow_start.start()

    def library_changed(self) -> None:
        """Other presets may be the nearest now."""
        self._nearest.start()

    def show_keys(self, octave: int, velocity: int, written: Mapping[Qt.Key, str]) -> None:
        """Show what the computer keyboard plays now; `written` is what stands on its keys, where known."""
        z, x, c, v = (letter(key, written) for key in STEERING)
        self._window.play.keys_hint.setText(f"octave {octave:+d} ({z} {x})\nvelocity {velocity} ({c} {v})")
        self._window.play.keyboard.set_hints(hints(octave, written))

    def show_status(self, status: EngineStatus) -> None:
        """Show the engine's state, who predicts, and the level."""
        if status.state in PLAYING and self._status.state not in PLAYING:
            report_start(Stage.ENGINE_READY)
        self._status = status
        top, predictor = self._window.top, self._worker.predictor
        top.status.set_engine(status)
        if predictor is None:
            top.status.set_predictor("loading…" if self._worker.is_loading else "no network", None)
        else:
            top.status.set_predictor(predictor.provider, predictor.last_ms or None)
        top.meter.set_level(*status.peak, status.clipped)

    def _show_patch(self, patch: Patch, glide: bool) -> None:
        self._window.play.patch_panel.set_patch(patch, animate=glide)
        self._nearest.start()

    def _show_nearest(self) -> None:
        self._window.play.nearest.set_nearest(self._presets.nearest(self._document.patch))

    def _show_title(self) -> None:
        work = self._document.work
        self._window.top.preset.set_preset(work.name, work.sketch, edited=work.is_edited, cover=work.cover)
        self._window.setWindowTitle(f"{work.name}{' *' if work.is_edited else ''} – Bouba")

    def _say_slow_start(self) -> None:
        if self._status.state == "starting":
            self._window.show_notice(SLOW_START)
