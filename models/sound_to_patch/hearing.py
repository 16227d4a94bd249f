"""A sound to what is compared: one channel, tuned, trimmed, of equal level, with its note.

The synth plays whole semitones, so a voiced sound is brought to the nearest key by playing it slightly
faster or slower, by at most half a semitone. `Heard.cents` says how far it was off.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.errors import ModelError
from models.sound_to_patch.pitch import fundamental
from synth.units import hz_to_note, note_to_hz

Sound = NDArray[np.float32]

RATE_HZ: Final = 24_000
"""The working sample rate: the synth renders fast there, and its filters reach 10.8 kHz."""
LONGEST_S: Final = 1.5
"""Of a longer sound the loudest part is taken."""
SHORTEST_S: Final = 0.03
RATES_HZ: Final = (8_000, 192_000)
MOST_CHANNELS: Final = 8
SILENT: Final = 10.0 ** (-75.0 / 20.0)
"""What stays below this peak is no sound."""
LOUDEST: Final = 1e6
"""Louder samples, which files of floating point may hold, are scaled down first: their squares pass what adds up."""
ONSET_DB: Final = -35.0
"""A sound begins where it first comes this near to its peak."""
OVER_DB: Final = -40.0
"""A sound that fell to this for good is over; without a knee before, the key goes up there."""
KNEE_DB_PER_S: Final = 40.0
"""So much steeper a sound must fall from the moment when its key went up."""
CUT_DB: Final = -30.0
"""A sound that ends louder than this was cut; nothing is known of what comes after."""
REST_S: Final = 0.25
"""So much of the silence after a sound is compared too: what goes on sounding there is wrong."""
ENVELOPE_S: Final = 0.005
UNVOICED_NOTE: Final = 48
NOTES: Final = (21, 110)
"""Lowest and highest key a sound is played at."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A sound as it is compared.

    `sound` is float32 (samples,) at RATE_HZ with a mean square of 1; `note` is the MIDI key to play and
    `held_s` how long; `cents` is how far the sound was above that key before it was tuned to it;
    `highest_hz` is where its source ended; `remarks` are sentences about what was left out.
    """

    sound: Sound
    note: int
    held_s: float
    voiced: bool
    cents: float = 0.0
    highest_hz: float = RATE_HZ / 2.0
    remarks: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Length of what is compared."""
        return len(self.sound) / RATE_HZ


def hear(audio: NDArray[np.floating], sample_rate_hz: int, *, name: str = "The sound") -> Heard:
    """Hear an array of sound (frames,) or (frames, channels), -1 to 1.

    Raises ModelError, with `name` in its sentence, when there is too little to hear.
    """
    check_format(name, sample_rate_hz, 1 if audio.ndim == 1 else audio.shape[1])
    if not np.all(np.isfinite(audio)):
        raise ModelError(f"{name} cannot be heard: it holds what is not numbers.")
    peak = float(np.max(np.abs(audio), initial=0.0))
    if peak > LOUDEST:
        audio = audio / peak
    mono = _one_channel(np.asarray(audio, dtype=np.float32))
    mono = mono - (mono.mean() if len(mono) else 0.0)
    if len(mono) < SHORTEST_S * sample_rate_hz:
        raise ModelError(f"{name} is too short: at least {SHORTEST_S * 1000:.0f} ms are needed.")
    if np.max(np.abs(mono)) < SILENT:
        raise ModelError(f"{name} is silent: there is nothing to imitate. Record it louder.")
    remarks: list[str] = []
    if len(mono) > LONGEST_S * sample_rate_hz:
        remarks.append(f"Of {len(mono) / sample_rate_hz:.1f} s the loudest {LONGEST_S:g} s were taken.")
        mono = _loudest(mono, sample_rate_hz)
    sound = _resampled(mono, Fraction(RATE_HZ, sample_rate_hz))
    pitch = fundamental(sound, RATE_HZ)
    note, cents = UNVOICED_NOTE, 0.0
    if pitch.hz is not None:
        exact = hz_to_note(pitch.hz)
        note = min(max(round(exact), NOTES[0]), NOTES[1])
        if abs(exact - note) <= 0.5:
            cents = 100.0 * (exact - note)
            sound = _resampled(sound, Fraction(pitch.hz / note_to_hz(note)).limit_denominator(400))
    sound, held_s = trimmed(sound)
    return Heard(
        level(sound), note, held_s, pitch.hz is not None, cents,
        min(0.5 * sample_rate_hz, 0.5 * RATE_HZ), tuple(remarks),
    )  # fmt: skip


def level(sound: NDArray[np.floating]) -> Sound:
    """The sound with a mean square of 1; silence stays silence."""
    power = float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0
    return np.asarray(sound / math.sqrt(power) if power > 0.0 else sound, dtype=np.float32)


def envelope_db(sound: NDArray[np.floating], sample_rate_hz: int = RATE_HZ) -> NDArray[np.float64]:
    """Level of each ENVELOPE_S, in decibels below the loudest; -200 for silence."""
    step = round(ENVELOPE_S * sample_rate_hz)
    padded = np.pad(np.asarray(sound, dtype=np.float64), (0, -len(sound) % step))
    power = np.mean(padded.reshape(-1, step) ** 2, axis=1)
    return np.asarray(10.0 * np.log10(np.maximum(power / max(float(power.max()), 1e-30), 1e-20)))


def onset(sound: NDArray[np.floating]) -> int:
    """Where a sound at RATE_HZ begins, in samples: the first part within ONSET_DB of the loudest."""
    return int(np.argmax(envelope_db(sound) >= ONSET_DB)) * round(ENVELOPE_S * RATE_HZ)


def trimmed(sound: NDArray[np.floating]) -> tuple[Sound, float]:
    """A sound at RATE_HZ from its onset to a little after its end, and how long it lasts in seconds."""
    sound = np.asarray(sound, dtype=np.float32)[onset(sound) :]
    envelope = envelope_db(sound)
    length = len(sound)
    if envelope[-4:].max() > CUT_DB:
        return sound[: round(LONGEST_S * RATE_HZ)], min(LONGEST_S, length / RATE_HZ)
    last = int(np.flatnonzero(envelope > OVER_DB)[-1]) + 1
    until = min(last * round(ENVELOPE_S * RATE_HZ) + round(REST_S * RATE_HZ), round(LONGEST_S * RATE_HZ))
    held_s = ENVELOPE_S * _key_up(envelope[:last])
    return np.pad(sound[:until], (0, max(0, until - length))), min(LONGEST_S, held_s)


def _key_up(envelope: NDArray[np.float64]) -> int:
    """Where in an envelope (n,) in decibels the key went up: the knee of the two straight lines nearest to it.

    The end of the envelope when the second line is not KNEE_DB_PER_S steeper: then it just dies away.
    """
    n = len(envelope)
    best, knee = math.inf, n
    for at in range(4, n - 3):
        first, first_error = _line(envelope[:at])
        second, second_error = _line(envelope[at:])
        if first_error + second_error < best:
            best = first_error + second_error
            knee = at if second < first - KNEE_DB_PER_S * ENVELOPE_S else n
    return knee


def _line(values: NDArray[np.float64]) -> tuple[float, float]:
    """Slope of the straight line nearest to values (n,), n at least 2, and the sum of its squared errors."""
    at = np.arange(len(values)) - 0.5 * (len(values) - 1)
    centred = values - values.mean()
    slope = float(at @ centred) / float(at @ at)
    return slope, float(np.sum((centred - slope * at) ** 2))


def check_format(name: str, sample_rate_hz: int, channels: int) -> None:
    """Raises ModelError, with `name` in its sentence, for a sample rate or number of channels that is not heard."""
    low, high = RATES_HZ
    if not low <= sample_rate_hz <= high:
        raise ModelError(f"{name} cannot be heard: its sample rate is {sample_rate_hz} Hz, not {low} to {high} Hz.")
    if not 1 <= channels <= MOST_CHANNELS:
        raise ModelError(f"{name} cannot be heard: it has {channels} channels, not 1 to {MOST_CHANNELS}.")


def _one_channel(audio: Sound) -> Sound:
    """The mean of the channels, or the loudest one where they cancel each other."""
    if audio.ndim == 1:
        return audio
    mean = audio.mean(axis=1)
    power = np.mean(audio**2, axis=0) if len(audio) else np.zeros(audio.shape[1])
    if np.mean(mean**2) < 0.1 * power.max(initial=0.0):
        return np.ascontiguousarray(audio[:, int(power.argmax())])
    return np.asarray(mean, dtype=np.float32)


def _loudest(mono: Sound, sample_rate_hz: int) -> Sound:
    """The part of LONGEST_S with the most power. Of equal ones the last: silence belongs after a sound, not before."""
    length, step = round(LONGEST_S * sample_rate_hz), round(0.01 * sample_rate_hz)
    total = np.concatenate([[0.0], np.cumsum(np.square(mono, dtype=np.float64))])
    starts = np.arange(0, len(mono) - length + 1, step)
    power = total[starts + length] - total[starts]
    start = max(0, int(starts[np.flatnonzero(power >= 0.999 * power.max())[-1]]) - step)  # with the whole attack
    return mono[start : start + length]


def _resampled(sound: Sound, ratio: Fraction) -> Sound:
    if ratio == 1:
        return sound
    return np.asarray(signal.resample_poly(sound, ratio.numerator, ratio.denominator), dtype=np.float32)
