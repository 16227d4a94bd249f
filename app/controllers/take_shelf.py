"""The player's takes on the disk: kept, renamed, trimmed and deleted with undo, saved elsewhere."""

import contextlib
import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.file_change import FileHistory
from app.imagined_pictures import SAVED_SIDE, write_sheet_png
from app.take_trim import Part
from app.takes import Facts, Take, beside, takes_in, with_name, write_beside
from app.trim_span import Span, moment
from app.workers.take_trimmer import TakeTrimmer
from synth.errors import FileWriteError

MOST_DELETED: Final = 20
"""Deleted and untrimmed takes that are kept for undo and for regret, newest first."""
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
        self._history = FileHistory(self.undo_stack, say=self.message.emit, look_again=self.look_again)
        self._trimmer = TakeTrimmer(self)
        self._trimmer.succeeded.connect(self._trimmed)
        self._trimmer.failed.connect(self._not_trimmed)
        self._is_trimming = False

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
            self._history.push(
                f"rename {take.facts.name}",
                f"Renamed {take.facts.name} to {facts.name}.",
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

        name = take.facts.name
        self._history.push(
            f"delete {name}",
            f"Deleted {name}. Undo brings it back.",
            do,
            lambda: _move([(kept, path) for path, kept in pairs]),
        )

    def trim(self, take: Take, span: Span) -> None:
        """Keep a part of a take; the whole is kept for undo. It is cut beside the window."""
        if self._is_trimming:
            self.message.emit("Another take is being trimmed. Trim this one when that is done.")
            return
        self._is_trimming = True
        self.message.emit(f"Trimming {take.facts.name}…")
        self._trimmer.ask(take, self._aside(take, "trimmed"), span)

    def save_sound(self, take: Take, target: Path) -> None:
        """Copy the sound of a take."""
        self._saved(target, lambda: shutil.copyfile(take.path, target))

    def save_picture(self, take: Take, target: Path) -> None:
        """Write the picture of a take, enlarged."""
        picture = take.picture
        if picture is None:
            return
        facts = {"Software": "Bouba", "Engine": take.facts.engine, "Seed": str(take.facts.seed)}
        self._saved(target, lambda: write_sheet_png(target, picture[None], SAVED_SIDE, facts))

    def save_sheet(self, target: Path) -> None:
        """Write the pictures of all takes as one picture, newest first."""
        pictures = [take.picture for take in self.takes if take.picture is not None]
        side = math.isqrt(max(len(pictures) - 1, 0)) + 1
        ground = np.full((64, 64, 3), GROUND, np.uint8)
        tiles = np.stack(pictures + [ground] * (side * side - len(pictures)))
        pixels = min(LARGEST_SHEET, TILE * side)
        self._saved(target, lambda: write_sheet_png(target, tiles, pixels, {"Software": "Bouba"}))

    def _trimmed(self, asked: Take, part: Part) -> None:
        """The part lies in its file: it and the whole change places."""
        self._is_trimming = False
        take = next((it for it in self.takes if it.path == asked.path), None)  # it may have been renamed
        if take is None:
            part.path.unlink(missing_ok=True)
            self.message.emit(f"{asked.facts.name} was not trimmed: it was deleted meanwhile.")
            return
        whole = self._aside(take, "whole")
        facts = take.facts.model_copy(update={"seconds": part.seconds, "peaks": part.peaks})

        def do() -> None:
            _exchange(take.path, part.path, whole, facts)
            self._forget_oldest()

        name = take.facts.name
        self._history.push(
            f"trim {name}",
            f"Trimmed {name} to {moment(part.seconds)}. Undo brings all of it back.",
            do,
            lambda: _exchange(take.path, whole, part.path, take.facts),
        )

    def _not_trimmed(self, problem: str) -> None:
        self._is_trimming = False
        self.message.emit(problem)

    def _aside(self, take: Take, what: str) -> Path:
        """A file for another form of a take, which is not there yet."""
        number = 1
        while (path := self._deleted / f"{take.path.stem} {what} {number}{take.path.suffix}").exists():
            number += 1
        return path

    def _saved(self, target: Path, write: Callable[[], object]) -> None:
        """Write a file elsewhere, and say how it went."""
        try:
            write()
        except FileWriteError as error:
            self.message.emit(str(error))
        except OSError as error:
            self.message.emit(f"{target.name} could not be written: {error.strerror or error}.")
        else:
            self.message.emit(f"Saved {target.name}.")

    def _forget_oldest(self) -> None:
        with contextlib.suppress(OSError):
            sounds = sorted(self._deleted.glob("*.wav"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in (path for old in sounds[MOST_DELETED:] for path in beside(old)):
                path.unlink(missing_ok=True)


def _move(pairs: list[tuple[Path, Path]]) -> None:
    """The sound first: without it the others are nothing. Raises OSError."""
    sound, *rest = pairs
    if sound[1].exists():
        raise FileExistsError(17, f"{sound[1].name} is there already")
    sound[0].replace(sound[1])
    for before, after in rest:
        with contextlib.suppress(FileNotFoundError):
            before.replace(after)


def _exchange(sound: Path, coming: Path, going: Path, facts: Facts) -> None:
    """Another sound in place of a take's, which stays as `going`, with other facts beside it.

    All or nothing, and at no moment is there no sound. Raises OSError and FileWriteError.
    """
    _replace_keeping(sound, coming, going)
    try:
        write_beside(sound, facts, None)
    except FileWriteError:
        _replace_keeping(sound, going, coming)
        raise


def _replace_keeping(sound: Path, coming: Path, going: Path) -> None:
    try:
        try:
            os.link(sound, going)
        except OSError:  # not every disk can; one that has no room says so
            shutil.copyfile(sound, going)
        coming.replace(sound)
    except OSError:
        going.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):
        going.touch()  # among those that are kept the newest
