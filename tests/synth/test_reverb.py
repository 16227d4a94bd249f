"""The reverb as a room: how it decays, how dense it is, and that it never rings, hums or clicks."""

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from synth.dsp import reverb, reverb_room
from synth.dsp.tick import TICK
from synth.engine import SAMPLE_RATES_HZ
from synth.loudness import integrated_loudness
from tests.synth.reverb_reference import reference
from tests.synth.tick_runner import RATE, both, click_db, new_state, pink, run, sine

SPACES = {"small room": 0.0, "chamber": 40.0, "hall": 80.0, "cathedral": 127.0}
PROMISED_S = {"small room": 0.3, "chamber": 1.0, "hall": 2.5, "cathedral": 7.0}


@lru_cache(maxsize=4)
def response(space: float) -> NDArray[np.float64]:
    """Answer to one sample on both sides, wet only, (2, n), a little longer than its RT60."""
    x = np.zeros((2, round((1.15 * float(reverb.decay_s(space)) + 0.1) * RATE)))
    x[:, 0] = 1.0
    return run(reverb, x, space, 1.0)


def t30_s(answer: NDArray[np.float64], rate: float = RATE) -> float:
    """RT60 from the fall from -5 to -35 dB of Schroeder's backward integral (ISO 3382)."""
    left = np.cumsum(answer[::-1] ** 2)[::-1]
    level = 10.0 * np.log10(left / left[0] + 1e-30)
    first, last = int(np.argmax(level < -5.0)), int(np.argmax(level < -35.0))
    return float(-60.0 / np.polyfit(np.arange(first, last) / rate, level[first:last], 1)[0])


def octave(answer: NDArray[np.float64], hz: float, rate: float = RATE) -> NDArray[np.float64]:
    """The octave band around hz."""
    return signal.sosfilt(signal.butter(4, [hz / 2**0.5, hz * 2**0.5], "band", fs=rate, output="sos"), answer)


def echo_density(answer: NDArray[np.float64], at_s: float, window_s: float = 0.02) -> float:
    """Normalised echo density around a moment: 0 for single echoes, 1 for noise (Abel & Huang, AES 121, 2006)."""
    half = round(0.5 * window_s * RATE)
    middle = round(at_s * RATE)
    part = answer[middle - half : middle + half + 1]
    weight = np.hanning(len(part)) / np.hanning(len(part)).sum()
    spread = np.sqrt(np.sum(weight * part**2))
    return float(np.sum(weight * (np.abs(part) > spread)) / 0.3173)


@pytest.mark.parametrize(("space", "rate"), [(0.0, 44_100.0), (127.0, 44_100.0), (60.0, 96_000.0)])
def test_kernel_equals_the_plain_version(space: float, rate: float) -> None:
    x = np.zeros((2, round(0.1 * rate) // TICK * TICK))
    x[:, :600] = np.random.default_rng(0).standard_normal((2, 600))
    wet = run(reverb, x, space, 1.0, rate=rate)
    assert np.max(np.abs(wet - reference(x, space, rate=rate))) < 2e-4 * np.max(np.abs(wet))


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("hz", [250.0, 500.0, 1000.0])
def test_each_space_decays_as_promised(name: str, hz: float) -> None:
    assert float(reverb.decay_s(SPACES[name])) == pytest.approx(PROMISED_S[name], rel=0.02)
    assert t30_s(octave(response(SPACES[name])[0], hz)) == pytest.approx(PROMISED_S[name], rel=0.12)


@pytest.mark.parametrize("name", SPACES)
def test_treble_dies_first_and_evenly(name: str) -> None:
    times = [t30_s(octave(response(SPACES[name])[0], hz)) for hz in (1000.0, 2000.0, 4000.0, 8000.0)]
    assert times == sorted(times, reverse=True)
    assert 0.35 < times[-1] / PROMISED_S[name] < 0.65


@pytest.mark.parametrize(("name", "dense_ms"), [("small room", 60), ("chamber", 80), ("hall", 120), ("cathedral", 180)])
def test_echoes_become_as_dense_as_noise(name: str, dense_ms: int) -> None:
    answer = response(SPACES[name])[0]
    later = [echo_density(answer, 1e-3 * dense_ms + t) for t in np.linspace(0.0, 0.5 * PROMISED_S[name], 20)]
    assert min(later) > 0.8
    assert np.mean(later) == pytest.approx(1.0, abs=0.07)


@pytest.mark.parametrize("name", SPACES)
def test_no_tone_rings_out_of_the_tail(name: str) -> None:
    answer = response(SPACES[name])[0]
    late = answer[round(0.2 * PROMISED_S[name] * RATE) :][: round(0.5 * PROMISED_S[name] * RATE)]
    power = np.abs(np.fft.rfft(late * np.hanning(len(late)))) ** 2
    hz = np.fft.rfftfreq(len(late), 1.0 / RATE)
    around = max(15, round(150.0 / hz[1])) | 1
    smooth = np.convolve(power, np.full(around, 1.0 / around), "same")
    heard = (hz > 500.0) & (hz < 8000.0)
    # Decaying Gaussian noise reads 9 to 10 dB here; a metallic mode would stand 20 dB and more above its surroundings.
    assert 10.0 * np.log10(np.max(power[heard] / smooth[heard])) < 15.0


@pytest.mark.parametrize("name", SPACES)
def test_the_sides_are_different_rooms_sounds_even_for_a_mono_input(name: str) -> None:
    late = response(SPACES[name])[:, round(0.1 * PROMISED_S[name] * RATE) :]
    assert abs(np.corrcoef(late)[0, 1]) < 0.12


def test_every_space_is_as_loud_as_the_dry_sound() -> None:
    sound = pink(5.0)
    dry = integrated_loudness(sound[:, 96_000:].T, RATE)
    for space in np.linspace(0.0, 127.0, 7):
        wet = run(reverb, sound, space, 1.0)[:, 96_000:]
        assert integrated_loudness(wet.T, RATE) - dry == pytest.approx(0.0, abs=1.0)


def test_direct_current_does_not_build_up() -> None:
    y = run(reverb, np.full((2, 96_000), 0.5), 127.0, 1.0)
    assert np.max(np.abs(y[:, -24_000:].mean(axis=1))) < 0.01


def test_a_tail_ends_in_exact_zeros_and_sleeps() -> None:
    state = new_state(reverb)
    x = np.zeros((2, round(1.5 * RATE)))
    x[:, :4800] = pink(0.1)
    y = run(reverb, x, 0.0, 1.0, state=state)
    assert np.max(np.abs(y[:, 4800:9600])) > 1e-3
    assert not y[:, -4800:].any()
    assert not state["lines"].any()


@pytest.mark.parametrize(("start", "end"), [(0.0, 127.0), (127.0, 0.0), (40.0, 80.0)])
def test_a_change_of_space_while_sounding_makes_no_click(start: float, end: float) -> None:
    ticks = 1500
    space = np.where(np.arange(ticks) < 900, start, end)
    y = run(reverb, both(sine(110.0, ticks * TICK / RATE)), space, 1.0)
    assert click_db(y, 900 * TICK, 300 * TICK) < -50.0


@pytest.mark.parametrize("back", [False, True])
def test_a_jump_of_the_mix_makes_no_click(back: bool) -> None:
    ticks = 900
    mix = np.where((np.arange(ticks) < 500) != back, 0.0, 1.0)
    y = run(reverb, both(sine(110.0, ticks * TICK / RATE)), 60.0, mix)
    assert click_db(y, 500 * TICK, 200 * TICK) < -55.0


def test_at_mix_0_the_sound_passes_bit_for_bit() -> None:
    x = np.random.default_rng(1).uniform(-1.0, 1.0, (2, 50 * TICK)).astype(np.float32)
    assert np.array_equal(run(reverb, x, 80.0, 0.0), x)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_becomes_silence_and_is_forgotten(bad: float) -> None:
    state = new_state(reverb)
    run(reverb, pink(0.2), 100.0, 0.5, state=state)
    assert not run(reverb, np.full((2, TICK), bad), 100.0, 0.5, state=state).any()
    after = run(reverb, pink(0.5), 100.0, 0.5, state=state)
    assert np.isfinite(after).all()
    assert np.max(np.abs(after)) > 0.05


def test_spaces_moving_all_the_time_stay_bounded() -> None:
    rng = np.random.default_rng(2)
    sound = pink(3.0, level=1.0)
    y = run(reverb, sound, rng.uniform(0.0, 127.0, sound.shape[1] // TICK), 1.0)
    assert np.isfinite(y).all()
    assert np.max(np.abs(y)) < 20.0


@pytest.mark.parametrize("rate", [*SAMPLE_RATES_HZ, 44_100.0, 48_000.0, 64_000.0, 96_000.0, 176_400.0])
def test_every_line_is_longer_than_a_tick_and_fits_its_ring(rate: float) -> None:
    ring = int(new_state(reverb, rate)["mask"]) + 1
    assert ring <= reverb.RING
    assert ring & (ring - 1) == 0
    assert reverb_room.LINE_MS.min() * float(reverb.size(0.0)) * 1e-3 * rate > 2 * TICK
    assert reverb_room.ALLPASS_MS.min() * 1e-3 * rate > TICK
    assert reverb_room.ALLPASS_MS.max() * 1e-3 * rate < reverb.ALLPASS_RING - 2 * TICK
    longest = max(reverb_room.LINE_MS.max() + reverb.SWING_MS, reverb_room.EARLY_MS.max(), reverb_room.PRE_DELAY_MS)
    assert longest * 1e-3 * rate < ring - 2 * TICK
