"""A training beside the window: a thread that waits for the process that trains."""

import threading
import traceback
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from app.training_child import TrainingCancelledError, TrainingChild
from models.errors import ModelError
from models.sketch_map.sketch_map import SketchMap

STOP_S: Final = 3.0
"""Patience with a thread whose process was ended, when the program ends."""


class TrainingWorker(QObject):
    """Trains on one map. Thread: worker; the network itself is trained in another process."""

    progressed = Signal(object)
    """A `Progress`."""
    succeeded = Signal(object)
    """A `Trained`, whatever its check says. This, `failed` or `cancelled` is the last that is heard."""
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        sketch_map: SketchMap,
        child: TrainingChild,
        parent: QObject | None = None,
        *,
        minutes: float,
        device: str = "auto",
    ) -> None:
        super().__init__(parent)
        self._map, self._child, self._minutes, self._device = sketch_map, child, minutes, device
        self._thread = threading.Thread(target=self._run, name="training", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """End it at once; `cancelled` follows."""
        self._child.cancel()

    def stop(self) -> None:
        """End it and wait: the program ends."""
        self._child.cancel()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            trained = self._child.run(self._map, self.progressed.emit, minutes=self._minutes, device=self._device)
        except TrainingCancelledError:
            self.cancelled.emit()
        except ModelError as error:
            self.failed.emit(str(error))
        except Exception:  # the outermost edge of this thread; the window waits for an end
            log = write_crash_log(traceback.format_exc())
            where = f" The details are in {log}." if log else ""
            self.failed.emit(f"The training met something unexpected. The sounds stay as they were.{where}")
        else:
            self.succeeded.emit(trained)
