"""One channel of many: the mean, and never silence where there is sound."""

import numpy as np
import pytest

from app.audio.one_channel import OneChannel

RATE_HZ = 48_000


def blocks(sound: np.ndarray, size: int = 960) -> list[np.ndarray]:
    return [sound[at : at + size].astype(np.float32) for at in range(0, len(sound), size)]


def heard(sound: np.ndarray) -> np.ndarray:
    one = OneChannel(RATE_HZ)
    return np.concatenate([one.of(block) for block in blocks(sound)])


def tone(hz: float, seconds: float = 2.0) -> np.ndarray:
    return 0.3 * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_usual_sounds_are_heard_as_their_mean(channels: int) -> None:
    rng = np.random.default_rng(channels)
    sound = 0.1 * rng.standard_normal((RATE_HZ, channels))
    assert np.allclose(heard(sound), sound.astype(np.float32).mean(axis=1), atol=1e-7)


def test_channels_that_cancel_are_heard_as_the_louder_one() -> None:
    left = tone(440.0)
    assert np.allclose(heard(np.column_stack([left, -left])), left, atol=1e-6)
    assert np.allclose(heard(np.column_stack([-0.999 * left, left])), left, atol=1e-6)


def test_when_they_no_longer_cancel_the_mean_comes_back() -> None:
    left, other = tone(440.0), tone(660.0)
    sound = np.concatenate([np.column_stack([left, -left]), np.column_stack([left, other])])
    assert np.allclose(heard(sound)[-RATE_HZ:], 0.5 * (left + other)[-RATE_HZ:], atol=1e-6)


def test_equal_channels_with_noise_are_not_taken_in_turns() -> None:
    rng, left = np.random.default_rng(0), tone(440.0, 5.0)
    noise = 1e-3 * rng.standard_normal((len(left), 2))
    sound = np.column_stack([left, -left]) + noise
    given = heard(sound)
    along = np.sign([block @ wave for block, wave in zip(blocks(given), blocks(left), strict=True)])
    assert np.abs(np.diff(along)).sum() == 0


def test_silence_and_empty_blocks_are_silence() -> None:
    one = OneChannel(RATE_HZ)
    assert len(one.of(np.zeros((0, 2), np.float32))) == 0
    assert not one.of(np.zeros((960, 2), np.float32)).any()
