"""Predictions beside the window: the newest drawing wins.

Thread: worker. While one prediction runs only the newest request waits; older ones are dropped, and so
is an answer that a newer request has overtaken.
"""

import threading
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from models.errors import ModelError
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

WARM_UP: Final = Sketch((Stroke(Tool.PEN, (Point(0.2, 0.2), Point(0.8, 0.7)), filled=True),))


class Predictor(Protocol):
    """What the worker needs of a `SketchPredictor`."""

    last_ms: float

    def predict(self, raster: NDArray[np.uint8]) -> Patch: ...


class InferenceWorker(QObject):
    """Turns sketches into patches in a thread of its own."""

    predicted = Signal(int, object)
    """Number of the request, and the Patch."""
    failed = Signal(str)

    def __init__(self, predictor: Predictor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._predictor = predictor
        self._wakes = threading.Condition()
        self._request: tuple[int, Sketch] | None = None
        self._number = 0
        self._over = False
        self._thread = threading.Thread(target=self._run, name="predictions", daemon=True)
        self._thread.start()

    def ask(self, sketch: Sketch) -> int:
        """Ask for the sound of a drawing; the number comes back with the answer."""
        with self._wakes:
            self._number += 1
            self._request = (self._number, sketch)
            self._wakes.notify()
            return self._number

    def stop(self) -> None:
        """End the thread; a prediction that runs is waited for."""
        with self._wakes:
            self._over = True
            self._wakes.notify()
        self._thread.join(2.0)

    def _run(self) -> None:
        # The first prediction loads and compiles; better now than under the first stroke.
        self._predictor.predict(rasterize(WARM_UP))
        self._predictor.last_ms = 0.0
        while True:
            with self._wakes:
                self._wakes.wait_for(lambda: self._over or self._request is not None)
                if self._over:
                    return
                assert self._request is not None
                number, sketch = self._request
                self._request = None
            try:
                patch = self._predictor.predict(rasterize(sketch))
            except ModelError as error:
                self.failed.emit(str(error))
                continue
            self.predicted.emit(number, patch)
