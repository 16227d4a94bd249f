"""Controls move evenly to their targets, arrive there exactly, and then stand still."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from synth import controls
from synth.dsp.smoothing import follow, jump, smoothstep, tick_rate
from synth.dsp.tick import TICK
from synth.engine import new_state, set_patch
from synth.parameters import ALL, INDEX
from synth.patch import Patch
from tests.synth.measuring import RATE

TICK_S = TICK / RATE


def moved(row: str, start: float, end: float, ticks: int) -> NDArray[np.float64]:
    """Values of a row at each tick after a jump of its target."""
    state = new_state(RATE)
    controls.aim(state[0], Patch.of({row: start}).as_array())
    controls.arrive(state[0])
    set_patch(state, Patch.of({row: end}).as_array())
    values = []
    for _ in range(ticks):
        controls.move(state[0])
        values.append(float(state["value"][0, INDEX[row]]))
    return np.array(values)


def test_follow_is_two_poles_in_a_row() -> None:
    rate = tick_rate(0.004, RATE)
    stages, found, first, second, expected = np.zeros(2), [], 0.0, 0.0, []
    for _ in range(40):
        found.append(follow(stages, 1.0, rate))
        first += rate * (1.0 - first)
        second += rate * (first - second)
        expected.append(second)
    assert np.max(np.abs(np.array(found) - expected)) < 1e-12


@pytest.mark.parametrize("rate_hz", [44_100.0, 48_000.0, 96_000.0])
def test_a_stage_goes_63_percent_of_its_way_in_its_time_constant_at_any_rate(rate_hz: float) -> None:
    ticks = 0.01 * rate_hz / TICK
    assert (1.0 - tick_rate(0.01, rate_hz)) ** ticks == pytest.approx(math.exp(-1.0), rel=1e-6)


def test_follow_arrives_and_jump_is_there_at_once() -> None:
    stages = np.zeros(2)
    for _ in range(200):
        follow(stages, 3.0, 0.2)
    assert stages.tolist() == [3.0, 3.0]
    jump(stages, -1.0)
    assert stages.tolist() == [-1.0, -1.0]


def test_smoothstep_goes_from_0_to_1_without_corners() -> None:
    x = np.linspace(0.0, 1.0, 1001)
    y = smoothstep(x)
    assert (y[0], y[500], y[-1]) == (0.0, pytest.approx(0.5), 1.0)
    slope = np.gradient(y, x)
    assert slope[0] == pytest.approx(0.0, abs=0.01)
    assert slope[-1] == pytest.approx(0.0, abs=0.01)
    assert np.all(np.diff(y) > 0.0)


@pytest.mark.parametrize("row", ["chorus_mix", "detune_cents", "osc1_amp", "amp_sustain"])
def test_a_knob_leaves_from_rest_and_is_95_percent_there_after_19_ms(row: str) -> None:
    end = ALL[INDEX[row]].maximum
    values = moved(row, 0.0, end, 200) / end
    steps = np.diff(np.concatenate([[0.0], values]))
    assert np.all(steps >= 0.0)
    assert steps[0] < 0.5 * steps.max()
    assert np.interp(0.95, values, TICK_S * np.arange(1, 201)) == pytest.approx(0.019, abs=0.001)
    assert values[-1] == 1.0


def test_a_cutoff_moves_in_octaves() -> None:
    values = moved("filter1_cutoff_hz", 20.0, 20_000.0, 200)
    half = np.argmin(np.abs(values - math.log(math.sqrt(20.0 * 20_000.0))))
    assert TICK_S * (half + 1) == pytest.approx(0.0067, abs=0.001)
    assert math.exp(values[-1]) == pytest.approx(20_000.0, rel=1e-9)


def test_what_has_arrived_stands_still_to_the_bit() -> None:
    state = new_state(RATE)
    set_patch(state, Patch.of({"osc1_extra": 5, "spread": 20, "master_db": -6, "pulse_width": 60}).as_array())
    for _ in range(300):
        controls.move(state[0])
    assert state["settled"][0] == 1
    assert np.array_equal(state["value"], state["target"])
    assert not state["unison_gain_step"].any()
    assert state["pulse_offset"][0, 0] == state["pulse_offset"][0, 1]
    assert state["master"][0].tolist() == [pytest.approx(10.0 ** (-6.0 / 20.0))] * 2


@pytest.mark.parametrize("n", range(8))
def test_unison_shares_keep_the_power_and_stand_evenly(n: int) -> None:
    state = new_state(RATE)
    values = Patch.of({"osc1_extra": n, "osc1_amp": 100, "spread": 100, "detune_cents": 100}).as_array()
    controls.aim(state[0], values)
    controls.arrive(state[0])
    level = state["unison_level"][0, 0]
    assert np.sum(level**2) == pytest.approx(1.0)
    assert np.count_nonzero(level.sum(axis=1)) == n + 1
    cents = 1200.0 * np.log2(state["unison_ratio"][0, 0, : n + 1])
    assert cents == pytest.approx(np.linspace(-100.0, 100.0, n + 1) if n else [0.0])


def test_while_voices_come_and_go_the_power_stays() -> None:
    state = new_state(RATE)
    set_patch(state, Patch.of({"osc1_extra": 7, "osc1_amp": 50}).as_array())
    for _ in range(60):
        controls.move(state[0])
        assert np.sum(state["unison_level"][0, 0] ** 2) == pytest.approx(0.25, rel=1e-6)


def test_a_wave_chosen_during_a_fade_waits_for_its_end() -> None:
    state = new_state(RATE)
    wave = []
    for tick in range(120):
        if tick == 5:
            set_patch(state, Patch.of({"osc1_wave": "Sine"}).as_array())
        if tick == 12:
            set_patch(state, Patch.of({"osc1_wave": "Noise"}).as_array())
        controls.move(state[0])
        before, after = state["wave_fade"][0, 0]
        assert 0.0 <= before <= after <= 1.0
        wave.append(tuple(int(w) for w in state["wave"][0, 0]))
    assert list(dict.fromkeys(wave)) == [(2, 2), (2, 0), (0, 5), (5, 5)]
    assert wave.count((2, 0)) * TICK_S == pytest.approx(controls.CROSSFADE_S, abs=2 * TICK_S)


def test_shares_of_filter_types_always_add_up_to_one() -> None:
    state = new_state(RATE)
    for tick in range(90):
        if tick in (3, 9, 17, 60):
            kind = {3: "Highpass", 9: "Notch", 17: "Bandpass", 60: "None"}[tick]
            set_patch(state, Patch.of({"filter1_type": kind}).as_array())
        controls.move(state[0])
        assert np.sum(state["type_mix"][0, 0]) == pytest.approx(1.0)
        assert np.all(state["type_mix"] >= 0.0)
    assert state["type_mix"][0, 0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
