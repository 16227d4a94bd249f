"""What the network sees of a sound: its log-mel spectrogram and its note, written once for training and program."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.log_mel import SMALLEST_POWER, mel_power, power_to_db
from models.sound_to_patch.distance import HIGH_HZ, LOW_HZ, RANGE_DB
from models.sound_to_patch.hearing import LONGEST_S, RATE_HZ

FRAMES: Final = 94
BANDS: Final = 96
N_FFT: Final = 1024
HOP: Final = 384
INPUT_SHAPE: Final = (2, FRAMES, BANDS)
"""Planes, time, frequency: the spectrogram, and the note as a level plane."""

if round(LONGEST_S * RATE_HZ) // HOP + 1 != FRAMES:
    raise ValueError(f"{FRAMES} frames do not make up {LONGEST_S} s.")


def network_input(sound: NDArray[np.floating], note: int) -> NDArray[np.float32]:
    """Float32 INPUT_SHAPE, 0 to 1, of a sound (samples,) at RATE_HZ and its MIDI note; silence follows the sound.

    1 is the loudest band, 0 is RANGE_DB below it or less.
    """
    power = mel_power(sound, RATE_HZ, n_fft=N_FFT, hop_length=HOP, n_mels=BANDS, low_hz=LOW_HZ, high_hz=HIGH_HZ)
    db = power_to_db(power, reference=max(float(power.max()), SMALLEST_POWER), smallest=1e-20, top_db=RANGE_DB)
    planes = np.zeros(INPUT_SHAPE, np.float32)
    frames = min(len(db), FRAMES)
    planes[0, :frames] = np.clip(1.0 + db[:frames] / RANGE_DB, 0.0, 1.0)
    planes[1] = note / 127.0
    return planes
