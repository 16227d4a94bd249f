"""Predictions beside the window: the newest drawing wins.

Thread: worker. While one prediction runs only the newest request waits, older ones are dropped. Answers
come in the order of their requests.
"""

import contextlib
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from models.card import ModelCard
from models.errors import ModelError
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.tone_sound import with_tone
from synth.patch import Patch

WARM_UP: Final = Sketch((Stroke(Tool.PEN, (Point(0.2, 0.2), Point(0.8, 0.7)), filled=True),))
HANDOVER_S: Final = 0.0005
"""How long a thread may keep the interpreter from another that waits: Python's own 5 ms, each time the pen
moves and each time an answer comes, would be half of what a player notices."""
SILENT: Final = "Drawing works, but makes no new sound."
STOP_S: Final = 2.0
"""Patience with a prediction that runs when the program ends."""


class Predictor(Protocol):
    """What the worker, and the window, need of a `SketchPredictor`."""

    last_ms: float

    @property
    def provider(self) -> str: ...
    @property
    def card(self) -> ModelCard: ...

    def predict(self, raster: NDArray[np.uint8], base: Patch | None = None) -> Patch: ...
    def predict_unit(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]: ...


class InferenceWorker(QObject):
    """Turns sketches into patches in a thread of its own."""

    predicted = Signal(int, object)
    """Number of the request, and the Patch."""
    failed = Signal(str)
    loaded = Signal()
    """Another one predicts now, or none."""

    def __init__(self, make: Callable[[], Predictor], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make: Callable[[], Predictor] | None = make
        self._predictor: Predictor | None = None
        self._is_loading = True
        self._wakes = threading.Condition()
        self._request: tuple[int, Sketch, Callable[[Patch], None], Patch | None] | None = None
        self._number = 0
        self._over = False
        sys.setswitchinterval(HANDOVER_S)
        self._thread = threading.Thread(target=self._run, name="predictions", daemon=True)

    def start(self) -> None:
        """Begin to load the network, and to predict."""
        self._thread.start()

    def ask(self, sketch: Sketch, hear: Callable[[Patch], None] = lambda _: None, base: Patch | None = None) -> int:
        """Ask for the sound of a drawing; the number comes back with the answer, if one comes.

        `hear` is called with the answer at once, in this worker's thread, before the signal. Performance values are
        those of `base` where nothing else was taught, and its defaults without one.
        """
        with self._wakes:
            self._number += 1
            self._request = (self._number, sketch, hear, base)
            self._wakes.notify()
            return self._number

    @property
    def asked(self) -> int:
        """Number of the newest request."""
        return self._number

    @property
    def predictor(self) -> Predictor | None:
        """Who predicts; None while the network loads, and without one."""
        return self._predictor

    @property
    def is_loading(self) -> bool:
        """True until the network is there or has failed to load."""
        return self._is_loading

    def use(self, make: Callable[[], Predictor]) -> None:
        """Predict with another one as soon as it is made."""
        with self._wakes:
            self._make, self._is_loading = make, True
            self._wakes.notify()

    def stop(self) -> None:
        """End the thread; a prediction that runs is waited for."""
        with self._wakes:
            self._over = True
            self._wakes.notify()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while True:
            with self._wakes:
                self._wakes.wait_for(lambda: self._over or self._make is not None or self._request is not None)
                if self._over:
                    return
                make, self._make = self._make, None
                request = None
                if make is None:
                    request, self._request = self._request, None
            if make is not None:
                self._load(make)
            elif request is not None and self._predictor is not None:
                self._answer(self._predictor, *request)

    def _load(self, make: Callable[[], Predictor]) -> None:
        try:
            predictor = make()
            # The first prediction compiles; better now than under the first stroke.
            predictor.predict(rasterize(WARM_UP))
            predictor.last_ms = 0.0
            self._predictor = predictor
        except ModelError as error:
            self._predictor = None  # another map is not to answer for the one that was chosen
            self.failed.emit(f"{error} {SILENT}")
        except Exception:  # the outermost edge of this thread, which must go on
            self._predictor = None
            self.failed.emit(f"The network could not be loaded. {SILENT}{_logged()}")
        finally:
            with self._wakes:
                self._is_loading = self._make is not None
            with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
                self.loaded.emit()

    def _answer(
        self, predictor: Predictor, number: int, sketch: Sketch, hear: Callable[[Patch], None], base: Patch | None
    ) -> None:
        try:
            patch = with_tone(predictor.predict(rasterize(sketch), base), sketch.tone)
            hear(patch)
            self.predicted.emit(number, patch)
        except ModelError as error:
            self.failed.emit(str(error))
        except Exception:  # the outermost edge of this thread, which must go on
            self.failed.emit(f"This drawing could not be turned into a sound; it is kept.{_logged()}")


def _logged() -> str:
    """Put the present exception into the log; a sentence that says where, else ""."""
    log = write_crash_log(traceback.format_exc())
    return f" The details are in {log}." if log else ""
