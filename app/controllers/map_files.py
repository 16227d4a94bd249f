"""Map files in and out by dialogs and drops."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QMessageBox

from app import paths
from app.controllers.map_shelf import MapShelf
from app.controllers.preferences import Preferences
from app.dialogs.choose_file import file_to_open, file_to_save
from app.document import Document
from app.main_window import MAP, MainWindow
from app.preset_names import file_name_of
from models.errors import MapFileError
from models.sketch_map.map_file import SUFFIX, OpenedMap, load_map

KIND: Final = "map"
"""What the settings call these files."""
FILTER: Final = f"Maps (*{SUFFIX})"
MOST_SHOWN: Final = 8


class MapFiles:
    """Joins the file actions for maps to the shelf."""

    def __init__(self, window: MainWindow, document: Document, shelf: MapShelf, preferences: Preferences) -> None:
        self._window, self._document, self._shelf, self._preferences = window, document, shelf, preferences
        window.actions_by_name["open_map"].triggered.connect(self.open)
        window.actions_by_name["save_map"].triggered.connect(self.save_as)
        window.map.map.new.clicked.connect(window.actions_by_name["new_map"].trigger)
        window.map.map.open.clicked.connect(window.actions_by_name["open_map"].trigger)
        window.map.map.save_as.clicked.connect(window.actions_by_name["save_map"].trigger)

    def open(self) -> None:
        """Ask for a map and take it in."""
        start = self._preferences.folder_of(KIND, paths.documents_folder())
        path = file_to_open(self._window, "Open map", start=start, kinds=FILTER)
        if path is not None:
            self._preferences.folder_used(KIND, path.parent)
            self.take(path)

    def take(self, path: Path) -> None:
        """A map file that was chosen or dropped: it becomes one of the player's maps. Says first what it lost."""
        try:
            opened = load_map(path)
        except MapFileError as error:
            self._window.show_message(str(error))
            return
        if (opened.skipped or opened.notes) and not self._is_wanted(path, opened):
            self._window.show_message(f"{path.name} was not opened. The file is as it was.")
            return
        self._shelf.add(opened.sketch_map)
        self._window.show_page(MAP)

    def save_as(self) -> None:
        """Ask where and write a copy of the present map."""
        folder = self._preferences.folder_of(KIND, paths.documents_folder())
        start = folder / file_name_of(self._document.maps.sketch_map.name, SUFFIX)
        path = file_to_save(self._window, "Save map", start=start, kinds=FILTER, suffixes=(SUFFIX,))
        if path is not None and self._shelf.save_copy(path):
            self._preferences.folder_used(KIND, path.parent)

    def _is_wanted(self, path: Path, opened: OpenedMap) -> bool:
        lines = [*opened.skipped, *opened.notes]
        more = [f"And {len(lines) - MOST_SHOWN} more."] if len(lines) > MOST_SHOWN else []
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setWindowTitle("Open map")
        box.setText(f"{path.name} opens with changes. The file itself stays as it is.")
        box.setInformativeText("\n".join((*lines[:MOST_SHOWN], *more)))
        box.setStandardButtons(buttons.Open | buttons.Cancel)
        box.setDefaultButton(buttons.Open)
        return box.exec() == buttons.Open
