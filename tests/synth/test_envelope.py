"""The envelope takes the times its knobs say, and sounds so in a note."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.dsp import envelope
from synth.dsp.envelope import ATTACK, DECAY, IDLE, RELEASE
from synth.events import NoteOff, NoteOn
from tests.synth.measuring import BARE, RATE, db, play

TICK_S = 0.001


def run(
    attack_s: float, decay_s: float, sustain: float, release_s: float, *, held_s: float, seconds: float
) -> NDArray[np.float64]:
    """Levels at each tick of 1 ms, the first after one tick."""
    rates = np.zeros(4)
    envelope.set_rates(rates, attack_s, decay_s, sustain, release_s, TICK_S)
    stage, level, levels = ATTACK, 0.0, []
    for tick in range(round(seconds / TICK_S)):
        if tick == round(held_s / TICK_S):
            stage = RELEASE
        stage, level = envelope.step(stage, level, rates)
        levels.append(level)
    return np.array(levels)


def reference(
    attack_s: float, decay_s: float, sustain: float, release_s: float, *, held_s: float, seconds: float
) -> NDArray[np.float64]:
    """The same from the formulas of charging and discharging capacitors."""
    t = TICK_S * np.arange(1, round(seconds / TICK_S) + 1)
    peak_s = TICK_S * math.ceil(attack_s / TICK_S - 1e-9)
    rise = 1.2 * (1.0 - (0.2 / 1.2) ** (t / attack_s))
    fall = sustain + (1.0 - sustain) * 10.0 ** (-3.0 * (t - peak_s) / decay_s)
    level = np.where(t < peak_s - 1e-9, rise, fall)
    end = level[round(held_s / TICK_S) - 1] * 10.0 ** (-3.0 * (t - held_s) / release_s)
    return np.where(t > held_s + 1e-9, np.where(end < envelope.SILENT, 0.0, end), level)


@pytest.mark.parametrize("adsr", [(0.05, 0.2, 0.4, 0.3), (1.0, 0.5, 0.0, 0.1), (0.002, 3.0, 1.0, 2.0)])
@pytest.mark.parametrize("held_s", [0.02, 1.5])
def test_kernel_equals_the_formulas(adsr: tuple[float, float, float, float], held_s: float) -> None:
    attack_s, decay_s, sustain, release_s = adsr
    levels = run(attack_s, decay_s, 100.0 * sustain, release_s, held_s=held_s, seconds=4.0)
    expected = reference(attack_s, decay_s, sustain, release_s, held_s=held_s, seconds=4.0)
    assert np.max(np.abs(levels - expected)) < 1e-6


@pytest.mark.parametrize("attack_s", [0.01, 0.1, 1.0])
def test_the_attack_reaches_the_peak_in_its_time(attack_s: float) -> None:
    levels = run(attack_s, 1.0, 50.0, 1.0, held_s=9.0, seconds=2.0)
    assert TICK_S * (1 + np.argmax(levels)) == pytest.approx(attack_s, abs=2 * TICK_S)
    assert levels.max() == 1.0


@pytest.mark.parametrize("time_s", [0.05, 0.5, 2.0])
def test_decay_and_release_fall_60_db_in_their_time(time_s: float) -> None:
    levels = run(0.001, time_s, 0.0, 1.0, held_s=9.0, seconds=3.0)
    assert db(levels[round((0.001 + time_s) / TICK_S)]) == pytest.approx(-60.0, abs=1.5)
    levels = run(0.001, 0.1, 100.0, time_s, held_s=0.5, seconds=3.0)
    assert db(levels[round((0.5 + time_s) / TICK_S)]) == pytest.approx(-60.0, abs=1.5)


def test_a_release_ends_in_idle_silence() -> None:
    rates = np.zeros(4)
    envelope.set_rates(rates, 0.01, 0.01, 50.0, 0.01, TICK_S)
    stage, level = RELEASE, 0.5
    for _ in range(30):
        stage, level = envelope.step(stage, level, rates)
    assert (stage, level) == (IDLE, 0.0)
    assert envelope.step(IDLE, 0.0, rates) == (IDLE, 0.0)


def test_an_attack_goes_on_from_the_level_that_is_there() -> None:
    rates = np.zeros(4)
    envelope.set_rates(rates, 0.1, 0.1, 50.0, 0.1, TICK_S)
    stage, level = envelope.step(ATTACK, 0.6, rates)
    assert stage == ATTACK
    assert 0.6 < level < 0.62


def test_no_segment_is_shorter_than_a_millisecond() -> None:
    rates = np.zeros(4)
    envelope.set_rates(rates, 0.0, 0.0, 50.0, 0.0, 1e-4)
    stage, level = envelope.step(ATTACK, 0.0, rates)
    assert stage == ATTACK and level < 0.3
    stage, level = envelope.step(DECAY, 1.0, rates)
    assert level > 0.6


def loudness_at(y: NDArray[np.float64], seconds: float) -> float:
    middle = round(seconds * RATE)
    return float(np.abs(y[0, middle - 480 : middle + 480]).max())


def test_a_note_rises_falls_and_ends_as_its_knobs_say() -> None:
    patch = BARE.replace({"amp_attack_s": 0.2, "amp_decay_s": 0.3, "amp_sustain": 40, "amp_release_s": 0.5})
    y = play(patch, [(0.0, NoteOn(72)), (1.0, NoteOff(72))], seconds=2.5)
    peak = loudness_at(y, 0.2)
    assert np.argmax(np.abs(y[0])) / RATE == pytest.approx(0.2, abs=0.01)
    assert loudness_at(y, 0.9) / peak == pytest.approx(0.4, abs=0.01)
    assert db(loudness_at(y, 1.26) / loudness_at(y, 0.9)) == pytest.approx(-30.0, abs=1.5)
    assert np.abs(y[:, round(1.95 * RATE) :]).max() == 0.0


@pytest.mark.parametrize(("sustain", "expected_hz"), [(0, 200.0), (50, 800.0), (100, 3200.0)])
def test_the_filter_envelope_moves_the_cutoff_in_octaves(sustain: int, expected_hz: float) -> None:
    patch = BARE.replace(
        {
            "osc1_wave": "Noise", "filters_on": True, "filter1_type": "Lowpass", "filter1_cutoff_hz": 200,
            "filter1_env_on": True, "filter1_env_hz": 3200, "filter1_decay_s": 0.05, "filter1_sustain": sustain,
            "filter1_resonance": 100,
        }
    )  # fmt: skip
    y = play(patch, [(0.0, NoteOn(60))], seconds=3.0)[:, 14_400:].mean(axis=0)
    power = np.abs(np.fft.rfft(y.reshape(-1, 4800) * np.hanning(4800))) ** 2
    peak_hz = float(np.argmax(power.mean(axis=0))) * RATE / 4800
    assert math.log2(peak_hz / expected_hz) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("sustain", [0.0, 37.0])
def test_a_decay_arrives_exactly_at_its_sustain_level(sustain: float) -> None:
    levels = run(0.001, 0.05, sustain, 1.0, held_s=9.0, seconds=0.5)
    assert np.all(levels[-200:] == 0.01 * sustain)
    heard = levels[2:][levels[2:] != 0.01 * sustain]
    assert np.all(np.abs(heard - 0.01 * sustain) >= envelope.ARRIVED)
