"""What a player makes, as values: replaced as a whole, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone import NEUTRAL, Tone
from models.sketch_to_patch.tone_sound import ROWS as TONE_ROWS
from models.sketch_to_patch.tone_sound import changed_tone
from synth.parameters import PERFORMANCE
from synth.patch import Patch

UNTITLED: Final = "Untitled"
EMPTY: Final = Sketch()
DEFAULT: Final = Patch.default()

Content = tuple[Sketch, Patch, frozenset[str]]
"""Drawing, sound and locks: what an edit changes and a file keeps."""


@dataclass(frozen=True, slots=True)
class About:
    """Where a work belongs, and what its preset says besides drawing and sound.

    All works that were made from the same preset share one of these.
    """

    name: str = UNTITLED
    path: Path | None = None
    tags: tuple[str, ...] = ()
    author: str = ""
    comment: str = ""
    map_name: str = ""
    unknown: Mapping[str, float | str] = field(default_factory=dict, hash=False)
    """Values of a newer version: kept, and saved again."""
    saved: Content | None = (EMPTY, DEFAULT, frozenset())
    """What the file has; None when that is not known, as after a crash, or when there is no file any more."""
    deleted: tuple[Path, Content | None] | None = None
    """Where the file lies since it was deleted, and what it has: undo gives both back."""


@dataclass(frozen=True, slots=True)
class Work:
    """A drawing and its sound, in one of the slots."""

    sketch: Sketch = EMPTY
    patch: Patch = DEFAULT
    predicted: Patch | None = None
    """What the network chose for the drawing; None before the first prediction."""
    locks: frozenset[str] = frozenset()
    about: About = field(default_factory=About)
    slot: int = 0
    tone: Tone = NEUTRAL
    """Of the picture that set the performance values; an empty canvas keeps it with its sound."""
    replaced: tuple[tuple[str, float], ...] = ()
    """Performance values of the player in whose place a taught drawing set its own; an empty canvas keeps them."""

    @property
    def name(self) -> str:
        """The preset's name."""
        return self.about.name

    @property
    def path(self) -> Path | None:
        """The preset's file, None before it has one."""
        return self.about.path

    def with_prediction(self, predicted: Patch) -> Patch:
        """The patch with what the map says, but for what is locked: the 33 values, and performance that was taught.

        Where a taught drawing set performance and this one says nothing, that of the player comes back. What a
        picture's tone sets comes with the picture.
        """
        told = {id: predicted[id] for id in self._told(predicted)}
        played = {id: value for id, value in (self._own() | told).items() if id not in self.locks}
        return self.patch.with_predicted(predicted, keep=self.locks).replace(played)

    def hearing(self, predicted: Patch) -> "Work":
        """This work with what the map says of its drawing."""
        own = self._own()
        replaced = tuple((id, own.get(id, self.patch[id])) for id in self._told(predicted))
        return replace(self, patch=self.with_prediction(predicted), predicted=predicted, replaced=replaced)

    def taught(self) -> "Work":
        """This work after its drawing was taught its sound: what was the player's is the drawing's, too."""
        replaced = tuple((id, self.patch[id]) for id in self._told(self.patch))
        return replace(self, predicted=self.patch, replaced=replaced)

    def _own(self) -> dict[str, float]:
        """What the player had where a taught drawing set performance, or turned since."""
        said = self.predicted
        return {
            id: value if said is None or self.patch[id] == said[id] else self.patch[id] for id, value in self.replaced
        }

    def _told(self, predicted: Patch) -> tuple[str, ...]:
        """Performance values that a prediction has of itself: those that are not at their defaults."""
        of_tone = frozenset() if self.tone == NEUTRAL else frozenset(TONE_ROWS)
        return tuple(row.id for row in PERFORMANCE if predicted[row.id] != row.default and row.id not in of_tone)

    def with_sketch(self, sketch: Sketch) -> "Work":
        """Another drawing; a picture with another tone sets its performance values, but for those that are locked."""
        if sketch.is_empty or sketch.tone == self.tone:
            return replace(self, sketch=sketch)
        patch = changed_tone(self.patch, self.tone, sketch.tone, keep=self.locks)
        return replace(self, sketch=sketch, patch=patch, tone=sketch.tone)

    @property
    def content(self) -> Content:
        """What is compared with the file."""
        return self.sketch, self.patch, self.locks

    @property
    def is_edited(self) -> bool:
        """True when the work differs from what its file has."""
        return self.content != self.about.saved
