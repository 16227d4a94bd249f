"""What networks hear of a sound: five seconds of log-mel spectrogram, at the level it was recorded.

128 bands with librosa's defaults, as in Audio2Img (Lin & Su, "Generating Images from Audio", 2018), but in decibels
of full scale and not below each sound's own maximum: the loudness of a sound has to reach the picture.
"""

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.errors import ModelError
from models.log_mel import HOP_LENGTH, N_MELS, mel_power, power_to_db

RATE_HZ: Final = 22_050
WINDOW_S: Final = 5.0
SAMPLES: Final = round(WINDOW_S * RATE_HZ)
FRAMES: Final = 1 + SAMPLES // HOP_LENGTH
INPUT_SHAPE: Final = (FRAMES, N_MELS)
"""Time first: 216 frames of 23 ms, 128 bands."""
SILENCE_DB: Final = -80.0
"""Quieter bands count as this."""
LOUDEST_DB: Final = 40.0
RATES_HZ: Final = (8_000, 192_000)
MOST_CHANNELS: Final = 64

Sound = NDArray[np.float32]
LogMel = NDArray[np.float32]


def as_heard(audio: NDArray[np.floating], sample_rate_hz: int) -> Sound:
    """A sound (samples,) or (samples, channels) of any usual rate: one channel at RATE_HZ without a constant part.

    Raises ModelError for other shapes, rates out of RATES_HZ, and what is not numbers.
    """
    if audio.ndim not in (1, 2) or (audio.ndim == 2 and not 1 <= audio.shape[1] <= MOST_CHANNELS):
        raise ModelError(f"A sound has one row a sample and 1 to {MOST_CHANNELS} channels, not {audio.shape}.")
    if not RATES_HZ[0] <= sample_rate_hz <= RATES_HZ[1]:
        raise ModelError(f"Sounds of {RATES_HZ[0]:,} to {RATES_HZ[1]:,} Hz are heard, not of {sample_rate_hz:,} Hz.")
    if not np.all(np.isfinite(audio)):
        raise ModelError("The sound holds what is not numbers.")
    mono = np.asarray(audio if audio.ndim == 1 else audio.mean(axis=1), dtype=np.float32)
    if not len(mono):
        return mono
    mono = mono - mono.mean()
    ratio = Fraction(RATE_HZ, sample_rate_hz)
    if ratio != 1:
        mono = signal.resample_poly(mono, ratio.numerator, ratio.denominator)
    return np.asarray(mono, dtype=np.float32)


def loudest_windows(sound: Sound, most: int) -> list[Sound]:
    """Up to `most` stretches of WINDOW_S that do not overlap, loudest first; a shorter sound is one, as long as it is.

    Later ones are left out where they are more than 20 dB below the first.
    """
    if len(sound) <= SAMPLES:
        return [sound]
    step = SAMPLES // 20
    energy = np.add.reduceat(np.square(sound, dtype=np.float64), np.arange(0, len(sound), step))
    over = np.convolve(energy, np.ones(20), "valid")
    windows: list[Sound] = []
    first = float(over.max())
    while len(windows) < most and over.max() > 0.01 * first:
        best = int(over.argmax())
        windows.append(sound[best * step : best * step + SAMPLES])
        over[max(0, best - 19) : best + 20] = -1.0
    return windows or [sound[:SAMPLES]]


def log_mel(sound: Sound) -> LogMel:
    """Decibels of the bands of a sound at RATE_HZ, float32 (1 + samples // 512, 128), at least SILENCE_DB."""
    return np.maximum(power_to_db(mel_power(sound, RATE_HZ, n_mels=N_MELS), top_db=None), np.float32(SILENCE_DB))


def features(sound: Sound) -> LogMel:
    """What networks hear of a sound at RATE_HZ: INPUT_SHAPE, of its `whole_window`."""
    return log_mel(whole_window(sound))


def whole_window(sound: Sound) -> Sound:
    """The last WINDOW_S of a sound at RATE_HZ, with silence before a shorter one."""
    short = SAMPLES - len(sound)
    return np.pad(sound, (short, 0)) if short > 0 else sound[-SAMPLES:]


def network_input(decibels: NDArray[np.floating]) -> LogMel:
    """Decibels as networks take them, same shape: 0 for silence, about 1 for the loudest."""
    return np.asarray((decibels - SILENCE_DB) / (LOUDEST_DB - SILENCE_DB), dtype=np.float32)
