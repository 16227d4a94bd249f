"""The chorus against delays worked out by hand, and what a player hears of it."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from synth.dsp import chorus
from synth.dsp.tick import TICK
from tests.synth.tick_runner import RATE, both, click_db, new_state, run, sine


def delays(hz: float, depth: float, delay_ms: float, n: int, *, rate: float = RATE) -> NDArray[np.float64]:
    """The delay of the left side in samples, from the LFO's formula."""
    delay = delay_ms * 1e-3 * rate
    swing = min(depth * delay, chorus.MOST_SLOPE * rate / (2 * np.pi * hz))
    return max(delay, swing) + chorus.SHORTEST + swing * np.sin(2 * np.pi * hz * np.arange(n) / rate)


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
@pytest.mark.parametrize(("lfo_hz", "depth", "delay_ms"), [(2.0, 0.48, 3.7), (0.5, 1.0, 20.0), (10.0, 1.0, 30.0)])
def test_the_wet_sound_is_the_input_at_the_moving_delay(
    lfo_hz: float, depth: float, delay_ms: float, rate: float
) -> None:
    hz, n = 1500.0, 400 * TICK
    y = run(chorus, both(sine(hz, n / rate, rate=rate)), delay_ms, lfo_hz, depth, 0.0, 0.0, 1.0, rate=rate)[0]
    corner = signal.butter(2, chorus.LOWEST_CUT_HZ, "high", fs=rate)
    response = signal.freqz(*corner, [hz], fs=rate)[1][0]
    at = (np.arange(len(y)) - delays(lfo_hz, depth, delay_ms, len(y), rate=rate)) / rate
    expected = 0.2 * np.imag(response * np.exp(2j * np.pi * hz * at))
    late = slice(round(0.09 * rate), None)  # past the delay line's first filling and the high-pass's start
    assert np.max(np.abs(y[late] - expected[late])) < 0.2 * 0.01


def test_treble_does_not_suffer_between_the_samples() -> None:
    for hz in (5000.0, 10_000.0, 15_000.0):
        levels = []
        for delay_ms in np.array([100.0, 100.25, 100.5, 100.75]) / 48.0:
            y = run(chorus, both(sine(hz, 0.2)), delay_ms, 0.0, 0.0, 0.0, 0.0, 1.0)[0, 4800:]
            levels.append(np.std(y))
        assert 20.0 * np.log10(max(levels) / min(levels)) < 0.5


def test_at_mix_0_the_sound_passes_bit_for_bit() -> None:
    x = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 50 * TICK)).astype(np.float32)
    assert np.array_equal(run(chorus, x, 4.0, 1.0, 0.5, 1.0, 250.0, 0.0), x)


def test_the_mix_keeps_the_loudness_of_noise() -> None:
    x = np.random.default_rng(1).standard_normal((2, 1500 * TICK)) * 0.1
    for mix in (0.25, 0.5, 0.75, 1.0):
        y = run(chorus, x, 8.0, 0.7, 0.5, 1.0, 0.0, mix)
        assert abs(20.0 * np.log10(np.std(y[:, 9600:]) / np.std(x))) < 0.5


@pytest.mark.parametrize("cut_hz", [100.0, 250.0, 1000.0])
def test_low_cut_falls_12_db_per_octave(cut_hz: float) -> None:
    def level(hz: float) -> float:
        y = run(chorus, both(sine(hz, 0.6)), 0.0, 0.0, 0.0, 0.0, cut_hz, 1.0)[0]
        return float(20.0 * np.log10(np.std(y[-round(8 * RATE / hz) :]) / (0.2 / np.sqrt(2.0))))

    assert level(cut_hz) == pytest.approx(-3.0, abs=0.3)
    assert level(cut_hz / 4) - level(cut_hz / 2) == pytest.approx(-12.0, abs=0.7)
    assert level(cut_hz * 8) == pytest.approx(0.0, abs=0.2)


def test_invert_moves_the_sides_against_each_other_and_widens_a_mono_sound() -> None:
    x = both(sine(440.0, 1.0) + sine(1234.0, 1.0))
    together = run(chorus, x, 5.0, 1.0, 0.5, 0.0, 100.0, 0.5)
    against = run(chorus, x, 5.0, 1.0, 0.5, 1.0, 100.0, 0.5)
    assert np.array_equal(together[0], together[1])
    assert np.corrcoef(against[0, 9600:], against[1, 9600:])[0, 1] < 0.9


def test_the_pitch_never_moves_by_more_than_a_quarter() -> None:
    y = run(chorus, both(sine(1000.0, 1.0)), 30.0, 10.0, 1.0, 0.0, 0.0, 1.0)[0, 9600:]
    phase = np.unwrap(np.angle(signal.hilbert(y)))
    hz = np.diff(signal.savgol_filter(phase, 101, 2))[500:-500] * RATE / (2 * np.pi)
    assert hz.max() < 1270.0
    assert hz.min() > 730.0
    assert hz.max() > 1150.0


JUMPS = {
    "delay": ((0.0, 30.0), 1.0, 0.3, 1.0, 100.0, 0.5),
    "rate": (10.0, (0.0, 10.0), 0.5, 1.0, 100.0, 0.5),
    "depth": (10.0, 1.0, (0.0, 1.0), 1.0, 100.0, 0.5),
    "invert": (10.0, 1.0, 0.5, (0.0, 1.0), 100.0, 0.5),
    "low cut": (10.0, 1.0, 0.5, 1.0, (0.0, 2000.0), 0.5),
    "mix": (10.0, 1.0, 0.5, 1.0, 100.0, (0.0, 1.0)),
}


@pytest.mark.parametrize("knob", JUMPS)
@pytest.mark.parametrize("back", [False, True])
def test_a_full_jump_of_any_knob_makes_no_click(knob: str, back: bool) -> None:
    ticks = 900
    controls = [np.where((np.arange(ticks) < 400) != back, *c) if isinstance(c, tuple) else c for c in JUMPS[knob]]
    y = run(chorus, both(sine(110.0, ticks * TICK / RATE)), *controls)
    assert click_db(y, 400 * TICK, 400 * TICK) < -55.0


def moves(jumps: Mapping[int, tuple[float, ...]], ticks: int, *, rate: float = RATE) -> NDArray[np.float64]:
    """How far each side's delay moves in a sample, (2, ticks), as knobs jump; the sound is loud and finite."""
    state = new_state(chorus, rate)
    x = 0.5 * np.sin(2.0 * np.pi * 110.0 / rate * np.arange(ticks * TICK)).reshape(ticks, TICK)
    read = np.empty((2, ticks))
    knobs = jumps[0]
    for k in range(ticks):
        knobs = jumps.get(k, knobs)
        buf = np.stack([x[k], x[k]]).astype(np.float32)
        chorus.process(state, *knobs, buf)
        assert np.isfinite(buf).all()
        assert np.abs(buf).max() < 1.0
        read[:, k] = state["read"]
    return np.asarray(np.diff(read) / TICK)


@pytest.mark.parametrize("at", range(750, 2250, 300))
@pytest.mark.parametrize("delay_ms", [8.0, 15.0, 30.0])
def test_a_jump_of_the_rate_bends_the_pitch_no_more_than_promised(delay_ms: float, at: int) -> None:
    slow, fast = ((delay_ms, hz, 1.0, 0.0, 20.0, 1.0) for hz in (0.5, 10.0))
    moved = moves({0: slow, at: fast, at + 700: slow}, at + 1400)
    # The LFO by a quarter, and the swing by no more than that on top, where the LFO itself stands still.
    assert np.abs(moved).max() < 2.0**0.5 * chorus.MOST_SLOPE + 0.01


@pytest.mark.parametrize("rate", [22_050.0, 48_000.0, 192_000.0])
def test_however_all_knobs_jump_together_the_delay_line_is_read_forwards(rate: float) -> None:
    rng = np.random.default_rng(5)

    def anywhere() -> tuple[float, ...]:
        ends = [rng.choice([0.0, 8.0, 30.0]), rng.choice([0.0, 0.2, 1.0, 10.0]), rng.choice([0.0, 0.5, 1.0])]
        return (*ends, float(rng.integers(2)), 20.0, 1.0)

    jumps = {at: anywhere() for at in (0, *np.cumsum(rng.integers(10, 400, 30)).tolist())}
    assert moves(jumps, 6000, rate=rate).max() <= chorus.STEEPEST + 1e-9


@pytest.mark.parametrize("rate", [22_050.0, 44_100.0, 96_000.0, 176_400.0, 192_000.0])
def test_the_longest_delay_fits_the_line_at_any_rate(rate: float) -> None:
    n = round(0.5 * rate) // TICK * TICK
    x = np.zeros((2, n))
    x[:, n // 2] = 1.0  # near the LFO's top: twice the delay
    y = np.abs(run(chorus, x, 30.0, 1.0, 1.0, 0.0, 0.0, 1.0, rate=rate)[0])
    heard = int(np.argmax(y))
    expected = 0.030 + 0.030 * np.sin(2.0 * np.pi * heard / rate)
    assert expected > 0.057
    assert (heard - n // 2) / rate == pytest.approx(expected, abs=1e-3)
    assert 0.6 < y[heard] < 1.1, "between two samples, a sample of 1 reads 0.64"


@pytest.mark.parametrize("at_s", [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75])
@pytest.mark.parametrize("delay_ms", [15.0, 30.0])
def test_a_jump_of_the_rate_makes_no_click_at_any_place_of_the_swing(delay_ms: float, at_s: float) -> None:
    at = round((0.4 + at_s) * RATE / TICK)
    hz = np.where(np.arange(at + 800) < at, 0.5, 10.0)
    y = run(chorus, both(sine(65.0, len(hz) * TICK / RATE)), delay_ms, hz, 1.0, 0.0, 20.0, 0.5)
    assert click_db(y, at * TICK, 400 * TICK) < -55.0


def test_silence_ends_in_exact_zeros() -> None:
    x = np.zeros((2, 900 * TICK))
    x[:, : 100 * TICK] = both(sine(110.0, 100 * TICK / RATE))
    y = run(chorus, x, 30.0, 1.0, 1.0, 1.0, 250.0, 0.5)
    assert not y[:, -100 * TICK :].any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_becomes_silence_and_is_forgotten(bad: float) -> None:
    state = new_state(chorus)
    knobs = (5.0, 1.0, 0.5, 1.0, 100.0, 0.5)
    x = both(sine(220.0, 0.1))
    run(chorus, x, *knobs, state=state)
    assert not run(chorus, np.full((2, TICK), bad), *knobs, state=state).any()
    after = run(chorus, x, *knobs, state=state)
    assert np.isfinite(after).all()
    assert np.max(np.abs(after)) > 0.1
