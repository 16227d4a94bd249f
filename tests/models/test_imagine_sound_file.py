"""Sound files of all kinds, lengths, rates and channel counts are heard, and the others are one sentence."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.errors import ModelError
from models.imagine import sound_file
from models.imagine.sound_file import read_sound
from models.paired.features import RATE_HZ, as_heard


def tone(seconds: float, rate_hz: int, *, channels: int = 1, hz: float = 440.0) -> np.ndarray:
    wave = 0.3 * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "aiff"])
def test_files_of_each_kind_are_heard(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"tone.{ending}"
    soundfile.write(path, tone(1.5, 44_100, channels=2), 44_100)
    heard = read_sound(path)
    assert (heard.rate_hz, heard.channels, heard.remarks) == (44_100, 2, ())
    assert heard.seconds == pytest.approx(1.5, abs=0.03)
    assert len(heard.sound) == pytest.approx(1.5 * RATE_HZ, abs=700)
    assert float(np.sqrt(np.mean(heard.sound**2))) == pytest.approx(0.3 / np.sqrt(2.0), rel=0.05)
    spectrum = np.abs(np.fft.rfft(heard.sound))
    assert spectrum.argmax() * RATE_HZ / len(heard.sound) == pytest.approx(440.0, abs=2.0)


@pytest.mark.parametrize(
    ("rate_hz", "channels"),
    [(8_000, 1), (11_025, 2), (16_000, 1), (48_000, 2), (96_000, 8), (192_000, 2), (44_101, 3)],
)
def test_a_file_is_heard_as_its_samples_would_be_whatever_its_format(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    path = tmp_path / "noise.wav"
    audio = np.random.default_rng(0).normal(0.0, 0.1, (rate_hz, channels)).astype(np.float32)
    soundfile.write(path, audio, rate_hz, subtype="FLOAT")
    heard = read_sound(path)
    assert heard.sound == pytest.approx(as_heard(audio, rate_hz), abs=1e-5)
    played = np.concatenate(list(heard.played()))
    assert played.shape == (rate_hz, heard.channels_played) == (rate_hz, channels if channels <= 2 else 1)
    assert played == pytest.approx(audio if channels <= 2 else audio.mean(axis=1, keepdims=True), abs=1e-6)


def test_channels_that_cancel_each_other_are_heard(tmp_path: Path) -> None:
    audio = tone(1.0, RATE_HZ, channels=2)
    audio[:, 1] *= -1.0
    soundfile.write(tmp_path / "wide.wav", audio, RATE_HZ, subtype="FLOAT")
    assert np.abs(read_sound(tmp_path / "wide.wav").sound).max() == pytest.approx(0.3, abs=0.01)


def test_a_single_sample_and_samples_beyond_all_measure_are_heard(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "one.wav", np.array([0.5], dtype=np.float32), 44_100)
    assert np.all(read_sound(tmp_path / "one.wav").sound == 0.0)
    soundfile.write(tmp_path / "huge.wav", tone(0.5, RATE_HZ, channels=2) * np.float32(1e38), RATE_HZ, subtype="FLOAT")
    heard = read_sound(tmp_path / "huge.wav")
    assert 1e5 < np.abs(heard.sound).max() <= 1.1e6
    assert np.abs(np.concatenate(list(heard.played()))).max() == 1.0


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
def test_a_constant_part_is_not_heard_and_alone_it_is_silence(tmp_path: Path, subtype: str) -> None:
    plain = tone(1.0, 44_100)
    for name, audio in (("plain", plain), ("above", plain + 0.5), ("alone", 0.0 * plain + 0.5)):
        soundfile.write(tmp_path / f"{name}.wav", audio, 44_100, subtype=subtype)
    sound = read_sound(tmp_path / "plain.wav").sound
    assert read_sound(tmp_path / "above.wav").sound == pytest.approx(sound, abs=1e-3)
    assert np.abs(read_sound(tmp_path / "alone.wav").sound).max() < 1e-6


def test_a_clipped_file_is_heard(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "clipped.wav", np.clip(9.0 * tone(1.0, 44_100), -1.0, 1.0), 44_100)
    heard = read_sound(tmp_path / "clipped.wav")
    assert heard.remarks == ()
    assert np.sqrt(np.mean(heard.sound**2)) > 0.8


def test_a_file_of_two_hours_is_read_as_far_as_it_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(7_200 * 8_000, np.int16), 8_000)
    began = time.monotonic()
    heard = read_sound(path)
    assert time.monotonic() - began < 2.0
    assert heard.remarks == ("Of 7200 s the first 600 s are heard.",)


def test_of_a_long_file_the_beginning_is_heard_and_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_file, "LONGEST_S", 2.0)
    audio = tone(7.0, 8_000)
    audio[16_000:] = 0.0
    soundfile.write(tmp_path / "long.wav", audio, 8_000)
    heard = read_sound(tmp_path / "long.wav")
    assert heard.seconds == 2.0 and len(heard.sound) == 2 * RATE_HZ
    assert heard.remarks == ("Of 7 s the first 2 s are heard.",)
    assert np.abs(heard.sound[-1000:-100]).max() > 0.25
    assert sum(len(piece) for piece in heard.played()) == 16_000


def test_a_file_that_ends_early_says_so(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "whole.mp3", tone(4.0, 44_100), 44_100)
    data = (tmp_path / "whole.mp3").read_bytes()
    (tmp_path / "half.mp3").write_bytes(data[: len(data) // 2])
    heard = read_sound(tmp_path / "half.mp3")
    assert 1.0 < heard.seconds < 3.0
    assert len(heard.remarks) == 1 and "ends early" in heard.remarks[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"no sound at all", "damaged or no sound file"),
        (b"A letter to a friend.\n" * 500, "damaged or no sound file"),
        (b"fLaC" + bytes(500), "damaged or no sound file"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "damaged or no sound file"),
        (b"ID3\x04" + bytes(500), "damaged or no sound file"),
        (b"OggS" + bytes(500), "damaged or no sound file"),
    ],
)
def test_what_is_no_sound_is_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"^bad\.wav cannot be heard: [^\n]*{words}[^\n]*\.$"):
        read_sound(path)


def test_files_that_cannot_be_heard_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 44_100)
    soundfile.write(tmp_path / "slow.wav", np.zeros(100), 4_000)
    soundfile.write(tmp_path / "fast.wav", np.zeros(100), 384_000)
    soundfile.write(tmp_path / "wide.wav", np.zeros((10, 80)), 44_100)
    for name, value in (("nan", np.nan), ("infinite", np.inf)):
        soundfile.write(tmp_path / f"{name}.wav", np.full((50, 2), value, np.float32), 44_100, subtype="FLOAT")
    soundfile.write(tmp_path / "whole.flac", np.random.default_rng(0).normal(0.0, 0.1, 90_000), 44_100)
    data = (tmp_path / "whole.flac").read_bytes()
    (tmp_path / "cut.flac").write_bytes(data[: len(data) // 2])
    for name, words in (
        ("none.wav", "holds no sound"),
        ("slow.wav", "4000 Hz, not 8000 to 192000 Hz"),
        ("fast.wav", "384000 Hz"),
        ("wide.wav", "80 channels"),
        ("nan.wav", "not numbers"),
        ("infinite.wav", "not numbers"),
        ("cut.flac", "damaged"),
        ("nowhere.wav", "No such file"),
        ("", "is a folder"),
        ("a\0b.wav", "not a name"),
    ):
        with pytest.raises(ModelError, match=words):
            read_sound(tmp_path / name)
    monkeypatch.setattr(sound_file, "LARGEST_BYTES", 1_000)
    with pytest.raises(ModelError, match="MB are read"):
        read_sound(tmp_path / "whole.flac")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "mine.wav", tone(0.1, 44_100), 44_100)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ModelError, match=r"^mine\.wav cannot be heard: Permission denied\.$"):
        read_sound(tmp_path / "mine.wav")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(ModelError, match="is a pipe"):
        read_sound(tmp_path / "pipe.wav")
