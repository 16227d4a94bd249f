"""What networks hear: the level that was recorded, any rate and channel count, never anything but numbers."""

import numpy as np
import pytest

from models.errors import ModelError
from models.paired.features import (
    FRAMES,
    INPUT_SHAPE,
    RATE_HZ,
    SAMPLES,
    SILENCE_DB,
    as_heard,
    features,
    log_mel,
    loudest_windows,
    network_input,
)


def tone(hz: float, seconds: float, rate: int = RATE_HZ, gain: float = 0.5) -> np.ndarray:
    return (gain * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 192_000])
def test_a_tone_is_heard_the_same_at_any_rate(rate: int) -> None:
    heard = features(as_heard(tone(440.0, 5.0, rate), rate))
    expected = features(tone(440.0, 5.0))
    assert heard.shape == INPUT_SHAPE
    band = int(expected[100].argmax())
    assert int(heard[100].argmax()) == band
    assert heard[100, band] == pytest.approx(expected[100, band], abs=0.2)


def test_channels_are_mixed_and_what_stands_still_is_no_sound() -> None:
    left = tone(440.0, 1.0)
    both = np.stack([left, left], axis=1) + 0.25
    assert as_heard(both, RATE_HZ) == pytest.approx(as_heard(left, RATE_HZ), abs=1e-6)


def test_twice_the_amplitude_is_six_decibels_more() -> None:
    quiet, loud = features(tone(440.0, 5.0, gain=0.1)), features(tone(440.0, 5.0, gain=0.2))
    assert loud[100].max() - quiet[100].max() == pytest.approx(6.02, abs=0.01)


def test_silence_is_zero_to_networks_and_so_is_what_lies_before_a_short_sound() -> None:
    assert not network_input(features(np.zeros(0, dtype=np.float32))).any()
    heard = network_input(features(tone(440.0, 1.0)))
    assert not heard[: FRAMES - 50].any()
    assert heard[-20:].max() > 0.5


def test_of_a_long_sound_the_last_seconds_are_heard() -> None:
    sound = np.concatenate([tone(3000.0, 3.0), tone(440.0, 5.0)])
    assert features(sound)[50:] == pytest.approx(log_mel(sound[-SAMPLES:])[50:])
    assert log_mel(sound).min() >= SILENCE_DB


def test_the_loudest_stretches_are_found_and_do_not_overlap() -> None:
    sound = np.concatenate([tone(440.0, 8.0, gain=0.1), tone(440.0, 5.0, gain=0.8), tone(440.0, 9.0, gain=0.2)])
    windows = loudest_windows(sound, 3)
    levels = [float(np.sqrt(np.mean(window**2))) for window in windows]
    assert len(windows) == 3
    assert levels[0] == pytest.approx(0.8 / np.sqrt(2.0), rel=0.05)
    assert levels == sorted(levels, reverse=True)
    assert all(len(window) <= SAMPLES for window in windows)
    assert len(loudest_windows(sound[:1000], 3)) == 1


def test_what_is_no_sound_is_one_sentence() -> None:
    for audio, rate in ((np.zeros((9, 9, 9)), 44_100), (np.zeros(9), 7_000), (np.array([np.nan]), 44_100)):
        with pytest.raises(ModelError):
            as_heard(audio, rate)
