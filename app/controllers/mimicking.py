"""A sound is given, and the knobs go to where they come nearest to it: heard live, one undo step in the end."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app import paths
from app.audio.one_sound import PLAY as PLAY_AGAIN
from app.audio.one_sound import NotPlayed, SoundOrder, play
from app.controllers.drawing_of_sound import DrawingOfSound
from app.controllers.listening import Listening
from app.controllers.preferences import Preferences
from app.controllers.recording import Recording
from app.controllers.sketch_to_sound import SketchToSound
from app.dialogs.choose_file import file_to_open
from app.document import Document
from app.main_window import MainWindow
from app.sound_files import SOUND_FILTER
from app.widgets.mimic_panel import MimicPanel
from app.workers.child_task import ChildTask, Work
from app.workers.mimic_process import STOP, Better, Failed, HeardIt, MimicOrder, search
from models.sound_to_patch.hearing import RATE_HZ, Heard
from models.sound_to_patch.search import Mimicry
from synth.patch import Patch

TOOL: Final = "mimic"
KIND: Final = "mimic"
"""What the settings call sound files that are heard."""
SHOWN_MS: Final = 80
"""The knobs follow the search at most so often."""
CRASHED: Final = "The search broke off. The best sound so far is kept; Again starts it anew."
ELSEWHERE: Final = "The search ended because another slot was chosen. The best sound so far is in the one before."
VOICE_OFF: Final = " The voice is off: this sound was found without it."
TAKEN_OVER: Final = "The search ended because the sound was changed by hand. Undo goes back step by step."


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """A sound to be mimicked."""

    source: Path | NDArray[np.float32]
    sample_rate_hz: int
    name: str


class Mimicking(QObject):
    """Joins the page of the mimic to the search in its child process, and to the document."""

    message = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        drawing: SketchToSound,
        drawings: DrawingOfSound,
        listening: Listening,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._drawing, self._drawings = window, document, drawing, drawings
        self._listening, self._preferences = listening, preferences
        self.panel = MimicPanel()
        self.recording = Recording(self.panel, preferences, self)
        self.search_work: Work = search
        self.play_work: Work = play
        self._given: _Given | None = None
        self._heard: Heard | None = None
        self._task: ChildTask | None = None
        self._player: ChildTask | None = None
        self._searches = 0
        self._before = self._applied = document.patch
        self._waiting: Better | None = None
        self._found: tuple[Patch, int, float] | None = None
        """The best so far, its key and how long it is held."""
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._soon.timeout.connect(self._show_waiting)
        self._join()

    def _join(self) -> None:
        play_page, panel = self._window.play, self.panel
        tip = "Find the knobs that come nearest to a sound you drop, choose or record (Ctrl+Shift+L)"
        button = play_page.steering_buttons.add("Mimic", tip, opens=True)
        play_page.steering.add_tool(TOOL, panel, button)
        self._window.actions_by_name["mimic"].triggered.connect(lambda: self._window.open_tool(TOOL))
        panel.choose.clicked.connect(self.choose)
        panel.stop.clicked.connect(self.stop)
        panel.cancel.clicked.connect(self.cancel)
        panel.again.clicked.connect(self.search_again)
        panel.original.clicked.connect(self.play_original)
        panel.answer.clicked.connect(self.play_answer)
        self.recording.recorded.connect(self._recorded)
        self.recording.failed.connect(self._not_recorded)
        self.recording.opened.connect(self._end_with_best)
        self._document.patch_changed.connect(self._patch_changed)
        self._document.slot_changed.connect(lambda *_: self._end_with_best(ELSEWHERE))

    @property
    def is_searching(self) -> bool:
        """True until there is an answer, or none is wanted any more."""
        return self._task is not None

    def choose(self) -> None:
        """Ask for a sound file and mimic it."""
        start = self._preferences.folder_of(KIND, paths.music_folder())
        path = file_to_open(self._window, "Mimic a sound", start=start, kinds=SOUND_FILTER)
        if path is not None:
            self._preferences.folder_used(KIND, path.parent)
            self.take(path)

    def take(self, path: Path) -> None:
        """Mimic a sound file that was chosen or dropped."""
        self._take(_Given(path, 0, path.stem))

    def search_again(self) -> None:
        """Search once more for the same sound."""
        if self._given is not None:
            self._take(self._given)

    def stop(self) -> None:
        """The best so far is good enough."""
        if self._task is not None:
            self._task.tell(STOP)

    def cancel(self) -> None:
        """The former sound again, as if nothing had been searched."""
        if self._task is None:
            return
        self._end_search()
        self._found = None
        self._apply(self._before, found=False)
        self.panel.show_empty()

    def play_original(self) -> None:
        """What was heard, through an output of its own."""
        if self._heard is None:
            return
        if self._player is None:
            order = SoundOrder(self._heard.sound, RATE_HZ, self._preferences.settings.device)
            self._player = ChildTask(self.play_work, order, self)
            self._player.told.connect(self._player_told)
            self._player.ended.connect(self._player_ended)
            self._player.start()
        else:
            self._player.tell(PLAY_AGAIN)

    def play_answer(self) -> None:
        """The best so far, by its own key."""
        if self._found is not None:
            patch, note, held_s = self._found
            self._listening.listen(patch, note, round(1000.0 * min(1.8, max(0.1, held_s))))

    def end(self) -> None:
        """The program ends: so does everything that listens, searches or plays for it."""
        self.recording.end()
        for task in (self._task, self._player):
            if task is not None:
                task.kill()
        self._task = self._player = None

    # what follows from something

    def _recorded(self, sound: NDArray[np.float32], sample_rate_hz: int) -> None:
        self._take(_Given(sound, sample_rate_hz, "recording"))

    def _not_recorded(self, problem: str) -> None:
        self._show_rest()
        if problem:
            self.message.emit(problem)

    def _take(self, given: _Given) -> None:
        self._end_search()
        self._end_player()
        self.recording.end()
        self._drawing.settle()
        self._given, self._heard, self._found = given, None, None
        self._searches += 1
        self._before = self._applied = self._document.patch
        locks = self._document.work.locks
        order = MimicOrder(
            given.source, given.sample_rate_hz, float(self.panel.seconds), seed=self._searches - 1,
            fixed={id: self._before[id] for id in locks},
        )  # fmt: skip
        self._task = ChildTask(self.search_work, order, self)
        self._task.told.connect(self._told)
        self._task.ended.connect(self._ended)
        self._task.start()
        self.panel.show_listening(given.name)
        self._window.open_tool(TOOL)

    def _told(self, task: ChildTask, word: object) -> None:
        if task is not self._task:
            return
        match word:
            case HeardIt(heard=heard):
                self._heard = heard
                self.panel.show_heard(heard)
            case Better():
                self.panel.show_better(word.seconds, word.distance_db)
                self._waiting = word
                if not self._soon.isActive():
                    self._soon.start()
            case Mimicry():
                self._finish(word)
            case Failed(problem=problem):
                self._end_search()
                self._given = None
                self.panel.show_empty()
                self.message.emit(f"{problem} The sound is as it was.")

    def _show_waiting(self) -> None:
        better, self._waiting = self._waiting, None
        if better is not None and self._heard is not None:
            self._apply(better.patch)
            self._found = self._applied, self._heard.note, self._heard.held_s

    def _finish(self, found: Mimicry) -> None:
        self._end_search()
        self._apply(found.patch)
        self._found = self._applied, found.note, found.held_s
        preset = f"nearest preset: {found.nearest_preset}, {found.nearest_preset_distance_db:.1f} dB"
        self.panel.show_done(f"{found.distance_db:.1f} dB away · {preset}")
        voice = VOICE_OFF if self._document.work.sample is not None and not self._applied["sample_level"] else ""
        self.message.emit(f"Mimicked {self._name}: {found.distance_db:.1f} dB away.{voice}")
        self._drawings.follow(self._words, self._key)

    def _ended(self, task: ChildTask, _finished: bool) -> None:
        if task is self._task:  # without an answer
            self._show_waiting()
            self._end_search()
            self._show_rest()
            self.message.emit(CRASHED)

    def _patch_changed(self, patch: Patch, _glide: bool) -> None:
        if patch != self._applied:
            self._end_with_best(TAKEN_OVER)

    def _end_with_best(self, why: str = "") -> None:
        """The search ends here, with the best that was heard."""
        if self._task is not None:
            self._end_search()
            self._show_rest()
            if why:
                self.message.emit(why)

    def _show_rest(self) -> None:
        """The page as it is when nothing goes on."""
        if self._heard is None:
            self.panel.show_empty()
        else:
            self.panel.show_done(self.panel.distance.text())

    def _end_search(self) -> None:
        task, self._task = self._task, None
        self._soon.stop()
        self._waiting = None
        if task is not None:
            task.kill()

    def _end_player(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            player.kill()

    def _player_told(self, task: ChildTask, word: object) -> None:
        if task is self._player and isinstance(word, NotPlayed):
            self.message.emit(word.problem)

    def _player_ended(self, task: ChildTask, _finished: bool) -> None:
        if task is self._player:
            self._player = None

    @property
    def _name(self) -> str:
        return "" if self._given is None else self._given.name

    @property
    def _words(self) -> str:
        return f"mimic {self._name}"

    @property
    def _key(self) -> str:
        return f"mimic {self._searches}"

    def _apply(self, patch: Patch, *, found: bool = True) -> None:
        """Make a sound the present one, as a part of this search's step. Volume and locked knobs are the player's.

        What was found was found without a voice, so the voice is silent in it.
        """
        work = self._document.work
        silent = {"sample_level": 0.0} if found and work.sample is not None else {}
        self._applied = patch.replace(silent | {id: work.patch[id] for id in {"master_db", *work.locks}})
        self._document.edit(replace(work, patch=self._applied), self._words, key=self._key, predicted=True)
