"""How far the sounds of two settings are apart, without rendering them: only what can be heard counts.

Oscillators may stand in any order, and level and amplification multiply, so waves are compared by how much there is
of each. A value counts as far as it is heard in both sounds; that one sound has it and the other has not is told by
its amount (the share of a wave, the mix of an effect), which is compared as well.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import oscillator_gains, setting
from synth.parameters import FILTER_TYPES, INDEX, N_PREDICTED, WAVES

Units = NDArray[np.float64]

WAVE, EXTRA, LEVEL = 1.0, 0.4, 0.4
FILTER_TYPE, CUTOFF, SWEEP = 1.0, 3.0, 1.0
CHORUS_MIX, CHORUS_ROW = 0.7, 0.15
REVERB_MIX, REVERB_SPACE = 0.7, 0.5
"""What each thing counts: the colour most, effects less."""
_CHORUS_ROWS: Final = ("chorus_delay_ms", "chorus_rate_hz", "chorus_depth", "chorus_low_cut_hz", "chorus_invert")
_PASSES_ALL: Final = FILTER_TYPES.index("None")


def sound_distances(target: Units, units: Units) -> Units:
    """How far sounds (n, 33) are from one sound (33,), all as knob travel: (n,), 0 for alike to about 1.

    Raises ValueError for another shape.
    """
    if target.shape != (N_PREDICTED,) or units.ndim != 2 or units.shape[1] != N_PREDICTED:
        raise ValueError(f"Sounds are ({N_PREDICTED},) and (n, {N_PREDICTED}), not {target.shape} and {units.shape}.")
    wanted, wanted_share, weights = _aspects(target[None])
    values, shares, _ = _aspects(units)
    heard = np.sqrt(wanted_share * shares) * weights
    return np.asarray(np.sqrt((heard * (values - wanted) ** 2).sum(axis=1) / weights.sum()))


def _aspects(units: Units) -> tuple[Units, Units, Units]:
    """What is compared: values (n, aspects), how far each is heard, 0 to 1, and what it counts (aspects,)."""
    columns: list[Units] = []
    shares: list[Units] = []
    weights: list[float] = []

    def add(value: Units, share: Units | float, weight: float) -> None:
        columns.append(value)
        shares.append(np.broadcast_to(np.asarray(share, dtype=np.float64), value.shape))
        weights.append(weight)

    gains = oscillator_gains(units)
    total = np.sqrt((gains**2).sum(axis=1))
    waves = np.stack([setting(units, f"osc{o}_wave") for o in (1, 2, 3)], axis=1)
    extras = units[:, [INDEX[f"osc{o}_extra"] for o in (1, 2, 3)]]
    add(total, 1.0, LEVEL)
    for wave in range(len(WAVES)):
        power = np.where(waves == wave, gains**2, 0.0)
        share = np.sqrt(power.sum(axis=1)) / np.maximum(total, 1e-9)
        add(share, 1.0, WAVE)
        add((power * extras).sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12), share, EXTRA)
    in_path = setting(units, "filters_on") > 0.0
    for f in (1, 2):
        kind = np.where(in_path, setting(units, f"filter{f}_type"), _PASSES_ALL)
        acts = (kind != _PASSES_ALL).astype(np.float64)
        for choice in range(len(FILTER_TYPES)):
            add((kind == choice).astype(np.float64), 1.0, 0.5 * FILTER_TYPE)
        cutoff, peak = units[:, INDEX[f"filter{f}_cutoff_hz"]], units[:, INDEX[f"filter{f}_env_hz"]]
        add(cutoff, acts, CUTOFF)
        add(np.where(setting(units, f"filter{f}_env_on") > 0.0, peak - cutoff, 0.0), acts, SWEEP)
    mix = _mix(units, ("effects_on", "modulation_on", "chorus_on"), "chorus_mix")
    add(mix, 1.0, CHORUS_MIX)
    for id in _CHORUS_ROWS:
        add(units[:, INDEX[id]], np.minimum(1.0, 2.0 * mix), CHORUS_ROW)
    mix = _mix(units, ("reverb_on",), "reverb_mix")
    add(mix, 1.0, REVERB_MIX)
    add(units[:, INDEX["reverb_space"]], np.minimum(1.0, 4.0 * mix), REVERB_SPACE)
    return np.stack(columns, axis=1), np.stack(shares, axis=1), np.array(weights)


def _mix(units: Units, switches: tuple[str, ...], mix: str) -> Units:
    """The share of an effect in the sound: 0 where one of its switches is off."""
    on = np.all([setting(units, id) > 0.0 for id in switches], axis=0)
    return np.where(on, units[:, INDEX[mix]], 0.0)
