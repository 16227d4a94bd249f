"""State-variable filter, 12 dB per octave, stable at any speed of sweep.

Trapezoidal integration keeps the analog filter's topology and states, so coefficients may move every
sample. One output mix serves every type, so types crossfade. Sources: Simper, "Linear Trapezoidal
Integrated SVF" (Cytomic, 2013); Zavalishin, "The Art of VA Filter Design", ch. 4.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import signal

NONE, LOWPASS, HIGHPASS, BANDPASS, NOTCH = 0, 1, 2, 3, 4
LOWEST_HZ: Final = 16.0
HIGHEST_OF_RATE: Final = 0.45
"""Highest cutoff as a share of the sample rate."""
FLATTEST_Q: Final = math.sqrt(0.5)
HIGHEST_Q: Final = 20.0


@njit(nogil=True, cache=True)
def damping(resonance_percent):
    """The SVF's k = 1/Q for a resonance of 0 to 100 %: Q from 0.707 to 20 on a log scale."""
    return 1.0 / (FLATTEST_Q * (HIGHEST_Q / FLATTEST_Q) ** (0.01 * resonance_percent))


@njit(nogil=True, cache=True)
def treble_share(cutoff_hz, k, sample_rate_hz):
    """Share of high-pass that gives the low-pass its analog gain near Nyquist, at most 0.5.

    1.5 times the analog gain at Nyquist: right at a quarter of the sample rate, where the trapezoidal
    low-pass has lost 1.9 dB, and within 0.5 dB up to a third of it.
    """
    r = 0.5 * sample_rate_hz / cutoff_hz
    return min(0.5, 1.5 / math.sqrt((1.0 - r * r) ** 2 + (k * r) ** 2))


@njit(nogil=True, cache=True)
def mix_of(kind, k, treble, m):
    """Write the output mix (input, band, low) of a filter type into m[0:3].

    The trapezoidal low-pass is 0 at Nyquist where the analog one is not. A trace of high-pass in
    opposite phase takes most of that error away.
    """
    if kind == LOWPASS:
        c = -treble
        m[0], m[1], m[2] = c, -k * c, 1.0 - c
    elif kind == HIGHPASS:
        m[0], m[1], m[2] = 1.0, -k, -1.0
    elif kind == BANDPASS:
        m[0], m[1], m[2] = 0.0, k, 0.0
    elif kind == NOTCH:
        m[0], m[1], m[2] = 1.0, -k, 0.0
    else:
        m[0], m[1], m[2] = 1.0, 0.0, 0.0


@njit(nogil=True, cache=True)
def coefficients(cutoff_hz, k, sample_rate_hz, a):
    """Write the SVF coefficients a1, a2, a3 for a cutoff and k = 1/Q into a[0:3]."""
    hz = min(max(cutoff_hz, LOWEST_HZ), HIGHEST_OF_RATE * sample_rate_hz)
    g = math.tan(math.pi * hz / sample_rate_hz)
    a[0] = 1.0 / (1.0 + g * (g + k))
    a[1] = g * a[0]
    a[2] = g * a[1]


@njit(nogil=True, cache=True, fastmath=True)
def process(z, a, a_next, m, m_next, x):
    """Filter x (float32, n) in place; state z (2,) float64; coefficients and mix move to their `_next`."""
    n = x.shape[0]
    step = 1.0 / n
    a1, a2, a3 = a[0], a[1], a[2]
    d1, d2, d3 = (a_next[0] - a1) * step, (a_next[1] - a2) * step, (a_next[2] - a3) * step
    m0, m1, m2 = m[0], m[1], m[2]
    e0, e1, e2 = (m_next[0] - m0) * step, (m_next[1] - m1) * step, (m_next[2] - m2) * step
    z1, z2 = z[0], z[1]
    for i in range(n):
        a1 += d1
        a2 += d2
        a3 += d3
        m0 += e0
        m1 += e1
        m2 += e2
        v0 = float(x[i])
        v3 = v0 - z2
        v1 = a1 * z1 + a2 * v3
        v2 = z2 + a2 * z1 + a3 * v3
        z1 = 2.0 * v1 - z1
        z2 = 2.0 * v2 - z2
        x[i] = np.float32(m0 * v0 + m1 * v1 + m2 * v2)
    z[0], z[1] = z1, z2


def reference(x: NDArray[np.float64], kind: int, cutoff_hz: float, k: float, sample_rate_hz: float) -> NDArray[np.float64]:
    """The same filter, at rest and with fixed controls, as a bilinear biquad run by SciPy."""
    hz = min(max(cutoff_hz, LOWEST_HZ), HIGHEST_OF_RATE * sample_rate_hz)
    warped = 2.0 * sample_rate_hz * math.tan(math.pi * hz / sample_rate_hz)
    m = np.zeros(3)
    mix_of(kind, k, treble_share(hz, k, sample_rate_hz), m)
    # H(s) = m0 + (m1 s + m2) / (s**2 + k s + 1) with s in units of the cutoff
    numerator = [m[0], m[0] * k + m[1], m[0] + m[2]]
    scale = [1.0 / warped**2, 1.0 / warped, 1.0]
    b, a = signal.bilinear(np.multiply(numerator, scale), np.multiply([1.0, k, 1.0], scale), sample_rate_hz)
    return np.asarray(signal.lfilter(b, a, x))
