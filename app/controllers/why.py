"""Why is this knob where it is? The parts of the drawing that decide it are coloured, as long as one asks."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.document import Document
from app.main_window import PLAY, MainWindow
from app.maps import Maps
from app.widgets.heat_legend import Legend
from app.widgets.knob_picker import KnobPicker
from app.widgets.parameter_control import ParameterControl
from app.workers.inference import InferenceWorker, Predictor
from app.workers.newest import Call, NewestWork
from models.sketch_to_patch.raster import Raster, rasterize
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.why import Heat, Parts, parts_of
from models.sketch_to_patch.why_words import direction_of, is_predicted, matters, undecided
from synth.parameters import INDEX, Parameter, Scale, parameter

FIRST: Final = "filter1_cutoff_hz"
"""The knob that is asked about before one was pointed at."""
SETTLE_S: Final = 0.04
"""The sound of a stroke comes first."""
FAINT: Final = 0.12
"""A colour weaker than this beside the other one is not spoken of."""
TIP: Final = "Which part of the drawing decides a knob? Click a knob to see; it does not turn (Ctrl+Shift+Y)"
EMPTY: Final = "the canvas is empty: draw something to ask about"
LOOKING: Final = "looking…"
NO_MAP: Final = "no map predicts now, so the drawing decides nothing"
FAILURE: Final = "This could not be found out; drawing and sound are as they were."


class _Found:
    """What was found out about a drawing; the heat of each knob is worked out once."""

    def __init__(self, raster: Raster, parts: Parts) -> None:
        self.raster, self.parts = raster, parts
        self._heats: dict[str, Heat] = {}

    def heat(self, row: Parameter) -> Heat:
        """Where the ink decides a predicted row. A choice would be another one without it: that has no direction."""
        if row.id not in self._heats:
            heat = self.parts.heat(INDEX[row.id])
            self._heats[row.id] = np.abs(heat) if row.scale is Scale.CHOICE else heat
        return self._heats[row.id]


class Why(QObject):
    """Keeps what every part of the present drawing decides, for all knobs at once: another knob costs nothing."""

    def __init__(
        self, window: MainWindow, document: Document, worker: InferenceWorker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._document, self._worker = window, document, worker
        self._play = play = window.play
        self._id = FIRST
        self._found: _Found | None = None
        self._shown: Heat | None = None
        self._asked: tuple[int, Predictor] | None = None
        self._problem = ""
        self._work = NewestWork("why", FAILURE, settle_s=SETTLE_S, parent=self)
        self._picker = KnobPicker(play.patch_panel.every_control(), self)
        self.button = play.steering_buttons.add("Why?", TIP, opens=True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QWidget.setTabOrder(play.teach, self.button)
        self.button.toggled.connect(self._toggled)
        play.legend.closed.connect(lambda: self.button.setChecked(False))
        window.actions_by_name["why"].triggered.connect(self._toggle)
        self._work.answered.connect(self._answered)
        self._work.failed.connect(self._failed)
        self._picker.picked.connect(self.choose)
        play.patch_panel.value_edited.connect(lambda id, *_: self.choose(id))
        play.canvas.stroke_moved.connect(self._pen_moved)
        play.canvas.edit_cancelled.connect(self._ask)
        document.sketch_changed.connect(lambda _: self._ask())
        document.refused.connect(lambda _: self._ask())
        document.predicted_changed.connect(lambda _: self._show())
        document.maps_changed.connect(self._maps_changed)
        worker.loaded.connect(self._ask)

    @property
    def is_on(self) -> bool:
        """True while the player asks."""
        return self.button.isChecked()

    def choose(self, id: str) -> None:
        """Ask about another knob."""
        self._id = id
        if self.is_on:
            self._picker.mark(id)
        self._show()

    def end(self) -> None:
        """End the thread."""
        self._picker.set_on(False)
        self._work.stop()

    def _toggle(self) -> None:
        if not self.is_on and not self._play.isVisible():  # where it is, the focus tells which knob is meant
            self._window.show_page(PLAY)
        self.button.toggle()

    def _toggled(self, on: bool) -> None:
        self._play.show_legend(on)
        if on:
            focused = QApplication.focusWidget()
            self._play.patch_panel.show_controls()
            self._picker.set_on(True)
            self.choose(focused.row.id if isinstance(focused, ParameterControl) else self._id)
            self._ask()
        else:
            self._picker.set_on(False)
            self._forget()

    def _maps_changed(self, before: Maps, now: Maps) -> None:
        if before.sketch_map != now.sketch_map:
            self._ask()

    def _ask(self) -> None:
        """Look at the drawing that is there, unless its map is only being made ready."""
        self._forget()
        sketch, predictor = self._document.work.sketch, self._worker.predictor
        may_ask = self.is_on and not self._play.canvas.is_drawing and not self._worker.is_loading
        if may_ask and predictor is not None and not sketch.is_empty:
            self._asked = self._work.ask(lambda call: _look(predictor, sketch, call)), predictor
        self._show()

    def _pen_moved(self, _: Sketch) -> None:
        if self._found is not None or self._asked is not None:
            self._forget()
            self._show()

    def _forget(self) -> None:
        """What is known was of another drawing or another map."""
        self._work.cancel()
        self._found = self._asked = None
        self._problem = ""
        self._colour(None)

    def _answered(self, number: int, found: tuple[Raster, Parts]) -> None:
        # What changed in this thread has called `_forget`; the predictor alone changes in another one.
        is_of_now = self._asked == (number, self._worker.predictor) and not self._worker.is_loading
        if is_of_now:
            self._found = _Found(*found)
            self._show()

    def _failed(self, number: int, sentence: str) -> None:
        if self._asked is not None and self._asked[0] == number:
            self._problem = sentence
            self._show()

    def _show(self) -> None:
        row = parameter(self._id)
        if not self.is_on:
            return
        if not is_predicted(row):
            self._show_note(undecided(row))
        elif self._document.work.sketch.is_empty:
            self._show_note(EMPTY, row)
        elif self._problem:
            self._show_note(self._problem)
        elif self._found is None:
            is_coming = self._worker.is_loading or self._worker.predictor is not None
            self._show_note(LOOKING if is_coming else NO_MAP, row)
        else:
            self._show_heat(row, self._found)

    def _show_note(self, words: str, row: Parameter | None = None) -> None:
        self._colour(None)
        self._play.legend.set_legend(Legend(knob=row.label if row else "", note=words))

    def _show_heat(self, row: Parameter, found: _Found) -> None:
        heat = found.heat(row)
        if matters(heat):
            self._colour(heat, found.raster)
            self._play.legend.set_legend(self._legend(row, heat))
        elif found.parts.is_final:
            self._show_note(undecided(row))
        else:
            self._show_note(LOOKING, row)

    def _colour(self, heat: Heat | None, raster: Raster | None = None) -> None:
        if heat is not self._shown:
            self._shown = heat
            self._play.canvas.set_heat(heat, raster)

    def _legend(self, row: Parameter, heat: Heat) -> Legend:
        said = self._document.work.predicted or self._document.patch  # the player may have turned it since
        words, most = direction_of(row, said), float(np.abs(heat).max())
        up = words.up if heat.max() >= FAINT * most else ""
        down = words.down if -heat.min() >= FAINT * most else ""
        return Legend(knob=row.label, up=up, down=down)


def _look(predictor: Predictor, sketch: Sketch, call: Call) -> None:
    raster = rasterize(sketch)

    def predict(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        call.check()
        return predictor.predict_unit(rasters)

    for parts in parts_of(predict, raster):
        call.tell((raster, parts))
