"""The frequency response of a filter as a curve to draw: pure functions.

Analog state-variable prototype, H(s) with s = j f / cutoff (Zavalishin, "The Art of VA Filter Design",
ch. 4): lowpass 1, bandpass s/Q, highpass s^2, notch 1 + s^2, over 1 + s/Q + s^2.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.parameters import FILTER_TYPES

LOWEST_HZ: Final = 20.0
HIGHEST_HZ: Final = 20000.0
TOP_DB: Final = 26.0
BOTTOM_DB: Final = -30.0
_LOWEST_CUTOFF_HZ: Final = 16.0


def quality(resonance: float) -> float:
    """Q of a resonance in percent: 0.707 (flat) to 20, evenly spaced for the ear."""
    flattest = math.sqrt(0.5)
    return float(flattest * (20.0 / flattest) ** (0.01 * resonance))


def response_db(kind: int, cutoff_hz: float, resonance: float, *, hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain in decibels at each frequency of `hz`, same shape; `kind` counts as in `FILTER_TYPES`."""
    name = FILTER_TYPES[kind]
    if name == "None":
        return np.zeros_like(hz)
    s = 1j * hz / max(cutoff_hz, _LOWEST_CUTOFF_HZ)
    damped = s / quality(resonance)
    top = {"Lowpass": np.ones_like(s), "Highpass": s * s, "Bandpass": damped, "Notch": 1.0 + s * s}[name]
    return np.asarray(20.0 * np.log10(np.maximum(np.abs(top / (1.0 + damped + s * s)), 1e-6)))


def frequencies(count: int) -> NDArray[np.float64]:
    """Frequencies from 20 Hz to 20 kHz, evenly spaced for the ear, shape (count,)."""
    return np.geomspace(LOWEST_HZ, HIGHEST_HZ, count)


def x_of(hz: float, width: float) -> float:
    """Horizontal place of a frequency, clipped to the picture."""
    share = math.log(max(hz, LOWEST_HZ) / LOWEST_HZ) / math.log(HIGHEST_HZ / LOWEST_HZ)
    return min(share, 1.0) * width


def y_of(db: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """Vertical place of a gain, 0 at the top, clipped a little below the picture."""
    return np.clip((TOP_DB - db) / (TOP_DB - BOTTOM_DB), 0.0, 1.05) * height
