"""The settings while the program runs: kept, changed by the dialog, applied at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.audio.devices import Listing
from app.dialogs.settings_dialog import SettingsDialog
from app.item_models.preset_list import Entry
from app.preset_names import is_there
from app.settings import Settings, save_settings, settings_there
from app.workers.device_search import DeviceSearch

Edit = Callable[[Settings], Settings]


class Preferences(QObject):
    """Holds the `Settings`; every change is on the disk at once."""

    changed = Signal(object, object)
    """The settings before, and now."""
    message = Signal(str)

    def __init__(self, settings: Settings, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._file = file
        self._said = ""
        self._unwritten: list[Edit] = []

    def change(self, **entries: Any) -> None:
        """Change some settings by name."""
        self._edit(lambda settings: settings.model_copy(update=entries))

    def file_used(self, path: str) -> None:
        """A preset file was opened or saved."""
        self._edit(lambda settings: settings.using(path))

    def file_missing(self, path: str) -> None:
        """A recent file is not there any more."""
        self._edit(lambda settings: settings.model_copy(update={"recent": _without(settings.recent, path)}))

    def folder_used(self, kind: str, folder: Path) -> None:
        """A file of a kind was opened or saved in a folder."""
        self._edit(lambda settings: settings.model_copy(update={"folders": {**settings.folders, kind: str(folder)}}))

    def folder_of(self, kind: str, first: Path) -> Path:
        """Where files of a kind are looked for: where the last one was, at `first` before there was one."""
        last = self.settings.folders.get(kind)
        return next((folder for folder in (last and Path(last), first) if folder and is_there(folder)), Path.home())

    def toggle_favourite(self, entry: Entry) -> None:
        """Mark a preset of the library, or take the mark away."""
        key = entry.key
        mark = () if key in self.settings.favourites else (key,)
        self._edit(
            lambda settings: settings.model_copy(update={"favourites": (*_without(settings.favourites, key), *mark)})
        )

    def file_moved(self, old: Path, _name: str, new: Path) -> None:
        """A preset of the library has another name: what knew the old one learns the new one."""

        def moved(paths: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(str(new) if path == str(old) else path for path in paths)

        self._edit(
            lambda settings: settings.model_copy(
                update={"recent": moved(settings.recent), "favourites": moved(settings.favourites)}
            )
        )

    def ask(self, window: QWidget) -> None:
        """Show the dialog and take what was chosen."""
        dialog = SettingsDialog(self.settings, window)
        search = DeviceSearch(dialog)

        def outputs(listing: Listing) -> None:
            dialog.set_outputs([str(entry["name"]) for entry in listing.entries], listing.problem)

        def microphones(listing: Listing) -> None:
            dialog.set_microphones([str(entry["name"]) for entry in listing.entries])

        def inputs(listing: Listing) -> None:
            dialog.set_inputs([str(entry["name"]) for entry in listing.entries], listing.problem)

        search.outputs_found.connect(outputs)
        search.microphones_found.connect(microphones)
        search.inputs_found.connect(inputs)
        search.start()
        if dialog.exec():
            chosen = dialog.settings()
            self.change(**{name: getattr(chosen, name) for name in dialog.edited})
        dialog.deleteLater()

    def _edit(self, edit: Edit) -> None:
        """Make an edit here, and in the file, where another window may have changed something else."""
        before, self.settings = self.settings, edit(self.settings)
        if self.settings == before:
            return
        self._unwritten.append(edit)
        there = settings_there(self._file)
        problem = save_settings(self._file, self.settings if there is None else self._edited(there))
        if not problem:
            self._unwritten.clear()
        elif problem != self._said:
            self.message.emit(f"The settings could not be kept. {problem}")
        self._said = problem
        self.changed.emit(before, self.settings)

    def _edited(self, settings: Settings) -> Settings:
        for edit in self._unwritten:
            settings = edit(settings)
        return settings


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)
