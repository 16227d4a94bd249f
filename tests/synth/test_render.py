"""Offline rendering: lengths, tails, times of events, progress and cancelling."""

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from synth.dsp.limiter import CEILING
from synth.dsp.tick import TICK
from synth.engine import SAMPLE_RATES_HZ, Engine
from synth.errors import RenderError
from synth.events import NoteOff, NoteOn
from synth.patch import Patch
from synth.render import FADE_S, LONGEST_S, RATES_HZ, SILENCE, TAIL_LIMIT_S, render_events, render_note, tail_s
from tests.synth.measuring import BARE, EVERYTHING, RATE, cents, db, fundamental_hz

SHORT = BARE.replace({"amp_release_s": 0.01})
LATENCY = 100
"""Most samples from an event to its sound: a tick, the drive's filters and the limiter's look-ahead."""


ANY_RATE = [8_000, 11_025, 12_345, 16_000, 22_049, 22_050, 32_000, 44_100, 88_200, 96_000, 176_400, 192_000]


@pytest.mark.parametrize("rate", ANY_RATE)
def test_without_a_tail_a_note_is_as_long_as_asked(rate: int) -> None:
    held = round(0.25 * rate)
    assert render_note(SHORT, seconds=0.25, sample_rate_hz=rate).shape == (held, 2)
    assert render_note(SHORT, seconds=0.25, sample_rate_hz=rate, tail=0.5).shape == (held + round(0.5 * rate), 2)
    assert render_events(SHORT, [(0.1, NoteOn(60))], seconds=0.25, sample_rate_hz=rate).shape == (held, 2)


def test_the_key_goes_up_after_the_seconds() -> None:
    audio = render_note(SHORT, 60, seconds=0.2, tail=0.2)
    assert np.abs(audio[9000:9600]).max() > 0.05
    assert np.abs(audio[9600 + 960 :]).max() < 1e-4


def test_a_tail_until_silent_ends_when_the_room_is_silent() -> None:
    patch = SHORT.replace({"reverb_on": True, "reverb_mix": 60, "reverb_space": 40})
    audio = render_note(patch, seconds=0.3, tail="until silent")
    tail = len(audio) / RATE - 0.3
    assert 0.7 < tail < 2.5, "a chamber of 1 s is 80 dB down after 1.3 s"
    assert np.abs(audio[-2000:]).max() < SILENCE
    assert np.abs(audio[-12_000:-9000]).max() > SILENCE


def test_a_tail_that_does_not_end_is_faded() -> None:
    patch = BARE.replace({"amp_release_s": 20, "reverb_on": True, "reverb_space": 127, "reverb_mix": 100})
    endless = patch.replace({"osc1_wave": "Noise", "osc1_amp": 100, "master_db": 6, "velocity_sens": 0})
    audio = render_note(endless, seconds=0.1, tail="until silent", sample_rate_hz=8_000)
    assert len(audio) <= round((0.1 + TAIL_LIMIT_S) * 8_000)
    if len(audio) == round((0.1 + TAIL_LIMIT_S) * 8_000):
        assert np.all(audio[-1] == 0.0)
        assert np.abs(audio[-round(FADE_S * 8_000) :]).max() <= np.abs(audio[-4000:]).max()


def test_the_expected_tail_is_release_and_room() -> None:
    assert tail_s(SHORT) == pytest.approx(0.01)
    room = SHORT.replace({"reverb_on": True, "reverb_mix": 20, "reverb_space": 40})
    assert tail_s(room) == pytest.approx(0.01 + 80.0 / 60.0, rel=0.02)
    assert tail_s(room.replace({"reverb_mix": 0})) == pytest.approx(0.01)
    assert tail_s(EVERYTHING.replace({"amp_release_s": 20, "reverb_space": 127, "reverb_mix": 100})) <= TAIL_LIMIT_S


@pytest.mark.parametrize("tail", ["until silent", 0.5, 0.0])
def test_progress_rises_evenly_to_one(tail: float | str) -> None:
    shares: list[float] = []
    render_note(SHORT.replace({"amp_release_s": 1}), seconds=1.0, tail=tail, progress=shares.append)  # type: ignore[arg-type]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert max(np.diff([0.0, *shares])) < 0.35
    assert len(shares) > 5


def test_a_cancelled_rendering_stops_at_once_and_says_so() -> None:
    calls: list[float] = []
    with pytest.raises(RenderError, match="cancelled"):
        render_note(SHORT, seconds=100.0, progress=calls.append, cancelled=lambda: len(calls) >= 3)
    assert len(calls) == 3


@pytest.mark.parametrize("seconds", [0.0, -1.0, LONGEST_S + 1.0, float("nan"), float("inf")])
def test_a_length_that_makes_no_sense_is_refused_in_words(seconds: float) -> None:
    with pytest.raises(RenderError, match="choose a length"):
        render_note(SHORT, seconds=seconds)


def test_a_note_rendered_twice_is_the_same_to_the_bit() -> None:
    assert np.array_equal(render_note(EVERYTHING, seconds=0.4), render_note(EVERYTHING, seconds=0.4))


def test_events_sound_when_they_are_due_within_a_tick_and_the_latency() -> None:
    due = [0.05, 0.123, 0.3]
    events = [event for t in due for event in ((t, NoteOn(84)), (t + 0.03, NoteOff(84)))]
    audio = np.abs(render_events(SHORT.replace({"amp_attack_s": 0}), events, seconds=0.5)[:, 0])
    for t in due:
        at = round(t * RATE)
        assert audio[at - 480 : at].max() < 1e-4
        first = int(np.argmax(audio[at : at + 2000] > 1e-3))
        assert 0 < first <= LATENCY
        assert audio[at + round(0.015 * RATE) : at + round(0.03 * RATE)].max() > 0.05
        assert audio[at + round(0.06 * RATE) : at + round(0.07 * RATE)].max() < 1e-4
    assert TICK < LATENCY


def test_events_after_the_end_and_at_the_same_time_do_no_harm() -> None:
    events = [(0.0, NoteOn(60)), (0.0, NoteOn(64)), (0.1, NoteOff(60)), (9.0, NoteOff(64))]
    audio = render_events(SHORT, events, seconds=0.2)
    assert audio.shape == (9600, 2)
    assert np.abs(audio[-2000:]).max() > 0.02


def test_no_events_are_silence() -> None:
    assert not render_events(Patch.default(), [], seconds=0.1).any()


def test_rendering_a_note_equals_playing_its_events() -> None:
    note = render_note(EVERYTHING, 52, velocity=77, seconds=0.25, tail=0.25, seed=4)
    events = [(0.0, NoteOn(52, 77)), (0.25, NoteOff(52))]
    assert np.array_equal(note, render_events(EVERYTHING, events, seconds=0.5, seed=4))


@lru_cache(maxsize=1)
def cathedral(rate: float) -> NDArray[np.float64]:
    """A short burst of noise in the longest reverb, wet only, (n,)."""
    patch = BARE.replace(
        {"osc1_wave": "Noise", "amp_decay_s": 0.02, "amp_sustain": 0, "reverb_on": True, "reverb_space": 127,
         "reverb_mix": 100, "master_db": 6}
    )  # fmt: skip
    return render_note(patch, seconds=0.1, sample_rate_hz=rate, tail=5.0)[:, 0].astype(np.float64)


@lru_cache(maxsize=20)
def decay_60_s(rate: float) -> float:
    """RT60 of `cathedral` around 500 Hz, from the fall from -5 to -35 dB of what is left (ISO 3382)."""
    band = signal.butter(4, [250.0, 1000.0], "band", fs=rate, output="sos")
    left = np.cumsum(signal.sosfilt(band, cathedral(rate)[round(0.2 * rate) :])[::-1] ** 2)[::-1]
    level = 10.0 * np.log10(left / left[0] + 1e-30)
    first, last = int(np.argmax(level < -5.0)), int(np.argmax(level < -35.0))
    return float(-60.0 / np.polyfit(np.arange(first, last) / rate, level[first:last], 1)[0])


@pytest.mark.parametrize("rate", ANY_RATE)
def test_the_reverb_lasts_as_long_at_any_rate(rate: int) -> None:
    assert decay_60_s(rate) == pytest.approx(decay_60_s(48_000), rel=0.04)
    assert np.abs(cathedral(rate)).max() < 0.2


@pytest.mark.parametrize("rate", ANY_RATE)
def test_pitch_and_level_are_the_same_at_any_rate(rate: int) -> None:
    patch = BARE.replace({"chorus_on": False, "effects_on": True, "drive_db": 6})
    audio = render_note(patch, 69, seconds=1.0, sample_rate_hz=rate).astype(np.float64)
    expected = render_note(patch, 69, seconds=1.0)
    assert abs(cents(fundamental_hz(audio[rate // 10 :, 0], 440.0, rate), 440.0)) < 1.0
    assert db(float(audio[rate // 10 :].std() / expected[4800:].std())) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("rate", ANY_RATE)
def test_the_whole_engine_stays_below_the_ceiling_at_any_rate(rate: int) -> None:
    loud = EVERYTHING.replace({"master_db": 6, "velocity_sens": 0, "chorus_delay_ms": 30, "chorus_depth": 100})
    chord = [(0.0, NoteOn(note)) for note in range(36, 84, 6)]
    audio = render_events(loud, chord, seconds=0.6, sample_rate_hz=rate)
    assert np.isfinite(audio).all()
    assert 0.2 < np.abs(audio).max() <= np.float32(CEILING)


def test_a_rate_below_the_engine_s_keeps_no_alias_of_the_treble() -> None:
    audio = render_note(BARE, 117, seconds=0.5, sample_rate_hz=8_000)  # 7 kHz, which 8 kHz cannot hold
    assert np.abs(audio[400:]).max() < 1e-3


@pytest.mark.parametrize("rate", [0.0, 7_999.0, 192_001.0, float("nan"), -48_000.0])
def test_a_rate_that_makes_no_sense_is_refused_in_words(rate: float) -> None:
    with pytest.raises(RenderError, match="choose a sample rate from 8000 to 192000 Hz"):
        render_note(SHORT, seconds=0.1, sample_rate_hz=rate)
    with pytest.raises(RenderError, match="choose from 22050 to 192000 Hz"):
        Engine(rate)
    assert RATES_HZ[0] < SAMPLE_RATES_HZ[0] < RATES_HZ[1] == SAMPLE_RATES_HZ[1]
