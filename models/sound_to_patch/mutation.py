"""Another sound at random: a little beside a given one, or a whole new one. Both can be played.

A change is made of values that are heard; what is switched off stays as it is, and waves change rarely. Every try is
rendered: what is too soft, too loud, dies at once or cannot be told from what was there is tried again.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal

from models.audible import audible_mask
from models.sound_to_patch.distance import Fingerprint, distance_db, fingerprint
from models.sound_to_patch.hearing import RATE_HZ
from models.sound_to_patch.prior import draw
from synth.loudness import integrated_loudness
from synth.parameters import FILTER_TYPES, INDEX, PREDICTED, WAVES, Scale
from synth.patch import Patch
from synth.render import render_note

AUDIBLE_LUFS: Final = (-40.0, -10.0)
TRIES: Final = 40
NOTE: Final = 48
HELD_S: Final = 0.6
TAIL_S: Final = 0.2
STEP: Final = 0.09
"""The usual turn of a value, in knob travel."""
TURNED: Final = 4.0
"""So many values are turned in one change, on average."""
OTHER_WAVE, OTHER_FILTER, OTHER_SWITCH = 0.08, 0.04, 0.04
"""How often an oscillator gets another wave, a filter another type, an effect is switched."""
HEARD_DB: Final = (0.8, 9.0)
"""A change smaller than this is not noticed; a larger one is another sound."""
DIES_DB: Final = -45.0
"""A sound whose second half is so far below its first third is but a click."""
_EFFECTS: Final = ("chorus_on", "reverb_on", "filter1_env_on", "filter2_env_on")
_STAY_ON: Final = ("osc2_level", "osc3_level")
"""Turning these would switch an oscillator on or off; the amplification beside them does the same."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sound:
    loudness: float
    """In LUFS, with the master volume at its default: what a player turned down is soft on purpose."""
    print: Fingerprint
    fall_db: float

    @property
    def is_playable(self) -> bool:
        return AUDIBLE_LUFS[0] <= self.loudness <= AUDIBLE_LUFS[1] and self.fall_db > DIES_DB


def mutated(patch: Patch, rng: np.random.Generator, *, keep: Collection[str] = ()) -> Patch | None:
    """The patch with some of its 33 values changed a little, but for the ids to `keep`; None when nothing came of it.

    Thread: any; some renders of a second.
    """
    before = _sound(patch)
    for attempt in range(TRIES):
        # Tries that are not heard, or too much heard, are followed by larger or smaller ones.
        step = STEP * math.exp(rng.normal(0.0, 0.3) + 0.03 * attempt)
        after = patch.replace(_changes(patch, step, rng, keep))
        sound = _sound(after)
        near = HEARD_DB[0] <= distance_db(sound.print, before.print) <= HEARD_DB[1] or not before.is_playable
        if sound.is_playable and near:
            return after
    return None


def randomised(patch: Patch, rng: np.random.Generator, *, keep: Collection[str] = ()) -> Patch | None:
    """The patch with 33 new values as a musician might set them, but for the ids to `keep`; None as `mutated`."""
    for _ in range(TRIES):
        after = patch.with_predicted(patch.with_unit(draw(rng)), keep=keep)
        if after != patch and _sound(after).is_playable:
            return after
    return None


def _changes(patch: Patch, step: float, rng: np.random.Generator, keep: Collection[str]) -> dict[str, float]:
    """Other natural values for a few ids that are heard: some turned, perhaps something switched."""
    before = patch.to_unit()
    heard = audible_mask(before[None], driven=patch["drive_db"] > 0.0)[0]
    free = [row for i, row in enumerate(PREDICTED) if heard[i] and row.id not in keep]
    turned = [row for row in free if row.scale not in (Scale.SWITCH, Scale.CHOICE) and row.id not in _STAY_ON]
    changes: dict[str, float] = {}
    for row in turned:
        if rng.random() < TURNED / len(turned):
            least = 1.2 / (row.maximum - row.minimum) if row.is_discrete else 0.0
            travel = before[INDEX[row.id]] + max(step, least) * rng.standard_normal()
            changes[row.id] = row.from_unit(float(np.clip(travel, 0.0, 1.0)))
    for row in free:
        value = patch[row.id]
        if row.id.endswith("_wave") and rng.random() < OTHER_WAVE:
            changes[row.id] = float((value + rng.integers(1, len(WAVES))) % len(WAVES))
        elif row.id.endswith("_type") and value > 0.0 and rng.random() < OTHER_FILTER:
            others = len(FILTER_TYPES) - 1  # without the one that passes everything
            changes[row.id] = float(1 + (value - 1 + rng.integers(1, others)) % others)
        elif row.id in _EFFECTS and rng.random() < OTHER_SWITCH:
            changes[row.id] = 1.0 - value
    return changes


def _sound(patch: Patch) -> _Sound:
    audible = patch.replace({"master_db": 0.0})
    audio = render_note(audible, NOTE, seconds=HELD_S, sample_rate_hz=2 * RATE_HZ, tail=TAIL_S)
    mono = signal.resample_poly(audio.mean(axis=1), 1, 2)
    held = mono[: round(HELD_S * RATE_HZ)]
    first, last = (float(np.mean(part**2)) for part in (held[: len(held) // 3], held[len(held) // 2 :]))
    fall_db = 10.0 * math.log10((last + 1e-15) / (first + 1e-15))
    return _Sound(integrated_loudness(audio, 2 * RATE_HZ), fingerprint(mono), fall_db)
