"""What is measured in the drawing follows the pen: beside the window, the newest drawing wins."""

from typing import Final

from PySide6.QtCore import QObject

from app.document import Document
from app.maps import Maps, factory_title
from app.pages.play_page import PlayPage
from app.workers.newest import Call, NewestWork
from models.sketch_map.map_networks import base_of
from models.sketch_to_patch.geometry import EMPTY, Geometry, measure
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.why_words import MADE_FROM, PROPERTIES, meaning_of

SETTLE_S: Final = 0.05
"""Some thirty drawings a second come from a pen; bars that follow fifteen look the same."""
FAILURE: Final = "This drawing could not be measured; it is kept."
NOT_MADE_FROM: Final = "only measured: the map {} was not made from it"


class Measuring(QObject):
    """Asks for the properties of each drawing and shows them."""

    def __init__(self, play: PlayPage, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bars, self._document = play.bars, document
        self._work = NewestWork("measuring", FAILURE, settle_s=SETTLE_S, parent=self)
        self._number = self._first = 0
        """Number of the newest request, and of the first one for the drawing that is there."""
        self._work.answered.connect(self._answered)
        self._work.failed.connect(self._failed)
        document.sketch_changed.connect(self.measure)
        document.maps_changed.connect(self._show_meanings)
        play.canvas.stroke_moved.connect(self.measure)
        play.canvas.edit_cancelled.connect(lambda: self.measure(document.work.sketch))
        document.refused.connect(lambda _: self.measure(document.work.sketch))
        self._show_meanings()

    def measure(self, sketch: Sketch) -> None:
        """Show this drawing's properties soon. What cannot be measured has none."""
        if sketch.is_empty:
            self._work.cancel()
            self._first = self._number + 1
            self._bars.set_geometry(EMPTY)
        else:
            self._number = self._work.ask(lambda call: _measure(sketch, call))

    def _failed(self, number: int, _problem: str) -> None:
        # No lambda: that would run in the thread that measures.
        self._answered(number, EMPTY)

    def end(self) -> None:
        """End the thread."""
        self._work.stop()

    def _answered(self, number: int, geometry: Geometry) -> None:
        # While the pen moves every answer comes for a drawing that has grown since: it is shown all the same.
        if number >= self._first:
            self._bars.set_geometry(geometry)

    def _show_meanings(self, _before: Maps | None = None, _now: Maps | None = None) -> None:
        sketch_map = self._document.maps.sketch_map
        if base_of(sketch_map) == MADE_FROM:
            meanings = {it.name: f"{factory_title(MADE_FROM)}: {meaning_of(it.name)}" for it in PROPERTIES}
            self._bars.set_meanings(meanings, made_from=True)
        else:
            words = NOT_MADE_FROM.format(sketch_map.name)
            self._bars.set_meanings({it.name: words for it in PROPERTIES}, made_from=False)


def _measure(sketch: Sketch, call: Call) -> None:
    call.tell(measure(rasterize(sketch)))
