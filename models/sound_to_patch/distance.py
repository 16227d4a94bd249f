"""How far two sounds are apart, in decibels: the mean absolute difference of their log-mel spectrograms.

Three window sizes together: the long one tells frequencies apart, the short one moments (as the multi-scale
spectral loss of Engel et al., "DDSP", ICLR 2020, here on mel bands in decibels). Everything more than 80 dB
below a sound's loudest band counts as that. Two different sounds of noise are never at 0; `noise_floor_db`
says how far one and the same patch is from itself.
"""

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.log_mel import hz_to_mel, mel_power, mel_to_hz, power_to_db
from models.sound_to_patch.hearing import RATE_HZ, Heard, Sound, level, onset
from synth.patch import Patch
from synth.render import render_note

Fingerprint = tuple[NDArray[np.float32], ...]

SCALES: Final = ((2048, 1024, 96), (1024, 512, 64), (512, 256, 32))
"""Samples of a window, samples from one to the next, and bands."""
LOW_HZ: Final = 30.0
HIGH_HZ: Final = 0.45 * RATE_HZ
"""Above, the synth's filters at the working rate are not those that a player hears."""
RANGE_DB: Final = 80.0
FINAL_RATE_HZ: Final = 2 * RATE_HZ
"""What is reported at the end is rendered at this rate."""
LEAD_S: Final = 0.1
"""Rendered beyond the length that is compared: a sound that begins late is moved forward by as much."""


def fingerprint(sound: NDArray[np.floating]) -> Fingerprint:
    """What is compared of a sound (samples,) at RATE_HZ: decibels (frames, bands), -80 to 0 below its loudest band."""
    parts = []
    for n_fft, hop_length, n_mels in SCALES:
        power = mel_power(
            sound, RATE_HZ, n_fft=n_fft, hop_length=hop_length, n_mels=n_mels, low_hz=LOW_HZ, high_hz=HIGH_HZ
        )
        db = power_to_db(power, smallest=1e-20, top_db=None)
        parts.append(np.maximum(db, max(float(db.max()), -120.0) - RANGE_DB))
    return tuple(parts)


def distance_db(one: Fingerprint, other: Fingerprint, *, highest_hz: float = HIGH_HZ) -> float:
    """Mean absolute difference in decibels, every scale alike; bands that reach above `highest_hz` are left out.

    Raises ValueError for sounds of different lengths.
    """
    total = 0.0
    for a, b in zip(one, other, strict=True):
        if a.shape != b.shape:
            raise ValueError(f"Sounds of {len(a)} and {len(b)} frames cannot be compared.")
        bands = _bands_below(highest_hz, a.shape[1])
        total += float(np.mean(np.abs(a[:, :bands] - b[:, :bands])))
    return total / len(one)


def render_like(
    patch: Patch, heard: Heard, *, note: int | None = None, sample_rate_hz: int = RATE_HZ, seed: int = 0
) -> Sound:
    """A patch played as a sound was heard: its note (or another), its length; float32 at RATE_HZ, mean square 1."""
    audio = render_note(
        patch, heard.note if note is None else note, seconds=heard.held_s,
        tail=max(0.0, heard.seconds - heard.held_s) + LEAD_S, sample_rate_hz=sample_rate_hz, seed=seed,
    )  # fmt: skip
    mono = audio.mean(axis=1)
    if sample_rate_hz != RATE_HZ:
        mono = signal.resample_poly(mono, RATE_HZ, sample_rate_hz)
    start = min(onset(mono), round(LEAD_S * RATE_HZ))
    sound = mono[start : start + len(heard.sound)]
    return level(np.pad(sound, (0, len(heard.sound) - len(sound))))


def patch_distance_db(
    patch: Patch, heard: Heard, target: Fingerprint, *, note: int | None = None, sample_rate_hz: int = RATE_HZ
) -> float:
    """How far a patch is from a sound whose fingerprint is `target`."""
    rendered = render_like(patch, heard, note=note, sample_rate_hz=sample_rate_hz)
    return distance_db(fingerprint(rendered), target, highest_hz=heard.highest_hz)


def noise_floor_db(patch: Patch, heard: Heard, *, seeds: int = 3) -> float:
    """Mean distance of a patch from itself with other random numbers: no search can be expected to come nearer."""
    prints = [fingerprint(render_like(patch, heard, seed=seed)) for seed in range(seeds)]
    return float(np.mean([distance_db(a, b, highest_hz=heard.highest_hz) for a, b in combinations(prints, 2)]))


def _bands_below(highest_hz: float, n_mels: int) -> int:
    """How many bands of a scale end below a frequency, at least one."""
    if highest_hz >= HIGH_HZ:
        return n_mels
    ends = mel_to_hz(np.linspace(hz_to_mel(LOW_HZ), hz_to_mel(HIGH_HZ), n_mels + 2))[2:]
    return max(1, int(np.searchsorted(ends, highest_hz, side="right")))
