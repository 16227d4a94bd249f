"""The maps of a moment, as a value: those of the player, those that came with the program, and which one predicts."""

from dataclasses import dataclass, replace
from typing import Final

from models.sketch_map.factory_maps import FactoryMap
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.predictor import DEFAULT_MAP

LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class OwnMap:
    """A map of the player and the name of its file in the folder of maps."""

    file: str
    sketch_map: SketchMap


@dataclass(frozen=True, slots=True)
class Maps:
    """All own maps, and the key of the present one: the file of an own map, or the key of a factory map.

    `factory` holds the factory maps of examples; the others are networks, and their keys are their names.
    """

    own: tuple[OwnMap, ...] = ()
    current: str = DEFAULT_MAP
    factory: tuple[FactoryMap, ...] = ()

    @property
    def is_own(self) -> bool:
        """True when the present map is the player's and can be changed."""
        return self.find(self.current) is not None

    @property
    def sketch_map(self) -> SketchMap:
        """The present map; one that is a network has no examples and stands on itself."""
        taught = next((it.sketch_map for it in self.factory if it.key == self.current), None)
        return self.find(self.current) or taught or SketchMap(name=factory_title(self.current), base=self.current)

    def find(self, file: str) -> SketchMap | None:
        """The own map of a file."""
        return next((own.sketch_map for own in self.own if own.file == file), None)

    def choosing(self, key: str) -> "Maps":
        """With another present map."""
        return replace(self, current=key)

    def adding(self, file: str, sketch_map: SketchMap) -> "Maps":
        """With one more own map, which is the present one then."""
        return replace(self, own=_sorted((*self.own, OwnMap(file, sketch_map))), current=file)

    def changing(self, sketch_map: SketchMap, *, file: str = "") -> "Maps":
        """With another content of the present own map, and another file when one is given."""
        new = OwnMap(file or self.current, sketch_map)
        own = _sorted(tuple(new if own.file == self.current else own for own in self.own))
        return replace(self, own=own, current=new.file)

    def without_current(self) -> "Maps":
        """Without the present own map; its base is the present one then."""
        others = tuple(own for own in self.own if own.file != self.current)
        return replace(self, own=others, current=self.sketch_map.base)

    def free_name(self, name: str) -> str:
        """The name, with a number when an own map has it already."""
        taken = {own.sketch_map.name.casefold() for own in self.own}
        number = 2
        free = name
        while free.casefold() in taken:
            free = f"{name[: LONGEST_NAME - 5]} {number}"
            number += 1
        return free


def one_line(name: str) -> str:
    """A name that was typed, as a map and its examples take it: printable, in one line, not too long."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def factory_title(name: str) -> str:
    """How a factory map is written on the page: Paper."""
    return name.capitalize()


def map_title(name: str) -> str:
    """How a map is written that a preset names: keys of factory maps begin with a capital."""
    return name[:1].upper() + name[1:]


def _sorted(own: tuple[OwnMap, ...]) -> tuple[OwnMap, ...]:
    return tuple(sorted(own, key=lambda it: (it.sketch_map.name.casefold(), it.file)))
