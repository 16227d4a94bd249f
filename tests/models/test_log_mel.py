"""The log-mel spectrogram against a slow one written from the published formulas."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from models.log_mel import (
    band_power,
    centred_frames,
    hz_to_mel,
    mel_bank,
    mel_power,
    mel_to_hz,
    power_to_db,
)


def slow_mel(hz: float) -> float:
    """Slaney's scale: 3 mels for 200 Hz up to 1 kHz, then 27 mels for a factor of 6.4."""
    return 3.0 * hz / 200.0 if hz < 1000.0 else 15.0 + 27.0 * math.log(hz / 1000.0) / math.log(6.4)


def slow_hz(mel: float) -> float:
    return 200.0 * mel / 3.0 if mel < 15.0 else 1000.0 * 6.4 ** ((mel - 15.0) / 27.0)


def slow_mel_power(sound: NDArray[np.float64], rate: float, n_fft: int, hop: int, n_mels: int) -> NDArray[np.float64]:
    """Frame by frame, band by band, bin by bin; the transform is a sum of its definition."""
    top = slow_mel(rate / 2.0)
    edges = [slow_hz(top * k / (n_mels + 1)) for k in range(n_mels + 2)]
    padded = [0.0] * (n_fft // 2) + list(sound) + [0.0] * (n_fft // 2)
    window = [0.5 - 0.5 * math.cos(2.0 * math.pi * n / n_fft) for n in range(n_fft)]
    turns = np.exp(-2j * np.pi * np.outer(np.arange(n_fft // 2 + 1), np.arange(n_fft)) / n_fft)
    answer = []
    for start in range(0, len(padded) - n_fft + 1, hop):
        power = abs(turns @ np.array([padded[start + n] * window[n] for n in range(n_fft)])) ** 2
        bands = []
        for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
            total = 0.0
            for k, value in enumerate(power):
                hz = k * rate / n_fft
                if low < hz <= middle:
                    total += value * (hz - low) / (middle - low)
                elif middle < hz < high:
                    total += value * (high - hz) / (high - middle)
            bands.append(total * 2.0 / (high - low))
        answer.append(bands)
    return np.array(answer)


@pytest.mark.parametrize(
    ("rate", "n_fft", "hop", "n_mels"), [(8000, 128, 32, 20), (22050, 256, 100, 40), (48000, 64, 64, 9)]
)
def test_it_is_the_sum_of_the_published_formulas(rate: int, n_fft: int, hop: int, n_mels: int) -> None:
    sound = np.random.default_rng(3).standard_normal(700)
    found = mel_power(sound, rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    expected = slow_mel_power(sound, rate, n_fft, hop, n_mels)
    assert found.shape == expected.shape == (1 + 700 // hop, n_mels)
    assert np.allclose(found, expected, rtol=1e-4, atol=1e-6 * expected.max())


def test_the_mel_scale_is_linear_to_1_khz_and_logarithmic_above_and_turns_back() -> None:
    assert float(hz_to_mel(1000.0)) == pytest.approx(15.0)
    assert float(hz_to_mel(6400.0)) == pytest.approx(42.0)
    assert float(hz_to_mel(200.0)) == pytest.approx(3.0)
    hz = np.linspace(0.0, 20_000.0, 401)
    assert np.allclose(mel_to_hz(hz_to_mel(hz)), hz, atol=1e-8)
    assert np.all(np.diff(hz_to_mel(hz)) > 0.0)


def test_a_sine_is_loudest_in_the_band_around_its_frequency_with_the_defaults() -> None:
    rate, hz = 22050, 1500.0
    power = mel_power(np.sin(2.0 * np.pi * hz * np.arange(rate) / rate), rate)
    assert power.shape == (1 + rate // 512, 128)
    centres = mel_to_hz(np.linspace(0.0, float(hz_to_mel(rate / 2)), 130))[1:-1]
    assert abs(centres[power[20].argmax()] - hz) < 0.03 * hz


def test_every_band_has_the_same_area_so_white_noise_is_level() -> None:
    bank = mel_bank(24_000, 4096, 40)
    assert np.allclose(bank.sum(axis=0) * 24_000 / 4096, 1.0, rtol=0.05)


def test_bands_keep_within_their_limits() -> None:
    bank = mel_bank(24_000, 2048, 30, 100.0, 5000.0)
    hz = np.linspace(0.0, 12_000.0, 1025)
    assert not bank[(hz <= 100.0) | (hz >= 5000.0)].any()
    for low, high in [(-1.0, 100.0), (100.0, 100.0), (0.0, 12_001.0)]:
        with pytest.raises(ValueError, match="not a range"):
            mel_bank(24_000, 2048, 30, low, high)


def test_frames_given_one_by_one_make_the_same_as_the_whole_sound() -> None:
    sound = np.random.default_rng(1).standard_normal(5000).astype(np.float32)
    bank, frames = mel_bank(16_000, 512, 32), centred_frames(sound, n_fft=512, hop_length=128)
    whole = mel_power(sound, 16_000, n_fft=512, hop_length=128, n_mels=32)
    streamed = np.concatenate([band_power(frame[None], bank) for frame in frames])
    assert np.allclose(streamed, whole, rtol=1e-5)
    with pytest.raises(ValueError, match="does not fit"):
        band_power(frames[:, :256], bank)


def test_decibels_have_a_reference_a_smallest_power_and_a_range_below_the_loudest() -> None:
    power = np.array([1.0, 0.1, 1e-7, 1e-12, 0.0])
    assert np.allclose(power_to_db(power), [0.0, -10.0, -70.0, -80.0, -80.0])
    assert np.allclose(power_to_db(power, top_db=None), [0.0, -10.0, -70.0, -100.0, -100.0])
    assert np.allclose(power_to_db(power, reference=10.0, top_db=50.0), [-10.0, -20.0, -60.0, -60.0, -60.0])
    assert power_to_db(np.zeros((0, 4))).shape == (0, 4)
    with pytest.raises(ValueError, match="above 0"):
        power_to_db(power, smallest=0.0)


def test_silence_and_an_empty_sound_have_frames_without_power() -> None:
    assert not mel_power(np.zeros(3000), 24_000).any()
    assert mel_power(np.zeros(0), 24_000).shape == (1, 128)
