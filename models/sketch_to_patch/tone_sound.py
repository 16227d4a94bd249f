"""The place of a picture's tone in the sound: performance values, which no property of a drawing moves.

`models/BOUBA.md` has the table with the reasons; `tone_promises` checks it. A number of the tone that is neutral leaves
its rows at their defaults.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from models.sketch_to_patch.tone import NEUTRAL, Tone
from synth.parameters import PREDICTED, parameter
from synth.patch import Patch


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row that a number of the tone moves: to `low` at `start`, the default at neutral, to `high` at `stop`.

    Between them the knob travels evenly; a row of whole octaves steps half way.
    """

    property: str
    row: str
    start: float
    stop: float
    low: float
    high: float

    def value(self, tone: Tone) -> float:
        """Natural value of the row."""
        row, share = parameter(self.row), getattr(tone, self.property)
        middle = getattr(NEUTRAL, self.property)
        if share == middle:
            return row.default
        end, target = (self.start, self.low) if share < middle else (self.stop, self.high)
        amount = min(1.0, (share - middle) / (end - middle)) if end != middle else 0.0
        if row.is_discrete:
            return row.default if amount < 0.5 else target
        default = row.to_unit(row.default)
        return row.from_unit(default + amount * (row.to_unit(target) - default))


PLACES: Final = (
    *(
        Place(property="brightness", row=f"osc{n}_semitones", start=0.42, stop=0.66, low=-12.0, high=12.0)
        for n in (1, 2, 3)
    ),
    Place(property="contrast", row="amp_attack_s", start=0.2, stop=0.55, low=0.25, high=0.001),
    Place(property="contrast", row="amp_decay_s", start=0.2, stop=0.55, low=0.6, high=0.2),
    Place(property="contrast", row="amp_sustain", start=0.2, stop=0.55, low=100.0, high=35.0),
    Place(property="colour", row="filter1_resonance", start=0.0, stop=0.75, low=10.0, high=60.0),
    Place(property="colour", row="detune_cents", start=0.0, stop=0.75, low=14.0, high=40.0),
    Place(property="colour", row="spread", start=0.0, stop=0.75, low=70.0, high=100.0),
    Place(property="warmth", row="filter2_resonance", start=0.2, stop=0.88, low=0.0, high=55.0),
    Place(property="relief", row="drive_db", start=0.0, stop=0.6, low=0.0, high=18.0),
    Place(property="fineness", row="amp_release_s", start=0.28, stop=0.54, low=2.0, high=0.06),
    Place(property="regularity", row="velocity_sens", start=0.15, stop=0.6, low=85.0, high=5.0),
)
ROWS: Final = tuple(place.row for place in PLACES)
"""What a picture sets beyond the 33."""
DRAWN: Final = frozenset((*(row.id for row in PREDICTED), *ROWS))
"""Everything that a drawing or a picture may set: what a lock is for."""


def with_tone(patch: Patch, tone: Tone, *, keep: Collection[str] = ()) -> Patch:
    """A copy with the tone's values, but for the ids to keep; the patch itself for the neutral tone."""
    if tone == NEUTRAL:
        return patch
    return patch.replace({place.row: place.value(tone) for place in PLACES if place.row not in keep})


def changed_tone(patch: Patch, before: Tone, now: Tone, *, keep: Collection[str] = ()) -> Patch:
    """The patch when a picture of one tone gives way to one of another, but for the ids to keep.

    A new picture sets its rows. Where there is none any more, rows that stand where the last one put them go back to
    their defaults; what a hand has turned since stays.
    """
    if now != NEUTRAL:
        return with_tone(patch, now, keep=keep)
    if before == NEUTRAL:
        return patch
    was = with_tone(patch, before)
    untouched = [row for row in ROWS if row not in keep and patch[row] == was[row]]
    return patch.replace({row: parameter(row).default for row in untouched})
