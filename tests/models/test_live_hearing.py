"""Live hearing: blocks of any size and rate are heard as the whole sound is; what is painted moves smoothly."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from models.errors import ModelError
from models.imagine.listener import Heard, Listener
from models.imagine.live_hearing import LiveHearing, new_since
from models.imagine.newness import AGES_S, EVEN, between, newness, together
from models.imagine.wandering import Follower, Wanderer
from models.paired.features import FRAMES, RATE_HZ, SILENCE_DB, as_heard, log_mel
from models.stream_resampler import StreamResampler

RATES = (8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000)


def bursts(seconds: float, rate: int, seed: int = 0) -> np.ndarray:
    """Noise that comes and goes, with tones."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    loud = 0.3 * (np.sin(2.0 * np.pi * 1.3 * t) > 0.0)
    return (loud * (np.sin(2.0 * np.pi * 700.0 * t) + 0.3 * rng.standard_normal(len(t)))).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(RATES), st.lists(st.integers(1, 5_000), min_size=1, max_size=12), st.integers(0, 99))
def test_blocks_are_resampled_as_the_whole_is(rate: int, sizes: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).standard_normal(sum(sizes)).astype(np.float32)
    resampler = StreamResampler(rate, RATE_HZ)
    parts = [resampler.add(block) for block in np.split(sound, np.cumsum(sizes)[:-1])]
    made = np.concatenate(parts)
    expected = sound if rate == RATE_HZ else as_heard(sound, rate) + 0.0
    if rate != RATE_HZ:
        ratio = RATE_HZ / np.gcd(RATE_HZ, rate), rate / np.gcd(RATE_HZ, rate)
        expected = signal.resample_poly(sound, int(ratio[0]), int(ratio[1]))
    assert len(made) <= len(expected)
    assert len(expected) - len(made) <= 2 * RATE_HZ // 50 + 500
    assert np.abs(made - expected[: len(made)]).max(initial=0.0) < 1e-5


@pytest.mark.parametrize("rate", RATES)
def test_frames_of_blocks_are_those_of_the_whole_sound(rate: int) -> None:
    sound = bursts(4.0, rate)
    live = LiveHearing(rate)
    frames = np.concatenate([live.add(block) for block in np.array_split(sound, 97)])
    expected = log_mel(as_heard(sound, rate))
    assert 0 <= len(expected) - len(frames) <= 4
    apart = np.abs(frames - expected[: len(frames)])
    loud = expected[: len(frames)] > -20.0
    assert np.median(apart[loud]) < 0.05
    assert np.quantile(apart[loud], 0.99) < 1.0


def test_a_constant_is_not_heard_and_broken_numbers_do_no_harm() -> None:
    live = LiveHearing(48_000)
    live.add(np.zeros(0))
    for _ in range(40):
        assert (live.add(np.full(4_800, 0.5)) == SILENCE_DB).all(), "not even where it begins"
    live.add(np.array([np.nan, np.inf, -np.inf] * 2_000))
    for _ in range(40):
        frames = live.add(np.zeros(4_800))
    assert (frames == SILENCE_DB).all()
    with pytest.raises(ModelError, match="8,000 to 192,000"):
        LiveHearing(4_000)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("offset", [-0.4, 0.9])
def test_a_constant_part_changes_nothing_of_what_is_heard(rate: int, offset: float) -> None:
    sound, heard = bursts(3.0, rate), []
    for it in (sound, sound + np.float32(offset)):
        live = LiveHearing(rate)
        for block in np.array_split(it, 60):
            live.add(block)
        heard.append(live.inputs(5.0))
    assert np.abs(heard[0] - heard[1]).mean() < 1e-3
    assert np.abs(heard[0] - heard[1]).max() < 0.05


def test_samples_beyond_all_measure_are_loud_and_no_more() -> None:
    live = LiveHearing(RATE_HZ)
    live.add(1e30 * bursts(2.0, RATE_HZ).astype(np.float64))
    live.add(np.full(2_000, np.finfo(np.float64).max))
    assert np.isfinite(live.inputs(5.0)).all()


def test_windows_hold_the_last_seconds_and_silence_before() -> None:
    live = LiveHearing(RATE_HZ)
    for block in np.array_split(steady(110.0, 12.0), 300):
        live.add(block)
    whole = live.inputs(5.0)
    assert whole.shape == (1, FRAMES, 128)
    short = live.inputs(2.0)
    count = int(np.ceil(2.0 * RATE_HZ / 512))
    assert np.array_equal(short[0, -count:], whole[0, -count:])
    assert (short[0, :-count] == 0.0).all()
    long = live.inputs(10.0)
    assert long.shape == (2, FRAMES, 128)
    assert np.array_equal(long[0], whole[0])
    assert not np.array_equal(long[1], whole[0])
    nothing = LiveHearing(RATE_HZ)
    assert (nothing.inputs(5.0) == 0.0).all()


def steady(hz: float, seconds: float) -> np.ndarray:
    """A tone with its overtones and some noise."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = 0.02 * np.random.default_rng(0).standard_normal(len(t))
    return (0.2 * signal.sawtooth(2.0 * np.pi * hz * t) + noise).astype(np.float32)


def hear_all(live: LiveHearing, sound: np.ndarray) -> list[float]:
    """How much of ten seconds is heard after each twentieth of a second."""
    heard = []
    for block in np.array_split(sound, max(1, len(sound) * 20 // RATE_HZ)):
        live.add(block)
        heard.append(live.heard_s(10.0))
    return heard


def test_something_new_begins_a_new_window_and_what_goes_on_does_not() -> None:
    live = LiveHearing(RATE_HZ)
    before = hear_all(live, steady(110.0, 6.0))
    assert before[-1] > 5.5, "a steady sound goes on"
    hissing = (0.2 * np.random.default_rng(1).standard_normal(2 * RATE_HZ)).astype(np.float32)
    after = hear_all(live, signal.lfilter([1.0, -1.0], [1.0], hissing))
    assert min(after[:8]) < 0.5, "not within 0.4 s"
    assert after[-1] == pytest.approx(2.0, abs=0.4)
    assert (live.inputs(10.0)[0][: FRAMES - round(2.4 * RATE_HZ / 512)] == 0.0).all()


def test_nothing_begins_in_silence_and_a_louder_moment_of_the_same_sound_is_not_new() -> None:
    live = LiveHearing(RATE_HZ)
    hear_all(live, steady(110.0, 5.0))
    silence = hear_all(live, np.zeros(2 * RATE_HZ, np.float32))
    assert np.all(np.diff(silence) >= -1e-9)
    live = LiveHearing(RATE_HZ)
    hear_all(live, steady(110.0, 5.0))
    assert np.all(np.diff(hear_all(live, 1.8 * steady(110.0, 2.0))) >= -1e-9)


@pytest.mark.parametrize("window_s", [1.0, 2.5, 5.0, 10.0])
def test_in_silence_the_window_stays_with_the_sound_which_is_less_and_less_there(window_s: float) -> None:
    listener, live = Listener(), LiveHearing(RATE_HZ)
    hear_all(live, steady(110.0, 11.0))
    sounding, windows = live.hear(listener, window_s), live.inputs(window_s)
    assert live.silent_s(window_s) == 0.0
    there, step_s = [], 0.25 * window_s
    for turn in range(1, 7):
        hear_all(live, np.zeros(round(step_s * RATE_HZ), np.float32))
        heard = live.hear(listener, window_s)
        there.append(float(heard.present[0]))
        if turn < 4:
            assert live.silent_s(window_s) == pytest.approx(max(0.0, turn * step_s - 0.3), abs=0.12)
            assert live.heard_s(window_s) == pytest.approx(window_s, abs=0.1)
            assert np.abs(live.inputs(window_s) - windows).mean() < 0.05
            as_before = heard.conditions[0, :-1] @ sounding.conditions[0, :-1]
            assert as_before > 0.85 * (len(sounding.conditions[0]) - 1)
    assert there == sorted(there, reverse=True)
    assert 0.0 < there[3] < 0.9
    assert there[5] == 0.0
    assert live.silent_s(window_s) == 0.0
    assert (live.inputs(window_s) == 0.0).all()


@pytest.mark.parametrize("fade_s", [0.05, 0.2, 0.5, 1.0])
def test_a_sound_that_fades_is_not_new(fade_s: float) -> None:
    sound, live = steady(110.0, 6.0), LiveHearing(RATE_HZ)
    fading = steady(110.0, 3.0) * np.exp(-np.arange(3 * RATE_HZ) / (fade_s * RATE_HZ))
    heard = hear_all(live, np.concatenate([sound, fading.astype(np.float32)]))
    assert np.all(np.diff(heard[10:]) >= -1e-9)


def test_a_click_in_silence_brings_nothing_back() -> None:
    live, listener = LiveHearing(RATE_HZ), Listener()
    hear_all(live, steady(110.0, 6.0))
    hear_all(live, np.zeros(3 * RATE_HZ, np.float32))
    before = live.hear(listener, 5.0)
    click = np.zeros(RATE_HZ // 2, np.float32)
    click[:20] = 0.5 * (-1.0) ** np.arange(20)
    hear_all(live, click)
    after = live.hear(listener, 5.0)
    assert 0.0 < after.present[0] < before.present[0] < 1.0
    assert after.probability.argmax() == before.probability.argmax()


@pytest.mark.parametrize("block_s", [0.6, 1.0, 2.0])
def test_what_begins_in_a_long_block_is_found(block_s: float) -> None:
    hissing = (0.2 * np.random.default_rng(1).standard_normal(4 * RATE_HZ)).astype(np.float32)
    live = LiveHearing(RATE_HZ)
    live.add(signal.lfilter([1.0, -1.0], [1.0], hissing))
    live.add(steady(110.0, block_s))
    assert live.heard_s(10.0) == pytest.approx(block_s, abs=0.2)


def test_live_and_whole_sounds_are_heard_alike() -> None:
    listener = Listener()
    sound = bursts(5.0, 44_100, seed=3)
    live = LiveHearing(44_100)
    for block in np.array_split(sound, 111):
        live.add(block)
        heard = live.hear(listener, 5.0)
    from models.paired.features import features, network_input

    expected = listener.hear(network_input(features(as_heard(sound, 44_100)))[None])
    alike = heard.conditions[0, :-1] @ expected.conditions[0, :-1] / (len(heard.conditions[0]) - 1)
    assert alike > 0.97
    assert heard.conditions[0, -1] == pytest.approx(float(expected.conditions[0, -1]), abs=0.05)
    assert LiveHearing(48_000).hear(listener, 10.0).present[0] == 0.0


def test_of_two_windows_a_silent_one_says_nothing() -> None:
    conditions = np.array([[2.0, 0.0, 0.0, 0.0, 1.0], [0.0, 2.0, 0.0, 0.0, -6.0]], np.float32)
    probability = np.array([[0.9, 0.1], [0.1, 0.9]], np.float32)
    one = together(Heard(conditions, probability, np.array([1.0, 0.0], np.float32)), conditions[:, -1])
    assert np.allclose(one.conditions[0], conditions[0])
    assert np.allclose(one.probability[0], probability[0])
    both = together(Heard(conditions, probability, np.ones(2, np.float32)), conditions[:, -1])
    assert np.linalg.norm(both.conditions[0, :-1]) == pytest.approx(2.0)
    assert both.conditions[0, -1] == 1.0
    assert both.probability[0] == pytest.approx([0.5, 0.5])


def test_the_condition_goes_where_the_sound_went_and_keeps_its_length() -> None:
    here = np.array([3.0, 0.0, 0.0, 1.0], np.float32)
    there = np.array([0.0, 3.0, 0.0, -1.0], np.float32)
    follower = Follower()
    assert np.array_equal(follower.follow(here, seconds=0.1, smooth_s=1.0), here)
    ways = [follower.follow(there, seconds=0.1, smooth_s=1.0) for _ in range(60)]
    left = [float(np.linalg.norm(way - there)) for way in ways]
    assert left == sorted(left, reverse=True)
    assert left[9] < 0.5 * np.linalg.norm(here - there)
    assert left[-1] < 0.05
    assert [np.linalg.norm(way[:-1]) for way in ways] == pytest.approx([3.0] * 60, abs=1e-5)
    assert np.array_equal(follower.follow(here, seconds=0.1, smooth_s=0.0), here)


def test_noise_wanders_at_its_pace_keeps_its_size_and_begins_again_by_seed() -> None:
    wanderer = Wanderer(4_000, seed=7)
    first = wanderer.wander(seconds=1.0, drift_s=0.0)
    assert np.array_equal(wanderer.wander(seconds=1.0, drift_s=0.0), first)
    later = wanderer.wander(seconds=1.0, drift_s=10.0)
    assert np.corrcoef(first, later)[0, 1] == pytest.approx(np.exp(-0.1), abs=0.03)
    for _ in range(50):
        far = wanderer.wander(seconds=1.0, drift_s=10.0)
    assert abs(np.corrcoef(first, far)[0, 1]) < 0.1
    assert far.std() == pytest.approx(1.0, abs=0.05)
    wanderer.begin(7)
    assert np.array_equal(wanderer.wander(seconds=1.0, drift_s=0.0), first)


class Ears:
    """Hears two kinds of things: with treble, or without."""

    def hear(self, inputs: np.ndarray) -> Heard:
        loud = inputs.max(axis=2) > 0.5
        kind = (2 * (loud & (inputs[..., 110:].max(axis=2) > 0.5)).sum(axis=1) > loud.sum(axis=1)).astype(int)
        conditions = np.concatenate([np.sqrt(2.0) * np.eye(2)[kind], np.zeros((len(kind), 1))], axis=1)
        return Heard(conditions.astype(np.float32), np.eye(2, dtype=np.float32)[kind], np.ones(len(kind), np.float32))


def noise_between(low_hz: float, high_hz: float, seconds: float) -> np.ndarray:
    bands = signal.butter(6, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    white = np.random.default_rng(5).standard_normal(round(seconds * RATE_HZ))
    return signal.sosfilt(bands, 0.3 * white).astype(np.float32)


def heard_after(before: np.ndarray, after: np.ndarray) -> list[float]:
    """How much of ten seconds is heard after each twentieth of a second, with one sound after another."""
    live, ears, heard = LiveHearing(RATE_HZ), Ears(), []
    for sound in (before, after):
        for block in np.array_split(sound, len(sound) // (RATE_HZ // 20)):
            live.add(block)
            live.hear(ears, 10.0)  # type: ignore[arg-type]
            heard.append(live.heard_s(10.0))
    return heard


def test_what_means_something_else_begins_anew_and_another_voice_of_the_same_kind_does_not() -> None:
    treble = noise_between(5_000.0, 10_000.0, 3.0)
    heard = heard_after(treble, noise_between(100.0, 2_000.0, 2.0))
    assert min(heard[60:66]) < 0.3, "not within 0.3 s"
    assert heard[-1] == pytest.approx(2.0, abs=0.1)
    goes_on = heard_after(treble, noise_between(100.0, 10_000.0, 2.0))
    assert np.all(np.diff(goes_on[10:]) >= -1e-9)
    live = LiveHearing(RATE_HZ)
    hear_all(live, treble)
    assert min(hear_all(live, noise_between(100.0, 10_000.0, 0.5))) < 0.3, "by its bands alone it would be new"


def test_two_things_that_seem_new_are_both_given_up_when_they_mean_the_same() -> None:
    treble = noise_between(5_000.0, 10_000.0, 3.0)
    voices = np.concatenate(
        [noise_between(100.0, 10_000.0, 0.9), treble[:RATE_HZ], noise_between(100.0, 10_000.0, 4.0)]
    )
    assert np.all(np.diff(heard_after(treble, voices)[10:]) >= -1e-9)
    briefly = np.concatenate([noise_between(100.0, 2_000.0, 1.5), treble])
    heard = heard_after(treble, briefly)
    assert heard[60 + 29] == pytest.approx(1.5, abs=0.1)
    assert heard[-1] == pytest.approx(3.0, abs=0.1)


def test_where_something_new_began_is_found() -> None:
    rng = np.random.default_rng(2)
    low, high = np.full((2, 100, 128), SILENCE_DB, np.float32)
    low[:, :64], high[:, 64:] = rng.normal(0.0, 3.0, (2, 100, 64))
    for ago in range(8, 14):
        assert new_since(np.concatenate([low, high[:ago]])) == ago
        assert new_since(np.concatenate([np.full_like(low, SILENCE_DB), high[:ago]])) == ago
    assert new_since(np.concatenate([low, high[:4]])) == 0, "a click is not new"
    assert new_since(np.concatenate([low, low])) == 0
    assert new_since(np.concatenate([low, np.full_like(low, SILENCE_DB)])) == 0, "silence is not new"


def one_heard(*direction: float, level: float = 0.0, present: float = 1.0) -> Heard:
    """A condition of two numbers of about 1, and how likely each of two classes is."""
    meaning = np.sqrt(2.0) * np.array(direction) / np.linalg.norm(direction)
    share = np.square(meaning) / 2.0
    return Heard(
        np.append(meaning, level)[None].astype(np.float32),
        share[None].astype(np.float32),
        np.array([present], np.float32),
    )


def test_the_less_alike_and_the_older_the_surer_it_is_new() -> None:
    before = one_heard(1.0, 0.0)
    shares = [newness(one_heard(np.cos(at), np.sin(at)), before, 1.0) for at in np.linspace(0.0, np.pi / 2.0, 9)]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert shares[-1] > 0.95
    for age_s, even in zip(AGES_S, EVEN, strict=True):
        assert newness(one_heard(even, np.sqrt(1.0 - even**2)), before, age_s) == pytest.approx(0.5, abs=1e-4)
    assert newness(before, one_heard(1.0, 0.0, present=0.0), 1.0) == 1.0, "after silence all is new"


def test_between_two_sounds_lies_what_means_as_much_as_each() -> None:
    one, other = one_heard(1.0, 0.0, level=-2.0), one_heard(0.0, 1.0, level=1.0, present=0.5)
    for share, same in ((0.0, one), (1.0, other)):
        for got, wanted in zip(astuple(between(one, other, share)), astuple(same), strict=True):
            assert np.allclose(got, wanted)
    middle = between(one, other, 0.5)
    assert middle.conditions[0] == pytest.approx([1.0, 1.0, -0.5])
    assert middle.probability[0] == pytest.approx([0.5, 0.5])
    assert middle.present[0] == pytest.approx(0.75)
