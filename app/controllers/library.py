"""The player's presets on the disk: found, renamed, tagged and deleted, each with undo."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.file_change import FileHistory
from app.item_models.preset_list import Entry, Shelf
from app.preset_names import file_name_of, is_preset_name, is_there
from synth.errors import PresetError
from synth.presets import factory_presets, load_preset, save_preset

MOST_DELETED: Final = 50
"""Deleted files that are kept for undo and for regret, newest first."""

Stamp = tuple[int, ...]


class Library(QObject):
    """Keeps the list of presets and changes their files."""

    changed = Signal()
    moved = Signal(object, str, object)
    """A file has another name: old path, the preset's name now, new path."""
    deleted = Signal(object, object)
    """A file was taken away: path, and where it lies now."""
    restored = Signal(object, object)
    """A deleted file is back: where it lay, and path."""
    tagged = Signal(object, object)
    """A file has other tags: path, and the tags."""
    message = Signal(str)

    def __init__(self, folder: Path, unsaved: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._unsaved = unsaved
        self._deleted = folder / ".deleted"
        self._factory = tuple(Entry(preset) for preset in factory_presets())
        self._read: dict[Path, tuple[Stamp, Entry | None]] = {}
        self._said_bad = 0
        self._own: tuple[Entry, ...] = ()
        self._left: tuple[Entry, ...] = ()
        self.undo_stack = QUndoStack(self)
        self._history = FileHistory(self.undo_stack, say=self.message.emit, look_again=self.look_again)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The player's presets, those that came with the program, and unsaved work that was replaced."""
        return self._own + self._factory + self._left

    def look_again(self) -> None:
        """Read what is new in the player's folders; files that cannot be read are left out, and counted once."""
        before, self._read = self._read, {}
        self._own, bad = self._entries(self.folder, Shelf.OWN, before)
        self._left, _ = self._entries(self._unsaved, Shelf.UNSAVED, before)
        if bad and bad != self._said_bad:
            files = "1 file" if bad == 1 else f"{bad} files"
            self.message.emit(f"{files} in {self.folder.name} could not be read as presets and were left out.")
        self._said_bad = bad
        self.changed.emit()

    def rename(self, entry: Entry, name: str) -> None:
        """Give a preset and its file another name."""
        name = " ".join(name.split())
        path = entry.path
        if path is None or not name or name == entry.preset.name:
            return
        target = path.with_name(file_name_of(name))
        if _is_taken(target, path):
            self.message.emit(f"There is a preset named {name} already: choose another name.")
            return

        def do(old: Path, new: Path, words: str) -> None:
            if _is_taken(new, old):
                raise PresetError(f"{new.name} was saved meanwhile, so both stay as they are.")
            save_preset(new, replace(load_preset(old), name=words))
            if not _same_file(old, new) and new != old:
                old.unlink()
            self.moved.emit(old, words, new)

        self._history.push(
            f"rename {entry.preset.name}", f"Renamed {entry.preset.name} to {name}.",
            lambda: do(path, target, name), lambda: do(target, path, entry.preset.name),
        )  # fmt: skip

    def set_tags(self, entry: Entry, tags: tuple[str, ...]) -> None:
        """Give a preset other tags."""
        path = entry.path
        if path is None or tags == entry.preset.tags:
            return

        def do(words: tuple[str, ...]) -> None:
            save_preset(path, replace(load_preset(path), tags=words))
            self.tagged.emit(path, words)

        self._history.push(
            f"tag {entry.preset.name}", f"{entry.preset.name}: {' · '.join(tags) or 'no tags'}.",
            lambda: do(tags), lambda: do(entry.preset.tags),
        )  # fmt: skip

    def delete(self, entry: Entry) -> None:
        """Take a preset out of the library; its file is kept for undo."""
        path = entry.path
        if path is None:
            return
        number = 1 + max((_number(kept) for kept in self._deleted.glob("*")), default=0)
        kept = self._deleted / f"{number:06d} {path.name}"

        def do() -> None:
            self._deleted.mkdir(parents=True, exist_ok=True)
            path.replace(kept)
            self._forget_oldest()
            self.deleted.emit(path, kept)

        def undo() -> None:
            if is_there(path):
                raise PresetError(f"{path.name} was saved again meanwhile, so the deleted one stays away.")
            kept.replace(path)
            self.restored.emit(kept, path)

        name = entry.preset.name
        self._history.push(f"delete {name}", f"Deleted {name}. Undo brings it back.", do, undo)

    def _entries(
        self, folder: Path, shelf: Shelf, before: Mapping[Path, tuple[Stamp, Entry | None]]
    ) -> tuple[tuple[Entry, ...], int]:
        """The presets of a folder by name, and how many files are none. A file as it was is not read again."""
        entries, bad = [], 0
        for path, stamp in _preset_files(folder):
            known = before.get(path)
            entry = known[1] if known is not None and known[0] == stamp else _entry(path, shelf)
            self._read[path] = stamp, entry
            if entry is None:
                bad += 1
            else:
                entries.append(entry)
        return tuple(sorted(entries, key=lambda entry: (entry.preset.name.casefold(), str(entry.path)))), bad

    def _forget_oldest(self) -> None:
        for old in sorted(self._deleted.glob("*"), key=_number, reverse=True)[MOST_DELETED:]:
            with contextlib.suppress(OSError):
                old.unlink()


def _preset_files(folder: Path) -> list[tuple[Path, Stamp]]:
    files = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if is_preset_name(path) and not path.name.startswith("."):
                files.append((path, _stamp(path)))
    return files


def _stamp(path: Path) -> Stamp:
    """What changes with every save: each writes a new file."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _entry(path: Path, shelf: Shelf) -> Entry | None:
    try:
        return Entry(load_preset(path), path, shelf)
    except PresetError:
        return None


def _is_taken(new: Path, old: Path) -> bool:
    """True when a file cannot take another name, because a third one has it."""
    return new != old and is_there(new) and not _same_file(new, old)


def _same_file(one: Path, other: Path) -> bool:
    """True for names that differ in capitals only, where the system sees no difference."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _number(path: Path) -> int:
    head = path.name.split(" ", 1)[0]
    return int(head) if head.isdecimal() else 0
