"""The player's takes on the disk: kept, renamed, deleted with undo, saved elsewhere."""

import contextlib
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.file_change import FileChange
from app.imagined_pictures import SAVED_SIDE, write_sheet_png
from app.takes import Facts, Take, beside, takes_in, with_name, write_beside
from synth.errors import FileWriteError

MOST_DELETED: Final = 20
"""Deleted takes that are kept for undo and for regret, newest first."""
TILE: Final = 256
"""Pixels of one picture on a sheet."""
LARGEST_SHEET: Final = 4096
GROUND: Final = 24
"""The grey of a place without a picture."""


class TakeShelf(QObject):
    """Keeps the list of takes and changes their files."""

    changed = Signal()
    message = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._deleted = folder / ".deleted"
        self.takes: tuple[Take, ...] = ()
        self.undo_stack = QUndoStack(self)

    def look_again(self) -> None:
        """Read what is there."""
        self.takes = takes_in(self.folder)
        self.changed.emit()

    def keep(self, path: Path, facts: Facts, picture: NDArray[np.uint8] | None) -> None:
        """A take was recorded: put facts and picture beside it."""
        try:
            write_beside(path, facts, picture)
        except FileWriteError as error:
            self.message.emit(f"The take is kept, but not what was heard in it. {error}")
        else:
            self.message.emit(f"Kept {facts.name}, {round(facts.seconds)} s.")
        self.look_again()

    def rename(self, take: Take, name: str) -> None:
        """Give a take another name."""
        facts = with_name(take, name)
        if facts.name and facts.name != take.facts.name:
            self._push(
                f"rename {take.facts.name}",
                lambda: write_beside(take.path, facts, None),
                lambda: write_beside(take.path, take.facts, None),
            )

    def delete(self, take: Take) -> None:
        """Take a take away; its files are kept for undo."""
        pairs = [(path, self._deleted / path.name) for path in beside(take.path)]

        def do() -> None:
            self._deleted.mkdir(parents=True, exist_ok=True)
            _move(pairs)
            pairs[0][1].touch()
            self._forget_oldest()

        self._push(f"delete {take.facts.name}", do, lambda: _move([(kept, path) for path, kept in pairs]))

    def save_sound(self, take: Take, target: Path) -> None:
        """Copy the sound of a take."""
        try:
            shutil.copyfile(take.path, target)
        except OSError as error:
            self.message.emit(f"{target.name} could not be written: {error.strerror or error}.")
        else:
            self.message.emit(f"Saved {target.name}.")

    def save_picture(self, take: Take, target: Path) -> None:
        """Write the picture of a take, enlarged."""
        if take.picture is None:
            return
        facts = {"Software": "Bouba", "Engine": take.facts.engine, "Seed": str(take.facts.seed)}
        try:
            write_sheet_png(target, take.picture[None], SAVED_SIDE, facts)
        except FileWriteError as error:
            self.message.emit(str(error))
        else:
            self.message.emit(f"Saved {target.name}.")

    def save_sheet(self, target: Path) -> None:
        """Write the pictures of all takes as one picture, newest first."""
        pictures = [take.picture for take in self.takes if take.picture is not None]
        side = math.isqrt(max(len(pictures) - 1, 0)) + 1
        ground = np.full((64, 64, 3), GROUND, np.uint8)
        tiles = np.stack(pictures + [ground] * (side * side - len(pictures)))
        try:
            write_sheet_png(target, tiles, min(LARGEST_SHEET, TILE * side), {"Software": "Bouba"})
        except FileWriteError as error:
            self.message.emit(str(error))
        else:
            self.message.emit(f"Saved {target.name}.")

    def _push(self, words: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        """Do it, and make it a step to undo when that worked."""
        if self._tried(words, do, f"{words[0].upper()}{words[1:]}: done. Undo brings it back."):
            command = FileChange(
                words,
                lambda: self._tried(words, do, f"Done again: {words}."),
                lambda: self._tried(words, undo, f"Undone: {words}."),
            )
            self.undo_stack.push(command)

    def _tried(self, words: str, work: Callable[[], None], said: str) -> bool:
        try:
            work()
        except (FileWriteError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.message.emit(f"{words[0].upper()}{words[1:]}: not done. {reason.rstrip('.')}.")
            return False
        finally:
            self.look_again()
        self.message.emit(said)
        return True

    def _forget_oldest(self) -> None:
        sounds = sorted(self._deleted.glob("*.wav"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in sounds[MOST_DELETED:]:
            for path in beside(old):
                with contextlib.suppress(OSError):
                    path.unlink()


def _move(pairs: list[tuple[Path, Path]]) -> None:
    """The sound first: without it the others are nothing. Raises OSError."""
    sound, *rest = pairs
    if sound[1].exists():
        raise FileExistsError(17, f"{sound[1].name} is there already")
    sound[0].replace(sound[1])
    for before, after in rest:
        with contextlib.suppress(FileNotFoundError):
            before.replace(after)
