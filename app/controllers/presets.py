"""Presets in and out of the document: open, save, neighbours, library, slots, nearest."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.document import Document, Work
from app.item_models.preset_list import Entry
from app.session import preset_of, work_of
from models.sketch_to_patch.predictor import nearest
from synth.errors import PresetError
from synth.patch import Patch
from synth.presets import factory_presets, load_preset, save_preset

SUFFIX = ".json"


class Presets(QObject):
    """Keeps the library and moves works between it and the document."""

    library_changed = Signal()
    file_used = Signal(str)
    """A preset file was opened or saved: for the list of recent files."""
    message = Signal(str)

    def __init__(self, document: Document, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.folder = folder
        self._factory = tuple(Entry(preset) for preset in factory_presets())
        self._own: tuple[Entry, ...] = ()
        self._slots: list[Work | None] = [None] * 4
        self._slot = 0
        self.look_again()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The player's presets, then those that came with the program."""
        return self._own + self._factory

    def look_again(self) -> None:
        """Read the player's folder anew; files that cannot be read are left out."""
        own, bad = [], 0
        for path in sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else ():
            try:
                own.append(Entry(load_preset(path), path))
            except PresetError:
                bad += 1
        self._own = tuple(own)
        if bad:
            self.message.emit(f"{bad} files in {self.folder.name} are no presets and were left out.")
        self.library_changed.emit()

    def load(self, entry: Entry) -> None:
        """Make a library preset the present work: one undo step."""
        work, problem = work_of(entry.preset, entry.path)
        self._document.edit(work, f"load {work.name}")
        self._document.undo_stack.setClean()
        self._document.title_changed.emit()
        self.message.emit(problem or " ".join((f"Loaded {work.name}.", *entry.preset.notes)))

    def open(self, path: Path) -> None:
        """Open a preset file; what cannot be read leaves everything as it is."""
        try:
            preset = load_preset(path)
        except PresetError as error:
            self.message.emit(str(error))
            return
        self.load(Entry(preset, path))
        self.file_used.emit(str(path))

    def save(self, path: Path) -> bool:
        """Save the work to a file; True when it is there."""
        path = path if path.suffix else path.with_suffix(SUFFIX)
        name = path.stem if self._document.work.path != path else self._document.work.name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_preset(path, preset_of(self._document.work, name))
        except (PresetError, OSError) as error:
            self.message.emit(str(error))
            return False
        self._document.saved_as(name, path)
        self.message.emit(f"Saved {name}.")
        self.file_used.emit(str(path))
        self.look_again()
        return True

    def step(self, by: int) -> None:
        """Load the next or previous preset of the library."""
        names = [entry.preset.name for entry in self.entries]
        name = self._document.work.name
        at = names.index(name) + by if name in names else (0 if by > 0 else -1)
        self.load(self.entries[at % len(names)])

    def nearest(self, patch: Patch, count: int = 4) -> list[tuple[Entry, float]]:
        """The library's presets nearest to a sound."""
        by_name = {entry.preset.name: entry for entry in self.entries}
        found = nearest(patch, [(name, entry.preset.patch) for name, entry in by_name.items()], count)
        return [(by_name[name], distance) for name, distance in found]

    def choose_slot(self, slot: int) -> None:
        """Keep the present work in its slot and go to another; an empty one begins as a copy."""
        if slot == self._slot:
            return
        self._slots[self._slot] = self._document.work
        self._slot = slot
        work = self._slots[slot] or replace(self._document.work)
        self._document.edit(work, f"go to sound {'ABCD'[slot]}")


def used_first(recent: Sequence[str], path: str, most: int = 10) -> tuple[str, ...]:
    """A list of recent files with one more at its head."""
    return (path, *(other for other in recent if other != path))[:most]
