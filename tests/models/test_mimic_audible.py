"""The mask of audible values, checked by rendering: what it hides cannot be heard."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from models.audible import audible_mask, oscillator_gains, setting
from synth.parameters import INDEX, N_PREDICTED, PREDICTED
from synth.patch import Patch, random_patch
from synth.render import render_note

EVERYTHING = Patch.of(
    {"osc1_wave": "Pulse", "osc2_level": 60.0, "osc2_extra": 2.0, "osc3_level": 40.0, "osc3_wave": "Square",
     "filter1_cutoff_hz": 900.0, "filter1_env_on": "On", "filter1_env_hz": 5000.0, "filter2_type": "Highpass",
     "filter2_cutoff_hz": 120.0, "filter2_env_on": "On", "filter2_env_hz": 700.0, "chorus_on": "On",
     "chorus_mix": 50.0, "chorus_rate_hz": 4.0, "reverb_mix": 30.0}
)  # fmt: skip
"""A patch in which all 33 values can be heard."""

OFF = [
    ({"osc1_on": "Off"}, {"osc1_wave", "osc1_extra", "osc1_amp"}),
    ({"osc2_level": 0.0}, {"osc2_wave", "osc2_extra", "osc2_amp"}),
    ({"osc3_amp": 0.0}, {"osc3_wave", "osc3_extra", "osc3_level"}),
    (
        {"filters_on": "Off"},
        {f"filter{f}_{what}" for f in (1, 2) for what in ("type", "cutoff_hz", "env_on", "env_hz")},
    ),
    ({"filter1_type": "None"}, {"filter1_cutoff_hz", "filter1_env_on", "filter1_env_hz"}),
    ({"filter2_env_on": "Off"}, {"filter2_env_hz"}),
    ({"filter1_type": "None", "filter2_type": "None"}, {"filters_on"}),
    ({"chorus_mix": 0.0}, {row.id for row in PREDICTED if row.id.startswith("chorus") and row.id != "chorus_mix"}),
    ({"modulation_on": "Off"}, {"effects_on", *(row.id for row in PREDICTED if row.id.startswith("chorus"))}),
    ({"effects_on": "Off"}, {"modulation_on", *(row.id for row in PREDICTED if row.id.startswith("chorus"))}),
    ({"chorus_depth": 0.0}, {"chorus_rate_hz", "chorus_invert"}),
    ({"chorus_delay_ms": 0.0}, {"chorus_rate_hz", "chorus_invert", "chorus_depth"}),
    ({"chorus_rate_hz": 0.0}, {"chorus_depth", "chorus_invert"}),
    ({"reverb_on": "Off"}, {"reverb_space", "reverb_mix"}),
    ({"reverb_mix": 0.0}, {"reverb_space", "reverb_on"}),
]
"""A change of EVERYTHING, and some of what it hides."""


def heard(unit: NDArray[np.float64], base: Patch) -> NDArray[np.float32]:
    return render_note(base.with_unit(unit), 52, seconds=0.12, tail=0.05, sample_rate_hz=24_000)


def mask_of(patch: Patch) -> dict[str, bool]:
    mask = audible_mask(patch.to_unit()[None], driven=patch["drive_db"] > 0.0)[0]
    return {row.id: bool(value) for row, value in zip(PREDICTED, mask, strict=True)}


def test_all_33_can_be_heard_where_everything_is_on_and_each_of_them_is() -> None:
    assert all(mask_of(EVERYTHING).values())
    unit = EVERYTHING.to_unit()
    before = heard(unit, EVERYTHING)
    for column, row in enumerate(PREDICTED):
        other = unit.copy()
        other[column] = 1.0 if unit[column] < 0.5 else 0.0
        assert not np.array_equal(heard(other, EVERYTHING), before), row.id


@pytest.mark.parametrize(("change", "hidden"), OFF)
def test_what_is_switched_off_hides_what_belongs_to_it(change: Mapping[str, float | str], hidden: set[str]) -> None:
    mask = mask_of(EVERYTHING.replace(change))
    assert {id for id in hidden if mask[id]} == set()


@pytest.mark.parametrize(("change", "hidden"), OFF)
def test_a_hidden_value_changes_not_a_single_sample(change: Mapping[str, float | str], hidden: set[str]) -> None:
    unit = EVERYTHING.replace(change).to_unit()
    before = heard(unit, EVERYTHING)
    mask = audible_mask(unit[None])[0]
    other = np.random.default_rng(5)
    for column in np.flatnonzero(~mask):
        turned = unit.copy()
        turned[column] = other.random() if unit[column] not in (0.0, 1.0) else 1.0 - unit[column]
        assert np.array_equal(heard(turned, EVERYTHING), before), PREDICTED[column].id


def test_hidden_values_of_random_patches_change_nothing() -> None:
    rng = np.random.default_rng(11)
    checked = 0
    for _ in range(12):
        unit = random_patch(rng).to_unit()
        mask = audible_mask(unit[None])[0]
        before = heard(unit, Patch.default())
        for column in rng.permutation(np.flatnonzero(~mask))[:4]:
            turned = unit.copy()
            turned[column] = rng.random()
            assert np.array_equal(heard(turned, Patch.default()), before), PREDICTED[column].id
            checked += 1
    assert checked > 20


def test_silence_hides_all_but_what_ends_it() -> None:
    silent = EVERYTHING.replace({"osc1_on": "Off", "osc2_level": 0.0, "osc3_level": 0.0})
    assert {id for id, seen in mask_of(silent).items() if seen} == {"osc1_on", "osc2_level", "osc3_level"}


def test_the_switch_of_the_effects_is_heard_through_a_drive_alone() -> None:
    driven = EVERYTHING.replace({"chorus_on": "Off", "drive_db": 12.0})
    assert mask_of(driven)["effects_on"]
    assert not mask_of(driven.replace({"drive_db": 0.0}))["effects_on"]
    off = driven.replace({"effects_on": "Off"})
    assert not np.array_equal(heard(driven.to_unit(), driven), heard(off.to_unit(), off))


def test_settings_are_those_that_a_patch_takes_from_the_same_travel() -> None:
    unit = np.linspace(0.0, 1.0, 41)[:, None] * np.ones(N_PREDICTED)
    for row in PREDICTED:
        if row.is_discrete:
            assert setting(unit, row.id).tolist() == [row.from_unit(u) for u in unit[:, INDEX[row.id]]], row.id
        else:
            with pytest.raises(ValueError, match="no settings"):
                setting(unit, row.id)


def test_the_gain_of_an_oscillator_is_level_times_amplification() -> None:
    patch = Patch.of({"osc1_amp": 80.0, "osc2_level": 50.0, "osc2_amp": 40.0, "osc3_level": 0.0})
    assert np.allclose(oscillator_gains(patch.to_unit()[None]), [[0.8, 0.2, 0.0]])


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="33"):
        audible_mask(np.zeros((2, 34)))
