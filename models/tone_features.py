"""What the tone of a picture moves in a sound, in numbers: features that no property of a drawing is promised.

All are measured on rendered notes, C3 without reverb and chorus unless it says otherwise.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.sound_to_patch.hearing import RATE_HZ
from models.sound_to_patch.pitch import fundamental
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
LEAST: Final = 1e-12
NOISE: Final = float(WAVES.index("Noise"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneFeatures:
    """Features of one patch; decibels are ratios of energies."""

    pitch_octaves: float
    """Octaves from the key to the pitch that is heard; 0 for noise."""
    punch_db: float
    """The first 120 ms against the last half second that the key is down."""
    detune_cents: float
    """Root mean square distance of the lines about the partials 6 to 20 from their middle."""
    grit_db: float
    """Energy between the partials of two notes, a major third apart, that neither has alone, against the whole."""
    ring_db: float
    """How far the strongest partial below 10 kHz stands above its neighbours, up to four on either side."""
    release_s: float
    """Time in which the sound falls by 20 dB after the key is up."""
    dynamics_db: float
    """A hard stroke (velocity 115) against a soft one (40)."""


FEATURES: Final = tuple(field.name for field in fields(ToneFeatures))
