"""Patches between patches: the ends are kept, numbers meet, choices change in silence."""

import numpy as np
import pytest

from synth.blend import blend
from synth.errors import ParameterError
from synth.parameters import BY_ID
from synth.patch import Patch, random_patch
from synth.presets import factory_presets
from synth.render import render_note

SAW = Patch.of({"osc1_wave": "Sawtooth", "osc1_amp": 60.0, "filter1_cutoff_hz": 1000.0})
SQUARE = Patch.of({"osc1_wave": "Square", "osc1_amp": 60.0, "filter1_cutoff_hz": 4000.0})


def test_all_the_weight_on_one_patch_gives_that_patch() -> None:
    for preset in factory_presets():
        assert blend([SAW, preset.patch, SQUARE], [0.0, 2.0, 0.0]) == preset.patch


def test_a_patch_blended_with_itself_keeps_what_can_be_heard() -> None:
    for preset in factory_presets():
        twice = blend([preset.patch, preset.patch], [0.5, 0.5])
        heard = audible_rows(preset.patch)
        assert {id: twice[id] for id in heard} == pytest.approx({id: preset.patch[id] for id in heard}, abs=1e-6)


def audible_rows(patch: Patch) -> list[str]:
    """Rows that are switched in, in a patch."""
    rows = ["osc1_wave", "osc1_extra"] if patch["osc1_on"] and patch["osc1_amp"] else []
    for n in (2, 3):
        rows += (
            [f"osc{n}_wave", f"osc{n}_level", f"osc{n}_amp"] if patch[f"osc{n}_level"] and patch[f"osc{n}_amp"] else []
        )
    rows += ["filter1_type"] if patch["filters_on"] else []
    return rows + (["reverb_space", "reverb_mix"] if patch["reverb_on"] and patch["reverb_mix"] else [])


def test_frequencies_meet_in_knob_travel() -> None:
    row = BY_ID["filter1_cutoff_hz"]
    middle = blend([SAW, SAW.replace({"filter1_cutoff_hz": 4000.0})], [1.0, 1.0])
    expected = row.from_unit(0.5 * (row.to_unit(1000.0) + row.to_unit(4000.0)))
    assert middle["filter1_cutoff_hz"] == pytest.approx(expected)


def test_a_wave_that_others_cover_changes_where_its_oscillator_fades() -> None:
    covered = {"osc2_level": 100.0, "osc2_wave": "Sine", "osc2_amp": 90.0, "osc1_amp": 20.0}
    saw, square = SAW.replace(covered), SQUARE.replace(covered)
    steps = [blend([saw, square], [1.0 - share, share]) for share in np.linspace(0.0, 1.0, 401)]
    waves, amps = (np.array([patch[id] for patch in steps]) for id in ("osc1_wave", "osc1_amp"))
    (change,) = np.flatnonzero(np.diff(waves))
    assert amps[change] < 6.0 and amps[change + 1] < 6.0
    before, after = np.diff(amps[: change + 1]), np.diff(amps[change + 1 :])
    assert max(np.abs(before).max(), np.abs(after).max()) < 1.0  # and it fades there, without a step
    assert amps[0] == amps[-1] == 20.0


@pytest.mark.parametrize("other", ["Sine", "Triangle", "Square", "Pulse", "Noise"])
def test_a_sound_of_one_wave_keeps_its_level_where_the_wave_changes(other: str) -> None:
    one, two = (Patch.of({"osc1_wave": wave, "osc1_amp": 50.0, "filters_on": False}) for wave in ("Sawtooth", other))
    levels = [level_db(blend([one, two], [1.0 - share, share])) for share in np.linspace(0.0, 1.0, 11)]
    assert min(levels) > min(levels[0], levels[-1]) - 1.0
    assert max(levels) < max(levels[0], levels[-1]) + 1.0


def test_an_effect_that_is_off_counts_as_one_that_is_not_mixed_in() -> None:
    wet = Patch.of(
        {"chorus_on": True, "chorus_mix": 40.0, "chorus_rate_hz": 5.0, "reverb_on": True, "reverb_mix": 30.0}
    )
    dry = wet.replace({"chorus_on": False, "chorus_rate_hz": 0.1, "reverb_on": False, "reverb_space": 120.0})
    half = blend([wet, dry], [1.0, 1.0])
    assert half["chorus_on"] == half["reverb_on"] == 1.0
    assert half["chorus_mix"] == pytest.approx(20.0)
    assert half["reverb_mix"] == pytest.approx(15.0)
    assert half["chorus_rate_hz"] == pytest.approx(5.0)  # the other's cannot be heard
    assert half["reverb_space"] == wet["reverb_space"]


def test_a_filter_opens_towards_the_point_where_its_type_changes() -> None:
    low = Patch.of({"filter1_type": "Lowpass", "filter1_cutoff_hz": 300.0})
    high = Patch.of({"filter1_type": "Highpass", "filter1_cutoff_hz": 3000.0})
    before, after = (blend([low, high], [1.0 - share, share]) for share in (0.499, 0.501))
    assert BY_ID["filter1_type"].format(before["filter1_type"]) == "Lowpass"
    assert BY_ID["filter1_type"].format(after["filter1_type"]) == "Highpass"
    assert before["filter1_cutoff_hz"] > 15_000.0
    assert after["filter1_cutoff_hz"] < 5.0


@pytest.mark.parametrize("share", [1e-4, 0.1, 0.3])
def test_a_little_bandpass_silences_nobody_who_has_no_filter(share: float) -> None:
    organ = SAW.replace({"filters_on": False})
    wind = SAW.replace({"filter1_type": "Bandpass", "filter1_cutoff_hz": 800.0})
    alone = level_db(organ)
    assert level_db(blend([organ, wind], [1.0 - share, share])) > alone - 6.0
    assert level_db(blend([organ, wind, organ], [1.0 - share, 0.0, share])) == pytest.approx(alone, abs=0.1)


def test_what_is_silent_in_each_is_silent_in_between() -> None:
    closed = SAW.replace({"osc1_on": False, "osc2_level": 100.0, "osc2_amp": 0.0})
    muted = SAW.replace({"osc1_on": False, "osc2_level": 0.0, "osc2_amp": 50.0})
    assert level_db(blend([closed, muted], [0.5, 0.5])) < -120.0


def level_db(patch: Patch) -> float:
    sound = render_note(patch, seconds=0.5, tail=0.0)
    return float(10.0 * np.log10(np.mean(sound**2) + 1e-20))


def test_an_envelope_that_is_off_stays_at_the_cutoff() -> None:
    still = Patch.of({"filter1_type": "Lowpass", "filter1_cutoff_hz": 500.0})
    swept = still.replace({"filter1_env_on": True, "filter1_env_hz": 8000.0})
    near_still = blend([still, swept], [0.999, 0.001])
    assert near_still["filter1_env_hz"] == pytest.approx(near_still["filter1_cutoff_hz"], rel=0.02)


def test_any_patches_blend_to_a_patch() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        patches = [random_patch(rng) for _ in range(4)]
        mixed = blend(patches, rng.random(4) ** 3)
        assert np.isfinite(mixed.as_array()).all()


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 0.0], [1.0]])
def test_weights_that_make_no_sense_are_refused(weights: list[float]) -> None:
    with pytest.raises(ParameterError):
        blend([SAW, SQUARE], weights)
