"""What the tone of a picture moves in a sound, in numbers: features that no property of a drawing is promised.

All are measured on rendered notes, C3 without reverb and chorus unless it says otherwise.
"""

from dataclasses import astuple, dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from synth.engine import Engine
from synth.events import NoteOn
from synth.parameters import WAVES
from synth.patch import Patch
from synth.render import render_note
from synth.units import note_to_hz

NOTE: Final = 48
HELD_S: Final = 2.0
TAIL_S: Final = 3.0
SHARP_HZ: Final = 48_000
SOFT, HARD = 40, 115
"""Velocities that are compared."""
THIRD: Final = 4
ODD_SHARE: Final = 0.02
"""Least share of the energy that the odd partials of a pitch have; without them it is an octave higher."""
LEAST: Final = 1e-12
NOISE: Final = float(WAVES.index("Noise"))

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneFeatures:
    """Features of one patch; decibels are ratios of energies."""

    pitch_octaves: float
    """Octaves from the key to the lowest of C2, C3 and C4 whose odd partials carry energy."""
    punch_db: float
    """The first 120 ms against the last half second that the key is down; filters, which open and close, are off."""
    body_db: float
    """How far the filters lift what lies between 40 Hz and 1 kHz above its surroundings, at most; heard with noise."""
    grit_db: float
    """Energy that neither of two notes, a major third apart, has alone, against the whole; heard with sines."""
    ring_db: float
    """The same from 1 to 12 kHz."""
    release_s: float
    """Time in which the sound falls by 20 dB after the key is up."""
    dynamics_db: float
    """A hard stroke (velocity 115) against a soft one (40)."""

    def as_array(self) -> NDArray[np.float64]:
        """The features in the order of `FEATURES`, shape (7,)."""
        return np.array(astuple(self))


FEATURES: Final = tuple(field.name for field in fields(ToneFeatures))


def tone_features_of(patch: Patch) -> ToneFeatures:
    """Render a patch seven times and measure it; a third of a second on one core."""
    dry = patch.replace({"reverb_on": False, "chorus_on": False, "glide_s": 0.0})
    clear = dry.replace({f"osc{n}_amp": 0.0 for n in (1, 2, 3) if patch[f"osc{n}_wave"] == NOISE})
    at_pitch = clear.replace({f"osc{n}_semitones": 0.0 for n in (1, 2, 3)})
    plain = at_pitch.replace({"detune_cents": 0.0, "spread": 0.0, "drive_db": 0.0})
    noise = plain.replace(
        {"osc1_on": True, "osc1_wave": "Noise", "osc1_amp": 50.0, "osc2_level": 0.0, "osc3_level": 0.0}
    )
    pure = noise.replace({"osc1_wave": "Sine", "filters_on": False, "drive_db": patch["drive_db"]})
    open_ = _note(clear.replace({"filters_on": False, "detune_cents": 0.0}))
    whole, coloured = _note(dry, tail=TAIL_S), _note(noise, seconds=2.0 * HELD_S)
    held = round(HELD_S * SHARP_HZ)
    return ToneFeatures(
        pitch_octaves=_pitch_octaves(_note(clear.replace({"detune_cents": 0.0}))),
        punch_db=_db(_power(open_[: round(0.12 * SHARP_HZ)]), _power(open_[-SHARP_HZ // 2 :])),
        body_db=_bump_db(coloured, 40.0, 1000.0),
        grit_db=_grit_db(_two_notes(pure)),
        ring_db=_bump_db(coloured, 1000.0, 12_000.0),
        release_s=_release_s(whole[held:]),
        dynamics_db=_db(*(_power(_note(dry, velocity=velocity, seconds=0.5)) for velocity in (HARD, SOFT))),
    )


def _note(patch: Patch, *, velocity: int = 100, seconds: float = HELD_S, tail: float = 0.0) -> Samples:
    audio = render_note(patch, NOTE, velocity=velocity, seconds=seconds, sample_rate_hz=SHARP_HZ, tail=tail)
    return np.asarray(audio.mean(axis=1), dtype=np.float64)


def _two_notes(patch: Patch) -> Samples:
    engine = Engine(SHARP_HZ, patch=patch)
    for note in (NOTE, NOTE + THIRD):
        engine.send(NoteOn(note, 100))
    out = np.zeros((round(HELD_S * SHARP_HZ), 2), dtype=np.float32)
    engine.render(out)
    return np.asarray(out.mean(axis=1), dtype=np.float64)


def _power(samples: Samples) -> float:
    return float(np.mean(samples**2))


def _db(above: float, below: float) -> float:
    return 10.0 * float(np.log10((above + LEAST) / (below + LEAST)))


def _spectrum(samples: Samples) -> tuple[Samples, Samples]:
    """Power and frequencies of the last second."""
    last = samples[-SHARP_HZ:]
    power = np.abs(np.fft.rfft(last * signal.windows.hann(len(last)))) ** 2
    return power, np.fft.rfftfreq(len(last), 1.0 / SHARP_HZ).astype(np.float64)


def _pitch_octaves(samples: Samples) -> float:
    power, hz = _spectrum(samples)
    for octaves in (-1.0, 0.0):
        number = hz / (float(note_to_hz(NOTE)) * 2.0**octaves)
        near = (np.abs(number - np.rint(number)) < 0.2) & (number > 0.5) & (number < 16.5)
        odd = near & (np.rint(number) % 2 == 1)
        if float(power[odd].sum()) > ODD_SHARE * float(power[near].sum()):
            return octaves
    return 1.0


def _grit_db(samples: Samples) -> float:
    power, hz = _spectrum(samples)
    own = np.zeros(hz.shape, dtype=np.bool_)
    for note in (NOTE, NOTE + THIRD):
        f0_hz = float(note_to_hz(note))
        own |= np.abs(hz - f0_hz * np.rint(hz / f0_hz)) < 8.0
    heard = (hz > 60.0) & (hz < 8000.0)
    return _db(float(power[heard & ~own].sum()), float(power[heard].sum()))


def _bump_db(noise: Samples, low_hz: float, high_hz: float) -> float:
    """The level in a quarter of an octave against the mean of those half an octave away on either side, at most."""
    power = np.zeros(SHARP_HZ // 2 + 1)
    for start in range(SHARP_HZ, len(noise) - SHARP_HZ + 1, SHARP_HZ // 2):
        power += np.abs(np.fft.rfft(noise[start : start + SHARP_HZ] * signal.windows.hann(SHARP_HZ))) ** 2
    sums = np.concatenate([[0.0], np.cumsum(power)])
    middles = low_hz * 2.0 ** np.arange(-0.5, np.log2(high_hz / low_hz) + 0.51, 0.125)
    first, last = (np.rint(middles * 2.0**side).astype(np.int64) for side in (-0.125, 0.125))  # a bin is a hertz
    levels = 10.0 * np.log10((sums[last + 1] - sums[first]) / (last + 1 - first) + LEAST)
    return float(np.max(levels[4:-4] - 0.5 * (levels[:-8] + levels[8:])))


def _release_s(after: Samples) -> float:
    short = SHARP_HZ // 100
    levels = (after[: len(after) // short * short].reshape(-1, short) ** 2).mean(axis=1)
    below = np.flatnonzero(levels < 0.01 * levels[0])
    if levels[0] <= LEAST:
        return 0.0
    return float(below[0]) * short / SHARP_HZ if len(below) else TAIL_S
