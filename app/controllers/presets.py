"""Presets in and out of the document: new, open, save, neighbours, nearest."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.controllers.library import Library
from app.document import Document
from app.item_models.preset_list import Entry, Shelf
from app.maps import map_title
from app.preset_names import is_text, is_there, shown_name, with_suffix
from app.session import work_of
from app.session_text import preset_of
from app.unsaved_work import UnsavedWork
from app.work import Work
from models.sketch_to_patch.predictor import nearest
from synth.errors import PresetError
from synth.patch import Patch
from synth.presets import load_preset, save_preset


class Presets(QObject):
    """Moves works between files and the document."""

    file_used = Signal(str)
    """A preset file was opened or saved: for the list of recent files."""
    file_missing = Signal(str)
    """A file that was asked for is not there any more."""
    saved = Signal(object)
    """The work was saved by the player: its path."""
    message = Signal(str)

    def __init__(
        self, document: Document, library: Library, unsaved: UnsavedWork, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._library, self._unsaved = document, library, unsaved
        library.moved.connect(document.moved)
        library.tagged.connect(document.tagged)
        library.deleted.connect(document.deleted)
        library.restored.connect(document.restored)

    @property
    def named(self) -> list[Entry]:
        """The library's presets, without work that was never saved."""
        return [entry for entry in self._library.entries if entry.shelf is not Shelf.UNSAVED]

    def new(self) -> None:
        """An empty canvas and the default sound."""
        self._replace(Work(slot=self._document.work.slot), "new", "")

    def load(self, entry: Entry) -> None:
        """Make a library preset, as its file is now, the present work: one undo step."""
        try:
            preset = entry.preset if entry.path is None else load_preset(entry.path)
        except PresetError as error:
            self._library.look_again()
            self.message.emit(str(error))
            return
        if preset != entry.preset:  # another window, or another program, has saved it
            self._library.look_again()
        self._show(replace(entry, preset=preset))

    def open(self, path: Path) -> None:
        """Open a preset file; what cannot be read leaves everything as it is."""
        try:
            preset = load_preset(path)
        except PresetError as error:
            self.message.emit(str(error))
            if not is_there(path):
                self.file_missing.emit(str(path))
            return
        self._show(Entry(preset, path, Shelf.OWN))
        self._used(path)

    def save(self, path: Path) -> bool:
        """Save the work to a file; True when it is there, else the work stays as it is, marked as edited."""
        path = with_suffix(path)
        work = self._with_map(self._document.work)
        name = work.name if work.path == path else shown_name(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_preset(path, preset_of(work, name))
        except (PresetError, OSError) as error:
            self.message.emit(str(error))
            return False
        self._document.saved_as(name, path, map_name=work.about.map_name)
        self.message.emit(f"Saved {name}.")
        self._used(path)
        self._library.look_again()
        self.saved.emit(path)
        return True

    def step(self, by: int) -> None:
        """Load the next or previous preset of the library."""
        entries = self.named
        work = self._document.work
        here = [i for i, entry in enumerate(entries) if (entry.preset.name, entry.path) == (work.name, work.path)]
        at = here[0] + by if here else (0 if by > 0 else -1)
        self.load(entries[at % len(entries)])

    def nearest(self, patch: Patch, count: int = 4) -> list[tuple[Entry, float]]:
        """The library's presets nearest to a sound."""
        entries = self.named
        numbered = [(str(index), entry.preset.patch) for index, entry in enumerate(entries)]
        return [(entries[int(index)], distance) for index, distance in nearest(patch, numbered, count)]

    def _show(self, entry: Entry) -> None:
        path = None if entry.shelf is Shelf.UNSAVED else entry.path
        work, problem = work_of(entry.preset, path, slot=self._document.work.slot)
        if entry.shelf is Shelf.UNSAVED:
            work = replace(work, about=replace(work.about, saved=None))
        said = problem or " ".join((f"Loaded {work.name}.", *self._drawn_with_another(work), *entry.preset.notes))
        self._replace(work, f"load {work.name}", said)

    def _with_map(self, work: Work) -> Work:
        """The work with the map that its drawing was made with: the present one, unless it came with the drawing."""
        saved, now = work.about.saved, self._document.maps.sketch_map.name
        if work.sketch.is_empty or (saved is not None and saved[0] == work.sketch):
            return work
        drawn = work.about.map_name if saved is None and work.about.map_name else now
        return replace(work, about=replace(work.about, map_name=drawn))

    def _drawn_with_another(self, work: Work) -> tuple[str, ...]:
        """A sentence when a drawing took its sound from another map than the present one."""
        drawn, now = work.about.map_name, self._document.maps.sketch_map.name
        if not drawn or work.sketch.is_empty or drawn.casefold() == now.casefold():
            return ()
        return (f"It was drawn with the map {map_title(drawn)}; {now} predicts now.",)

    def _used(self, path: Path) -> None:
        if is_text(path):  # Qt would pass on another name
            self.file_used.emit(str(path))

    def _replace(self, work: Work, words: str, said: str) -> None:
        before = self._document.work
        problem = ""
        if before.is_edited:
            problem = self._unsaved.keep(before)
            self._library.look_again()
            said = f"{said} Undo brings back {before.name} with its changes.".strip()
        self._document.edit(work, words)
        if said or problem:
            self.message.emit(" ".join(filter(None, (said, problem))))
