"""The limiter against its plain version, and what nothing may do to the output."""

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.dsp import limiter
from synth.dsp.tick import TICK
from tests.synth.tick_runner import RATE, both, click_db, new_state, run, sine


def loud(name: str) -> NDArray[np.float64]:
    rng = np.random.default_rng(3)
    n = 400 * TICK
    sounds = {
        "noise at +40 dB": 100.0 * rng.standard_normal((2, n)),
        "single clicks": np.where(rng.random((2, n)) < 0.002, 50.0, 0.0) * rng.choice([-1.0, 1.0], (2, n)),
        "a square wave": 8.0 * np.sign(both(sine(61.0, n / RATE))),
        "noise that comes and goes": rng.standard_normal((2, n)) * 30.0 ** np.sin(np.arange(n) / 700.0),
        "almost the largest number": np.full((2, n), 3e38),
    }
    return sounds[name]


@pytest.mark.parametrize(
    "name",
    ["noise at +40 dB", "single clicks", "a square wave", "noise that comes and goes", "almost the largest number"],
)
@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
def test_no_sample_is_ever_above_the_ceiling(name: str, rate: float) -> None:
    y = run(limiter, loud(name), rate=rate)
    assert np.max(np.abs(y)) <= np.float32(limiter.CEILING) < 1.0


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
@pytest.mark.parametrize("name", ["noise at +40 dB", "noise that comes and goes", "single clicks"])
def test_kernel_equals_the_plain_version(name: str, rate: float) -> None:
    x = loud(name).astype(np.float32).astype(np.float64)
    assert np.max(np.abs(run(limiter, x, rate=rate) - limiter.reference(x, rate))) < 1e-6


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
def test_below_minus_6_dbfs_the_sound_passes_bit_for_bit_late_by_at_most_1_ms(rate: float) -> None:
    x = np.random.default_rng(4).uniform(-0.5, 0.5, (2, 50 * TICK)).astype(np.float32)
    late = limiter.latency_samples(rate)
    assert late / rate <= 1e-3
    assert np.array_equal(run(limiter, x, rate=rate)[:, late:], x[:, :-late])


def test_both_sides_get_the_same_gain_so_the_image_stays() -> None:
    x = both(sine(200.0, 0.3, level=2.0)) * np.array([[1.0], [0.25]])
    y = run(limiter, x)
    assert np.max(np.abs(y[1] - 0.25 * y[0])) < 1e-6


def test_a_loud_steady_tone_stays_clean() -> None:
    y = run(limiter, both(sine(100.0, 1.0, level=2.0)))[0, -24_000:]
    spectrum = np.abs(np.fft.rfft(y * np.hanning(len(y))))
    harmonics = np.sqrt(np.sum(spectrum[100:1000:50] ** 2)) / spectrum[50]
    assert harmonics < 0.03


def test_the_lowest_gain_stays_until_it_is_taken() -> None:
    state = new_state(limiter)
    x = both(sine(300.0, 0.3, level=0.4))
    run(limiter, x, state=state)
    assert state["lowest"] == 1.0
    run(limiter, 5.0 * x, state=state)
    assert state["lowest"] == pytest.approx(float(limiter.gain_for(2.0)), rel=1e-3)
    lowest = float(state["lowest"])
    run(limiter, np.zeros((2, 96_000)), state=state)
    assert state["edge"] > 0.999
    assert state["lowest"] == lowest
    state["lowest"] = 1.0
    run(limiter, x, state=state)
    assert state["lowest"] > 0.999


def test_the_gain_comes_back_after_a_peak() -> None:
    x = both(sine(300.0, 1.5, level=0.3))
    x[:, 2000:2400] *= 20.0
    y = run(limiter, x)
    late = limiter.latency_samples(RATE)
    assert np.max(np.abs(y[:, 3000:6000])) < 0.2
    assert np.max(np.abs(y[:, -4800:] - x[:, -4800 - late : -late])) < 1e-3


def test_a_sudden_peak_bends_smoothly_into_the_limit() -> None:
    x = both(sine(100.0, 1.0, level=3.0))
    x[:, :24_000] *= 0.1  # the change falls on a zero of the sine: only its slope jumps
    y = run(limiter, x)
    quieter_db = 20.0 * np.log10(np.max(np.abs(x)) / np.max(np.abs(y)))
    assert click_db(y, 24_000, 9600) - quieter_db < click_db(x, 24_000, 9600)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_becomes_silence_and_the_sound_goes_on(bad: float) -> None:
    state = new_state(limiter)
    x = both(sine(300.0, 0.2))
    x[1, 3000] = bad
    y = run(limiter, x, state=state)
    late = limiter.latency_samples(RATE)
    tick = 3000 // TICK * TICK
    assert np.isfinite(y).all()
    assert not y[:, tick + late : tick + late + TICK].any()
    assert np.array_equal(y[:, 4000 + late :], x[:, 4000:-late].astype(np.float32))
