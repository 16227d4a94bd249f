"""A few seconds from the microphone. It is open only while the page shows it in red, and closed otherwise."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.audio.microphone import LONGEST_S, STOP, Block, Opened, RecordOrder, Refused, record
from app.controllers.preferences import Preferences
from app.widgets.mimic_panel import MimicPanel
from app.workers.child_task import ChildTask, Work

OPENING: Final = "Opening the microphone…"
TOO_SHORT: Final = "Nothing was recorded: let the microphone hear the sound before you stop."
BROKE_OFF: Final = "The microphone broke off, so nothing was recorded. Try again, or choose another in the settings."


class Recording(QObject):
    """Joins the button Record to the microphone in its child process."""

    opened = Signal()
    """The microphone is about to be opened."""
    recorded = Signal(object, int)
    """Sound, float32 (frames,), and its sample rate in hertz."""
    failed = Signal(str)
    """Nothing was recorded; a sentence, or "" when the player wants nothing."""

    def __init__(self, panel: MimicPanel, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel, self._preferences = panel, preferences
        self.work: Work = record
        self._task: ChildTask | None = None
        self._sample_rate_hz = 0
        self._blocks: list[NDArray[np.float32]] = []
        panel.record.clicked.connect(self._clicked)
        panel.hidden.connect(self._hidden)

    @property
    def is_open(self) -> bool:
        """True while the microphone is open, or about to be."""
        return self._task is not None

    def start(self) -> None:
        """Open the microphone."""
        self.end()
        self.opened.emit()
        self._blocks, self._sample_rate_hz = [], 0
        self._task = ChildTask(self.work, RecordOrder(self._preferences.settings.microphone), self)
        self._task.told.connect(self._told)
        self._task.ended.connect(self._ended)
        self._task.start()
        self._panel.show_recording(OPENING, 0.0)

    def stop(self) -> None:
        """Enough was heard."""
        if self._task is not None:
            self._task.tell(STOP)

    def end(self) -> None:
        """Close the microphone; what it heard is forgotten."""
        task, self._task = self._task, None
        self._blocks = []
        if task is not None:
            task.kill()

    def _clicked(self) -> None:
        if self.is_open:
            self.stop()
        else:
            self.start()

    def _hidden(self) -> None:
        """Nobody would see that the microphone is open."""
        if self.is_open:
            self.end()
            self.failed.emit("")

    def _told(self, task: ChildTask, word: object) -> None:
        if task is not self._task:
            return
        match word:
            case Opened(sample_rate_hz=rate):
                self._sample_rate_hz = rate
                self._show(0.0)
            case Block(sound=sound):
                self._blocks.append(sound)
                self._show(float(np.abs(sound).max(initial=0.0)))
            case Refused(problem=problem):
                self.end()
                self.failed.emit(problem)

    def _ended(self, task: ChildTask, finished: bool) -> None:
        if task is not self._task:
            return
        blocks = self._blocks
        self.end()
        if not finished:
            self.failed.emit(BROKE_OFF)
        elif not blocks:
            self.failed.emit(TOO_SHORT)
        else:
            self.recorded.emit(np.concatenate(blocks), self._sample_rate_hz)

    def _show(self, peak: float) -> None:
        seconds = sum(map(len, self._blocks)) / max(self._sample_rate_hz, 1)
        self._panel.show_recording(f"Recording {seconds:.1f} of {LONGEST_S:.0f} s", peak)
