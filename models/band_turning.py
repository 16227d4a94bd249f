"""Where in each band the sound is: the mean frequency of every band, from which phases follow.

After the instantaneous frequency of GANSynth (Engel et al., ICLR 2019): there each bin has one; here each mel band, so
that a decoder can make it together with the band's level. By themselves such phases keep the pitch of tones, which
bands alone leave open, but noise comes out uneven; as the start of a short Griffin-Lim they do better than chance.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.griffin_lim import HOP_LENGTH, N_FFT, Floats, spectrum
from models.log_mel import mel_bank

BINS: Final = 1 + N_FFT // 2
FARTHEST: Final = 1.5
"""Half widths of a band by which its frequency may lie beside its middle."""


def turning(sound: NDArray[np.floating], sample_rate_hz: float, n_mels: int) -> Floats:
    """The mean frequency of each band, float32 (1 + samples // HOP_LENGTH, n_mels), -1 to 1 about the band's middle.

    A bin's frequency is how far its phase turned since the frame before; bins count by their power.
    """
    spectra = spectrum(sound)
    power = (spectra.real**2 + spectra.imag**2).astype(np.float64)
    turned = np.angle(spectra[1:] * np.conj(spectra[:-1]))
    expected = 2.0 * np.pi * HOP_LENGTH / N_FFT * np.arange(BINS)
    beside = np.angle(np.exp(1j * (turned - expected))) * N_FFT / (2.0 * np.pi * HOP_LENGTH)
    frequency = np.arange(BINS) + np.concatenate([np.zeros((1, BINS)), beside])
    bank = mel_bank(sample_rate_hz, N_FFT, n_mels).astype(np.float64)
    middle, half = _bands(sample_rate_hz, n_mels)
    mean = ((power * frequency) @ bank) / np.maximum(power @ bank, 1e-20)
    mean = np.where(power @ bank > 1e-12, mean, middle)
    return np.asarray(np.clip((mean - middle) / (FARTHEST * half), -1.0, 1.0), dtype=np.float32)


def phases_of(turns: NDArray[np.floating], sample_rate_hz: float) -> NDArray[np.float64]:
    """Phases (frames, BINS) of a sound whose bands have the frequencies of `turning` (frames, bands)."""
    middle, half = _bands(sample_rate_hz, turns.shape[1])
    frequency = (middle + FARTHEST * half * turns) @ _shares(sample_rate_hz, turns.shape[1]).T
    advance = 2.0 * np.pi * HOP_LENGTH / N_FFT * frequency
    # A tone in the middle of a frame turns neighbouring bins against each other: begin so, and tones stay whole.
    return np.asarray(np.cumsum(advance, axis=0) - np.pi * np.arange(BINS))


@lru_cache(maxsize=4)
def _bands(sample_rate_hz: float, n_mels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle and half width of each band, in bins."""
    bank = mel_bank(sample_rate_hz, N_FFT, n_mels).astype(np.float64)
    bins = np.arange(BINS)[:, None]
    total = np.maximum(bank.sum(axis=0), 1e-12)
    middle = (bins * bank).sum(axis=0) / total
    reached = (bank > 0.0).sum(axis=0)
    return middle, np.maximum(0.5 * reached, 1.0)


@lru_cache(maxsize=4)
def _shares(sample_rate_hz: float, n_mels: int) -> NDArray[np.float64]:
    """How much each band says of the frequency of a bin, (BINS, n_mels): rows sum to 1."""
    bank = mel_bank(sample_rate_hz, N_FFT, n_mels).astype(np.float64)
    bank = bank / np.maximum(bank.max(axis=0), 1e-12) + 1e-9
    return np.asarray(bank / bank.sum(axis=1, keepdims=True))
