"""The settings while the program runs: kept, changed by the dialog, applied at once."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.audio.devices import Listing
from app.dialogs.settings_dialog import SettingsDialog
from app.item_models.preset_list import Entry
from app.settings import Settings, save_settings
from app.workers.device_search import DeviceSearch


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

    def change(self, **entries: Any) -> None:
        """Change some settings by name."""
        self._take(self.settings.model_copy(update=entries))

    def file_used(self, path: str) -> None:
        """A preset file was opened or saved."""
        self._take(self.settings.using(path))

    def file_missing(self, path: str) -> None:
        """A recent file is not there any more."""
        self.change(recent=tuple(other for other in self.settings.recent if other != path))

    def toggle_favourite(self, entry: Entry) -> None:
        """Mark a preset of the library, or take the mark away."""
        keys, key = self.settings.favourites, entry.key
        self.change(favourites=tuple(k for k in keys if k != key) if key in keys else (*keys, key))

    def file_moved(self, old: Path, _name: str, new: Path | None) -> None:
        """A preset of the library has another name: what knew the old one learns the new one."""

        def moved(paths: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(str(new) if path == str(old) else path for path in paths)

        if new is not None:
            self.change(recent=moved(self.settings.recent), favourites=moved(self.settings.favourites))

    def ask(self, window: QWidget) -> None:
        """Show the dialog and take what was chosen."""
        dialog = SettingsDialog(self.settings, window)
        search = DeviceSearch(dialog)

        def outputs(listing: Listing) -> None:
            dialog.set_outputs([str(entry["name"]) for entry in listing.entries], listing.problem)

        def inputs(listing: Listing) -> None:
            dialog.set_inputs([str(entry["name"]) for entry in listing.entries], listing.problem)

        search.outputs_found.connect(outputs)
        search.inputs_found.connect(inputs)
        search.start()
        if dialog.exec():
            self._take(dialog.settings())
        dialog.deleteLater()

    def _take(self, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        if settings == before:
            return
        problem = save_settings(self._file, settings)
        if problem and problem != self._said:
            self.message.emit(f"The settings could not be kept. {problem}")
        self._said = problem
        self.changed.emit(before, settings)
