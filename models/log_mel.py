"""Log-mel spectrogram in NumPy, with the defaults of librosa: what networks and comparisons hear of a sound.

Hann window, frames centred on their time with zeros beyond the ends, squared magnitude, triangular bands
on Slaney's mel scale, each divided by its width in hertz (McFee et al., "librosa: Audio and Music Signal
Analysis in Python", SciPy 2015; Slaney, "Auditory Toolbox", Interval Research 1998-010). Any sample rate.

Time is the first axis, frequency the second: a stream gives frames to `band_power` as they come.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

N_FFT: Final = 2048
HOP_LENGTH: Final = 512
N_MELS: Final = 128
SMALLEST_POWER: Final = 1e-10
"""Powers below count as this one (-100 dB)."""
TOP_DB: Final = 80.0
"""What lies further below the loudest value is raised to there."""

_LINEAR_HZ: Final = 200.0 / 3.0
"""Hertz of one mel below 1 kHz."""
_CORNER_HZ: Final = 1000.0
_CORNER_MEL: Final = _CORNER_HZ / _LINEAR_HZ
_LOG_STEP: Final = np.log(6.4) / 27.0
"""Natural logarithm of the frequency ratio of one mel above 1 kHz."""


def hz_to_mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mels of frequencies in hertz, 0 or more: linear to 1 kHz, logarithmic above."""
    hz = np.asarray(hz, dtype=np.float64)
    above = _CORNER_MEL + np.log(np.maximum(hz, _CORNER_HZ) / _CORNER_HZ) / _LOG_STEP
    return np.where(hz < _CORNER_HZ, hz / _LINEAR_HZ, above)


def mel_to_hz(mel: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Frequencies in hertz of Slaney's mels, the inverse of `hz_to_mel`."""
    mel = np.asarray(mel, dtype=np.float64)
    above = _CORNER_HZ * np.exp(_LOG_STEP * (np.maximum(mel, _CORNER_MEL) - _CORNER_MEL))
    return np.where(mel < _CORNER_MEL, mel * _LINEAR_HZ, above)


@lru_cache(maxsize=16)
def mel_bank(
    sample_rate_hz: float, n_fft: int = N_FFT, n_mels: int = N_MELS, low_hz: float = 0.0, high_hz: float | None = None
) -> Floats:
    """Weights of the bands, float32 (1 + n_fft // 2, n_mels), to be read only; kept for the next call.

    Bands lie between `low_hz` and `high_hz` (half the sample rate unless told), evenly in mels. Raises
    ValueError for edges in the wrong order or above half the sample rate.
    """
    highest = 0.5 * sample_rate_hz
    top = highest if high_hz is None else high_hz
    if not 0.0 <= low_hz < top <= highest:
        raise ValueError(f"Bands go from {low_hz:g} to {top:g} Hz: not a range within 0 to {highest:g} Hz.")
    edges = mel_to_hz(np.linspace(hz_to_mel(low_hz), hz_to_mel(top), n_mels + 2))
    hz = np.linspace(0.0, highest, 1 + n_fft // 2)[:, None]
    rising = (hz - edges[None, :-2]) / np.diff(edges)[None, :-1]
    falling = (edges[None, 2:] - hz) / np.diff(edges)[None, 1:]
    bank = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (edges[2:] - edges[:-2]))
    weights = bank.astype(np.float32)
    weights.flags.writeable = False
    return weights


@lru_cache(maxsize=16)
def hann(n_fft: int) -> Floats:
    """The periodic Hann window, float32 (n_fft,), to be read only."""
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(n_fft) / n_fft)).astype(np.float32)
    window.flags.writeable = False
    return window


def centred_frames(sound: NDArray[np.floating], *, n_fft: int = N_FFT, hop_length: int = HOP_LENGTH) -> Floats:
    """Frames of a sound (samples,), float32 (1 + samples // hop_length, n_fft), a view to be read only.

    Frame i has its middle at sample i * hop_length; beyond the ends there is silence.
    """
    padded = np.pad(np.asarray(sound, dtype=np.float32), n_fft // 2)
    return np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop_length]


def band_power(frames: NDArray[np.floating], bank: Floats) -> Floats:
    """Power in each band: frames (n, n_fft) without a window and a `mel_bank`, to float32 (n, n_mels).

    A frame's answer depends on that frame alone, so a stream gets the same as a whole sound.
    """
    n_fft = frames.shape[1]
    if bank.shape[0] != 1 + n_fft // 2:
        raise ValueError(f"A bank of {bank.shape[0]} bins does not fit frames of {n_fft} samples.")
    spectrum = np.fft.rfft(np.asarray(frames, dtype=np.float32) * hann(n_fft), axis=1)
    return np.asarray((spectrum.real**2 + spectrum.imag**2) @ bank, dtype=np.float32)


def mel_power(
    sound: NDArray[np.floating],
    sample_rate_hz: float,
    *,
    n_fft: int = N_FFT,
    hop_length: int = HOP_LENGTH,
    n_mels: int = N_MELS,
    low_hz: float = 0.0,
    high_hz: float | None = None,
) -> Floats:
    """Mel spectrogram of a mono sound (samples,), power, float32 (1 + samples // hop_length, n_mels)."""
    bank = mel_bank(sample_rate_hz, n_fft, n_mels, low_hz, high_hz)
    return band_power(centred_frames(sound, n_fft=n_fft, hop_length=hop_length), bank)


def power_to_db(
    power: NDArray[np.floating],
    *,
    reference: float = 1.0,
    smallest: float = SMALLEST_POWER,
    top_db: float | None = TOP_DB,
) -> Floats:
    """Decibels of powers above `reference`, float32 of the same shape.

    Powers below `smallest` count as it; values more than `top_db` below the loudest are raised to there,
    unless it is None. Raises ValueError for a `smallest` or a `reference` that is not above 0.
    """
    if not (smallest > 0.0 and reference > 0.0):
        raise ValueError("The smallest power and the reference must be above 0.")
    db = 10.0 * np.log10(np.maximum(power, smallest)) - 10.0 * np.log10(max(reference, smallest))
    if top_db is not None and db.size:
        db = np.maximum(db, db.max() - top_db)
    return np.asarray(db, dtype=np.float32)
