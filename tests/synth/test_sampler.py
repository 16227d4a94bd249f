"""A recorded sound on the keys: in tune, clean, without clicks at loops and ends."""

import numpy as np
import pytest

from synth.engine import Engine, set_marks
from synth.errors import SampleError
from synth.events import NoteOn
from synth.patch import Patch
from synth.sample import Sample
from synth.sample_bank import MOST_FRAMES
from synth.sample_file import entry_of, sample_of
from synth.sample_marks import find_ends, find_loop

RATE_HZ = 48_000
SOUND_HZ = 22_050
DRY = Patch.of({
    "osc1_on": 0.0, "filters_on": 0.0, "effects_on": 0.0, "reverb_on": 0.0, "sample_level": 100.0,
    "amp_attack_s": 0.0, "amp_sustain": 100.0, "velocity_sens": 0.0,
})  # fmt: skip


def tone(hz: float, seconds: float = 2.0) -> np.ndarray:
    return 0.5 * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * SOUND_HZ)) / SOUND_HZ)


def played(sample: Sample, note: int, seconds: float, *, patch: Patch = DRY) -> np.ndarray:
    engine = Engine(RATE_HZ, patch=patch, sample=sample)
    engine.send(NoteOn(note, 127))
    out = np.empty((round(seconds * RATE_HZ), 2), np.float32)
    engine.render(out)
    return out[:, 0].astype(float)


def spectrum_db(sound: np.ndarray) -> tuple[np.ndarray, float]:
    """Decibels under the highest line, and the hertz of a bin."""
    power = 20.0 * np.log10(np.abs(np.fft.rfft(sound * np.kaiser(len(sound), 20.0), 1 << 17)) + 1e-12)
    return power - power.max(), RATE_HZ / (1 << 17)


@pytest.mark.parametrize("note", [33, 57, 69, 76, 82, 88, 93, 100])
def test_each_key_sounds_at_its_pitch_and_nothing_else_does(note: int) -> None:
    sound = played(Sample.of_sound(tone(440.0), SOUND_HZ, root_note=69.0), note, 0.25)
    lines, hz = spectrum_db(sound[RATE_HZ // 20 :])
    at = int(lines.argmax())
    assert 1200.0 * abs(np.log2(at * hz / (440.0 * 2.0 ** ((note - 69) / 12.0)))) < 5.0
    lines[max(0, at - round(250.0 / hz)) : at + round(250.0 / hz)] = -200.0
    assert lines.max() < -80.0


def test_treble_does_not_fold_back_where_it_is_played_high() -> None:
    sound = Sample.of_sound(tone(9_000.0), SOUND_HZ, root_note=60.0)
    assert np.abs(played(sound, 60, 0.1)[2_400:]).max() > 0.05
    assert np.abs(played(sound, 84, 0.1)[2_400:]).max() < 1e-4  # 36 kHz


def test_it_is_as_loud_at_every_pitch_also_between_two_copies() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, root_note=57.0)
    levels = [np.abs(played(sample, note, 0.12)[2_400:]).max() for note in range(45, 94)]
    assert 20.0 * np.log10(max(levels) / min(levels)) < 0.1


def test_a_loop_of_a_tone_goes_on_for_ever_as_the_tone() -> None:
    sound = tone(437.0)
    loop = find_loop(sound, SOUND_HZ)
    assert loop is not None
    heard = played(Sample.of_sound(sound, SOUND_HZ, root_note=60.0, loop=loop), 60, 8.0)[RATE_HZ // 4 :]
    lines, hz = spectrum_db(heard)
    at = int(lines.argmax())
    assert abs(at * hz - 437.0) < 1.0
    assert np.abs(heard[-RATE_HZ:]).max() == pytest.approx(np.abs(heard[:RATE_HZ]).max(), rel=0.05)
    steps = np.abs(np.diff(heard))
    assert steps.max() < 1.15 * np.median(steps[steps > 0.9 * np.percentile(steps, 95)])


def test_a_loop_of_noise_has_no_click_and_no_hole() -> None:
    noise = 0.2 * np.random.default_rng(3).standard_normal(2 * SOUND_HZ)
    heard = played(Sample.of_sound(noise, SOUND_HZ, loop=(0.5, 1.2)), 60, 5.0)[RATE_HZ:]
    levels = 10.0 * np.log10((heard.reshape(-1, 960) ** 2).mean(axis=1))
    assert np.ptp(levels) < 5.0  # of plain noise in 20 ms: about 4


def test_without_a_loop_it_ends_at_its_end_without_a_click() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, root_note=57.0, end_s=0.5)
    heard = played(sample, 57, 0.7)
    assert np.abs(heard[round(0.51 * RATE_HZ) :]).max() < 1e-6
    assert np.abs(np.diff(heard[round(0.45 * RATE_HZ) :])).max() < 1.1 * np.abs(np.diff(heard[9_600:19_200])).max()


def test_it_begins_at_its_start_mark() -> None:
    sound = np.concatenate([np.zeros(SOUND_HZ // 2), tone(220.0, 1.0)])
    late, early = (
        np.abs(played(Sample.of_sound(sound, SOUND_HZ, start_s=start), 60, 0.3)).max() for start in (0.0, 0.45)
    )
    assert late < 1e-4 < 0.05 < early


def test_a_key_struck_again_begins_anew_without_a_click() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, root_note=57.0)
    engine = Engine(RATE_HZ, patch=DRY, sample=sample)
    out = np.empty((RATE_HZ // 2, 2), np.float32)
    engine.send(NoteOn(57, 127))
    engine.render(out[: len(out) // 2])
    engine.send(NoteOn(57, 127))
    engine.render(out[len(out) // 2 :])
    steps = np.abs(np.diff(out[9_600:, 0]))
    assert steps.max() < 1.6 * np.percentile(steps[:1_000], 95)


@pytest.mark.parametrize("loop", [(0.2, 0.6034), (0.7011, 1.5), (0.0, 0.0)])
def test_marks_that_move_past_where_a_key_reads_do_not_click(loop: tuple[float, float]) -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, root_note=57.0, loop=(0.5, 1.2))
    engine = Engine(RATE_HZ, patch=DRY, sample=sample)
    out = np.empty((2 * RATE_HZ, 2), np.float32)
    engine.send(NoteOn(57, 127))
    engine.render(out[:RATE_HZ])
    set_marks(engine._state, Sample.of_sound(tone(220.0), SOUND_HZ, loop=loop if any(loop) else None).marks)
    engine.render(out[RATE_HZ:])
    steps = np.abs(np.diff(out[RATE_HZ // 2 : RATE_HZ + RATE_HZ // 4, 0]))
    assert steps.max() < 1.6 * np.percentile(steps[:1_000], 95)
    assert np.abs(out[RATE_HZ + 480 : RATE_HZ + 960, 0]).max() > 0.1, "it sounds on"


def test_marks_that_move_again_wait_until_the_fade_is_over() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, root_note=57.0, loop=(0.5, 1.2))
    engine = Engine(RATE_HZ, patch=DRY, sample=sample)
    out = np.empty((RATE_HZ + 20 * 64, 2), np.float32)
    engine.send(NoteOn(57, 127))
    engine.render(out[:RATE_HZ])
    taken = []
    for turn in range(20):  # every 1.3 ms, as while a mark is dragged
        marks = Sample.of_sound(tone(220.0), SOUND_HZ, loop=(0.2, 0.61 + 0.013 * turn)).marks
        taken.append(set_marks(engine._state, marks))
        engine.render(out[RATE_HZ + 64 * turn : RATE_HZ + 64 * (turn + 1)])
    assert taken[0]
    assert 3 <= sum(taken) <= 6
    steps = np.abs(np.diff(out[RATE_HZ // 2 :, 0]))
    assert steps.max() < 1.6 * np.percentile(steps[:1_000], 95)


def test_the_filters_and_the_level_come_after_it() -> None:
    sample = Sample.of_sound(tone(4_000.0), SOUND_HZ)
    open_, shut, soft = (
        np.abs(played(sample, 60, 0.3, patch=DRY.replace(changes))[9_600:]).max()
        for changes in (
            {},
            {"filters_on": 1.0, "filter1_type": "Lowpass", "filter1_cutoff_hz": 200.0, "key_track": 0.0},
            {"sample_level": 50.0},
        )
    )
    assert shut < 0.01 * open_
    assert soft == pytest.approx(0.5 * open_, rel=0.02)


def test_transposed_by_an_octave() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ)
    lines, hz = spectrum_db(played(sample, 60, 0.4, patch=DRY.replace({"sample_semitones": 12.0}))[4_800:])
    assert abs(int(lines.argmax()) * hz - 440.0) < 1.5


def test_marks_outside_are_moved_in_and_a_loop_lies_within() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, start_s=1.0, end_s=30.0, loop=(0.2, 50.0))
    start, end, loop_start, loop_end, _ = sample.marks
    assert (start, end) == (1.0, 2.0)
    assert 1.0 <= loop_start < loop_end <= 2.0


def test_a_sample_comes_back_from_its_entry() -> None:
    sample = Sample.of_sound(tone(220.0), SOUND_HZ, name="a dog", heard="dog", confidence=0.4, loop=(0.5, 1.0))
    assert sample_of(entry_of(sample)) == sample


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"pcm": "%%%"}, "damaged"),
        ({"pcm": ""}, "0 frames"),
        ({"rate_hz": 12}, "12 Hz"),
        ({"loop": [0.1]}, "loop"),
        ({"end_s": -1.0}, "end_s"),
        ({"root_note": float("nan")}, "root_note"),
        ({"name": "x" * 300}, "name"),
        ({"pcm": "A" * 10_000_000}, "pcm"),
    ],
)
def test_a_damaged_entry_is_refused_in_a_sentence(entry: dict[str, object], words: str) -> None:
    whole = entry_of(Sample.of_sound(tone(220.0, 0.1), SOUND_HZ))
    with pytest.raises(SampleError, match=words):
        sample_of(whole | entry)


def test_too_long_a_sound_is_refused() -> None:
    with pytest.raises(SampleError, match="frames"):
        Sample.of_sound(np.zeros(MOST_FRAMES + 1), SOUND_HZ)


def test_the_ends_of_a_sound_between_silences() -> None:
    sound = np.concatenate([np.zeros(SOUND_HZ // 2), tone(300.0, 0.4), np.zeros(SOUND_HZ)])
    start, end = find_ends(sound, SOUND_HZ)
    assert start == pytest.approx(0.5, abs=0.012)
    assert end == pytest.approx(0.9, abs=0.012)
    assert find_ends(np.zeros(1_000), SOUND_HZ) == (0.0, pytest.approx(1_000 / SOUND_HZ))


def test_what_dies_away_has_no_loop() -> None:
    struck = tone(440.0) * np.exp(-np.arange(2 * SOUND_HZ) / (0.03 * SOUND_HZ))
    assert find_loop(struck, SOUND_HZ) is None
    assert find_loop(np.zeros(2 * SOUND_HZ), SOUND_HZ) is None
