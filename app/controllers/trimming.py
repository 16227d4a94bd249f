"""Trimming a take: asks what is to stay, plays it when one wants to hear it, and hands it to the shelf."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.audio.one_sound import NotPlayed, SoundOrder, play
from app.controllers.preferences import Preferences
from app.dialogs.trim_dialog import LONGEST_PLAYED_S, TrimDialog
from app.take_trim import TakeReadError, heard_of, outline
from app.takes import Take
from app.trim_span import Span
from app.widgets.trim_view import COLUMNS
from app.workers.child_task import ChildTask, Work


class Trimming(QObject):
    """One dialog at a time."""

    message = Signal(str)

    def __init__(
        self,
        over: QWidget,
        trim: Callable[[Take, Span], None],
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._over, self._trim, self._preferences = over, trim, preferences
        self.play_work: Work = play
        self._player: ChildTask | None = None
        self._dialog: TrimDialog | None = None

    def ask(self, take: Take) -> None:
        """Ask what of a take is to stay, and keep that."""
        dialog = self.dialog(take)
        if dialog is not None:
            if dialog.exec():
                self._trim(take, dialog.span)
            self._dialog = None
            dialog.deleteLater()

    def dialog(self, take: Take) -> TrimDialog | None:
        """The dialog over a take; None when that cannot be read, which is said."""
        try:
            seen = outline(take.path, COLUMNS)
        except TakeReadError as error:
            self.message.emit(str(error))
            return None
        dialog = TrimDialog(take.facts.name, seen, self._over)
        dialog.play_asked.connect(lambda span: self._play(take.path, span))
        dialog.stop_asked.connect(self.stop)
        self._dialog = dialog
        return dialog

    def stop(self) -> None:
        """Nothing is played any more."""
        player, self._player = self._player, None
        if player is not None:
            player.kill()

    def _play(self, path: Path, span: Span) -> None:
        self.stop()
        try:
            sound, rate_hz = heard_of(path, span, most_s=LONGEST_PLAYED_S)
        except TakeReadError as error:
            self._show_problem(str(error))
            return
        order = SoundOrder(sound, rate_hz, self._preferences.settings.device)
        self._player = ChildTask(self.play_work, order, self)
        self._player.told.connect(self._told)  # a lambda would run in the thread that tells
        self._player.start()

    def _told(self, task: ChildTask, word: object) -> None:
        if task is self._player and isinstance(word, NotPlayed):
            self._show_problem(word.problem)

    def _show_problem(self, problem: str) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(problem)
