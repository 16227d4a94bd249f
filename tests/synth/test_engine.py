"""The whole engine: what must hold for any block size, seed, sample rate and patch."""

import math

import numpy as np
import pytest

from synth.engine import Engine, handle_event
from synth.events import EventKind, NoteOff, NoteOn, Panic, Sustain
from synth.loudness import integrated_loudness
from synth.patch import Patch, random_patch
from synth.presets import factory_presets
from synth.stress import stress
from tests.synth.measuring import BARE, EVERYTHING, RATE, db, octaves_db, play, rms_db

PHRASE = [
    (0.0, NoteOn(40, 90)),
    (0.05, NoteOn(52, 127)),
    (0.11, Sustain(True)),
    (0.13, NoteOff(40)),
    (0.2, EVERYTHING.replace({"filter1_type": "Bandpass", "osc1_wave": "Square", "reverb_space": 100})),
    (0.27, NoteOn(64, 30)),
    (0.31, Sustain(False)),
]


@pytest.mark.parametrize("block", [1, 7, 64, 256, 1000])
def test_the_block_size_does_not_change_a_bit(block: int) -> None:
    whole = play(EVERYTHING, PHRASE, seconds=0.5)
    assert np.abs(whole).max() > 0.05
    assert np.array_equal(play(EVERYTHING, PHRASE, seconds=0.5, block=block), whole)


def test_no_frames_are_no_sound_and_no_time() -> None:
    whole = play(EVERYTHING, seconds=0.1)
    engine = Engine(RATE, patch=EVERYTHING)
    engine.send(NoteOn(48, 100))
    engine.render(np.empty((0, 2), dtype=np.float32))
    out = np.empty((4800, 2), dtype=np.float32)
    engine.render(out)
    assert np.array_equal(out.T, whole.astype(np.float32))


def test_the_same_seed_gives_the_same_sound_another_seed_other_phases() -> None:
    patch = EVERYTHING.replace({"osc3_level": 0})
    one = play(patch, seconds=1.0, seed=1)
    assert np.array_equal(one, play(patch, seconds=1.0, seed=1))
    other = play(patch, seconds=1.0, seed=2)
    assert rms_db(one - other) > rms_db(one) - 6.0
    assert np.max(np.abs(octaves_db(one) - octaves_db(other))[1:]) < 3.0


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**32 - 1, 3141592653])
def test_any_seed_gives_noise(seed: int) -> None:
    assert play(BARE.replace({"osc1_wave": "Noise"}), seconds=0.1, seed=seed)[0, 2400:].std() > 0.01


def test_the_first_voice_attacks_alike_every_time() -> None:
    engine = Engine(RATE, patch=BARE.replace({"amp_release_s": 0.001}))
    attacks = []
    for _ in range(2):
        engine.send(NoteOn(60))
        out = np.empty((9600, 2), dtype=np.float32)
        engine.render(out)
        attacks.append(out.copy())
        engine.send(NoteOff(60))
        engine.render(out)
    assert np.array_equal(attacks[0], attacks[1])


def test_reset_starts_again_from_silence() -> None:
    engine = Engine(RATE, patch=EVERYTHING, seed=5)
    first, second = np.empty((2, 4800, 2), dtype=np.float32)
    engine.send(NoteOn(50))
    engine.render(first)
    engine.reset()
    engine.render(second)
    assert not second.any()
    engine.reset()
    engine.send(NoteOn(50))
    engine.render(second)
    assert np.array_equal(first, second)


@pytest.mark.parametrize("rate", [44_100.0, 96_000.0])
def test_every_sample_rate_gives_the_same_sound(rate: float) -> None:
    for preset in factory_presets()[:6]:
        sound, reference = (
            play(preset.patch, [(0.0, NoteOn(55)), (0.7, NoteOff(55))], seconds=1.5, rate=r) for r in (rate, RATE)
        )
        levels, expected = octaves_db(sound, rate), octaves_db(reference)
        heard = expected > expected.max() - 40.0
        assert np.max(np.abs(levels - expected)[heard]) < 1.5, preset.name
        assert integrated_loudness(sound.T, rate) == pytest.approx(integrated_loudness(reference.T, RATE), abs=0.7)


@pytest.mark.parametrize("oscillator", [1, 2, 3])
@pytest.mark.parametrize("spread", [0, 100])
def test_extra_oscillators_keep_the_loudness(oscillator: int, spread: int) -> None:
    o = f"osc{oscillator}"
    patch = BARE.replace({"osc1_on": oscillator == 1, f"{o}_wave": "Sawtooth", "detune_cents": 40, "spread": spread})
    if oscillator > 1:
        patch = patch.replace({f"{o}_level": 100})
    levels = []
    for n in range(8):
        wider = patch.replace({f"{o}_extra": n})
        beats = [10.0 ** (0.1 * rms_db(play(wider, seconds=1.0, seed=seed))) for seed in range(6)]
        levels.append(np.mean(beats))
    assert max(abs(10.0 * math.log10(level / levels[0])) for level in levels) < 1.0


def test_extra_oscillators_stand_apart_in_stereo_as_far_as_the_spread_says() -> None:
    def sameness(spread: float) -> float:
        patch = BARE.replace({"osc1_extra": 6, "osc1_wave": "Sawtooth", "detune_cents": 30, "spread": spread})
        return float(np.corrcoef(play(patch, [(0.0, NoteOn(60))], seconds=2.0)[:, 4800:])[0, 1])

    close, half, wide = sameness(0.0), sameness(50.0), sameness(100.0)
    assert close > 0.999
    assert close > half > wide
    assert wide < 0.75


def test_oscillator_2_stands_mirrored_so_the_middle_stays_in_the_middle() -> None:
    patch = BARE.replace({"osc1_extra": 1, "spread": 100, "osc2_level": 100, "osc2_extra": 1, "osc2_wave": "Sine"})
    low, high = 2.0 ** (np.array([-50.0, 50.0]) / 1200.0) * 1046.502
    alone = patch.replace({"detune_cents": 50, "osc2_level": 0})
    mirrored = patch.replace({"detune_cents": 50, "osc1_on": False})

    def at(patch: Patch, hz: float) -> np.ndarray:
        y = play(patch, [(0.0, NoteOn(84))], seconds=1.0)[:, 4800:]
        window = np.blackman(y.shape[1]) * np.exp(-2j * np.pi * hz * np.arange(y.shape[1]) / RATE)
        return np.asarray(np.abs(y @ window))

    assert at(alone, low)[0] > 30.0 * at(alone, low)[1]
    assert at(alone, high)[1] > 30.0 * at(alone, high)[0]
    assert at(mirrored, low)[1] > 30.0 * at(mirrored, low)[0]


def test_usual_notes_are_about_minus_23_lufs_and_16_of_the_loudest_stay_below_full_scale() -> None:
    levels = {p.name: integrated_loudness(play(p.patch, seconds=1.5).T, RATE) for p in factory_presets()}
    assert np.median(list(levels.values())) == pytest.approx(-23.0, abs=2.0)
    chordal = [p for p in factory_presets() if p.patch["polyphony"] >= 16]
    loudest = max(chordal, key=lambda p: levels[p.name]).patch
    chord = play(loudest, [(0.0, NoteOn(40 + 2 * n, 127)) for n in range(16)], seconds=1.5)
    assert 0.5 < np.abs(chord).max() < 1.0


@pytest.mark.parametrize("volume", [-59.0, -20.0, 6.0])
def test_the_master_volume_is_in_decibels(volume: float) -> None:
    reference = rms_db(play(BARE, seconds=0.3))
    assert rms_db(play(BARE.replace({"master_db": volume}), seconds=0.3)) - reference == pytest.approx(volume, abs=0.05)


def test_the_master_volume_at_its_lowest_is_silence() -> None:
    assert np.abs(play(BARE.replace({"master_db": -60}), seconds=0.3)).max() == 0.0


@pytest.mark.parametrize("switch", ["effects_on", "modulation_on", "chorus_on"])
def test_each_of_three_switches_takes_the_chorus_out(switch: str) -> None:
    patch = BARE.replace({"effects_on": True, "chorus_on": True, "chorus_mix": 50})
    dry = play(BARE.replace({"effects_on": True}), seconds=0.5)
    assert not np.array_equal(play(patch, seconds=0.5), dry)
    assert np.array_equal(play(patch.replace({switch: False}), seconds=0.5), dry)


def test_the_effects_switch_takes_the_drive_out_and_leaves_the_reverb() -> None:
    driven = BARE.replace({"effects_on": True, "drive_db": 30, "reverb_on": True, "reverb_mix": 50})
    y = play(driven.replace({"effects_on": False}), seconds=0.5)
    assert np.array_equal(y, play(driven.replace({"drive_db": 0, "chorus_on": True, "effects_on": False}), seconds=0.5))
    assert not np.array_equal(y, play(driven.replace({"effects_on": False, "reverb_on": False}), seconds=0.5))


def test_a_tail_ends_in_exact_silence_and_costs_nothing_more() -> None:
    engine = Engine(RATE, patch=EVERYTHING.replace({"reverb_space": 10, "amp_release_s": 0.1}))
    engine.send(NoteOn(48))
    out = np.empty((round(0.2 * RATE), 2), dtype=np.float32)
    engine.render(out)
    engine.send(NoteOff(48))
    for _ in range(20):
        engine.render(out)
    assert engine.active_voices == 0
    assert not out.any()


def test_events_that_make_no_sense_are_ignored() -> None:
    engine = Engine(RATE, patch=BARE)
    for kind in (*map(int, EventKind), 0, -1, 99):
        for a in (math.nan, math.inf, -1.0, 128.0, 1e300):
            handle_event(engine._state, kind, a, math.nan)
    assert engine.active_voices == 0
    for kind in (EventKind.PITCH_BEND, EventKind.MODULATION):
        handle_event(engine._state, int(kind), 1e9, 0.0)
    engine.send(NoteOn(60))
    out = np.empty((4800, 2), dtype=np.float32)
    engine.render(out)
    assert np.isfinite(out).all() and out.any()


def test_a_thousand_random_patches_are_finite_and_bounded() -> None:
    rng = np.random.default_rng(20)
    out = np.empty((round(0.06 * RATE), 2), dtype=np.float32)
    engine = Engine(RATE)
    heard = 0
    for index in range(1000):
        if index % 50 == 0:
            engine.reset()
        engine.set_patch(random_patch(rng), immediately=bool(rng.integers(2)))
        for note in rng.integers(0, 128, 3):
            engine.send(NoteOn(int(note), int(rng.integers(1, 128))))
        engine.render(out)
        assert np.isfinite(out).all()
        assert np.abs(out).max() < 1.0
        heard += bool(np.abs(out).max() > 1e-4)
        if index % 7 == 0:
            engine.send(Panic())
    assert heard > 800, "the patches do make sound"


def test_no_patch_at_the_edge_of_its_ranges_breaks_the_sound() -> None:
    rng = np.random.default_rng(21)
    out = np.empty((round(0.1 * RATE), 2), dtype=np.float32)
    for index in range(120):
        extreme = Patch(tuple(np.where(rng.random(len(Patch.default().values)) < 0.5, -1e9, 1e9)))
        engine = Engine((44_100.0, 48_000.0, 96_000.0)[index % 3], patch=extreme, seed=index)
        for note in (0, 24, 60, 127):
            engine.send(NoteOn(note, 127))
        engine.render(out)
        assert np.isfinite(out).all()
        assert db(float(np.abs(out).max())) < 0.0


def test_the_stress_script_counts_what_it_plays() -> None:
    figures = stress(60, seconds=0.02, seed=3)
    assert (figures["patches"], figures["not_finite"], figures["above_full_scale"]) == (60, 0, 0)
    assert 0.1 < figures["largest_sample"] < 1.0
    assert figures["silent"] < 30
