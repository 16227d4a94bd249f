"""Which of the 33 predicted values can be heard, given the others.

An oscillator without level has no wave, a filter that passes everything has no cutoff, a chorus that
stands still has no rate: such a value may be anything, so nothing may be learnt from it, and no search
should lose time on it. The rules follow the signal path of `synth.voice` and `synth.engine`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.parameters import FILTER_TYPES, INDEX, N_PREDICTED, PREDICTED, Scale

Mask = NDArray[np.bool_]
Units = NDArray[np.floating]

_PASSES_ALL: Final = FILTER_TYPES.index("None")
_LEVEL_IDS: Final = ("osc1_on", "osc2_level", "osc3_level")
"""What switches each oscillator; the row of its amplification is three further on."""


def setting(unit: Units, id: str) -> NDArray[np.float64]:
    """The switch, choice or whole number that a column of knob travel (n, 33) means, shape (n,)."""
    row = PREDICTED[INDEX[id]]
    if row.scale not in (Scale.SWITCH, Scale.CHOICE, Scale.WHOLE):
        raise ValueError(f"{row.label} has no settings: it is a {row.scale.value} row.")
    travel = np.clip(unit[:, INDEX[id]].astype(np.float64), 0.0, 1.0)
    return np.rint(row.minimum + travel * (row.maximum - row.minimum))


def oscillator_gains(unit: Units) -> NDArray[np.float64]:
    """Gain of each oscillator, 0 to 1, of knob travel (n, 33): shape (n, 3). Level times amplification."""
    travel = np.clip(unit.astype(np.float64), 0.0, 1.0)
    levels = np.stack([setting(unit, "osc1_on"), travel[:, INDEX["osc2_level"]], travel[:, INDEX["osc3_level"]]], 1)
    return levels * travel[:, [INDEX[f"osc{n}_amp"] for n in (1, 2, 3)]]


def audible_mask(unit: Units, *, driven: bool = False) -> Mask:
    """Where turning a value alone can change the sound: bool (n, 33) for knob travel (n, 33).

    `driven` says that the patch has a drive above 0 dB, which the effects' main switch switches too.
    Every false entry is certain: the sound is the same, sample by sample, whatever stands there. A true
    one may still be too small a change to be noticed. Raises ValueError for another shape.
    """
    if unit.ndim != 2 or unit.shape[1] != N_PREDICTED:
        raise ValueError(f"Knob travel has the shape (n, {N_PREDICTED}), not {unit.shape}.")
    mask = np.zeros(unit.shape, dtype=bool)
    sounds = _oscillators(unit, mask)
    _filters(unit, mask, sounds)
    _chorus(unit, mask, sounds, driven=driven)
    on, mix = setting(unit, "reverb_on") > 0.0, unit[:, INDEX["reverb_mix"]] > 0.0
    mask[:, INDEX["reverb_on"]] = sounds & mix
    mask[:, INDEX["reverb_mix"]] = sounds & on
    mask[:, INDEX["reverb_space"]] = sounds & on & mix
    return mask


def _oscillators(unit: Units, mask: Mask) -> Mask:
    """Fill the oscillators' columns; returns where anything sounds at all, (n,)."""
    gains = oscillator_gains(unit) > 0.0
    for o, level_id in enumerate(_LEVEL_IDS):
        level = INDEX[level_id]
        amp = level + 3
        is_on = setting(unit, level_id) > 0.0 if o == 0 else unit[:, level] > 0.0
        mask[:, level] = unit[:, amp] > 0.0
        mask[:, amp] = is_on
        mask[:, level + 1 : amp] = gains[:, o, None]  # wave and extra oscillators
    return np.asarray(gains.any(axis=1))


def _filters(unit: Units, mask: Mask, sounds: Mask) -> None:
    in_path = sounds & (setting(unit, "filters_on") > 0.0)
    for f in (1, 2):
        kind, cutoff, env_on, env = (INDEX[f"filter{f}_{what}"] for what in ("type", "cutoff_hz", "env_on", "env_hz"))
        acts = setting(unit, f"filter{f}_type") != _PASSES_ALL
        mask[:, INDEX["filters_on"]] |= sounds & acts
        mask[:, kind] = in_path
        mask[:, cutoff] = in_path & acts
        mask[:, env_on] = in_path & acts & (unit[:, cutoff] != unit[:, env])
        mask[:, env] = in_path & acts & (setting(unit, f"filter{f}_env_on") > 0.0)


def _chorus(unit: Units, mask: Mask, sounds: Mask, *, driven: bool) -> None:
    effects, modulation, on = (setting(unit, id) > 0.0 for id in ("effects_on", "modulation_on", "chorus_on"))
    mix, delay, rate, depth = (
        unit[:, INDEX[f"chorus_{what}"]] > 0.0 for what in ("mix", "delay_ms", "rate_hz", "depth")
    )
    mask[:, INDEX["effects_on"]] = sounds & ((modulation & on & mix) | driven)
    mask[:, INDEX["modulation_on"]] = sounds & effects & on & mix
    mask[:, INDEX["chorus_on"]] = sounds & effects & modulation & mix
    path = sounds & effects & modulation & on
    mask[:, INDEX["chorus_mix"]] = path
    mask[:, INDEX["chorus_delay_ms"]] = path & mix
    mask[:, INDEX["chorus_low_cut_hz"]] = path & mix
    # The delay swings by a share of itself, from its middle on, so each of the three can hold it still.
    mask[:, INDEX["chorus_rate_hz"]] = path & mix & delay & depth
    mask[:, INDEX["chorus_depth"]] = path & mix & delay & rate
    mask[:, INDEX["chorus_invert"]] = path & mix & delay & rate & depth
