"""Every note of every wave is in tune, and bends, glides and vibrates as far as the knobs say."""

import numpy as np
import pytest

from synth.controls import VIBRATO_SEMITONES
from synth.events import Modulation, NoteOff, NoteOn, PitchBend
from synth.parameters import WAVES
from synth.units import note_to_hz
from tests.synth.measuring import BARE, RATE, cents, fundamental_hz, pitch_at, play

PITCHED = [wave for wave in WAVES if wave != "Noise"]


@pytest.mark.parametrize("wave", PITCHED)
@pytest.mark.parametrize("note", [24, 48, 69, 96, 120])
def test_notes_are_in_tune_within_a_hundredth_of_a_cent(wave: str, note: int) -> None:
    y = play(BARE.replace({"osc1_wave": wave}), [(0.0, NoteOn(note))], seconds=2.0)[0, 4800:]
    assert cents(fundamental_hz(y, note_to_hz(note)), note_to_hz(note)) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
def test_the_sample_rate_does_not_change_the_tuning(rate: float) -> None:
    y = play(BARE, [(0.0, NoteOn(69))], seconds=1.0, rate=rate)[0, 4800:]
    assert cents(fundamental_hz(y, 440.0, rate), 440.0) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("oscillator", [1, 2, 3])
@pytest.mark.parametrize("semitones", [-24, -5, 12])
def test_transposition_moves_an_oscillator_by_semitones(oscillator: int, semitones: int) -> None:
    patch = BARE.replace({"osc1_on": oscillator == 1, f"osc{oscillator}_semitones": semitones})
    if oscillator > 1:
        patch = patch.replace({f"osc{oscillator}_level": 100, f"osc{oscillator}_wave": "Sine"})
    y = play(patch, [(0.0, NoteOn(60))], seconds=1.0)[0, 4800:]
    nominal_hz = note_to_hz(60 + semitones)
    assert cents(fundamental_hz(y, nominal_hz), nominal_hz) == pytest.approx(0.0, abs=0.05)


def test_unison_voices_stand_evenly_across_the_detune() -> None:
    y = play(BARE.replace({"osc1_extra": 2, "detune_cents": 50, "spread": 0}), [(0.0, NoteOn(60))], seconds=4.0)
    power = np.abs(np.fft.rfft(y[0, 9600:] * np.blackman(y.shape[1] - 9600)))
    hz = np.fft.rfftfreq(y.shape[1] - 9600, 1.0 / RATE)
    for offset in (-50.0, 0.0, 50.0):
        near = np.abs(1200.0 * np.log2(np.maximum(hz, 1.0) / note_to_hz(60)) - offset) < 20.0
        found = hz[near][np.argmax(power[near])]
        assert cents(found, note_to_hz(60)) == pytest.approx(offset, abs=1.5)


@pytest.mark.parametrize(("position", "bend_range"), [(1.0, 2), (-1.0, 2), (0.5, 12), (-1.0, 24), (1.0, 0)])
def test_the_bend_wheel_moves_the_pitch_by_its_range(position: float, bend_range: int) -> None:
    y = play(BARE.replace({"bend_range": bend_range}), [(0.0, NoteOn(69)), (0.2, PitchBend(position))], seconds=1.4)
    nominal_hz = note_to_hz(69 + position * bend_range)
    assert cents(fundamental_hz(y[0, 14_400:], nominal_hz), nominal_hz) == pytest.approx(0.0, abs=0.05)


def test_the_bend_arrives_smoothly_within_30_ms() -> None:
    y = play(BARE.replace({"bend_range": 12}), [(0.0, NoteOn(69)), (0.5, PitchBend(1.0))], seconds=1.0)[0]
    assert cents(pitch_at(y, 0.48), 440.0) == pytest.approx(0.0, abs=2.0)
    assert cents(pitch_at(y, 0.545), 880.0) == pytest.approx(0.0, abs=2.0)


@pytest.mark.parametrize("position", [1.0, 0.4])
def test_the_modulation_wheel_brings_in_vibrato(position: float) -> None:
    patch = BARE.replace({"vibrato_hz": 5})
    y = play(patch, [(0.0, Modulation(position)), (0.0, NoteOn(84))], seconds=1.5)[0]
    moments = np.arange(0.3, 1.3, 0.005)
    offsets = np.array([cents(pitch_at(y, t), note_to_hz(84)) for t in moments])
    assert offsets.max() == pytest.approx(100.0 * VIBRATO_SEMITONES * position, rel=0.06)
    assert -offsets.min() == pytest.approx(100.0 * VIBRATO_SEMITONES * position, rel=0.06)
    turns = np.abs(np.fft.rfft(offsets))
    assert np.argmax(turns[1:]) + 1 == 5


@pytest.mark.parametrize("glide_s", [0.2, 0.6])
def test_a_glide_is_an_even_slide_that_takes_its_time(glide_s: float) -> None:
    patch = BARE.replace({"glide_s": glide_s, "polyphony": 1})
    y = play(patch, [(0.0, NoteOn(60)), (0.3, NoteOn(72))], seconds=1.3)[0]
    for share in (0.25, 0.5, 0.75):
        middle = cents(pitch_at(y, 0.3 + share * glide_s), note_to_hz(60))
        assert middle == pytest.approx(1200.0 * share, abs=12.0)
    assert cents(pitch_at(y, 0.32 + glide_s), note_to_hz(72)) == pytest.approx(0.0, abs=2.0)


def test_a_glide_starts_at_the_last_note_even_after_its_end_and_not_before_the_first() -> None:
    patch = BARE.replace({"glide_s": 0.4, "amp_release_s": 0.01})
    y = play(patch, [(0.0, NoteOn(60)), (0.3, NoteOff(60)), (0.5, NoteOn(72))], seconds=1.2)[0]
    assert cents(pitch_at(y, 0.1), note_to_hz(60)) == pytest.approx(0.0, abs=2.0)
    assert cents(pitch_at(y, 0.7), note_to_hz(66)) == pytest.approx(0.0, abs=12.0)
    assert cents(pitch_at(y, 1.0), note_to_hz(72)) == pytest.approx(0.0, abs=2.0)


def test_without_glide_a_note_starts_at_its_own_pitch() -> None:
    y = play(BARE.replace({"polyphony": 1}), [(0.0, NoteOn(60)), (0.3, NoteOn(72))], seconds=0.6)[0]
    assert cents(pitch_at(y, 0.315), note_to_hz(72)) == pytest.approx(0.0, abs=2.0)


def test_a_turn_of_the_transposition_leaves_the_other_oscillators_alone() -> None:
    patch = BARE.replace({"osc2_level": 100, "osc2_wave": "Sine", "osc2_semitones": 7})
    y = play(patch, [(0.0, NoteOn(60)), (0.5, patch.replace({"osc2_semitones": -7}))], seconds=2.0)[0, 28_800:]
    for semitones in (0, -7):
        nominal_hz = note_to_hz(60 + semitones)
        assert cents(fundamental_hz(y, nominal_hz), nominal_hz) == pytest.approx(0.0, abs=0.1)
