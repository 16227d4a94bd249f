"""The filter against the analog one it imitates, against SciPy, and under the worst sweeps."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from synth.dsp import filter
from synth.dsp.filter import BANDPASS, FLATTEST_Q, HIGHEST_Q, HIGHPASS, LOWEST_HZ, LOWPASS, NONE, NOTCH
from synth.dsp.tick import TICK
from synth.engine import Engine
from synth.events import NoteOn
from tests.synth.measuring import BARE, RATE, db, octaves_db, play

FLAT = 1.0 / FLATTEST_Q
TYPES = {"None": NONE, "Lowpass": LOWPASS, "Highpass": HIGHPASS, "Bandpass": BANDPASS, "Notch": NOTCH}


def controls(
    kind: int, hz: float, k: float, rate: float, *, second: int = NONE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients and mix of two filters that stand still; the second passes everything unless asked."""
    a = np.zeros((2, 3))
    treble = filter.treble_share(hz, k, rate)
    for f in range(2):
        filter.coefficients(hz, k, rate, a[f])
    return a, np.array([filter.mix_of(kind, k, treble), filter.mix_of(second, k, treble)])


def run(
    x: NDArray[np.float64], kind: int, hz: float, k: float, *, rate: float = RATE, second: int = NONE
) -> NDArray[np.float64]:
    """Mono sound (n,) through the kernel, which works in ticks of float32."""
    a, m = controls(kind, hz, k, rate, second=second)
    z = np.zeros((2, 2, 2))
    out = x.astype(np.float32)
    for start in range(0, len(x), TICK):
        part = out[start : start + TICK]
        filter.process(z, a.copy(), a, m.copy(), m, part, part.copy())
    return out.astype(np.float64)


def response_db(kind: int, cutoff_hz: float, k: float, hz: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    """Gain of the kernel at some frequencies, from its answer to one sample."""
    impulse = np.zeros(1 << 16)
    impulse[0] = 1.0
    answer = run(impulse, kind, cutoff_hz, k, rate=rate)
    turns = np.exp(-2j * np.pi * hz[:, None] / rate * np.arange(len(answer)))
    return np.asarray(20.0 * np.log10(np.abs(turns @ answer) + 1e-9))


def analog_db(kind: int, cutoff_hz: float, k: float, hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain of the analog two-pole filter."""
    numerator = {LOWPASS: [1.0], HIGHPASS: [1.0, 0.0, 0.0], BANDPASS: [k, 0.0], NOTCH: [1.0, 0.0, 1.0]}[kind]
    return np.asarray(20.0 * np.log10(np.abs(signal.freqs(numerator, [1.0, k, 1.0], hz / cutoff_hz)[1]) + 1e-9))


@pytest.mark.parametrize("kind", [LOWPASS, HIGHPASS, BANDPASS, NOTCH, NONE])
@pytest.mark.parametrize("cutoff_hz", [20.0, 700.0, 9000.0])
@pytest.mark.parametrize("k", [FLAT, 1.0 / HIGHEST_Q])
def test_kernel_equals_scipy(kind: int, cutoff_hz: float, k: float) -> None:
    x = np.random.default_rng(0).uniform(-1.0, 1.0, 200 * TICK)
    expected = filter.reference(x, kind, cutoff_hz, k, RATE)
    assert np.max(np.abs(run(x, kind, cutoff_hz, k) - expected)) < 1e-6 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize("first", [LOWPASS, NOTCH])
def test_two_filters_in_series_equal_scipy_twice(first: int) -> None:
    x = np.random.default_rng(1).uniform(-1.0, 1.0, 200 * TICK)
    between = filter.reference(x, first, 800.0, 0.5, RATE)
    expected = filter.reference(between, HIGHPASS, 800.0, 0.5, RATE)
    assert np.max(np.abs(run(x, first, 800.0, 0.5, second=HIGHPASS) - expected)) < 1e-6


def test_controls_move_to_their_next_values_evenly_over_the_tick() -> None:
    a, m = controls(NONE, 500.0, FLAT, RATE)
    m_next = m * np.array([[0.5], [1.0]])
    left, right = np.ones((2, TICK), dtype=np.float32)
    filter.process(np.zeros((2, 2, 2)), a, a, m, m_next, left, right)
    assert left == pytest.approx(1.0 - 0.5 * np.arange(1, TICK + 1) / TICK)
    assert np.array_equal(m, m_next)


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
@pytest.mark.parametrize("cutoff_hz", [50.0, 500.0, 2000.0])
@pytest.mark.parametrize(("kind", "side"), [(LOWPASS, 1.0), (HIGHPASS, -1.0)])
def test_low_and_high_pass_fall_12_db_per_octave(kind: int, side: float, cutoff_hz: float, rate: float) -> None:
    hz = cutoff_hz * 2.0 ** (side * np.array([1.0, 1.5, 2.0, 2.5, 3.0]))
    hz = hz[(hz > 2.0) & (hz < rate / 4.0)]
    gain = response_db(kind, cutoff_hz, FLAT, hz, rate)
    assert np.max(np.abs(gain - analog_db(kind, cutoff_hz, FLAT, hz))) < 0.5
    octaves = np.diff(gain) / np.abs(np.diff(np.log2(hz)))
    assert np.all(np.abs(octaves[1:] + 12.0) < 0.6)


@pytest.mark.parametrize(("kind", "highest_hz"), [(LOWPASS, 16_000.0), (HIGHPASS, 16_000.0), (BANDPASS, 6000.0)])
@pytest.mark.parametrize("cutoff_hz", [100.0, 1000.0, 4000.0])
def test_every_type_follows_the_analog_filter_within_half_a_decibel(
    kind: int, highest_hz: float, cutoff_hz: float
) -> None:
    hz = np.geomspace(30.0, highest_hz, 40)
    expected = analog_db(kind, cutoff_hz, FLAT, hz)
    assert np.max(np.abs(response_db(kind, cutoff_hz, FLAT, hz, RATE) - expected)[expected > -70.0]) < 0.5


@pytest.mark.parametrize("cutoff_hz", [100.0, 1000.0, 4000.0])
def test_a_flat_corner_lies_3_db_down_and_a_notch_is_deep(cutoff_hz: float) -> None:
    at = np.array([cutoff_hz])
    for kind in (LOWPASS, HIGHPASS):
        assert response_db(kind, cutoff_hz, FLAT, at, RATE)[0] == pytest.approx(-3.0, abs=0.5)
    assert response_db(BANDPASS, cutoff_hz, FLAT, at, RATE)[0] == pytest.approx(0.0, abs=0.05)
    assert response_db(NOTCH, cutoff_hz, FLAT, at, RATE)[0] < -60.0


@pytest.mark.parametrize(("resonance", "q"), [(0.0, math.sqrt(0.5)), (100.0, 20.0), (50.0, 3.76)])
def test_resonance_goes_from_flat_to_a_q_of_20_evenly_in_ratio(resonance: float, q: float) -> None:
    assert 1.0 / filter.damping(resonance) == pytest.approx(q, rel=1e-3)
    peak = response_db(LOWPASS, 1000.0, filter.damping(resonance), np.array([1000.0]), RATE)[0]
    assert peak == pytest.approx(db(q), abs=0.1)


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
@pytest.mark.parametrize("kind", [LOWPASS, HIGHPASS, BANDPASS, NOTCH])
def test_the_fastest_sweeps_of_a_resonant_filter_stay_bounded(kind: int, rate: float) -> None:
    """White noise at full scale, highest resonance, the cutoff at another end of its range at every tick."""
    rng = np.random.default_rng(kind)
    k = 1.0 / HIGHEST_Q
    ends = [controls(kind, hz, k, rate) for hz in (LOWEST_HZ, 300.0, 3000.0, filter.HIGHEST_OF_RATE * rate)]
    orders = [np.arange(1500) % 2 * 3, rng.integers(0, 4, 1500), np.arange(1500) // 40 % 4]
    for order in orders:
        z = np.zeros((2, 2, 2))
        a, m = (control.copy() for control in ends[0])
        peak = 0.0
        for index in order:
            left, right = rng.uniform(-1.0, 1.0, (2, TICK)).astype(np.float32)
            filter.process(z, a, ends[index][0], m, ends[index][1], left, right)
            peak = max(peak, float(np.abs(left).max()), float(np.abs(right).max()))
        # Standing still at its resonance the filter reaches Q times the noise and its share of chance.
        assert peak < 2.0 * HIGHEST_Q
        # At rest at 16 Hz and a Q of 20 what is left falls to 1/e in 0.4 s.
        before = np.abs(z[0]).max()
        for _ in range(round(1.2 * rate / TICK)):
            left[:] = right[:] = 0.0
            filter.process(z, a, ends[0][0], m, ends[0][1], left, right)
        assert np.abs(z[0]).max() < 0.1 * before


def test_the_sides_do_not_hear_each_other() -> None:
    a, m = controls(LOWPASS, 1000.0, FLAT, RATE, second=HIGHPASS)
    left = np.random.default_rng(0).uniform(-1.0, 1.0, TICK).astype(np.float32)
    right = np.zeros(TICK, dtype=np.float32)
    filter.process(np.zeros((2, 2, 2)), a, a.copy(), m, m.copy(), left, right)
    assert not right.any()
    assert left.any()


def test_two_filters_in_series_fall_24_db_per_octave_in_a_note() -> None:
    patch = BARE.replace({"osc1_wave": "Noise", "filters_on": True, "filter1_type": "None"})
    corner = {"filter1_cutoff_hz": 500, "filter2_cutoff_hz": 500, "filter1_resonance": 0, "filter2_resonance": 0}
    open_db = octaves_db(play(patch, [(0.0, NoteOn(60))], seconds=2.0))
    both = patch.replace({"filter1_type": "Lowpass", "filter2_type": "Lowpass", **corner})
    fall = octaves_db(play(both, [(0.0, NoteOn(60))], seconds=2.0)) - open_db
    assert fall[5] - fall[4] == pytest.approx(-24.0, abs=1.5)
    assert fall[6] - fall[5] == pytest.approx(-24.0, abs=1.5)


@pytest.mark.parametrize("track", [0, 50, 100])
def test_the_cutoff_follows_the_key_by_the_tracking(track: int) -> None:
    patch = BARE.replace(
        {"osc1_wave": "Noise", "filters_on": True, "filter1_type": "Bandpass", "filter1_cutoff_hz": 500,
         "filter1_resonance": 100, "key_track": track}
    )  # fmt: skip
    y = play(patch, [(0.0, NoteOn(84))], seconds=2.5)[0, 4800:]
    power = (np.abs(np.fft.rfft(y[: 4800 * 23].reshape(23, 4800) * np.hanning(4800))) ** 2).mean(axis=0)
    peak_hz = float(np.argmax(power)) * 10.0
    assert math.log2(peak_hz / 500.0) == pytest.approx(2.0 * track / 100.0, abs=0.07)


def test_filters_off_and_type_none_pass_the_sound_bit_for_bit() -> None:
    patch = BARE.replace({"osc1_wave": "Sawtooth"})
    off = play(patch, seconds=0.3)
    none = play(patch.replace({"filters_on": True, "filter1_type": "None", "filter2_type": "None"}), seconds=0.3)
    assert np.array_equal(off, none)


@pytest.mark.parametrize("cutoff_hz", [100, 500, 5000])
@pytest.mark.parametrize("kind", ["Lowpass", "Highpass", "Bandpass", "Notch"])
def test_filters_of_held_keys_that_became_silent_end_in_exact_zeros(kind: str, cutoff_hz: float) -> None:
    """Else they would count with denormal numbers, fifty times slower, until the keys are let go."""
    patch = BARE.replace(
        {"filters_on": True, "osc1_wave": "Sawtooth", "filter1_type": kind, "filter1_cutoff_hz": cutoff_hz,
         "filter2_type": "Lowpass", "filter2_cutoff_hz": cutoff_hz}
    )  # fmt: skip
    engine = Engine(RATE, patch=patch)
    out = np.empty((9600, 2), dtype=np.float32)
    for note in (30, 60, 90):
        engine.send(NoteOn(note))
    engine.render(out)
    assert engine._state["z"].any()
    engine.set_patch(patch.replace({"osc1_on": False}))
    for _ in range(5):
        engine.render(out)
    assert engine.active_voices == 3
    assert not engine._state["z"].any()
    assert not out.any()


def test_each_side_falls_silent_by_itself() -> None:
    a, m = controls(LOWPASS, 1000.0, FLAT, RATE, second=LOWPASS)
    z = np.zeros((2, 2, 2))
    z[:, 0] = 1e-16
    left, right = np.zeros(TICK, dtype=np.float32), np.ones(TICK, dtype=np.float32)
    filter.process(z, a, a.copy(), m, m.copy(), left, right)
    assert not z[:, 0].any()
    assert z[:, 1].all()
