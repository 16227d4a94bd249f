"""Sounds of pictures at run time: two seconds, as loud as they should be, the same for the same seed."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelFileError
from models.imagine.listener import Listener
from models.paired.features import RATE_HZ, log_mel
from models.sonify.voice import PEAK, Voice, sound_from
from tests.models.made_up_voice import CHANCE, write_voice


@pytest.fixture(scope="module")
def listener() -> Listener:
    """The shipped encoders."""
    return Listener()


def picture(seed: int = 0) -> np.ndarray:
    """Some pixels."""
    return np.random.default_rng(seed).integers(0, 255, (64, 64, 3)).astype(np.uint8)


def test_a_picture_has_two_seconds_of_sound_that_its_seed_decides(listener: Listener, tmp_path: Path) -> None:
    write_voice(tmp_path, listener)
    voice = Voice(listener, folder=tmp_path)
    assert voice.chance == CHANCE
    first = voice.sonify(picture(), seed=3)
    assert first.sound.shape == (2 * RATE_HZ,)
    assert first.sound.dtype == np.float32
    assert np.abs(first.sound).max() == pytest.approx(PEAK, abs=1e-3)
    assert np.array_equal(first.sound, voice.sonify(picture(), seed=3).sound)
    assert not np.array_equal(first.sound, voice.sonify(picture(), seed=4).sound)
    assert not np.array_equal(first.sound, voice.sonify(picture(1), seed=3).sound)
    assert sum(share for _, share in first.guess.classes) == pytest.approx(1.0, abs=1e-3)
    assert abs(first.sound[-1]) < 1e-3


def test_without_imagination_only_the_phases_hang_on_the_seed(listener: Listener, tmp_path: Path) -> None:
    write_voice(tmp_path, listener)
    voice = Voice(listener, folder=tmp_path)
    calm = [log_mel(voice.sonify(picture(), seed=seed, imagination=0.0).sound) for seed in (1, 2)]
    wild = [log_mel(voice.sonify(picture(), seed=seed).sound) for seed in (1, 2)]
    assert np.abs(calm[0] - calm[1]).mean() < 0.5 * np.abs(wild[0] - wild[1]).mean()


def test_the_loudest_two_seconds_of_a_spectrogram_are_heard() -> None:
    decibels = np.full((128, 128), -80.0)
    decibels[60:, 40] = 20.0
    sound = sound_from(decibels)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    loudest_hz = np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)[spectrum.argmax()]
    assert 1000.0 < loudest_hz < 1700.0
    quarters = np.array_split(sound, 4)
    assert np.square(quarters[-2]).mean() > 20.0 * np.square(quarters[0][: RATE_HZ // 10]).mean()


def test_a_missing_a_damaged_and_an_unfit_file_are_one_sentence_each(listener: Listener, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="missing"):
        Voice(listener, folder=tmp_path)
    write_voice(tmp_path, listener)
    file = tmp_path / "shared.onnx"
    file.write_bytes(file.read_bytes()[:-50])
    with pytest.raises(ModelFileError, match="checksum"):
        Voice(listener, folder=tmp_path)
    write_voice(tmp_path, listener, spoken=("one", "other"))
    with pytest.raises(ModelFileError, match="does not fit the encoders"):
        Voice(listener, folder=tmp_path)
