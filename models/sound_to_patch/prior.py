"""Patches as musicians make them: what the library holds and the network learns from, one form for each sound.

Many settings sound alike: oscillators may change places, level and amplification multiply, what is off may be
set to anything. A network that averages over such twins answers with none of them (Hayes et al., ISMIR
2025), so `canonical` brings each sound to one form. Draws are knob travel, float64 (33,).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import oscillator_gains, setting
from synth.parameters import FILTER_TYPES, INDEX, PREDICTED, WAVES

Unit = NDArray[np.float64]

DEFAULTS: Final[Unit] = np.array([row.to_unit(row.default) for row in PREDICTED])
LOUDEST_GAIN: Final = 0.7
"""Gain of the loudest oscillator: only the ratios are heard once sounds have equal level."""
FAINTEST_GAIN: Final = 0.01
"""An oscillator this far below the loudest is off."""

_LEVELS: Final = tuple(INDEX[id] for id in ("osc1_on", "osc2_level", "osc3_level"))
_FILTERS: Final = tuple(INDEX[f"filter{f}_type"] for f in (1, 2))
_CHORUS: Final = slice(INDEX["chorus_on"], INDEX["chorus_mix"] + 1)
_REVERB: Final = slice(INDEX["reverb_on"], INDEX["reverb_mix"] + 1)

# How often what is drawn. Waves and filter types in the order of the table.
_WAVE_SHARES: Final = (0.16, 0.12, 0.26, 0.17, 0.14, 0.15)
_FILTER_SHARES: Final = ((0.1, 0.58, 0.13, 0.12, 0.07), (0.6, 0.16, 0.1, 0.08, 0.06))
_OSCILLATOR_SHARES: Final = (0.35, 0.4, 0.25)
_UNISON_SHARE: Final = 0.4
_QUIETER_DB: Final = 18.0
_FILTERED_SHARE, _ENVELOPE_SHARE = 0.85, 0.35
_CUTOFF_HZ: Final = (60.0, 16_000.0)
_CHORUS_SHARE, _REVERB_SHARE = 0.35, 0.55
_WET: Final = (0.08, 0.65)


def canonical(unit: NDArray[np.floating], *, sort: bool = True, rescale: bool = True) -> Unit:
    """The same sound in the one form it has here, knob travel (33,).

    What is off has its defaults; oscillators two and three say their gain with the amplification alone.
    `sort` puts oscillators in order of gain, loudest first: right where all have the same transposition.
    `rescale` gives the loudest LOUDEST_GAIN: right where nothing drives or limits the sound.
    """
    travel: Unit = np.clip(np.asarray(unit, dtype=np.float64), 0.0, 1.0)
    form = DEFAULTS.copy()
    _oscillators(travel, form, sort=sort, rescale=rescale)
    _filters(travel, form)
    switches = [bool(setting(travel[None], id)[0]) for id in ("effects_on", "modulation_on", "chorus_on", "reverb_on")]
    form[INDEX["effects_on"]] = switches[0]
    if all(switches[:3]) and travel[INDEX["chorus_mix"]] > 0.0:
        form[_CHORUS] = travel[_CHORUS]
    form[_REVERB.start] = 0.0
    if switches[3] and travel[INDEX["reverb_mix"]] > 0.0:
        form[_REVERB] = travel[_REVERB]
    return _rounded(form)


def draw(rng: np.random.Generator) -> Unit:
    """One patch in canonical form, knob travel (33,)."""
    unit = DEFAULTS.copy()
    count = 1 + rng.choice(3, p=_OSCILLATOR_SHARES)
    for o, level in enumerate(_LEVELS):
        quieter = 0.0 if o == 0 else -_QUIETER_DB * rng.random()
        unit[level] = float(o < count)
        unit[level + 1] = rng.choice(len(WAVES), p=_WAVE_SHARES) / (len(WAVES) - 1)
        unit[level + 2] = rng.integers(1, 8) / 7.0 if rng.random() < _UNISON_SHARE else 0.0
        unit[level + 3] = LOUDEST_GAIN * 10.0 ** (quieter / 20.0)
    unit[INDEX["filters_on"]] = float(rng.random() < _FILTERED_SHARE)
    for kind, shares in zip(_FILTERS, _FILTER_SHARES, strict=True):
        unit[kind] = rng.choice(len(FILTER_TYPES), p=shares) / (len(FILTER_TYPES) - 1)
        unit[kind + 1], unit[kind + 3] = _frequency(rng), _frequency(rng)
        unit[kind + 2] = float(rng.random() < _ENVELOPE_SHARE)
    unit[_CHORUS] = rng.random(_CHORUS.stop - _CHORUS.start)
    unit[_CHORUS.start] = float(rng.random() < _CHORUS_SHARE)
    unit[INDEX["chorus_mix"]] = rng.uniform(*_WET)
    unit[_REVERB] = float(rng.random() < _REVERB_SHARE), rng.random(), rng.uniform(*_WET)
    return canonical(unit)


def _frequency(rng: np.random.Generator) -> float:
    """Knob travel of a cutoff, even in octaves."""
    low, high = np.log(_CUTOFF_HZ)
    return PREDICTED[INDEX["filter1_cutoff_hz"]].to_unit(float(np.exp(rng.uniform(low, high))))


def _oscillators(unit: Unit, form: Unit, *, sort: bool, rescale: bool) -> None:
    gains = oscillator_gains(unit[None])[0]
    loudest = gains.max()
    order = np.argsort(-gains, kind="stable") if sort else np.arange(3)
    scale = LOUDEST_GAIN / loudest if rescale and loudest > 0.0 else 1.0
    for level, source in zip(_LEVELS, order, strict=True):
        heard = gains[source] > max(0.0, FAINTEST_GAIN * loudest)
        form[level] = float(heard)
        if heard:
            start = _LEVELS[source]
            form[level + 1 : level + 3] = unit[start + 1 : start + 3]
            form[level + 3] = scale * gains[source]


def _filters(unit: Unit, form: Unit) -> None:
    in_path = bool(setting(unit[None], "filters_on")[0])
    acting = 0
    for f, kind in zip((1, 2), _FILTERS, strict=True):
        acts = in_path and setting(unit[None], f"filter{f}_type")[0] != FILTER_TYPES.index("None")
        acting += acts
        form[kind] = unit[kind] if acts else 0.0
        if acts:
            form[kind + 1] = unit[kind + 1]
            if setting(unit[None], f"filter{f}_env_on")[0]:
                form[kind + 2 : kind + 4] = 1.0, unit[kind + 3]
    form[INDEX["filters_on"]] = float(acting > 0)


def _rounded(form: Unit) -> Unit:
    """Switches, choices and whole numbers exactly where their rows have them."""
    for column, row in enumerate(PREDICTED):
        if row.is_discrete:
            form[column] = row.to_unit(row.from_unit(float(form[column])))
    return form
