"""The one mutable truth of the program: drawing, sound, locks, preset, maps, morph pad, and what can be undone.

It says what changed and asks nobody. Every edit goes through `edit`, which makes one undo step;
edits with the same key (one drag of a knob, a stroke and the sound predicted from it) share one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.commands import EditWork
from app.maps import Maps
from app.morph_pad import Pad
from app.work import About, Work
from synth.patch import Patch

UNDO_STEPS: Final = 500
SLOTS: Final = 4
FULL: Final = "The canvas is full: this was not added, the drawing is as it was. Save it and begin a new one."


@dataclass(frozen=True, slots=True)
class Session:
    """All works of a moment: the present one, what lies in the other slots, and the morph pad."""

    work: Work = field(default_factory=Work)
    slots: tuple[Work | None, ...] = (None,) * SLOTS
    pad: Pad = field(default_factory=Pad)


class Document(QObject):
    """Holds the `Work` and its history."""

    sketch_changed = Signal(object)
    patch_changed = Signal(object, bool)
    """The patch, and whether it came from a prediction (knobs then glide)."""
    sample_changed = Signal(object)
    """The voice, or None."""
    predicted_changed = Signal(object)
    locks_changed = Signal(object)
    slot_changed = Signal(int)
    title_changed = Signal()
    """Name, file, drawing or the mark of an edited work."""
    work_changed = Signal()
    """Anything that a session keeps."""
    maps_changed = Signal(object, object)
    """The maps before, and now."""
    pad_changed = Signal(object)
    refused = Signal(str)
    """An edit that was not made, in a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self._work = Work()
        self._maps = Maps()
        self._pad = Pad()
        self._slots: list[Work | None] = [None] * SLOTS
        self._shown_patch = self._work.patch

    @property
    def work(self) -> Work:
        """What is made so far, without a preview."""
        return self._work

    @property
    def maps(self) -> Maps:
        """The player's maps, and which one predicts."""
        return self._maps

    @property
    def pad(self) -> Pad:
        """The morph pad."""
        return self._pad

    @property
    def session(self) -> Session:
        """The work with all slots and the morph pad: what is kept between two starts."""
        return Session(self._work, tuple(self._slots), self._pad)

    @property
    def patch(self) -> Patch:
        """The sound that is heard, a preview included."""
        return self._shown_patch

    @property
    def is_edited(self) -> bool:
        """True when something differs from the saved preset."""
        return self._work.is_edited

    def edit(
        self,
        after: Work,
        words: str,
        *,
        maps: Maps | None = None,
        pad: Pad | None = None,
        key: str = "",
        predicted: bool = False,
        begins_slot: bool = False,
    ) -> None:
        """Make an edit; it joins the last step when that has the same key (not empty). `maps` and `pad` stay
        without any.

        A drawing that no file could hold is refused, and what was there stays.
        """
        if after.sketch is not self._work.sketch and after.sketch.is_too_large:
            self.end_preview()
            self.refused.emit(FULL)
        elif after != self._work or (maps or self._maps, pad or self._pad) != (self._maps, self._pad):
            step = EditWork(
                self.show, self._work, after, words,
                maps=(self._maps, maps or self._maps), pads=(self._pad, pad or self._pad),
                key=key, predicted=predicted, begins_slot=begins_slot,
            )  # fmt: skip
            self.undo_stack.push(step)
        else:
            self.show(after)

    def edit_maps(self, maps: Maps, words: str, *, key: str = "") -> None:
        """Make an edit of the maps alone."""
        self.edit(self._work, words, maps=maps, key=key)

    def edit_pad(self, pad: Pad, words: str, *, key: str = "") -> None:
        """Make an edit of the morph pad alone."""
        self.edit(self._work, words, pad=pad, key=key)

    def choose_slot(self, slot: int) -> None:
        """Go to another slot; an empty one begins as a copy of the present work."""
        if slot != self._work.slot:
            # A copy is a work of its own: saving it elsewhere does not rename what it came from.
            there = self._slots[slot]
            after = there or replace(self._work, slot=slot, about=replace(self._work.about))
            self.edit(after, f"go to sound {'ABCD'[slot]}", begins_slot=there is None)

    def preview(self, predicted: Patch, base: Patch | None = None) -> None:
        """Sound and show a prediction while the pen moves, without a step to undo."""
        self._show_patch(self._work.with_prediction(predicted, base), glide=True)
        self.predicted_changed.emit(predicted)

    def preview_sound(self, patch: Patch) -> None:
        """Sound and show a whole patch while a hand moves it, without a step to undo."""
        self._show_patch(patch, glide=True)

    def end_preview(self) -> None:
        """Back to what is made, when a stroke was given up."""
        self.show(self._work)

    def show(
        self,
        work: Work,
        *,
        maps: Maps | None = None,
        pad: Pad | None = None,
        predicted: bool = False,
        leaves_empty: bool = False,
    ) -> None:
        """Make a work the present one and say what changed. `leaves_empty`: nothing stays in the slot left."""
        if maps is not None:
            self.show_maps(maps)
        if pad is not None:
            self.show_pad(pad)
        before, self._work = self._work, work
        if work.slot != before.slot:
            self._slots[before.slot], self._slots[work.slot] = None if leaves_empty else before, None
            self.slot_changed.emit(work.slot)
        if work.sketch != before.sketch:
            self.sketch_changed.emit(work.sketch)
        if work.sample != before.sample:
            self.sample_changed.emit(work.sample)
        self._show_patch(work.patch, glide=predicted)
        self.predicted_changed.emit(work.predicted)
        if work.locks != before.locks:
            self.locks_changed.emit(work.locks)
        if (work.about, work.sketch, work.cover, work.is_edited) != (
            before.about,
            before.sketch,
            before.cover,
            before.is_edited,
        ):
            self.title_changed.emit()
        if work != before:
            self.work_changed.emit()

    def show_maps(self, maps: Maps) -> None:
        """Make these the maps, without a step to undo: as they were found on the disk."""
        before, self._maps = self._maps, maps
        if maps != before:
            self.maps_changed.emit(before, maps)

    def show_pad(self, pad: Pad) -> None:
        """Make this the morph pad, without a step to undo: its cursor moved, or it comes from the last session."""
        before, self._pad = self._pad, pad
        if pad != before:
            self.pad_changed.emit(pad)
            self.work_changed.emit()

    def start_with(self, session: Session) -> None:
        """Begin a new history with these works: at the start, or after a crash."""
        self.undo_stack.clear()
        self.show(session.work, pad=session.pad)
        self._slots = list(session.slots)

    def saved_as(self, name: str, path: Path, *, map_name: str | None = None) -> None:
        """The work is now in a file; undo goes on beyond that, and what it brings back knows the file.

        `map_name` is the map that the drawing was made with, where that was found out anew.

        Other works of the same file, in other slots or opened before, differ from it now.
        """
        before, content = self._work.about, self._work.content

        def tell(about: About) -> About:
            is_of_file = about is before or about.path == path
            if not is_of_file:
                return about
            drawn = about.map_name if map_name is None else map_name
            return replace(about, name=name, path=path, saved=content, deleted=None, map_name=drawn)

        self._tell_all(tell)

    def moved(self, path: Path, name: str, to: Path) -> None:
        """The file of a preset has another name now."""
        self._tell_all(lambda about: replace(about, name=name, path=to) if about.path == path else about)

    def tagged(self, path: Path, tags: tuple[str, ...]) -> None:
        """The file of a preset has other tags now."""
        self._tell_all(lambda about: replace(about, tags=tags) if about.path == path else about)

    def deleted(self, path: Path, kept: Path) -> None:
        """The file of a preset lies among the deleted ones now: no file has its works."""

        def tell(about: About) -> About:
            is_of_file = about.path == path
            return replace(about, path=None, saved=None, deleted=(kept, about.saved)) if is_of_file else about

        self._tell_all(tell)

    def restored(self, kept: Path, path: Path) -> None:
        """A deleted file is back: its works are as they were, but for those that were saved elsewhere since."""

        def tell(about: About) -> About:
            if about.deleted is None or about.deleted[0] != kept:
                return about
            return replace(about, path=path, saved=about.deleted[1], deleted=None)

        self._tell_all(tell)

    def _tell_all(self, tell: Callable[[About], About]) -> None:
        """Change what works of the present, the past and the slots say of themselves; no step to undo."""
        # Works of one preset share their `About`, and do so afterwards; the old ones are kept for their ids.
        told: dict[int, tuple[About, About]] = {}

        def retold(work: Work) -> Work:
            _, after = told.setdefault(id(work.about), (work.about, tell(work.about)))
            return work if after is work.about else replace(work, about=after)

        self._change_all(retold)
        self.title_changed.emit()
        self.work_changed.emit()

    def sound_found(self, asked: Work, predicted: Patch) -> None:
        """Works that wait for the sound of a drawing have it now, in the past and in all slots; no step to undo.

        For a drawing that was left, for another slot or by undo, before the network answered.
        """
        waiting = (asked.sketch, asked.patch, asked.predicted)

        def heard(work: Work) -> Work:
            if (work.sketch, work.patch, work.predicted) != waiting:
                return work
            return work.hearing(predicted, asked.own)

        before = self._work
        self._change_all(heard)
        if self._work != before:
            self._show_patch(self._work.patch, glide=True)
            self.predicted_changed.emit(self._work.predicted)
            self.title_changed.emit()
        self.work_changed.emit()

    def _change_all(self, changed: Callable[[Work], Work]) -> None:
        """Change works of the present, the past and the slots; no step to undo."""
        for index in range(self.undo_stack.count()):
            command = self.undo_stack.command(index)
            assert isinstance(command, EditWork)
            command.before, command.after = changed(command.before), changed(command.after)
        self._slots = [None if work is None else changed(work) for work in self._slots]
        self._work = changed(self._work)

    def _show_patch(self, patch: Patch, *, glide: bool) -> None:
        if patch != self._shown_patch:
            self._shown_patch = patch
            self.patch_changed.emit(patch, glide)
