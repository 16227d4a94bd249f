"""Several patches as one: numbers meet in the middle, choices change where they cannot be heard.

A wave, a filter type or a switch has no middle. So an oscillator among others fades out towards the point where its
wave changes; one that carries the sound alone keeps it, and the engine fades from wave to wave. A filter opens towards
the point where its type changes, and what is switched off counts as a knob at the value that does nothing. What a patch
does not let be heard has no say: the rate of a chorus that is off moves nothing.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.errors import ParameterError
from synth.parameters import ALL, BY_ID, FILTER_TYPES, INDEX
from synth.patch import Patch

FADE: Final = 0.3
"""Lead of the strongest choice over the next, as a share of all, below which it fades."""
_RMS: Final = np.array([0.71, 0.58, 0.56, 1.0, 0.82, 0.52])
"""Level of the waves at the same amplification, in the order of `WAVES`; the square's is 1."""
_CHORUS: Final = ("chorus_delay_ms", "chorus_rate_hz", "chorus_depth", "chorus_low_cut_hz")
_OPEN: Final = {"Lowpass": 1.0, "Highpass": 0.0, "Notch": 1.0, "Bandpass": BY_ID["filter1_cutoff_hz"].to_unit(500.0)}
"""Knob travel of a cutoff at which a filter of each type does nothing, or least: a bandpass is never open."""
_NONE, _LOWPASS, _BANDPASS = (FILTER_TYPES.index(kind) for kind in ("None", "Lowpass", "Bandpass"))
Units = NDArray[np.float64]


def blend(patches: Sequence[Patch], weights: Sequence[float]) -> Patch:
    """One patch from several by weights from 0 up, of any sum; a single one with a weight comes out as it is.

    Raises ParameterError when no weight is above 0.
    """
    share = np.maximum(np.asarray(weights, dtype=np.float64), 0.0)
    if len(share) != len(patches) or not share.any():
        raise ParameterError("A blend needs a weight for each patch, and one of them above 0.")
    share = share / share.sum()
    if share.max() > 1.0 - 1e-9:
        return patches[int(share.argmax())]
    patches, share = [patch for patch, part in zip(patches, share, strict=True) if part > 0.0], share[share > 0.0]
    units = np.array([[row.to_unit(value) for row, value in zip(ALL, patch.values, strict=True)] for patch in patches])
    mixed = share @ units
    loudness = np.array([_loudness(n, units) for n in (1, 2, 3)])
    for n in (1, 2, 3):
        _oscillator(n, units, share, mixed, loudness)
    for n in (1, 2):
        _filter(n, units, share, mixed)
    _effects(units, share, mixed)
    values = tuple(row.from_unit(float(unit)) for row, unit in zip(ALL, mixed, strict=True))
    return Patch(values)


def _column(units: Units, id: str) -> Units:
    return units[:, INDEX[id]]


def _vote(choices: Units, say: Units) -> tuple[float, float]:
    """The choice (knob travel) with the most say, and how much of it may be heard: 0 at a tie, 1 from a clear lead."""
    kinds, which = np.unique(choices, return_inverse=True)
    votes = np.bincount(which, say)
    if len(kinds) == 1 or votes.sum() <= 0.0:
        return float(kinds[votes.argmax()]), 1.0
    first, second = np.sort(votes)[::-1][:2]
    lead = min(1.0, float((first - second) / (FADE * votes.sum())))
    return float(kinds[votes.argmax()]), lead * lead * (3.0 - 2.0 * lead)


def _mean(values: Units, say: Units, otherwise: float) -> float:
    total = float(say.sum())
    return float(say @ values) / total if total > 1e-12 else otherwise


def _waves(n: int, units: Units) -> NDArray[np.int64]:
    """The wave of an oscillator in each patch."""
    row = BY_ID[f"osc{n}_wave"]
    return np.array([round(row.from_unit(float(unit))) for unit in _column(units, row.id)])


def _loudness(n: int, units: Units) -> Units:
    """How loud an oscillator is in each patch."""
    switch = "osc1_on" if n == 1 else f"osc{n}_level"
    return np.asarray(_column(units, switch) * _column(units, f"osc{n}_amp") * _RMS[_waves(n, units)])


def _oscillator(n: int, units: Units, share: Units, mixed: Units, loudness: Units) -> None:
    """Blend one of the oscillators; `loudness` (3, patches) is that of each."""
    amp = f"osc{n}_amp"
    say = share * loudness[n - 1]
    if not say.any():
        mixed[INDEX[amp]] = 0.0  # silent in each, and so in all
        return
    wave, lead = _vote(_column(units, f"osc{n}_wave"), say)
    mixed[INDEX[f"osc{n}_wave"]] = wave
    mixed[INDEX[f"osc{n}_extra"]] = _mean(_column(units, f"osc{n}_extra"), say, mixed[INDEX[f"osc{n}_extra"]])
    mixed[INDEX[f"osc{n}_semitones"]] = _vote(_column(units, f"osc{n}_semitones"), say)[0]
    alone = float(say.sum() / (loudness @ share).sum())
    heard = alone + (1.0 - alone) * lead
    gain = heard * float(say.sum()) / float(_RMS[round(BY_ID[f"osc{n}_wave"].from_unit(wave))])
    if n == 1:
        mixed[INDEX["osc1_on"]] = 1.0
        mixed[INDEX[amp]] = min(1.0, gain)
    else:
        mixed[INDEX[amp]] = min(1.0, gain / float(share @ _column(units, f"osc{n}_level")))


def _filter(n: int, units: Units, share: Units, mixed: Units) -> None:
    kind_id, cutoff_id, env_on_id, env_id = (f"filter{n}_{part}" for part in ("type", "cutoff_hz", "env_on", "env_hz"))
    row = BY_ID[kind_id]
    kinds = np.array([row.from_unit(float(u)) for u in _column(units, kind_id)])
    acts = (kinds != _NONE) & (_column(units, "filters_on") > 0.5)
    if not acts.any():
        mixed[INDEX[kind_id]] = row.to_unit(_NONE)
        return
    mixed[INDEX["filters_on"]] = 1.0
    cutoffs, moves = _column(units, cutoff_id), _column(units, env_on_id) > 0.5
    if (kinds[acts] == _BANDPASS).any():
        # No filter is an open one of any type but this: those without have a say of their own.
        kinds, cutoffs = np.where(acts, kinds, _LOWPASS), np.where(acts, cutoffs, _OPEN["Lowpass"])
        acts, moves = np.ones_like(acts), moves & acts
    winner, heard = _vote(kinds[acts], share[acts])
    open_at = _OPEN[FILTER_TYPES[int(winner)]]
    same = acts & (kinds == winner)
    cutoff = np.where(same, cutoffs, open_at)
    peak = np.where(same & moves, _column(units, env_id), cutoff)
    mixed[INDEX[kind_id]] = row.to_unit(winner)
    mixed[INDEX[cutoff_id]] = open_at + heard * (float(share @ cutoff) - open_at)
    mixed[INDEX[env_on_id]] = float((same & moves).any())
    mixed[INDEX[env_id]] = open_at + heard * (float(share @ peak) - open_at)


def _effects(units: Units, share: Units, mixed: Units) -> None:
    drives = _column(units, "effects_on") > 0.5
    sounds = drives & (_column(units, "modulation_on") > 0.5) & (_column(units, "chorus_on") > 0.5)
    mix = np.where(sounds, _column(units, "chorus_mix"), 0.0)
    say = share * mix
    invert, heard = _vote(_column(units, "chorus_invert"), say)
    for id in _CHORUS:
        mixed[INDEX[id]] = _mean(_column(units, id), say, mixed[INDEX[id]])
    mixed[INDEX["chorus_invert"]] = invert
    mixed[INDEX["chorus_mix"]] = float(share @ mix) * heard
    mixed[INDEX["effects_on"]] = float(drives.any())
    mixed[INDEX["modulation_on"]] = mixed[INDEX["chorus_on"]] = float(sounds.any())
    mixed[INDEX["drive_db"]] = float(share @ np.where(drives, _column(units, "drive_db"), 0.0))
    wet = np.where(_column(units, "reverb_on") > 0.5, _column(units, "reverb_mix"), 0.0)
    mixed[INDEX["reverb_space"]] = _mean(_column(units, "reverb_space"), share * wet, mixed[INDEX["reverb_space"]])
    mixed[INDEX["reverb_mix"]] = float(share @ wet)
    mixed[INDEX["reverb_on"]] = float(wet.any())
