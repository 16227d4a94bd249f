"""Joins the page Scene to the child that hears and paints. Nothing is open that the page does not show."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from app import paths
from app.audio.scene import scene
from app.audio.scene_words import (
    STOP,
    EngineLost,
    Kept,
    Opened,
    Refused,
    SceneOrder,
    Seen,
    Shape,
    TakeFailed,
)
from app.controllers.preferences import Preferences
from app.controllers.scene_picture import ScenePicture
from app.controllers.taking import Taking
from app.controllers.two_ways import TwoWays
from app.dialogs.choose_file import file_to_open
from app.engine_names import engines_there, quality_of
from app.pages.scene_page import ScenePage
from app.scene_rows import HOLD_CC, ROWS, SEED_CC
from app.scene_speech import FAINT, told
from app.sound_files import SOUND_FILTER
from app.widgets.listen_panel import FILE, INSTRUMENT, MICROPHONE
from app.workers.child_task import ChildTask, Work

OPENING: Final = "Opening the microphone…"
BROKE_OFF: Final = "The listening broke off. Press Listen to begin again."
MOST_SEEDS: Final = 10_000
SOUND: Final = "heard sound"
"""What the settings call the kind of file whose folder they keep."""


class Scene(QObject):
    """Starts, shapes and ends the listening."""

    message = Signal(str)
    seen = Signal(object)
    """What was heard and painted just now."""
    ended = Signal()
    """Nothing is listened to any more."""

    def __init__(
        self,
        page: ScenePage,
        preferences: Preferences,
        memory_name: Callable[[], str],
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._preferences, self._memory_name = page, preferences, memory_name
        self.work: Work = scene
        self.shape = Shape()
        self._ways = TwoWays()
        self.picture = ScenePicture(page, preferences, self)
        self.taking = Taking(page.shape, folder, self)
        self._there = engines_there()
        """Engines that can paint."""
        self._source = MICROPHONE
        self._file: Path | None = None
        self._file_name = ""
        self._task: ChildTask | None = None
        self._leaving: set[ChildTask] = set()
        """Children that write the end of a take."""
        page.listen.listen.clicked.connect(self._clicked)
        page.listen.sources.page_chosen.connect(self._choose_source)
        for choice in (page.listen.engines, page.compared):
            choice.chosen.connect(lambda engine: self._apply(replace(self.shape, engine=engine)))
        page.compared.opened.connect(lambda engine: self._apply(replace(self.shape, engine=engine, compared=False)))
        page.listen.compare.clicked.connect(lambda on: self._apply(replace(self.shape, compared=on)))
        for side, button in enumerate(page.shape.sides):
            button.clicked.connect(lambda _on, side=side: self._apply(self._ways.flip(side, self.shape)))
        page.shape.hold.toggled.connect(lambda on: self._change(replace(self.shape, hold=on)))
        page.shape.new_seed.clicked.connect(self.new_seed)
        page.shape.record.clicked.connect(self._record)
        page.hidden.connect(self.end)
        for knob in (*page.listen.knobs.values(), *page.shape.knobs.values()):
            knob.value_edited.connect(self.set_value)
        for part in (self.picture, self.taking):
            part.message.connect(self.message)
        page.listen.engines.set_quality(quality_of(self._there))
        self._apply(self.shape)

    @property
    def is_listening(self) -> bool:
        """True while something is listened to, or about to be."""
        return self._task is not None

    def start(self) -> None:
        """Listen from now on."""
        self.end()
        self._there = engines_there()
        settings, file = self._preferences.settings, self._file if self._source == FILE else None
        instrument = self._memory_name() if self._source == INSTRUMENT else None
        order = SceneOrder(self.shape, settings.microphone, instrument, file, settings.device)
        self._task = ChildTask(self.work, order, self)
        self._task.told.connect(self._told)
        self._task.ended.connect(self._ended)
        self._task.start()
        self._page.listen.show_on(self._source, self._file_name)
        if self._source == MICROPHONE:
            self._page.listen.sees.setText(OPENING)

    def listen_to(self, source: int) -> None:
        """Listen to the microphone or to the instrument from now on."""
        self._source = source
        self.start()

    def play(self, path: Path, name: str = "") -> None:
        """Play a sound file, and paint it; a take has a name."""
        self._source, self._file, self._file_name = FILE, path, name or path.name
        self.start()

    def end(self) -> None:
        """Close what is open; the picture stays, and so does a take."""
        task, self._task = self._task, None
        if task is None:
            return
        if self.taking.is_on:
            self._leaving.add(task)  # it may write its take to the end
            task.tell(STOP)
        else:
            task.kill()
        self._show_off()

    def new_seed(self) -> None:
        """Another picture of the same sound."""
        self._change(replace(self.shape, seed=random.randrange(MOST_SEEDS)))

    def set_value(self, id: str, value: float) -> None:
        """A knob was moved, by hand or by a controller."""
        for knobs in (self._page.listen.knobs, self._page.shape.knobs):
            if id in knobs:
                knobs[id].set_value(value)
        self._change(replace(self.shape, **{id: ROWS[id].clamp(value)}))  # type: ignore[arg-type]

    def controller_moved(self, number: int, value: float) -> None:
        """A MIDI controller that turns no knob of the sound was moved, 0 to 1."""
        if not self._page.isVisible():
            return
        for row in ROWS.values():
            if row.midi_cc == number:
                self.set_value(row.id, row.from_unit(value))
        if number == HOLD_CC:
            self._page.shape.hold.setChecked(value >= 0.5)
        elif number == SEED_CC and value >= 0.5:
            self.new_seed()

    def _apply(self, shape: Shape) -> None:
        """Paint in a way from now on, and show it."""
        for knobs in (self._page.listen.knobs, self._page.shape.knobs):
            for id, knob in knobs.items():
                knob.set_value(getattr(shape, id))
        for choice in (self._page.listen.engines, self._page.compared):
            choice.set_engines(self._there, shape.engine)
        self._page.show_compared(compared=shape.compared)
        self._change(shape)

    def _change(self, shape: Shape) -> None:
        self.shape = shape
        self._page.heard.set_window(shape.window_s, shape.window_s)
        if self._task is not None:
            self._task.tell(shape)

    def _choose_source(self, source: int) -> None:
        if source == FILE:
            self._choose_file()
            return
        self._source = source
        if self.is_listening:
            self.start()

    def _choose_file(self) -> None:
        start = self._preferences.folder_of(SOUND, paths.music_folder())
        path = file_to_open(self._page, "Paint a sound", start=start, kinds=SOUND_FILTER)
        if path is None:
            self._page.listen.sources.set_current(self._source)
            return
        self._preferences.folder_used(SOUND, path.parent)
        self.play(path)

    def _clicked(self) -> None:
        if self.is_listening:
            self.end()
        else:
            self.start()

    def _record(self) -> None:
        if self._task is not None:
            self.taking.toggle(self._task.tell, self.shape)

    def _told(self, task: ChildTask, word: object) -> None:
        if isinstance(word, Kept | TakeFailed) and (task is self._task or task in self._leaving):
            self.taking.told(word)
        if task is not self._task:
            return
        match word:
            case Opened(remark=remark):
                self._page.listen.sees.setText("")
                self.taking.allow(allowed=self._source != FILE)
                if remark:
                    self.message.emit(remark)
            case Seen():
                self._show(word)
            case EngineLost(engine=lost, problem=problem):
                self._there = tuple(engine for engine in self._there if engine != lost)
                if self.shape.engine == lost and self._there:
                    self._apply(replace(self.shape, engine=self._there[0]))
                else:
                    self._apply(self.shape)
                self.message.emit(problem)
            case Refused(problem=problem):
                self.end()
                self._show_off(problem)
                self.message.emit(problem)

    def _ended(self, task: ChildTask, finished: bool) -> None:
        was_leaving = task in self._leaving
        self._leaving.discard(task)
        if task is self._task:
            self._task = None
            self._show_off("" if finished else BROKE_OFF)
            if not finished:
                self.message.emit(BROKE_OFF)
        elif not was_leaving:
            return
        if not finished:
            self.taking.lost()

    def _show(self, seen: Seen) -> None:
        self.seen.emit(seen)
        self.picture.show(seen, self.shape)
        self.taking.hear(seen)
        self._page.heard.push(seen.frames)
        self._page.heard.set_window(self.shape.window_s, seen.heard_s, seen.silent_s)
        self._page.listen.meter.set_level(*seen.peaks, clipped=seen.clipped)
        self._page.listen.sees.setText(told(seen.guess) if seen.present > FAINT else "nothing to hear")

    def _show_off(self, problem: str = "") -> None:
        self.ended.emit()
        self._page.listen.show_off(problem)
        self.taking.allow(allowed=False)
