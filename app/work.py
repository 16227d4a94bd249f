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
from synth.sample import Sample

UNTITLED: Final = "Untitled"
EMPTY: Final = Sketch()
DEFAULT: Final = Patch.default()

Content = tuple[Sketch, Patch, frozenset[str], Sample | None, bytes | None]
"""Drawing, sound, locks, voice and cover: what an edit changes and a file keeps."""


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
    saved: Content | None = (EMPTY, DEFAULT, frozenset(), None, None)
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
    replaced: tuple[tuple[str, float, float], ...] = ()
    """Performance rows that a drawing set: id, the player's value before, the drawing's. An empty canvas keeps them."""

    sample: Sample | None = None
    """The voice: a sound that a picture became, on the keys beside the oscillators."""

    cover: bytes | None = None
    """A picture that stands for the preset in place of its drawing; see `synth.presets.Preset`."""

    @property
    def name(self) -> str:
        """The preset's name."""
        return self.about.name

    @property
    def path(self) -> Path | None:
        """The preset's file, None before it has one."""
        return self.about.path

    @property
    def own(self) -> Patch:
        """The patch with the player's performance where a drawing set its own and nobody turned it since."""
        return self.patch.replace({id: mine for id, mine, told in self.replaced if self.patch[id] == told})

    def with_prediction(self, predicted: Patch, base: Patch | None = None) -> Patch:
        """The patch with what the map says, but for what is locked: all of it, as it was asked over the own patch.

        That was `base` then: what the player turned since stands. What a picture's tone sets comes with the picture.
        """
        own, keep = self.own, self.locks
        if self.tone != NEUTRAL:
            keep |= frozenset(TONE_ROWS)
        turned = {} if base is None else {row.id: own[row.id] for row in PERFORMANCE if own[row.id] != base[row.id]}
        return predicted.replace(turned | {id: self.patch[id] for id in keep})

    def hearing(self, predicted: Patch, base: Patch | None = None) -> "Work":
        """This work with what the map says of its drawing, as `with_prediction` takes it."""
        patch, own = self.with_prediction(predicted, base), self.own
        changed = (row.id for row in PERFORMANCE if patch[row.id] != own[row.id])
        replaced = tuple((id, own[id], patch[id]) for id in changed)
        return replace(self, patch=patch, predicted=predicted, replaced=replaced)

    def hearing_again(self, predicted: Patch, base: Patch | None = None) -> "Work":
        """As `hearing`, of the same drawing anew: performance that was turned since the last answer stands."""
        said = self.predicted or predicted
        turned = {row.id: self.patch[row.id] for row in PERFORMANCE if self.patch[row.id] != said[row.id]}
        return self.hearing(predicted.replace(turned) if self.predicted else predicted, base)

    @property
    def follows_map(self) -> bool:
        """True when the sound is what the map said: none of the 33 was turned since, but for those that are locked."""
        said = self.predicted
        return said is not None and self.patch == self.patch.with_predicted(said, keep=self.locks)

    def with_sketch(self, sketch: Sketch) -> "Work":
        """Another drawing; a picture with another tone sets its performance values, but for those that are locked."""
        if sketch.is_empty or sketch.tone == self.tone:
            return replace(self, sketch=sketch)
        patch = changed_tone(self.patch, self.tone, sketch.tone, keep=self.locks)
        return replace(self, sketch=sketch, patch=patch, tone=sketch.tone)

    @property
    def content(self) -> Content:
        """What is compared with the file."""
        return self.sketch, self.patch, self.locks, self.sample, self.cover

    @property
    def is_edited(self) -> bool:
        """True when the work differs from what its file has."""
        return self.content != self.about.saved
