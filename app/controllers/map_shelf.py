"""The player's maps: found, chosen, made, renamed, copied and deleted, each one undo step, saved by themselves."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.map_folder import free_file, read_maps
from app.maps import LONGEST_NAME, Maps, one_line
from app.workers.map_writer import MapWriter
from models.errors import MapFileError
from models.sketch_map.factory_maps import read_factory_maps
from models.sketch_map.map_file import save_map
from models.sketch_map.map_networks import missing_base
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.predictor import DEFAULT_MAP, available_maps

NEW: Final = "New map"
LONGEST_COMMENT: Final = 10_000
IN_WINDOW: Final = "It is kept in this window: save it elsewhere with Save as."


class MapShelf(QObject):
    """Changes the document's maps as wholes, and has their files follow."""

    message = Signal(str)
    """How something went that was done just now."""
    notice = Signal(str)
    """What came by itself and may warn of a loss."""
    chosen = Signal(str)
    """Another map predicts: its key, for the settings."""

    def __init__(self, document: Document, drawing: SketchToSound, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._drawing = document, drawing
        self.folder = folder
        self._taught, self._problems = read_factory_maps()
        self.factory = (*(available_maps() or (DEFAULT_MAP,)), *(it.key for it in self._taught))
        self._said = ""
        self._kept: dict[str, SketchMap] = {}
        """What each file has, or will have as soon as it is written."""
        self._writer = MapWriter(folder, self)
        self._writer.written.connect(self._written)
        document.maps_changed.connect(self._changed)

    def look(self, current: str) -> None:
        """Find the maps on the disk, and go to the one with this key if it is there."""
        own, problems = read_maps(self.folder)
        problems = (*problems, *self._problems)
        for it in own:
            self._writer.know(it.file)
            self._kept[it.file] = it.sketch_map
        known = (*self.factory, *(it.file for it in own))
        self._document.show_maps(Maps(own, current if current in known else DEFAULT_MAP, self._taught))
        if current and current not in known:
            problems = (*problems, f"The map {Path(current).stem} is not there any more: {self._name} predicts.")
        if problems:
            more = f" {len(problems) - 1} more maps had problems." if len(problems) > 1 else ""
            self.notice.emit(f"{problems[0]}{more}")

    def choose(self, key: str) -> None:
        """Another map predicts; the drawing that is there takes its sound from it."""
        maps = self._document.maps.choosing(key)
        if maps != self._document.maps:
            self._go_to(maps, f"go to map {maps.sketch_map.name}")
            self.message.emit(missing_base(maps.sketch_map) or f"The map {maps.sketch_map.name} predicts.")

    def new(self) -> None:
        """An empty map on the base of the present one."""
        self._add(SketchMap(name=NEW, base=self._document.maps.sketch_map.base), "new map", "{} is empty: teach it.")

    def duplicate(self) -> None:
        """A copy of the present map, which is the present one then."""
        name = f"{self._name[: LONGEST_NAME - 5]} copy"
        self._add(replace(self._document.maps.sketch_map, name=name), f"duplicate {self._name}", "{} is there.")

    def delete(self) -> None:
        """Take the present map away; undo brings it back, and its file is kept."""
        maps, name = self._document.maps, self._name
        if maps.is_own:
            after = maps.without_current()
            if after.current not in self.factory:
                after = after.choosing(DEFAULT_MAP)
            self._go_to(after, f"delete {name}")
            self.message.emit(f"Deleted {name}. Undo brings it back.")

    def rename(self, name: str) -> None:
        """Give the present map, and its file, another name."""
        maps = self._document.maps
        name = one_line(name)
        if not maps.is_own or not name or name == self._name:
            return
        others = {own.sketch_map.name.casefold() for own in maps.own if own.file != maps.current}
        if name.casefold() in others | set(self.factory):
            self.message.emit(f"There is a map {name} already: choose another name.")
            return
        file = free_file(name, (own.file for own in maps.own if own.file != maps.current), self.folder)
        renamed = replace(maps.sketch_map, name=name)
        self._document.edit_maps(maps.changing(renamed, file=file), f"rename {self._name}")

    def comment(self, text: str, gesture: int) -> None:
        """Give the present map another comment; calls of one gesture share their step."""
        maps = self._document.maps
        if maps.is_own and text != maps.sketch_map.comment:
            changed = replace(maps.sketch_map, comment=text[:LONGEST_COMMENT])
            key = f"comment {maps.current} {gesture}"
            self._document.edit_maps(maps.changing(changed), f"comment on {self._name}", key=key)

    def add(self, sketch_map: SketchMap) -> None:
        """A map that was opened becomes one of the player's; one that is there already is gone to."""
        maps = self._document.maps
        same = next((own.file for own in maps.own if own.sketch_map == sketch_map), None)
        if same is not None:
            self.choose(same)
        else:
            self._add(sketch_map, f"open map {sketch_map.name}", "Opened {}.")

    def save_copy(self, path: Path) -> bool:
        """Write the present map to a file of its own; True when it is there."""
        try:
            save_map(path, self._document.maps.sketch_map)
        except MapFileError as error:
            self.message.emit(str(error))
            return False
        self.message.emit(f"Saved {path.name}.")
        return True

    def end(self) -> None:
        """Wait until every map is on the disk."""
        self._writer.stop()

    def new_own(self, sketch_map: SketchMap) -> Maps:
        """The maps with one more of the player's, under a name and in a file that are free."""
        maps = self._document.maps
        named = replace(sketch_map, name=maps.free_name(sketch_map.name))
        if named.name.casefold() in self.factory:
            named = replace(sketch_map, name=maps.free_name(f"{sketch_map.name} of mine"))
        return maps.adding(free_file(named.name, (own.file for own in maps.own), self.folder), named)

    @property
    def _name(self) -> str:
        return self._document.maps.sketch_map.name

    def _add(self, sketch_map: SketchMap, words: str, said: str) -> None:
        after = self.new_own(sketch_map)
        self._go_to(after, words)
        self.message.emit(missing_base(after.sketch_map) or said.format(after.sketch_map.name))

    def _go_to(self, maps: Maps, words: str) -> None:
        key = self._drawing.new_key()
        self._document.edit_maps(maps, words, key=key)
        self._drawing.map_changed(words, key, follows=True)

    def _changed(self, before: Maps, now: Maps) -> None:
        """Files follow what is there now: written before others are taken away."""
        new = {own.file: own.sketch_map for own in now.own}
        for file, sketch_map in new.items():
            if self._kept.get(file) is not sketch_map:
                self._writer.save(file, sketch_map)
        for file in self._kept.keys() - new.keys():
            self._writer.remove(file)
        self._kept = new
        if now.current != before.current:
            self.chosen.emit(now.current)

    def _written(self, _file: str, problem: str) -> None:
        if problem and problem != self._said:
            self.notice.emit(f"{problem} {IN_WINDOW}")
        self._said = problem
