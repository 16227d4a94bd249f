"""The present map predicts: whenever it is another one, the worker is told, and says who contradicts whom."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.maps import Maps
from app.workers.inference import InferenceWorker, Predictor
from models.sketch_map.conflicts import Conflict
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor

Make = Callable[[SketchMap], Predictor]


class MapSound(QObject):
    """Held notes sound on while the map is made ready; the newest one wins."""

    placed = Signal(object)
    """The present map was made ready: its conflicts, worst first."""
    notice = Signal(str)
    """What of the present map could not be used."""
    _ready = Signal(object, object, str)
    """A map that was made ready, its conflicts, and a remark. From the thread of the worker."""

    def __init__(self, document: Document, worker: InferenceWorker, make: Make, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._worker, self._make = document, worker, make
        self.conflicts: tuple[Conflict, ...] = ()
        self._said = ""
        self._ready.connect(self._show)
        document.maps_changed.connect(self._changed)

    def use(self, make: Make) -> None:
        """Make predictors in another way: on another processor."""
        self._make = make
        self._load()

    def _changed(self, before: Maps, now: Maps) -> None:
        if now.sketch_map != before.sketch_map:
            self._load()

    def _load(self) -> None:
        make, sketch_map, ready = self._make, self._document.maps.sketch_map, self._ready

        def load() -> Predictor:
            predictor = make(sketch_map)
            if isinstance(predictor, TaughtPredictor):
                ready.emit(sketch_map, predictor.conflicts(), predictor.remark)
            else:
                ready.emit(sketch_map, (), "")
            return predictor

        self._worker.use(load)

    def _show(self, sketch_map: SketchMap, found: tuple[Conflict, ...], remark: str) -> None:
        if sketch_map == self._document.maps.sketch_map:
            if remark and remark != self._said:
                self.notice.emit(remark)
            self._said = remark
            self.conflicts = found
            self.placed.emit(found)
