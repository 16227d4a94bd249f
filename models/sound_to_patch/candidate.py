"""A guess of the search, and how another guess is made of it.

Three kinds of change: values are turned a little, something is switched, or a module comes from another
guess. What is switched on gets values as a fresh patch has them. Every guess is in canonical form, so
no two of them are the same sound with its oscillators in another order.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from models.audible import audible_mask, setting
from models.sound_to_patch.hearing import LONGEST_S, NOTES
from models.sound_to_patch.prior import canonical, draw
from synth.parameters import BY_ID, FILTER_TYPES, INDEX, PREDICTED, WAVES
from synth.patch import Patch

Travel = NDArray[np.float64]
Fit = Literal["predicted", "all"]

PLAYED: Final = (
    *(f"amp_{what}" for what in ("attack_s", "decay_s", "sustain", "release_s")),
    *(f"filter{f}_{what}" for f in (1, 2) for what in ("attack_s", "decay_s", "sustain", "resonance")),
    "pulse_width",
)
"""Performance rows that are fitted too unless only the 33 are: foreign sounds have other envelopes."""

_FILTER_ROWS: Final = ("type", "cutoff_hz", "env_on", "env_hz", "attack_s", "decay_s", "sustain", "resonance")
MODULES: Final = (
    ("osc1_wave", "osc1_extra"),
    ("osc2_level", "osc2_wave", "osc2_extra", "osc2_amp"),
    ("osc3_level", "osc3_wave", "osc3_extra", "osc3_amp"),
    *(tuple(f"filter{f}_{what}" for what in _FILTER_ROWS) for f in (1, 2)),
    tuple(row.id for row in PREDICTED if row.id.startswith("chorus")),
    tuple(row.id for row in PREDICTED if row.id.startswith("reverb")),
    tuple(id for id in PLAYED if id.startswith("amp")),
)  # fmt: skip
"""What one guess takes from another."""

SWITCHED: Final = 0.27
CROSSED: Final = 0.13
"""Shares of the two rarer kinds of change."""
STEPS: Final = (0.004, 0.3)
"""Smallest and largest usual turn, in knob travel; each guess has its own and hands it on, changed."""
SWITCHES: Final = {
    "wave": 0.24, "extra": 0.12, "oscillator": 0.18, "type": 0.2, "envelope": 0.1, "chorus": 0.08, "reverb": 0.08,
}  # fmt: skip
"""What is switched how often."""
_SHORTEST_HELD_S: Final = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """A patch, how it is played, and how far it is from the sound (infinitely, until it was heard)."""

    patch: Patch
    note: int
    held_s: float
    distance_db: float = math.inf
    step: float = 0.08


def travel_of(patch: Patch) -> Travel:
    """Knob travel of the 33 rows and of PLAYED, shape (33 + len(PLAYED),)."""
    return np.concatenate([patch.to_unit(), [BY_ID[id].to_unit(patch[id]) for id in PLAYED]])


def in_form(patch: Patch) -> Patch:
    """The patch with its 33 values in canonical form, as far as its performance values leave its sound alone."""
    alike = len({patch[f"osc{n}_semitones"] for n in (1, 2, 3)}) == 1
    return patch.with_unit(canonical(patch.to_unit(), sort=alike, rescale=patch["drive_db"] == 0.0))


def with_travel(patch: Patch, travel: Travel) -> Patch:
    """A copy with other knob travel of the 33 rows and of PLAYED, in canonical form."""
    played = zip(PLAYED, travel[len(PREDICTED) :], travel_of(patch)[len(PREDICTED) :], strict=True)
    # Rows that were not turned keep their value to the last digit, which they would lose on the way there and back.
    turned = {id: BY_ID[id].from_unit(float(after)) for id, after, before in played if after != before}
    return in_form(patch.replace(turned).with_unit(travel[: len(PREDICTED)]))


def changed(guess: Guess, others: Sequence[Guess], rng: np.random.Generator, *, fit: Fit, voiced: bool) -> Guess:
    """Another guess, not heard yet, made of `guess` and perhaps of one of `others`."""
    travel = travel_of(guess.patch)
    step = float(np.clip(guess.step * math.exp(0.5 * rng.standard_normal()), *STEPS))
    kind = rng.random()
    if kind < SWITCHED:
        _switch(travel, rng)
    elif kind < SWITCHED + CROSSED and others:
        _take_module(travel, travel_of(others[int(rng.integers(len(others)))].patch), rng, fit=fit)
    if kind >= SWITCHED + CROSSED or rng.random() < 0.3:
        _turn(travel, turnable(guess.patch, fit=fit), step, rng)
    held_s, note = guess.held_s, guess.note
    if rng.random() < 0.15:
        held_s = float(np.clip(held_s * math.exp(2.0 * step * rng.standard_normal()), _SHORTEST_HELD_S, LONGEST_S))
    if rng.random() < (0.02 if voiced else 0.05):
        note = int(np.clip(note + (rng.choice((-12, 12)) if voiced else rng.integers(-7, 8)), *NOTES))
    return replace(
        guess, patch=with_travel(guess.patch, travel), note=note, held_s=held_s, step=step, distance_db=math.inf
    )


def turnable(patch: Patch, *, fit: Fit) -> NDArray[np.int64]:
    """Indices into `travel_of` of the values that can be heard and turned."""
    heard = audible_mask(patch.to_unit()[None], driven=patch["drive_db"] > 0.0)[0]
    steady = [
        (row.is_discrete and row.id != "reverb_space") or row.id in ("osc2_level", "osc3_level") for row in PREDICTED
    ]
    columns: list[int] = np.flatnonzero(heard & ~np.array(steady)).tolist()
    if fit == "all":
        columns += [len(PREDICTED) + i for i, id in enumerate(PLAYED) if _played_is_heard(id, patch)]
    return np.array(columns, dtype=np.int64)


def _played_is_heard(id: str, patch: Patch) -> bool:
    if id == "pulse_width":
        levels = [patch["osc1_on"], patch["osc2_level"], patch["osc3_level"]]
        return any(on and patch[f"osc{o + 1}_wave"] == WAVES.index("Pulse") for o, on in enumerate(levels))
    if id.startswith("amp"):
        return True
    filter_id, _, what = id.partition("_")
    acts = bool(patch["filters_on"]) and patch[f"{filter_id}_type"] != FILTER_TYPES.index("None")
    return acts and (what == "resonance" or bool(patch[f"{filter_id}_env_on"]))


def _turn(travel: Travel, columns: NDArray[np.int64], step: float, rng: np.random.Generator) -> None:
    """Turn a few values, one at least; those that would leave their range come back into it."""
    if not len(columns):
        return
    few = rng.random(len(columns)) < 2.5 / len(columns)
    few[rng.integers(len(columns))] = True
    chosen = columns[few]
    turned = np.abs(travel[chosen] + step * rng.standard_normal(len(chosen)))
    travel[chosen] = np.clip(np.where(turned > 1.0, 2.0 - turned, turned), 0.0, 1.0)


def _switch(travel: Travel, rng: np.random.Generator) -> None:
    """Choose another wave, number of voices or filter type, or switch a module on or off."""
    fresh = draw(rng)
    unit = travel[: len(PREDICTED)]
    sounding = [o for o, id in enumerate(("osc1_on", "osc2_level", "osc3_level"), 1) if unit[INDEX[id]] > 0.0]
    acting = [f for f in (1, 2) if setting(unit[None], f"filter{f}_type")[0] != FILTER_TYPES.index("None")]
    kind = rng.choice(tuple(SWITCHES), p=tuple(SWITCHES.values()))
    if kind in ("wave", "extra") and sounding:
        column = INDEX[f"osc{rng.choice(sounding)}_{kind}"]
        steps = 5 if kind == "wave" else 7
        unit[column] = (round(unit[column] * steps) + rng.integers(1, steps + 1)) % (steps + 1) / steps
    elif kind == "oscillator":
        level = INDEX[f"osc{rng.integers(2, 4)}_level"]
        unit[level] = 0.0 if unit[level] > 0.0 else 1.0
        unit[level + 1 : level + 3] = fresh[INDEX["osc1_wave"] : INDEX["osc1_wave"] + 2]
        unit[level + 3] = unit[INDEX["osc1_amp"]] * 10.0 ** (-rng.random())
    elif kind == "type":
        _switch_filter(unit, int(rng.integers(1, 3)), rng)
    elif kind == "envelope" and acting:
        column = INDEX[f"filter{rng.choice(acting)}_env_on"]
        unit[column] = 1.0 - unit[column]
        unit[column + 1] = rng.uniform(0.3, 1.0)
    elif kind == "chorus":
        on = setting(unit[None], "chorus_on")[0] > 0.0
        unit[INDEX["chorus_on"] : INDEX["chorus_mix"] + 1] = (0.0 if on else 1.0, *rng.random(5), rng.uniform(0.1, 0.6))
        unit[[INDEX["effects_on"], INDEX["modulation_on"]]] = 1.0
    elif kind == "reverb":
        on = setting(unit[None], "reverb_on")[0] > 0.0
        unit[INDEX["reverb_on"] :] = 0.0 if on else 1.0, rng.random(), rng.uniform(0.1, 0.6)


def _switch_filter(unit: Travel, f: int, rng: np.random.Generator) -> None:
    """Another type for filter f, with a cutoff of its own where it had none."""
    kind, last = INDEX[f"filter{f}_type"], len(FILTER_TYPES) - 1
    before = round(unit[kind] * last) if setting(unit[None], "filters_on")[0] else 0
    after = (before + int(rng.integers(1, last + 1))) % (last + 1)
    unit[kind] = after / last
    if before == 0:
        unit[kind + 1] = rng.uniform(0.2, 0.98)
        if not setting(unit[None], "filters_on")[0]:
            unit[INDEX[f"filter{3 - f}_type"]] = 0.0
    unit[INDEX["filters_on"]] = 1.0


def _take_module(travel: Travel, other: Travel, rng: np.random.Generator, *, fit: Fit) -> None:
    """One module as another guess has it."""
    for id in MODULES[int(rng.integers(len(MODULES)))]:
        if id in PLAYED:
            if fit == "all":
                column = len(PREDICTED) + PLAYED.index(id)
                travel[column] = other[column]
        else:
            travel[INDEX[id]] = other[INDEX[id]]
            if id == "filter1_type" or id == "filter2_type":
                travel[INDEX["filters_on"]] = max(travel[INDEX["filters_on"]], other[INDEX["filters_on"]])
