"""The loop: the picture goes to the canvas, its drawing sounds, the sound is painted, and so on.

It evolves: each picture is looked at a little differently, by the knob of the drift, and the more so the longer the
same thing is heard. What falls silent goes back to the last sound that was heard. The limiter of the engine keeps it
from clipping. All of it is one step to undo.
"""

from dataclasses import replace
from random import Random
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.audio.scene_words import Seen
from app.controllers.playing import AUDITION_NOTE, Playing
from app.controllers.scene import Scene
from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.imagined_pictures import enlarged
from app.pages.scene_page import ScenePage
from app.picture_wander import wandered
from app.scene_rows import LOOP_RATE
from app.scene_speech import FAINT
from app.widgets.listen_panel import INSTRUMENT
from app.work import Work
from app.workers.picture_reader import PictureReader
from models.sketch_to_patch.stroke import Sketch

SOUNDING: Final = 0.85
"""Share of the time between two pictures that a key is down."""
SILENT_TURNS: Final = 2
"""After so many turns without sound the last sound that was heard comes back,"""
DEAD_TURNS: Final = 6
"""and after so many the loop ends: something outside of it is silent."""
MOST_WAITED: Final = 3
"""Turns that a picture may take to be heard; then another one is tried."""
BOREDOM: Final = 0.2
"""How much more differently it looks after each turn in which the same thing was heard."""
SILENT: Final = "The loop was not heard any more, so it ended. Is the volume up? The sound is as the loop left it."
BEGUN: Final = "The loop runs: sound, picture, drawing, sound. Press Loop again to end it; one undo takes it all back."


class Feedback(QObject):
    """Turns the loop while it runs, at the rate of its knob."""

    message = Signal(str)

    def __init__(
        self,
        page: ScenePage,
        scene: Scene,
        document: Document,
        drawing: SketchToSound,
        playing: Playing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._scene, self._document, self._drawing, self._playing = page, scene, document, drawing, playing
        self._reader = PictureReader(self)
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._turn)
        self._runs = 0
        self._asked = False
        """A picture is on its way to the canvas,"""
        self._waited = 0
        """and has been for so many turns."""
        self._loudest = 0.0
        """How much was to be heard in this turn, 0 to 1."""
        self._silent_turns = 0
        self._heard = self._now_heard = ""
        """The kind of thing that was heard last,"""
        self._same_turns = 0
        """and in how many turns."""
        self._chance = Random()
        self._alive: Work | None = None
        """The last work that was heard."""
        page.shape.loop.toggled.connect(self._toggled)
        page.shape.loop_rate.value_edited.connect(self.set_rate)
        page.hidden.connect(self.end)
        scene.seen.connect(self._seen)
        scene.ended.connect(self.end)
        self._reader.succeeded.connect(self._pictured)
        self._reader.failed.connect(self._not_pictured)
        drawing.stroke_heard.connect(self._drawn)
        self.set_rate(LOOP_RATE.id, LOOP_RATE.default)

    @property
    def is_running(self) -> bool:
        """True while it turns."""
        return self._turns.isActive()

    def set_rate(self, _id: str, a_minute: float) -> None:
        """So many turns a minute."""
        self._page.shape.loop_rate.set_value(a_minute)
        self._turns.setInterval(round(60_000.0 / LOOP_RATE.clamp(a_minute)))

    def controller_moved(self, number: int, value: float) -> None:
        """A MIDI controller that turns no knob of the sound was moved, 0 to 1."""
        if number == LOOP_RATE.midi_cc and self._page.isVisible():
            self.set_rate(LOOP_RATE.id, LOOP_RATE.from_unit(value))

    def end(self) -> None:
        """The last sound stays."""
        if self.is_running:
            self._turns.stop()
            self._asked = False
            self._page.shape.loop.setChecked(False)

    def _toggled(self, on: bool) -> None:
        if not on:
            self.end()
            self._scene.end()
            return
        self._runs += 1
        self._silent_turns = self._same_turns = 0
        self._heard = self._now_heard = ""
        self._loudest, self._alive = 0.0, None
        self._scene.listen_to(INSTRUMENT)
        self._turns.start()
        self._sound()
        self.message.emit(BEGUN)

    def _seen(self, seen: Seen) -> None:
        self._loudest = max(self._loudest, seen.present)
        self._now_heard = seen.guess.classes[0][0]

    def _turn(self) -> None:
        if not self._now_heard:  # the ears are not open yet
            self._sound()
            return
        heard, self._loudest = self._loudest > FAINT, 0.0
        self._silent_turns = 0 if heard else self._silent_turns + 1
        if heard:
            self._alive = self._document.work
        if self._silent_turns >= DEAD_TURNS:
            self.end()
            self._scene.end()
            self.message.emit(SILENT)
        elif self._silent_turns >= SILENT_TURNS:
            self._revive()
        elif not self._asked or self._waited >= MOST_WAITED:
            self._ask()
        else:
            self._waited += 1

    def _ask(self) -> None:
        pixels = self._scene.picture.pixels
        if pixels is None:
            self._sound()
            return
        self._same_turns = self._same_turns + 1 if self._now_heard == self._heard else 0
        self._heard = self._now_heard
        strength = min(1.0, self._scene.shape.drift + BOREDOM * self._same_turns)
        self._asked, self._waited = True, 0
        self._reader.ask_pixels(wandered(enlarged(pixels), strength, self._chance), "The picture")

    def _pictured(self, _name: str, sketch: Sketch) -> None:
        if self._asked:
            self._drawing.sketch_edited(sketch, "loop", key=self._key)

    def _not_pictured(self, problem: str) -> None:
        self._asked = False
        self._sound()
        self.message.emit(problem)

    def _drawn(self) -> None:
        if not self._asked:
            return
        self._asked = False
        QTimer.singleShot(0, self._sound)  # after the short note by which strokes are auditioned

    def _revive(self) -> None:
        """The last sound that was heard, and another picture of it."""
        self._asked = False
        if self._alive is not None:
            work = self._document.work
            back = replace(work, sketch=self._alive.sketch, patch=self._alive.patch, predicted=self._alive.predicted)
            self._document.edit(back, "loop", key=self._key)
        self._scene.new_seed()
        self._sound()

    def _sound(self) -> None:
        self._playing.listen(AUDITION_NOTE, round(SOUNDING * self._turns.interval()))

    @property
    def _key(self) -> str:
        return f"loop {self._runs}"
