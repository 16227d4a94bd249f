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
from app.dialogs.choose_file import file_to_save
from app.takes import Take
from app.widgets.take_panel import TakePanel

KIND_OF: Final = {".wav": SOUND, ".png": PICTURE}


class ShowingTakes(QObject):
    """What a person asks of a take happens."""

    to_mimic = Signal(object)
    """A sound file whose knobs are to be found."""

    def __init__(
        self, panel: TakePanel, shelf: TakeShelf, scene: Scene, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel, self._shelf, self._scene, self._preferences = panel, shelf, scene, preferences
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
            case "delete":
                self._shelf.delete(take)
            case "mimic":
                self.to_mimic.emit(take.path)
            case "save_sound":
                self._save(take, ".wav", paths.music_folder(), self._shelf.save_sound)
            case "save_picture":
                self._save(take, ".png", paths.pictures_folder(), self._shelf.save_picture)

    def _save(self, take: Take, suffix: str, usual: Path, write: Callable[[Take, Path], None]) -> None:
        kind = KIND_OF[suffix]
        start = self._preferences.folder_of(kind, usual) / f"{take.facts.name.replace(':', '.')}{suffix}"
        kinds = f"{suffix[1:].upper()} (*{suffix})"
        target = file_to_save(self._panel, "Save take", start=start, kinds=kinds, suffixes=(suffix,))
        if target is not None:
            self._preferences.folder_used(kind, target.parent)
            write(take, target)
