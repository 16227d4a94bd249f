"""The factory presets sound as an instrument's presets should: about equally loud, clean, all different."""

import itertools

import numpy as np
import pyloudnorm
import pytest
from numpy.typing import NDArray

from synth.presets import Preset, factory_presets
from synth.render import render_note

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def sounds() -> dict[str, NDArray[np.float32]]:
    """Each preset's C3 at velocity 100, held for three seconds."""
    return {preset.name: render_note(preset.patch, 48, seconds=3.0) for preset in factory_presets()}


def third_octaves_db(audio: NDArray[np.float32]) -> NDArray[np.float64]:
    """Levels from 62 Hz to 16 kHz of the first second, relative to the loudest, not below -60 dB."""
    power = np.abs(np.fft.rfft(audio[:RATE_HZ].mean(axis=1, dtype=np.float64) * np.hanning(RATE_HZ))) ** 2
    edges = (62.0 * 2.0 ** (np.arange(26) / 3.0)).astype(int)
    bands = np.array([power[low:high].sum() for low, high in itertools.pairwise(edges)])
    return 10.0 * np.log10(np.maximum(bands / bands.max(), 1e-6))


@pytest.mark.parametrize("preset", factory_presets(), ids=lambda preset: preset.name)
def test_loudness_lies_between_minus_30_and_minus_14_lufs(
    preset: Preset, sounds: dict[str, NDArray[np.float32]]
) -> None:
    loudness = pyloudnorm.Meter(RATE_HZ).integrated_loudness(sounds[preset.name].astype(np.float64))
    assert -30.0 <= loudness <= -14.0


@pytest.mark.parametrize("preset", factory_presets(), ids=lambda preset: preset.name)
def test_one_note_stays_clear_of_the_limiter(preset: Preset, sounds: dict[str, NDArray[np.float32]]) -> None:
    assert np.max(np.abs(sounds[preset.name])) < 0.7


def test_no_two_presets_have_the_same_spectrum(sounds: dict[str, NDArray[np.float32]]) -> None:
    spectra = {name: third_octaves_db(audio) for name, audio in sounds.items()}
    alike = {
        (a, b): difference
        for a, b in itertools.combinations(spectra, 2)
        if (difference := float(np.mean(np.abs(spectra[a] - spectra[b])))) < 2.5
    }
    assert not alike


def test_the_papers_three_sounds_are_clearly_different(sounds: dict[str, NDArray[np.float32]]) -> None:
    for a, b in itertools.combinations(("Paper 1", "Paper 2", "Paper 3"), 2):
        assert np.mean(np.abs(third_octaves_db(sounds[a]) - third_octaves_db(sounds[b]))) > 6.0
