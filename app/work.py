"""What a player makes, as values: replaced as a whole, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone import NEUTRAL, Tone
from models.sketch_to_patch.tone_sound import changed_tone
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

    @property
    def name(self) -> str:
        """The preset's name."""
        return self.about.name

    @property
    def path(self) -> Path | None:
        """The preset's file, None before it has one."""
        return self.about.path

    def with_prediction(self, predicted: Patch) -> Patch:
        """The patch with the 33 predicted values, but for those that are locked."""
        return self.patch.with_predicted(predicted, keep=self.locks)

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
