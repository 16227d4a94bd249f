"""Joins the page Scene to the child that hears and paints. Nothing is open that the page does not show."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app import paths
from app.audio.scene import scene
from app.audio.scene_words import STOP, EngineLost, Opened, Refused, SceneOrder, Seen, Shape
from app.controllers.preferences import Preferences
from app.dialogs.choose_file import file_to_save
from app.engine_names import ENGINE_NAMES
from app.imagined_pictures import png_bytes, sheet
from app.pages.scene_page import ScenePage
from app.scene_rows import ROWS
from app.widgets.stage_view import StageView
from app.workers.child_task import ChildTask, Work
from models.imagine.imaginer import FOLDER, Guess
from synth.atomic_write import write_atomically
from synth.errors import FileWriteError

MICROPHONE, INSTRUMENT = 0, 1
INVITATION: Final = "Press Listen, and make a sound: a bark, a drum, the sea, your voice."
OPENING: Final = "Opening the microphone…"
BROKE_OFF: Final = "The listening broke off. Press Listen to begin again."
FAINT: Final = 0.05
MOST_SEEDS: Final = 10_000
PICTURE: Final = "scene"
"""What the settings call the kind of file whose folder they keep."""
SIDE: Final = 1024
"""Pixels of a picture that is saved."""


class Scene(QObject):
    """Starts, shapes and ends the listening."""

    message = Signal(str)

    def __init__(
        self, page: ScenePage, preferences: Preferences, memory_name: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._page, self._preferences, self._memory_name = page, preferences, memory_name
        self.work: Work = scene
        self.shape = Shape()
        self.picture: NDArray[np.uint8] | None = None
        """The newest one, (64, 64, 3)."""
        self._kind = ""
        """What is in it, as far as that is known."""
        self._source = MICROPHONE
        self._task: ChildTask | None = None
        self.stage: StageView | None = None
        """The picture alone over a screen, while it is there."""
        page.shape.save.setEnabled(False)
        page.listen.listen.clicked.connect(self._clicked)
        page.listen.sources.page_chosen.connect(self._choose_source)
        page.listen.engines.chosen.connect(lambda engine: self._change(replace(self.shape, engine=engine)))
        page.shape.hold.toggled.connect(lambda on: self._change(replace(self.shape, hold=on)))
        page.shape.new_seed.clicked.connect(self.new_seed)
        page.shape.stage.clicked.connect(self.open_stage)
        page.picture.double_clicked.connect(self.open_stage)
        page.shape.save.clicked.connect(self.save)
        page.hidden.connect(self.end)
        for knob in (*page.listen.knobs.values(), *page.shape.knobs.values()):
            knob.value_edited.connect(self.set_value)
        page.picture.show_nothing(INVITATION)
        page.listen.engines.set_engines(engines_there(), self.shape.engine)

    @property
    def is_listening(self) -> bool:
        """True while something is listened to, or about to be."""
        return self._task is not None

    @property
    def microphone_is_open(self) -> bool:
        """True while the microphone is open, or about to be."""
        return self.is_listening and self._source == MICROPHONE

    def start(self) -> None:
        """Listen from now on."""
        self.end()
        instrument = self._memory_name() if self._source == INSTRUMENT else None
        order = SceneOrder(self.shape, self._preferences.settings.microphone, instrument)
        self._task = ChildTask(self.work, order, self)
        self._task.told.connect(self._told)
        self._task.ended.connect(self._ended)
        self._task.start()
        self._page.listen.show_on(microphone=self._source == MICROPHONE)
        if self._source == MICROPHONE:
            self._page.listen.sees.setText(OPENING)

    def end(self) -> None:
        """Close what is open; the picture stays."""
        task, self._task = self._task, None
        if task is not None:
            task.tell(STOP)
            task.kill()
            self._page.listen.show_off()

    def new_seed(self) -> None:
        """Another picture of the same sound."""
        self._change(replace(self.shape, seed=random.randrange(MOST_SEEDS)))

    def open_stage(self) -> None:
        """The picture alone: over the second screen, if there is one."""
        if self.stage is None:
            self.stage = StageView()
            self.stage.setWindowTitle("Stage")
            self.stage.closed.connect(self._stage_closed)
            self.stage.double_clicked.connect(self.stage.close)
            self.stage.show_nothing(INVITATION)
            if self.picture is not None:
                self.stage.show_picture(self.picture, "")
        here = self._page.screen()
        elsewhere = [screen for screen in QGuiApplication.screens() if screen is not here]
        self.stage.show_alone((elsewhere or [here])[0])

    def close_stage(self) -> None:
        """Nothing over any screen."""
        if self.stage is not None:
            self.stage.close()

    def save(self) -> None:
        """Ask where and write the picture that is there now."""
        picture, kind = self.picture, self._kind
        if picture is None:
            return
        folder = self._preferences.folder_of(PICTURE, paths.pictures_folder())
        start = folder / f"{kind or 'picture'} {self.shape.seed}.png"
        target = file_to_save(self._page, "Save picture", start=start, kinds="PNG (*.png)", suffixes=(".png",))
        if target is None:
            return
        facts = {"Software": "Bouba", "Engine": self.shape.engine, "Seed": str(self.shape.seed), "Heard": kind}
        try:
            write_atomically(target, png_bytes(sheet(picture[None], SIDE), facts))
        except FileWriteError as error:
            self.message.emit(str(error))
            return
        self._preferences.folder_used(PICTURE, target.parent)
        self.message.emit(f"Saved {target.name}.")

    def set_value(self, id: str, value: float) -> None:
        """A knob was moved, by hand or by a controller."""
        for knobs in (self._page.listen.knobs, self._page.shape.knobs):
            if id in knobs:
                knobs[id].set_value(value)
        self._change(replace(self.shape, **{id: ROWS[id].clamp(value)}))  # type: ignore[arg-type]

    def _change(self, shape: Shape) -> None:
        self.shape = shape
        self._page.heard.set_window(shape.window_s)
        if self._task is not None:
            self._task.tell(shape)

    def _choose_source(self, source: int) -> None:
        self._source = source
        if self.is_listening:
            self.start()

    def _clicked(self) -> None:
        if self.is_listening:
            self.end()
        else:
            self.start()

    def _told(self, task: ChildTask, word: object) -> None:
        if task is not self._task:
            return
        match word:
            case Opened():
                self._page.listen.sees.setText("")
            case Seen():
                self._show(word)
            case EngineLost(engine=lost, problem=problem):
                there = tuple(engine for engine in engines_there() if engine != lost)
                if self.shape.engine == lost and there:
                    self.shape = replace(self.shape, engine=there[0])
                self._page.listen.engines.set_engines(there, self.shape.engine)
                self.message.emit(problem)
            case Refused(problem=problem):
                self.end()
                self._page.listen.show_off(problem)
                self.message.emit(problem)

    def _ended(self, task: ChildTask, finished: bool) -> None:
        if task is self._task and not finished:
            self.end()
            self._page.listen.show_off(BROKE_OFF)
            self.message.emit(BROKE_OFF)

    def _show(self, seen: Seen) -> None:
        self.picture = seen.picture
        self._kind = named(seen.guess.classes[0][0]) if seen.present > FAINT else ""
        page = self._page
        page.shape.save.setEnabled(True)
        if self.stage is not None:
            self.stage.show_picture(seen.picture, "")
        page.picture.show_picture(seen.picture, self._words(seen))
        page.heard.push(seen.frames)
        page.listen.meter.set_level(*seen.peaks, clipped=seen.clipped)
        page.listen.sees.setText(told(seen.guess) if seen.present > FAINT else "nothing to hear")

    def _stage_closed(self) -> None:
        stage, self.stage = self.stage, None
        if stage is not None:
            stage.deleteLater()

    def _words(self, seen: Seen) -> str:
        if seen.present <= FAINT:
            return "at rest"
        name = named(seen.guess.classes[0][0])
        return f"{name if seen.guess.sure else f'{name}?'} · seed {self.shape.seed}"


def engines_there() -> tuple[str, ...]:
    """The engines whose files are there, in their order."""
    return tuple(engine for engine in ENGINE_NAMES if (FOLDER / f"{engine}.onnx").is_file())


def named(kind: str) -> str:
    """A class as a person reads it."""
    return kind.replace("_", " ")


def told(guess: Guess) -> str:
    """The likeliest classes with their probabilities, honest where nothing is sure."""
    parts = [f"{named(kind)} {100.0 * share:.0f} %" for kind, share in guess.classes[:3] if share >= 0.05]
    return " · ".join(parts) if guess.sure else f"not sure: {' · '.join(parts)}"
