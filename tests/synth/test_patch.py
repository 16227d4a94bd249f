"""Patches are whole, legal and unchanging, and cross to a network's unit values and back."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import ParameterError
from synth.parameters import ALL, N_ALL, N_PREDICTED, PREDICTED
from synth.patch import Patch, random_patch

seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def test_the_default_patch_has_every_rows_default() -> None:
    assert Patch.default().values == tuple(row.default for row in ALL)


def test_values_are_set_by_id_as_numbers_names_or_switches() -> None:
    patch = Patch.of({"osc1_wave": "Pulse", "filter1_cutoff_hz": 440, "reverb_on": False, "chorus_on": "on"})
    assert patch["osc1_wave"] == 4.0
    assert patch["filter1_cutoff_hz"] == 440.0
    assert patch["reverb_on"] == 0.0
    assert patch["chorus_on"] == 1.0


def test_values_out_of_range_move_to_the_nearest_legal_one() -> None:
    patch = Patch.of({"filter1_cutoff_hz": 1e6, "osc1_extra": 2.4, "master_db": -500, "chorus_mix": float("nan")})
    assert patch["filter1_cutoff_hz"] == 20000.0
    assert patch["osc1_extra"] == 2.0
    assert patch["master_db"] == -60.0
    assert patch["chorus_mix"] == 0.0


def test_a_patch_cannot_be_changed_and_replace_makes_a_copy() -> None:
    patch = Patch.default()
    with pytest.raises(dataclasses.FrozenInstanceError):
        patch.values = ()  # type: ignore[misc]
    louder = patch.replace({"master_db": 3})
    assert louder != patch
    assert louder.replace({"master_db": patch["master_db"]}) == patch


def test_unknown_ids_choices_and_lengths_are_refused() -> None:
    with pytest.raises(ParameterError, match="'nonsense'"):
        Patch.of({"nonsense": 1})
    with pytest.raises(ParameterError, match="Wavelet"):
        Patch.of({"osc1_wave": "Wavelet"})
    with pytest.raises(ParameterError, match=str(N_ALL)):
        Patch((0.0, 1.0))
    with pytest.raises(ParameterError, match="nonsense"):
        Patch.default()["nonsense"]


def test_the_engine_gets_natural_values_in_table_order() -> None:
    array = Patch.default().as_array()
    assert array.shape == (N_ALL,)
    assert array.dtype == np.float64
    assert array.tolist() == list(Patch.default().values)


@given(seeds)
def test_a_prediction_keeps_performance_and_sets_the_33(rng: np.random.Generator) -> None:
    base, predicted = random_patch(rng), random_patch(rng)
    result = base.with_unit(predicted.to_unit())
    assert result.values[N_PREDICTED:] == base.values[N_PREDICTED:]
    assert result.values[:N_PREDICTED] == pytest.approx(predicted.values[:N_PREDICTED], rel=1e-9, abs=1e-9)


def test_a_prediction_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ParameterError, match="33"):
        Patch.default().with_unit(np.zeros(32))


@given(seeds)
def test_distance_is_a_metric_from_0_to_1(rng: np.random.Generator) -> None:
    a, b, c = (random_patch(rng) for _ in range(3))
    assert a.distance(a) == 0.0
    assert a.distance(b) == b.distance(a)
    assert 0.0 <= a.distance(b) <= 1.0
    assert a.distance(c) <= a.distance(b) + b.distance(c) + 1e-12


def test_the_same_seed_makes_the_same_random_patch() -> None:
    assert random_patch(np.random.default_rng(5)) == random_patch(np.random.default_rng(5))
    assert random_patch(np.random.default_rng(5)) != random_patch(np.random.default_rng(6))


def test_predicted_values_of_another_patch_leave_performance_and_kept_rows() -> None:
    rng = np.random.default_rng(3)
    one, other = random_patch(rng), random_patch(rng)
    mixed = one.with_predicted(other, keep={"osc1_amp", "reverb_mix", "drive_db"})
    for row in ALL:
        from_other = row in PREDICTED and row.id not in {"osc1_amp", "reverb_mix"}
        assert mixed[row.id] == (other if from_other else one)[row.id]
    assert mixed == Patch(mixed.values), "its values are legal"
