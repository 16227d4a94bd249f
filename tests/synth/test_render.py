"""Offline rendering: lengths, tails, times of events, progress and cancelling."""

import numpy as np
import pytest

from synth.dsp.tick import TICK
from synth.errors import RenderError
from synth.events import NoteOff, NoteOn
from synth.patch import Patch
from synth.render import FADE_S, LONGEST_S, SILENCE, TAIL_LIMIT_S, render_events, render_note, tail_s
from tests.synth.measuring import BARE, EVERYTHING, RATE

SHORT = BARE.replace({"amp_release_s": 0.01})
LATENCY = 100
"""Most samples from an event to its sound: a tick, the drive's filters and the limiter's look-ahead."""


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_without_a_tail_a_note_is_as_long_as_asked(rate: int) -> None:
    assert render_note(SHORT, seconds=0.25, sample_rate_hz=rate).shape == (rate // 4, 2)
    assert render_note(SHORT, seconds=0.25, sample_rate_hz=rate, tail=0.5).shape == (3 * rate // 4, 2)


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
