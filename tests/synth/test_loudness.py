"""Our loudness against pyloudnorm, and against figures of the recommendation."""

import math

import numpy as np
import pyloudnorm
import pytest

from synth.loudness import integrated_loudness
from tests.synth.tick_runner import RATE, both, pink, sine


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("sound", ["low", "middle", "high", "noise", "one side", "gaps"])
def test_agrees_with_pyloudnorm_within_a_tenth_of_a_lu(sound: str, rate: int) -> None:
    x = {
        "low": both(sine(50.0, 3.0, rate=rate)),
        "middle": both(sine(997.0, 3.0, rate=rate)),
        "high": both(sine(9000.0, 3.0, level=0.02, rate=rate)),
        "noise": pink(3.0),
        "one side": both(sine(300.0, 3.0, rate=rate)) * np.array([[1.0], [0.0]]),
        "gaps": pink(4.0) * (np.sin(np.arange(4 * 48_000) / 20_000.0) > 0.0),
    }[sound].T
    assert integrated_loudness(x, rate) == pytest.approx(pyloudnorm.Meter(rate).integrated_loudness(x), abs=0.1)


def test_a_full_scale_sine_in_one_channel_is_minus_3_01_lufs() -> None:
    assert integrated_loudness(sine(997.0, 2.0, level=1.0), RATE) == pytest.approx(-3.01, abs=0.02)


def test_quiet_passages_do_not_count() -> None:
    tone = sine(500.0, 4.0)
    with_pause = np.concatenate([tone, 0.01 * tone, np.zeros(4 * 48_000)])
    assert integrated_loudness(with_pause, RATE) == pytest.approx(integrated_loudness(tone, RATE), abs=0.3)


@pytest.mark.parametrize("frames", [0, 1, 48_000])
def test_silence_is_minus_infinity(frames: int) -> None:
    assert integrated_loudness(np.zeros((frames, 2)), RATE) == -math.inf


def test_a_sound_shorter_than_a_block_is_measured_whole() -> None:
    short, long = sine(997.0, 0.2), sine(997.0, 2.0)
    assert integrated_loudness(short, RATE) == pytest.approx(integrated_loudness(long, RATE), abs=0.3)
