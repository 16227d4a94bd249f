"""What is heard of a sound: pitch, length, level, and in words what cannot be heard."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from models.errors import ModelError
from models.sound_to_patch.hearing import LONGEST_S, RATE_HZ, SHORTEST_S, UNVOICED_NOTE, envelope_db, hear
from models.sound_to_patch.pitch import fundamental
from models.sound_to_patch.sound_file import hear_file
from synth.patch import Patch
from synth.render import render_note
from synth.units import note_to_hz


def tone(hz: float, seconds: float, *, rate: int = RATE_HZ, harmonics: int = 1) -> NDArray[np.float64]:
    """A band-limited sawtooth of so many harmonics; one is a sine."""
    t = np.arange(round(seconds * rate)) / rate
    below = [k for k in range(1, harmonics + 1) if k * hz < 0.45 * rate]
    return 0.3 * np.sum([np.sin(2.0 * np.pi * k * hz * t) / k for k in below], axis=0)


@pytest.mark.parametrize("hz", [40.0, 55.3, 82.4, 117.9, 220.0, 331.3, 523.2, 987.8, 1480.3, 2000.0])
@pytest.mark.parametrize("harmonics", [1, 40])
def test_the_pitch_of_a_tone_from_40_to_2000_hz_is_right_within_20_cents(hz: float, harmonics: int) -> None:
    found = fundamental(tone(hz, 0.4, harmonics=harmonics), RATE_HZ)
    assert found.hz is not None
    assert abs(1200.0 * np.log2(found.hz / hz)) < 20.0
    assert found.voiced_share > 0.9


@pytest.mark.parametrize("wave", ["Sine", "Triangle", "Sawtooth", "Square", "Pulse"])
@pytest.mark.parametrize("note", [33, 60, 84])
def test_the_notes_of_the_synth_are_heard_as_they_were_played(wave: str, note: int) -> None:
    audio = render_note(Patch.of({"osc1_wave": wave}), note, seconds=0.3, tail=0.2)
    heard = hear(audio, 48_000)
    assert heard.voiced
    assert heard.note == note
    assert abs(heard.cents) < 10.0


def test_noise_has_no_pitch() -> None:
    noise = np.random.default_rng(2).standard_normal(RATE_HZ)
    brown = np.cumsum(noise)
    for sound in (
        noise,
        np.convolve(noise, np.ones(30) / 30.0),
        brown - np.convolve(brown, np.ones(999) / 999, "same"),
    ):
        assert fundamental(sound, RATE_HZ).hz is None
    assert hear(0.1 * noise, RATE_HZ).note == UNVOICED_NOTE
    assert not hear(0.1 * noise, RATE_HZ).voiced


def test_silence_and_almost_nothing_have_no_pitch() -> None:
    assert fundamental(np.zeros(5000), RATE_HZ).hz is None
    assert fundamental(np.zeros(0), RATE_HZ).hz is None
    assert fundamental(np.ones(1), RATE_HZ).voiced_share == 0.0


def test_a_tone_between_two_keys_is_tuned_to_the_nearer_one() -> None:
    heard = hear(tone(note_to_hz(60.4), 0.6), RATE_HZ)
    assert heard.note == 60
    assert heard.cents == pytest.approx(40.0, abs=3.0)
    again = fundamental(heard.sound[: RATE_HZ // 2], RATE_HZ)
    assert again.hz == pytest.approx(note_to_hz(60), rel=0.003)


def test_level_rate_offset_and_channels_do_not_matter() -> None:
    quiet = hear(0.01 * tone(440.0, 0.5) + 0.2, RATE_HZ).sound
    loud = hear(tone(440.0, 0.5), RATE_HZ).sound
    other = hear(np.stack([tone(440.0, 0.5, rate=48_000)] * 2, axis=1), 48_000).sound
    assert np.mean(loud**2) == pytest.approx(1.0, abs=1e-4)
    assert np.allclose(quiet[500:-3000], loud[500:-3000], atol=0.02)
    assert np.corrcoef(other[500:8000], loud[500:8000])[0, 1] > 0.99


@pytest.mark.parametrize("loud", [1e7, 1e37, 3e38])
def test_enormous_numbers_of_a_float_file_are_heard_as_any_other_level(loud: float) -> None:
    tone = np.sin(2.0 * np.pi * 220.0 / RATE_HZ * np.arange(RATE_HZ))
    sound = np.stack([tone, 0.5 * tone], axis=1)
    heard, expected = hear(np.float32(loud * sound), RATE_HZ), hear(np.float32(sound), RATE_HZ)
    assert (heard.note, heard.held_s) == (expected.note, expected.held_s)
    assert heard.sound == pytest.approx(expected.sound, abs=1e-4)


def test_channels_that_cancel_each_other_are_heard_still() -> None:
    side = tone(440.0, 0.3)
    assert hear(np.stack([side, -side], axis=1), RATE_HZ).note == 69


def test_silence_before_is_cut_and_the_key_goes_up_where_the_sound_ends() -> None:
    sound = np.concatenate([np.zeros(RATE_HZ), tone(330.0, 0.5), np.zeros(RATE_HZ)])
    heard = hear(sound, RATE_HZ)
    assert heard.held_s == pytest.approx(0.5, abs=0.02)
    assert 0.5 < heard.seconds < 1.0
    assert envelope_db(heard.sound)[0] > -20.0


def test_the_key_goes_up_where_a_held_note_begins_to_fall() -> None:
    audio = render_note(Patch.of({"amp_sustain": 100.0, "reverb_on": "Off"}), 60, seconds=0.6, tail=0.5)
    assert hear(audio, 48_000).held_s == pytest.approx(0.6, abs=0.05)


def test_of_a_long_sound_the_loudest_part_is_taken_and_said() -> None:
    sound = np.concatenate([0.05 * tone(220.0, 3.0), tone(880.0, 2.0), 0.05 * tone(220.0, 3.0)])
    heard = hear(sound, RATE_HZ)
    assert heard.note == 81
    assert heard.seconds <= LONGEST_S
    assert "loudest" in heard.remarks[0]


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (np.zeros(0), "too short"),
        (tone(440.0, 0.5 * SHORTEST_S), "too short"),
        (np.zeros(RATE_HZ), "silent"),
        (np.full(RATE_HZ, 0.5), "silent"),
        (1e-5 * tone(440.0, 0.5), "silent"),
        (np.array([0.1, np.nan, 0.2] * 2000), "not numbers"),
    ],
)
def test_what_cannot_be_heard_is_one_sentence(sound: NDArray[np.float64], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        hear(sound, RATE_HZ)


def test_odd_rates_and_channels_are_refused_in_words() -> None:
    with pytest.raises(ModelError, match="sample rate"):
        hear(tone(440.0, 1.0), 4000)
    with pytest.raises(ModelError, match="channels"):
        hear(np.zeros((9000, 9)), RATE_HZ)


def test_a_file_is_heard_as_the_array_it_holds(tmp_path: Path) -> None:
    audio = np.stack([tone(262.0, 0.4, rate=44_100)] * 2, axis=1)
    for name, subtype in (("a.wav", "FLOAT"), ("b.flac", "PCM_24")):
        soundfile.write(tmp_path / name, audio, 44_100, subtype=subtype)
        heard, expected = hear_file(tmp_path / name), hear(audio, 44_100)
        assert heard.note == expected.note == 60
        assert np.allclose(heard.sound, expected.sound, atol=1e-3)


@pytest.mark.parametrize("content", [b"", b"no sound", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"OggS" + bytes(60), b"fLaC"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"^bad\.wav cannot be heard: .*\.$"):
        hear_file(path)


def test_a_file_cut_in_the_middle_is_heard_or_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    soundfile.write(path, tone(262.0, 1.0), RATE_HZ)
    path.write_bytes(path.read_bytes()[:4000])
    try:
        assert hear_file(path).note == 60
    except ModelError as error:
        assert "cut.flac" in str(error)


def test_what_is_no_file_or_too_large_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        hear_file(tmp_path / "nowhere.wav")
    with pytest.raises(ModelError, match="folder"):
        hear_file(tmp_path)
    huge = tmp_path / "huge.wav"
    with huge.open("wb") as file:
        file.truncate(70_000_000)
    with pytest.raises(ModelError, match="at most 64"):
        hear_file(huge)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
        with pytest.raises(ModelError, match="pipe"):
            hear_file(tmp_path / "pipe.wav")


def test_of_a_very_long_file_the_first_two_minutes_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    sound = np.zeros(8000 * 150, np.float32)
    sound[8000:16_000] = tone(262.0, 1.0, rate=8000)
    soundfile.write(path, sound, 8000)
    heard = hear_file(path)
    assert heard.note == 60
    assert heard.highest_hz == 4000.0
    assert "first 120 s" in heard.remarks[0]
