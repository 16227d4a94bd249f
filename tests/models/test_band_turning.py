"""Where in its band a tone is, and what phases from there are worth."""

import numpy as np
import pytest

from models.band_turning import phases_of, turning
from models.griffin_lim import griffin_lim, magnitudes
from models.paired.features import RATE_HZ, log_mel


def tone(hz: float) -> np.ndarray:
    """Two seconds."""
    return (0.3 * np.sin(2.0 * np.pi * hz * np.arange(2 * RATE_HZ) / RATE_HZ)).astype(np.float32)


def peak_hz(sound: np.ndarray) -> float:
    """The strongest frequency."""
    strength = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)[strength.argmax()])


def test_a_higher_tone_in_the_same_band_lies_higher_in_it() -> None:
    band = int(log_mel(tone(1000.0))[20].argmax())
    found = [float(turning(tone(hz), RATE_HZ, 128)[20, band]) for hz in (990.0, 1000.0, 1010.0)]
    assert found[0] < found[1] < found[2]
    assert max(map(abs, found)) < 1.0


def test_silence_is_in_the_middle_of_its_bands() -> None:
    assert np.abs(turning(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ, 128)).max() < 1e-5


@pytest.mark.parametrize("hz", [220.0, 440.5, 1000.0, 3000.3])
def test_tones_keep_their_pitch_in_a_quarter_of_the_steps(hz: float) -> None:
    sound = tone(hz)
    decibels = log_mel(sound)
    wanted = magnitudes(decibels, RATE_HZ)
    told = griffin_lim(wanted, iterations=8, start=phases_of(turning(sound, RATE_HZ, 128), RATE_HZ))
    chance = griffin_lim(wanted, iterations=32)
    assert peak_hz(told) == pytest.approx(hz, abs=0.6)
    loud = decibels > decibels.max() - 40.0
    off = [float(np.abs(log_mel(it)[: len(decibels)] - decibels)[loud].mean()) for it in (told, chance)]
    assert off[0] < off[1]


def test_noise_has_the_bands_it_should_have_too() -> None:
    sound = np.random.default_rng(0).normal(0.0, 0.1, 2 * RATE_HZ).astype(np.float32)
    decibels = log_mel(sound)
    wanted = magnitudes(decibels, RATE_HZ)
    told = griffin_lim(wanted, iterations=8, start=phases_of(turning(sound, RATE_HZ, 128), RATE_HZ))
    assert np.abs(log_mel(told)[: len(decibels)] - decibels).mean() < 1.5
