"""From bands to a sound: phases that fit, bands that come back."""

import numpy as np
import pytest

from models.griffin_lim import HOP_LENGTH, griffin_lim, magnitudes, sound_of, spectrum
from models.paired.features import RATE_HZ, log_mel


def chord() -> np.ndarray:
    """Two seconds: three tones that fade, and a little noise."""
    rng = np.random.default_rng(0)
    t = np.arange(86 * HOP_LENGTH) / RATE_HZ
    tones = sum(np.sin(2.0 * np.pi * hz * t) for hz in (220.0, 660.0, 1760.0))
    return (0.2 * tones * np.exp(-t) + 0.001 * rng.normal(size=len(t))).astype(np.float32)


def test_a_spectrum_gives_its_sound_back() -> None:
    sound = chord()
    assert np.abs(sound_of(spectrum(sound)) - sound).max() < 1e-4


def test_magnitudes_have_the_bands_they_were_made_from() -> None:
    decibels = log_mel(chord())
    found = magnitudes(decibels, RATE_HZ)
    assert found.shape == (len(decibels), 1025)
    assert found.min() >= 0.0
    again = 10.0 * np.log10(np.maximum(np.square(found) @ _bank(), 1e-10))
    loud = decibels > decibels.max() - 50.0
    assert np.abs(again - decibels)[loud].mean() < 1.0


def test_phases_fit_better_with_each_iteration_and_the_sound_has_the_bands_again() -> None:
    decibels = log_mel(chord())
    found = magnitudes(decibels, RATE_HZ)
    loud = decibels > decibels.max() - 40.0
    errors = [
        float(np.abs(log_mel(griffin_lim(found, iterations=n))[: len(decibels)] - decibels)[loud].mean())
        for n in (0, 4, 32)
    ]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 2.5


def test_tones_keep_their_pitch_and_the_same_seed_gives_the_same_sound() -> None:
    found = magnitudes(log_mel(chord()), RATE_HZ)
    sound = griffin_lim(found, seed=3)
    strongest = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    hz = np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)
    near = hz < 400.0
    assert hz[near][strongest[near].argmax()] == pytest.approx(220.0, abs=12.0)
    assert np.array_equal(sound, griffin_lim(found, seed=3))
    assert not np.array_equal(sound, griffin_lim(found, seed=4))


def test_silence_stays_silent() -> None:
    assert np.abs(griffin_lim(magnitudes(np.full((20, 128), -80.0), RATE_HZ))).max() < 1e-3


def _bank() -> np.ndarray:
    from models.log_mel import mel_bank

    return mel_bank(RATE_HZ, 2048, 128)
