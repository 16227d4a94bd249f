"""What stands at the corners of the morph pad: the present work, a slot, a preset; each filling one undo step."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.item_models.preset_list import Entry
from app.morph_pad import Corner
from app.preset_names import is_preset_name
from app.session import work_of
from app.work import Work
from synth.errors import PresetError
from synth.presets import Preset, load_preset


class MorphCorners(QObject):
    """Fills and clears corners, numbered as in `Pad`."""

    message = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    def put_work(self, index: int) -> None:
        """The drawing on the canvas, and the sound that is heard now."""
        work = self._document.work
        self._put(index, Corner(work.name, work.sketch, self._document.patch))

    def put_slot(self, index: int, slot: int) -> None:
        """What lies in one of the slots A to D."""
        work = self.slot(slot)
        if work is not None:
            self._put(index, Corner(work.name, work.sketch, work.patch))

    def put_preset(self, index: int, preset: Preset) -> None:
        """A preset with its drawing."""
        work, problem = work_of(preset, None)
        self._put(index, Corner(preset.name, work.sketch, work.patch))
        if problem:
            self.message.emit(problem)

    def put_entry(self, index: int, entry: Entry) -> None:
        """A preset of the library, as its file is now."""
        if entry.path is None:
            self.put_preset(index, entry.preset)
        else:
            self.put_file(index, entry.path)

    def put_file(self, index: int, path: Path) -> None:
        """A preset file; anything else leaves the corner as it is."""
        if not is_preset_name(path):
            self.message.emit(
                f"{path.name} is no preset, so the corner is as it was. Open it on the canvas and click the corner."
            )
            return
        try:
            preset = load_preset(path)
        except PresetError as error:
            self.message.emit(f"{error} The corner is as it was.")
            return
        self.put_preset(index, preset)

    def clear(self, index: int) -> None:
        """Nothing at this corner."""
        pad = self._document.pad
        if pad.corners[index] is not None:
            self._document.edit_pad(pad.with_corner(index, None), "clear a corner of the morph")

    def slot(self, slot: int) -> Work | None:
        """The work in a slot, also the present one."""
        session = self._document.session
        return session.work if slot == session.work.slot else session.slots[slot]

    def _put(self, index: int, corner: Corner) -> None:
        self._document.edit_pad(self._document.pad.with_corner(index, corner), "fill a corner of the morph")
