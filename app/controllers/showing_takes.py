"""Joins the gallery of takes to their files, to the player that paints them, and to Mimic."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog

from app import paths
from app.controllers.preferences import Preferences
from app.controllers.scene import SOUND, Scene
from app.controllers.scene_picture import PICTURE
from app.controllers.take_shelf import TakeShelf
from app.controllers.trimming import Trimming
from app.dialogs.choose_file import file_to_save
from app.imagined_pictures import enlarged
from app.takes import Take
from app.widgets.take_panel import TakePanel
from app.workers.child_task import ChildTask, Work
from app.workers.film_process import FilmDone, FilmFailed, FilmNote, FilmOrder, film
from models.imagine.imaginer import ENGINES

KIND_OF: Final = {".wav": SOUND, ".png": PICTURE, ".mp4": "film"}
"""What the settings call the kinds of files whose folders they keep."""


class ShowingTakes(QObject):
    """What a person asks of a take happens."""

    to_mimic = Signal(object)
    """A sound file whose knobs are to be found."""
    message = Signal(str)

    def __init__(
        self, panel: TakePanel, shelf: TakeShelf, scene: Scene, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel, self._shelf, self._scene, self._preferences = panel, shelf, scene, preferences
        self.film_work: Work = film
        self._films: set[ChildTask] = set()
        self.trimming = Trimming(panel, shelf.trim, preferences, self)
        self.trimming.message.connect(self.message)
        panel.asked.connect(self._asked)
        shelf.changed.connect(lambda: panel.set_takes(shelf.takes))
        scene.taking.recorded.connect(shelf.keep)
        scene.taking.broke_off.connect(shelf.look_again)

    def _asked(self, action: str, take: Take) -> None:
        match action:
            case "play":
                self._scene.play(take.path, take.facts.name)
            case "rename":
                name, agreed = QInputDialog.getText(self._panel, "Rename take", "Name", text=take.facts.name)
                if agreed:
                    self._shelf.rename(take, name)
            case "trim":
                self.trimming.ask(take)
            case "delete":
                self._shelf.delete(take)
            case "to_canvas" if take.picture is not None:
                self._scene.picture.to_canvas.emit(enlarged(take.picture))
            case "mimic":
                self.to_mimic.emit(take.path)
            case "save_sound":
                self._save(take, (".wav",), paths.music_folder(), self._shelf.save_sound)
            case "save_picture":
                self._save(take, (".png",), paths.pictures_folder(), self._shelf.save_picture)
            case "save_sheet":
                self._save(take, (".png",), paths.pictures_folder(), lambda _take, to: self._shelf.save_sheet(to))
            case "save_film":
                self._save(take, (".mp4", ".gif"), paths.videos_folder(), self._film)

    def end(self) -> None:
        """Films that are not done are not made, and nothing is played any more."""
        self.trimming.stop()
        for task in self._films:
            task.kill()
        self._films.clear()

    def _save(self, take: Take, suffixes: tuple[str, ...], usual: Path, write: Callable[[Take, Path], None]) -> None:
        kind = KIND_OF[suffixes[0]]
        start = self._preferences.folder_of(kind, usual) / f"{take.facts.name.replace(':', '.')}{suffixes[0]}"
        kinds = ";;".join(f"{suffix[1:].upper()} (*{suffix})" for suffix in suffixes)
        target = file_to_save(self._panel, "Save take", start=start, kinds=kinds, suffixes=suffixes)
        if target is not None:
            self._preferences.folder_used(kind, target.parent)
            write(take, target)

    def _film(self, take: Take, target: Path) -> None:
        order = FilmOrder(take.path, target, take.facts.engine or ENGINES[0], take.facts.seed)
        task = ChildTask(self.film_work, order, self)
        task.told.connect(self._film_told)
        task.ended.connect(self._film_ended)
        self._films.add(task)
        task.start()
        self.message.emit(f"Making {target.name}…")

    def _film_told(self, _task: ChildTask, word: object) -> None:
        match word:
            case FilmNote(words=words) | FilmFailed(problem=words):
                self.message.emit(words)
            case FilmDone(target=target):
                self.message.emit(f"Saved {target.name}.")

    def _film_ended(self, task: ChildTask, finished: bool) -> None:
        self._films.discard(task)
        if not finished:
            self.message.emit("The film was not made: its process ended. Nothing was written.")
