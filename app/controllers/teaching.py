"""Teaching: this drawing means this sound. And what is done to taught examples, each one undo step."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.controllers.map_shelf import MapShelf
from app.controllers.sketch_to_sound import SketchToSound
from app.document import Document
from app.maps import Maps, one_line
from models.sketch_map.conflicts import same_drawing
from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.raster import rasterize

FIRST: Final = "My map"
"""Name of the map that teaching in a factory map makes; one that has drawings already gives its name too."""
FACTORY: Final = "The map {} came with the program and stays as it is. Duplicate makes a copy that is yours."
EMPTY: Final = "Draw something first: the canvas is empty."
UNSEEN: Final = "Draw something first: nothing on the canvas can be seen, so nothing was taught."


class Teaching(QObject):
    """Edits the examples of the present map. The sound follows as long as no knob was turned since the drawing."""

    message = Signal(str)

    def __init__(
        self, document: Document, drawing: SketchToSound, shelf: MapShelf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._drawing, self._shelf = document, drawing, shelf

    @property
    def refusal(self) -> str:
        """Why nothing can be taught now, in a sentence; "" when it can."""
        return EMPTY if self._document.work.sketch.is_empty else ""

    def teach(self) -> None:
        """The drawing and the sound of now become an example; the same drawing taught before makes room.

        In a factory map this makes a map of the player's own on it, which begins with its drawings.
        """
        if self.refusal:
            self.message.emit(self.refusal)
            return
        if not rasterize(self._document.work.sketch).any():
            self.message.emit(UNSEEN)
            return
        maps, work = self._document.maps, self._drawing.sounding
        self._drawing.settle()
        was_own, origin = maps.is_own, maps.sketch_map
        if not was_own:
            name = f"My {origin.name}" if origin.examples else FIRST
            maps = self._shelf.new_own(replace(origin, name=name, author="", comment=""))
        before = maps.sketch_map
        try:
            after = _taught(before, Example(sketch=work.sketch, patch=work.patch))
        except ValueError as error:
            self.message.emit(str(error))
            return
        again = len(after.examples) == len(before.examples)
        self._document.edit(replace(work, predicted=work.patch), "teach", maps=maps.changing(after))
        base = "" if was_own else f", {own_map_on(origin)}"
        self.message.emit(f"Taught{' again' if again else ''}. {counted(after)} in {after.name}{base}.")

    def rename(self, id: str, name: str) -> None:
        """Give an example another name."""
        name = one_line(name)
        example = self._own_example(id)
        if example is not None and name != example.name:
            self._edit(self._map.changed(id, name=name), f"rename {name_of(example)}", is_heard=False)

    def set_weight(self, id: str, weight: float, gesture: int) -> None:
        """How strongly an example counts, 0 to 1; calls of one gesture share their step."""
        example = self._own_example(id)
        if example is not None and weight != example.weight:
            self._edit(self._map.weighted(id, weight), f"weight of {name_of(example)}", key=f"weight {id} {gesture}")

    def enable(self, id: str, on: bool) -> None:
        """Let an example count, or not."""
        example = self._own_example(id)
        if example is not None and on != example.enabled:
            self._edit(self._map.enabled(id, on), f"switch {name_of(example)} {'on' if on else 'off'}")

    def remove(self, ids: Iterable[str]) -> None:
        """Take examples out of the map."""
        there = [example for id in ids if (example := self._own_example(id)) is not None]
        if there:
            words = name_of(there[0]) if len(there) == 1 else f"{len(there)} drawings"
            self._edit(self._map.removed(example.id for example in there), f"remove {words}")
            self.message.emit(f"Removed {words}. Undo brings {'it' if len(there) == 1 else 'them'} back.")

    def set_reach(self, reach: float, gesture: int) -> None:
        """How far the examples reach, as a factor on what suits them; calls of one gesture share their step."""
        if self._document.maps.is_own and reach != self._map.reach:
            self._edit(self._map.reaching(reach), "reach", key=f"reach {gesture}")

    def draw(self, id: str) -> bool:
        """Put the drawing and the sound of an example on the canvas, but for locked knobs; True when it is there."""
        example = self._example(id)
        if example is None:
            return False
        self._drawing.settle()
        work = self._document.work
        drawn = work.with_sketch(example.sketch)
        self._document.edit(drawn.hearing(example.patch), f"draw {name_of(example)}")
        return True

    @property
    def _map(self) -> SketchMap:
        return self._document.maps.sketch_map

    def _example(self, id: str) -> Example | None:
        return next((example for example in self._map.examples if example.id == id), None)

    def _own_example(self, id: str) -> Example | None:
        """The example, to change it; None, and said why, in a map that came with the program."""
        if not self._document.maps.is_own:
            self.message.emit(FACTORY.format(self._map.name))
            return None
        return self._example(id)

    def _edit(self, after: SketchMap, words: str, *, key: str = "", is_heard: bool = True) -> None:
        maps: Maps = self._document.maps.changing(after)
        follows = self._drawing.follows_map
        key = key or self._drawing.new_key()
        self._document.edit_maps(maps, words, key=key)
        if is_heard:
            self._drawing.map_changed(words, key, follows=follows)


def _taught(sketch_map: SketchMap, new: Example) -> SketchMap:
    """With the example; one with the same drawing gives it its id, its name and its place."""
    examples = sketch_map.examples
    for place, old in enumerate(examples):
        if same_drawing(old.sketch, new.sketch):
            again = replace(new, id=old.id, name=old.name, sketch=old.sketch)
            return replace(sketch_map, examples=(*examples[:place], again, *examples[place + 1 :]))
    return replace(sketch_map, examples=(*examples, replace(new, name=_free_name(sketch_map))))


def _free_name(sketch_map: SketchMap) -> str:
    taken = {example.name for example in sketch_map.examples}
    number = 1 + len(taken)
    while f"Drawing {number}" in taken:
        number += 1
    return f"Drawing {number}"


def name_of(example: Example) -> str:
    """What an example is called where it has to be called something."""
    return example.name or "a drawing"


def own_map_on(origin: SketchMap) -> str:
    """What teaching in a factory map makes, in words."""
    if origin.examples:
        return f"a map of your own that begins with the drawings of {origin.name}"
    return f"a map of your own on {origin.name}"


def counted(sketch_map: SketchMap) -> str:
    """How many drawings are taught, in words: "3 drawings"."""
    count = len(sketch_map.examples)
    return "1 drawing" if count == 1 else f"{count} drawings"
