"""Drawings for sounds, found beside the window without hurry: the newest sound wins."""

import contextlib
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.errors import ModelError
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from models.sound_to_sketch.search import PREDICTIONS, Predict, Sketcher
from synth.patch import Patch

STOP_S: Final = 2.0
PAUSE_S: Final = 0.02
"""Rest after each batch. The system is not asked for a lower priority: a thread that waits for the processor while it
holds the interpreter would make the window wait with it."""


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    sketch_map: SketchMap
    patch: Patch


class SketchingWorker(QObject):
    """Finds one drawing at a time. Thread: worker. It starts with the first request."""

    found = Signal(int, object)
    """Number of the request, and the SketchOfSound."""
    failed = Signal(int, str)

    def __init__(self, parent: QObject | None = None, *, predictions: int = PREDICTIONS) -> None:
        super().__init__(parent)
        self._predictions = predictions
        self._wakes = threading.Condition()
        self._request: _Request | None = None
        self._newest = 0
        self._over = False
        self._sketcher: tuple[SketchMap, Sketcher] | None = None
        self._networks: MapNetworks | None = None
        self._thread: threading.Thread | None = None

    def ask(self, sketch_map: SketchMap, patch: Patch) -> int:
        """Look for a drawing whose sound by a map is nearest to a patch; the number comes back with the answer."""
        with self._wakes:
            self._newest += 1
            self._request = _Request(self._newest, sketch_map, patch)
            self._wakes.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sketching", daemon=True)
                self._thread.start()
            return self._newest

    def cancel(self) -> None:
        """Nothing that was asked for is wanted any more."""
        with self._wakes:
            self._newest += 1
            self._request = None

    def stop(self) -> None:
        """End the thread; a batch that runs is waited for."""
        with self._wakes:
            self._over = True
            self._newest += 1
            self._wakes.notify()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while True:
            with self._wakes:
                self._wakes.wait_for(lambda: self._over or self._request is not None)
                if self._over:
                    return
                request, self._request = self._request, None
            if request is not None:
                with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
                    self._answer(request)

    def _answer(self, request: _Request) -> None:
        try:
            found = self._sketcher_of(request.sketch_map).find(
                request.patch, predictions=self._predictions, cancelled=lambda: request.number != self._newest
            )
        except ModelError as error:
            self.failed.emit(request.number, str(error))
        except Exception:  # the outermost edge of this thread, which must go on
            log = write_crash_log(traceback.format_exc())
            where = f" The details are in {log}." if log else ""
            self.failed.emit(request.number, f"No drawing was found for this sound; everything is as it was.{where}")
        else:
            if found is not None:
                self.found.emit(request.number, found)

    def _sketcher_of(self, sketch_map: SketchMap) -> Sketcher:
        if self._sketcher is None or self._sketcher[0] != sketch_map:
            # Networks of its own: those that predict under the pen belong to another thread.
            self._networks = self._networks or MapNetworks(use_gpu=False)
            self._sketcher = sketch_map, Sketcher(_with_pauses(self._networks.predictor(sketch_map).predict_unit))
        return self._sketcher[1]


def _with_pauses(predict: Predict) -> Predict:
    def predicted(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        time.sleep(PAUSE_S)
        return predict(rasters)

    return predicted
