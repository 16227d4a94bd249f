"""Predictions beside the window: the newest drawing wins.

Thread: worker. While one prediction runs only the newest request waits, older ones are dropped. Answers
come in the order of their requests.
"""

import threading
import traceback
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.errors import ModelError
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch

WARM_UP: Final = Sketch((Stroke(Tool.PEN, (Point(0.2, 0.2), Point(0.8, 0.7)), filled=True),))


STOP_S: Final = 2.0
"""Patience with a prediction that runs when the program ends."""


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

    def use(self, predictor: Predictor) -> None:
        """Predict with another one from the next request on."""
        with self._wakes:
            self._predictor = predictor

    @property
    def asked(self) -> int:
        """Number of the newest request."""
        return self._number

    def stop(self) -> None:
        """End the thread; a prediction that runs is waited for."""
        with self._wakes:
            self._over = True
            self._wakes.notify()
        self._thread.join(STOP_S)

    def _run(self) -> None:
        # The first prediction loads and compiles; better now than under the first stroke.
        self._predict(self._predictor, WARM_UP)
        self._predictor.last_ms = 0.0
        while True:
            with self._wakes:
                self._wakes.wait_for(lambda: self._over or self._request is not None)
                if self._over:
                    return
                assert self._request is not None
                number, sketch = self._request
                self._request = None
                predictor = self._predictor
            patch = self._predict(predictor, sketch)
            if patch is not None:
                self.predicted.emit(number, patch)

    def _predict(self, predictor: Predictor, sketch: Sketch) -> Patch | None:
        try:
            return predictor.predict(rasterize(sketch))
        except ModelError as error:
            self.failed.emit(str(error))
        except Exception:  # the outermost edge of this thread, which must go on
            log = write_crash_log(traceback.format_exc())
            where = f" The details are in {log}." if log else ""
            self.failed.emit(f"This drawing could not be turned into a sound; it is kept.{where}")
        return None
