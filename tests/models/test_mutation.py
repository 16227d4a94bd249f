"""Another sound at random can be played, and leaves alone what it is told to."""

import numpy as np
import pytest

from models.audible import audible_mask
from models.sound_to_patch.mutation import AUDIBLE_LUFS, mutated, randomised
from synth.loudness import integrated_loudness
from synth.parameters import N_PREDICTED, PREDICTED
from synth.patch import Patch
from synth.presets import factory_presets
from synth.render import render_note

LEAD = Patch.of({"osc2_level": 100.0, "filter1_cutoff_hz": 1500.0, "chorus_on": "On", "chorus_mix": 30.0})


def loudness(patch: Patch) -> float:
    return integrated_loudness(render_note(patch, 48, seconds=0.6, tail=0.2), 48_000)


def changes(before: Patch, after: Patch) -> set[str]:
    return {row.id for row in PREDICTED if before[row.id] != after[row.id]}


@pytest.mark.parametrize("seed", range(6))
def test_mutated_sound_differs_a_little_in_what_is_heard_and_keeps_its_performance_values(seed: int) -> None:
    after = mutated(LEAD, np.random.default_rng(seed))
    assert after is not None
    heard = audible_mask(LEAD.to_unit()[None])[0]
    assert changes(LEAD, after)
    assert changes(LEAD, after) <= {row.id for row, is_heard in zip(PREDICTED, heard, strict=True) if is_heard}
    assert after.values[N_PREDICTED:] == LEAD.values[N_PREDICTED:]
    assert LEAD.distance(after) < 0.25
    assert AUDIBLE_LUFS[0] - 1.0 <= loudness(after) <= AUDIBLE_LUFS[1] + 1.0


def test_what_is_to_be_kept_is_kept() -> None:
    keep = {row.id for row in PREDICTED} - {"filter1_cutoff_hz"}
    after = mutated(LEAD, np.random.default_rng(1), keep=keep)
    assert after is not None and changes(LEAD, after) == {"filter1_cutoff_hz"}
    whole = randomised(LEAD, np.random.default_rng(1), keep=keep)
    assert whole is not None and changes(LEAD, whole) == {"filter1_cutoff_hz"}


def test_waves_change_rarely() -> None:
    rng = np.random.default_rng(7)
    others = [mutated(LEAD, rng) for _ in range(20)]
    with_another_wave = [it for it in others if it is not None and it["osc1_wave"] != LEAD["osc1_wave"]]
    assert len(with_another_wave) <= 6


def test_mutating_again_and_again_stays_playable() -> None:
    rng, patch = np.random.default_rng(11), factory_presets()[4].patch
    for _ in range(12):
        after = mutated(patch, rng)
        assert after is not None
        patch = after
    assert AUDIBLE_LUFS[0] - 1.0 <= loudness(patch) <= AUDIBLE_LUFS[1] + 1.0


def test_randomised_sounds_are_whole_new_ones_and_can_be_played() -> None:
    rng = np.random.default_rng(3)
    others = [randomised(LEAD, rng) for _ in range(6)]
    for other in others:
        assert other is not None
        assert LEAD.distance(other) > 0.1
        assert other.values[N_PREDICTED:] == LEAD.values[N_PREDICTED:]
        assert AUDIBLE_LUFS[0] - 1.0 <= loudness(other) <= AUDIBLE_LUFS[1] + 1.0
    assert len(set(others)) == len(others)


def test_nothing_comes_of_a_sound_whose_silence_is_to_be_kept() -> None:
    silent = LEAD.replace({"osc1_on": "Off", "osc2_level": 0.0, "osc3_level": 0.0})
    keep = {"osc1_on", "osc2_level", "osc3_level"}
    assert mutated(silent, np.random.default_rng(0), keep=keep) is None
    assert randomised(silent, np.random.default_rng(0), keep=keep) is None


def test_a_sound_that_was_turned_down_at_the_volume_is_changed_all_the_same() -> None:
    assert mutated(LEAD.replace({"master_db": -50.0}), np.random.default_rng(2)) is not None
