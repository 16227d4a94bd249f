"""A take on its way: asked for, recorded by the child that hears, kept with the clearest moment of what was heard."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.audio.recorder import PRE_ROLL_S
from app.audio.scene_words import KEEP, Kept, RecordTake, Seen, Shape, TakeFailed
from app.scene_speech import FAINT, named
from app.takes import Facts, coarse, new_path
from app.widgets.shape_panel import ShapePanel


@dataclass
class _Recording:
    path: Path
    shape: Shape
    since: float
    clearest: Seen | None = None


class Taking(QObject):
    """The button Record take, and what comes of it."""

    recorded = Signal(object, object, object)
    """A take lies in a file: its path, its facts, and the picture of it, (64, 64, 3) or None."""
    broke_off = Signal()
    """A take was on its way when its child died; what was written of it lies in the folder."""
    message = Signal(str)

    def __init__(self, panel: ShapePanel, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel, self._folder = panel, folder
        self._recording: _Recording | None = None
        self._newest: Seen | None = None
        panel.record.setEnabled(False)

    @property
    def is_on(self) -> bool:
        """Whether a take is recorded now."""
        return self._recording is not None

    def allow(self, *, allowed: bool) -> None:
        """Whether there is something to record."""
        self._panel.record.setEnabled(allowed)
        if not allowed:
            self._newest = None

    def toggle(self, tell: Callable[[object], None], shape: Shape) -> None:
        """Begin, or enough; `tell` reaches the child that hears."""
        if self._recording is not None:
            tell(KEEP)
            return
        path = new_path(self._folder, datetime.now())
        self._recording = _Recording(path, shape, time.monotonic() - PRE_ROLL_S, self._newest)
        tell(RecordTake(path))
        self._panel.show_recording(seconds=PRE_ROLL_S)

    def hear(self, seen: Seen) -> None:
        """What is surest stands for the whole take."""
        self._newest = seen if seen.present > FAINT else None
        if self._recording is None:
            return
        clearest = self._recording.clearest
        if self._newest and (clearest is None or seen.guess.confidence > clearest.guess.confidence):
            self._recording.clearest = seen
        self._panel.show_recording(seconds=time.monotonic() - self._recording.since)

    def told(self, word: Kept | TakeFailed) -> None:
        """What the child said of the take."""
        if isinstance(word, TakeFailed):
            self.message.emit(word.problem)
            if self._recording is not None and not self._recording.path.exists():
                self._end()
            return
        recording = self._end()
        if recording is None:
            return
        clearest = recording.clearest
        kind = named(clearest.guess.classes[0][0]) if clearest is not None and clearest.guess.sure else "take"
        facts = Facts(
            name=f"{kind} {recording.path.stem[11:16].replace('-', ':')}",
            seconds=word.seconds,
            peaks=coarse(word.peaks),
            engine=recording.shape.engine,
            seed=recording.shape.seed,
            classes=clearest.guess.classes[:5] if clearest is not None else (),
        )
        self.recorded.emit(recording.path, facts, clearest.picture if clearest is not None else None)

    def lost(self) -> None:
        """The child died."""
        if self._end() is not None:
            self.broke_off.emit()

    def _end(self) -> _Recording | None:
        recording, self._recording = self._recording, None
        self._panel.show_recording(seconds=None)
        return recording
