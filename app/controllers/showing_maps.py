"""What the window shows of maps: the choice on Play, the button that teaches, and the page Map."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.controllers.map_shelf import MapShelf
from app.controllers.map_sound import MapSound
from app.controllers.presets import Presets
from app.controllers.teaching import Teaching, name_of, own_map_on
from app.document import Document
from app.item_models.example_list import Lesson
from app.item_models.preset_list import Entry
from app.main_window import PLAY, MainWindow
from app.maps import Maps, factory_title
from models.sketch_map.conflicts import Conflict
from models.sketch_map.map_networks import missing_base
from synth.patch import Patch

EMPTY_OWN: Final = "Nothing is taught in {} yet.\nDraw a shape, set its sound, and press Teach (Ctrl+T)."
EMPTY_FACTORY: Final = (
    "The map {} came with the program and stays as it is.\n"
    "Draw a shape, set its sound, and press Teach (Ctrl+T): a map of your own begins here."
)
OWN_BASE: Final = "Stands on {}, which answers where nothing is taught."
TRAINED_BASE: Final = "Has a network of its own, trained on its drawings over {}."
FACTORY_BASE: Final = "Came with the program. Teaching in it makes a map of your own on it."
FACTORY_TAUGHT: Final = (
    "Came with the program and stays as it is. {} answers where it has no drawing. Duplicate it, or teach in it, "
    "to have one of your own."
)


class ShowingMaps(QObject):
    """State goes down to the widgets here."""

    notice = Signal(str)
    """Two drawings contradict each other, since just now."""

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        presets: Presets,
        teaching: Teaching,
        shelf: MapShelf,
        sound: MapSound,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._presets = window, document, presets
        self._teaching, self._shelf, self._sound = teaching, shelf, sound
        self._words: dict[Patch, str] = {}
        self._known_sounds: tuple[list[Entry], NDArray[np.float64]] | None = None
        """The presets and their knob travel (n, 33), until the library changes."""
        self._known: set[frozenset[str]] | None = None
        """Pairs that were said; None until the present map was looked at once."""
        document.maps_changed.connect(self._show)
        document.sketch_changed.connect(self._show_teach)
        window.page_shown.connect(self._page_shown)
        sound.placed.connect(self._show_conflicts)
        self._page = PLAY
        self._show()

    def library_changed(self) -> None:
        """Sounds may be like other presets now."""
        self._words.clear()
        self._known_sounds = None
        self._show_lessons()

    def _show(self, before: Maps | None = None, _now: Maps | None = None) -> None:
        maps = self._document.maps
        if before is not None and before.current != maps.current:
            self._known = None
        titles = {it.key: it.sketch_map.name for it in maps.factory}
        factory = [(key, titles.get(key) or factory_title(key)) for key in self._shelf.factory]
        own = [(it.file, it.sketch_map.name) for it in maps.own]
        for choice in (self._window.play.map_choice, self._window.map.map.choice):
            choice.set_maps(factory, own, maps.current)
        own_base = OWN_BASE if maps.sketch_map.network is None else TRAINED_BASE
        said = own_base if maps.is_own else FACTORY_TAUGHT if maps.sketch_map.examples else FACTORY_BASE
        base = missing_base(maps.sketch_map) or said.format(factory_title(maps.sketch_map.base))
        self._window.map.map.set_map(maps.sketch_map, base=base, is_own=maps.is_own)
        self._show_lessons()
        self._show_teach()

    def _show_lessons(self) -> None:
        maps = self._document.maps
        sentences: dict[str, str] = {}
        for conflict in reversed(self._sound.conflicts):  # the worst one stays
            for example in (conflict.first, conflict.second):
                sentences[example.id] = conflict_sentence(conflict)
        lessons = [Lesson(it, self._sound_of(it.patch), sentences.get(it.id, "")) for it in maps.sketch_map.examples]
        hint = (EMPTY_OWN if maps.is_own else EMPTY_FACTORY).format(maps.sketch_map.name)
        self._window.map.set_lessons(lessons, hint=hint, is_own=maps.is_own)

    def _show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        self._show_lessons()
        now = {frozenset((it.first.id, it.second.id)): it for it in conflicts}
        new = [] if self._known is None else [it for pair, it in now.items() if pair not in self._known]
        self._known = set(now)
        if new:
            self.notice.emit(conflict_sentence(new[0]))

    def _show_teach(self) -> None:
        action, maps = self._window.actions_by_name["teach"], self._document.maps
        refusal = self._teaching.refusal
        # Elsewhere its key is another one's: Ctrl+T edits the tags of a preset.
        action.setEnabled(not refusal and self._page == PLAY)
        where = maps.sketch_map.name if maps.is_own else own_map_on(maps.sketch_map)
        button = self._window.play.teach
        button.setEnabled(not refusal)
        button.setToolTip(refusal or f"From now on this drawing gives exactly this sound, in {where} (Ctrl+T)")

    def _page_shown(self, page: int) -> None:
        self._page = page
        self._show_teach()

    def _sound_of(self, patch: Patch) -> str:
        """The nearest preset and its tags; a map may have hundreds of sounds, so each is looked for once."""
        if patch not in self._words:
            if self._known_sounds is None:
                entries = self._presets.named
                self._known_sounds = entries, np.array([entry.preset.patch.to_unit() for entry in entries])
            entries, travel = self._known_sounds
            preset = entries[int(np.square(travel - patch.to_unit()).sum(axis=1).argmin())].preset
            self._words[patch] = " · ".join((f"like {preset.name}", *preset.tags))
        return self._words[patch]


def conflict_sentence(conflict: Conflict) -> str:
    """Which two drawings contradict each other, and what to do."""
    first, second = name_of(conflict.first), name_of(conflict.second)
    return (
        f"{first} and {second} look alike but sound different, so a drawing like them may sound like either. "
        "Give both one sound, lower a weight, or remove one."
    )
