"""Which notes sound: stealing, legato, the pedal, and panic."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from synth import allocation
from synth.dsp import envelope
from synth.engine import Engine
from synth.events import Event, NoteOff, NoteOn, Panic, Sustain
from synth.patch import Patch
from synth.state import SLOTS, VOICES
from synth.units import note_to_hz
from tests.synth.measuring import BARE, EVERYTHING, RATE, burst_db, cents, db, pitch_at, play

TICK_S = 0.02
NO_CLICK_DB = -45.0
"""Of a chord whose voices come and go at once: attacks and releases have some treble of their own."""


def sounding(engine: Engine) -> list[int]:
    """Notes that sound, lowest first, without those that fade after they were stolen."""
    s = engine._state[0]
    return sorted(
        int(s["note"][slot]) for slot in range(SLOTS) if s["stage"][slot] != envelope.IDLE and not s["fading"][slot]
    )


def after(patch: Patch, *steps: Event | Sequence[Event]) -> Engine:
    """An engine after some events, each step followed by 20 ms of sound."""
    engine = Engine(RATE, patch=patch)
    for step in steps:
        for event in [step] if not isinstance(step, Sequence) else step:
            engine.send(event)
        run(engine, TICK_S)
    return engine


def run(engine: Engine, seconds: float) -> NDArray[np.float64]:
    out = np.empty((round(seconds * RATE), 2), dtype=np.float32)
    engine.render(out)
    return out.T.astype(np.float64)


def chord(*notes: int, velocity: int = 100) -> list[Event]:
    return [NoteOn(note, velocity) for note in notes]


def test_sixteen_notes_sound_together_and_a_seventeenth_steals_one() -> None:
    engine = after(BARE, chord(*range(40, 56)))
    assert engine.active_voices == VOICES == 16
    engine = after(BARE, chord(*range(40, 56)), NoteOn(90))
    assert engine.active_voices == 16
    assert 90 in sounding(engine)


def test_released_notes_are_stolen_before_held_ones() -> None:
    patch = BARE.replace({"polyphony": 3, "amp_release_s": 5})
    assert sounding(after(patch, chord(40, 50, 60), NoteOff(50), NoteOn(70))) == [40, 60, 70]


def test_the_quietest_of_the_held_notes_is_stolen() -> None:
    patch = BARE.replace({"polyphony": 3})
    assert sounding(after(patch, NoteOn(40, 100), NoteOn(50, 30), NoteOn(60, 90), NoteOn(70, 100))) == [40, 60, 70]


def test_of_equally_loud_notes_the_oldest_is_stolen() -> None:
    patch = BARE.replace({"polyphony": 3})
    assert sounding(after(patch, NoteOn(60), NoteOn(40), NoteOn(50), NoteOn(70))) == [40, 50, 70]


def test_the_notes_of_a_new_chord_do_not_steal_each_other() -> None:
    patch = BARE.replace({"polyphony": 4, "amp_attack_s": 0.5, "amp_decay_s": 0.1, "amp_sustain": 60})
    engine = Engine(RATE, patch=patch)
    for event in chord(40, 44, 47, 52):
        engine.send(event)
    run(engine, 1.0)
    for event in chord(60, 64, 67, 72):
        engine.send(event)
    assert sounding(engine) == [60, 64, 67, 72]


def test_a_key_struck_again_keeps_its_voice() -> None:
    assert sounding(after(BARE, NoteOn(60), NoteOff(60), NoteOn(60), NoteOn(60))) == [60]


def test_fewer_voices_take_effect_at_once_and_no_note_hangs() -> None:
    engine = after(BARE, chord(48, 52, 55, 60))
    engine.set_patch(BARE.replace({"polyphony": 1}))
    assert sounding(engine) == [60]
    for note in (60, 48, 55, 52):
        engine.send(NoteOff(note))
    run(engine, 1.0)
    assert engine.active_voices == 0


def test_the_least_audible_voice_is_the_least_loud_in_truth() -> None:
    patch = BARE.replace({"amp_release_s": 2, "velocity_sens": 100})
    engine = after(patch, NoteOn(50, 127), NoteOff(50), NoteOn(60, 40), NoteOff(60))
    s = engine._state[0]
    rank = {int(s["note"][slot]): allocation.audibility(s, slot) for slot in range(SLOTS) if s["stage"][slot]}
    gain = {int(s["note"][slot]): float(s["gain"][slot]) for slot in range(SLOTS) if s["stage"][slot]}
    assert min(rank, key=lambda note: rank[note]) == min(gain, key=lambda note: gain[note]) == 60


def test_stealing_a_voice_makes_no_click() -> None:
    patch = BARE.replace({"polyphony": 2, "amp_attack_s": 0.02})
    y = play(patch, [(0.0, NoteOn(31, 100)), (0.0, NoteOn(36, 100)), (0.5, NoteOn(41, 100))], seconds=1.1)
    assert burst_db(y, 24_000, 6000) < -55.0


def test_stealing_a_whole_chord_by_another_makes_no_click() -> None:
    patch = BARE.replace({"amp_attack_s": 0.02, "master_db": -20})
    first = [(0.0, event) for event in chord(*range(24, 40))]
    second = [(0.5, event) for event in chord(*range(40, 56))]
    y = play(patch, [*first, *second], seconds=1.1)
    assert burst_db(y, 24_000, 6000) < NO_CLICK_DB


def test_legato_slides_without_a_new_attack() -> None:
    patch = BARE.replace({"polyphony": 1, "amp_attack_s": 0.3, "amp_decay_s": 0.05, "amp_sustain": 50})
    y = play(patch, [(0.0, NoteOn(60)), (0.6, NoteOn(64))], seconds=0.9)[0]
    levels = [np.abs(y[round(t * RATE) : round((t + 0.02) * RATE)]).max() for t in (0.57, 0.62, 0.7, 0.87)]
    assert max(levels) / min(levels) < 1.02
    assert cents(pitch_at(y, 0.7), note_to_hz(64)) == pytest.approx(0.0, abs=2.0)


def test_in_mono_a_key_struck_after_the_release_attacks_anew() -> None:
    patch = BARE.replace({"polyphony": 1, "amp_decay_s": 0.05, "amp_sustain": 30, "amp_release_s": 1})
    y = play(patch, [(0.0, NoteOn(60)), (0.4, NoteOff(60)), (0.5, NoteOn(64))], seconds=0.9)[0]
    assert np.abs(y[24_100:25_000]).max() > 2.0 * np.abs(y[21_000:24_000]).max()


def test_mono_goes_back_to_the_key_still_held() -> None:
    patch = BARE.replace({"polyphony": 1})
    engine = after(patch, NoteOn(60), NoteOn(64), NoteOn(67), NoteOff(67))
    assert sounding(engine) == [64]
    engine.send(NoteOff(60))
    assert sounding(engine) == [64]
    engine.send(NoteOff(64))
    run(engine, 1.0)
    assert engine.active_voices == 0


def test_the_pedal_holds_notes_until_it_is_up() -> None:
    patch = BARE.replace({"amp_release_s": 0.05})
    engine = after(patch, NoteOn(60), Sustain(True), NoteOff(60), NoteOn(64))
    run(engine, 0.5)
    assert sounding(engine) == [60, 64]
    engine.send(Sustain(False))
    run(engine, 0.5)
    assert sounding(engine) == [64], "a key still down is not released by the pedal"
    engine.send(NoteOff(64))
    run(engine, 0.5)
    assert sounding(engine) == []


def test_a_key_under_the_pedal_may_be_struck_again_and_still_ends_with_it() -> None:
    patch = BARE.replace({"amp_release_s": 0.05})
    engine = after(patch, Sustain(True), NoteOn(60), NoteOff(60), NoteOn(60), NoteOff(60))
    assert sounding(engine) == [60]
    engine.send(Sustain(False))
    run(engine, 0.5)
    assert engine.active_voices == 0


def test_a_stroke_of_velocity_0_is_the_key_going_up() -> None:
    engine = after(BARE.replace({"amp_release_s": 0.01}), NoteOn(60), NoteOn(60, 0))
    run(engine, 0.2)
    assert engine.active_voices == 0


def test_panic_silences_notes_pedal_and_tails_within_20_ms() -> None:
    patch = EVERYTHING.replace({"reverb_space": 127, "reverb_mix": 80, "amp_release_s": 10})
    notes = [(0.0, Sustain(True)), *((0.0, event) for event in chord(40, 52, 64))]
    y = play(patch, [*notes, (1.0, Panic())], seconds=2.0)
    assert np.abs(y[:, 40_000:48_000]).max() > 0.05
    assert np.abs(y[:, round(1.02 * RATE) :]).max() == 0.0


def test_panic_makes_no_click() -> None:
    y = play(BARE, [(0.0, NoteOn(36)), (0.5, Panic())], seconds=1.1)
    assert burst_db(y, 24_000, 6000) < -55.0


def test_after_a_panic_one_can_play_on_even_at_once() -> None:
    y = play(BARE, [(0.0, NoteOn(36)), (0.5, Panic()), (0.504, NoteOn(60))], seconds=1.1)
    late = y[0, 28_800:]
    assert db(np.abs(late).max() / np.abs(y[0, :24_000]).max()) == pytest.approx(0.0, abs=0.5)
    assert cents(pitch_at(late, 0.3), note_to_hz(60)) == pytest.approx(0.0, abs=2.0)


def test_the_pedal_is_up_after_a_panic() -> None:
    engine = after(BARE.replace({"amp_release_s": 0.01}), Sustain(True), Panic(), NoteOn(60), NoteOff(60))
    run(engine, 0.2)
    assert engine.active_voices == 0


@pytest.mark.parametrize("sensitivity", [0, 60, 100])
def test_velocity_sets_the_level_by_a_square_law(sensitivity: int) -> None:
    patch = BARE.replace({"velocity_sens": sensitivity})
    soft, loud = (np.abs(play(patch, [(0.0, NoteOn(60, v))], seconds=0.3)[0, 4800:]).max() for v in (64, 127))
    share = 0.01 * sensitivity
    assert db(soft / loud) == pytest.approx(db(1.0 - share + share * (64.0 / 127.0) ** 2), abs=0.05)
