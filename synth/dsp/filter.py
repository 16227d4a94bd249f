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

NONE, LOWPASS, HIGHPASS, BANDPASS, NOTCH = 0, 1, 2, 3, 4
LOWEST_HZ: Final = 16.0
HIGHEST_OF_RATE: Final = 0.45
"""Highest cutoff as a share of the sample rate."""
FLATTEST_Q: Final = math.sqrt(0.5)
HIGHEST_Q: Final = 20.0


@njit(nogil=True, cache=True, error_model="numpy")
def damping(resonance_percent):
    """The SVF's k = 1/Q for a resonance of 0 to 100 %: Q from 0.707 to 20 on a log scale."""
    return 1.0 / (FLATTEST_Q * (HIGHEST_Q / FLATTEST_Q) ** (0.01 * resonance_percent))


@njit(nogil=True, cache=True, error_model="numpy")
def treble_share(cutoff_hz, k, sample_rate_hz):
    """Share of high-pass that gives the low-pass its analog gain near Nyquist, at most 0.5.

    1.5 times the analog gain at Nyquist: right at a quarter of the sample rate, where the trapezoidal
    low-pass has lost 1.9 dB, and within 0.5 dB up to a third of it.
    """
    r = 0.5 * sample_rate_hz / cutoff_hz
    return min(0.5, 1.5 / math.sqrt((1.0 - r * r) ** 2 + (k * r) ** 2))


@njit(nogil=True, cache=True, error_model="numpy")
def mix_of(kind, k, treble):
    """The output mix (input, band, low) of a filter type.

    The trapezoidal low-pass is 0 at Nyquist where the analog one is not. A trace of high-pass in
    opposite phase takes most of that error away.
    """
    if kind == LOWPASS:
        return -treble, k * treble, 1.0 + treble
    if kind == HIGHPASS:
        return 1.0, -k, -1.0
    if kind == BANDPASS:
        return 0.0, k, 0.0
    if kind == NOTCH:
        return 1.0, -k, 0.0
    return 1.0, 0.0, 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def coefficients(cutoff_hz, k, sample_rate_hz, a):
    """Write the SVF coefficients a1, a2, a3 for a cutoff and k = 1/Q into a[0:3]."""
    hz = min(max(cutoff_hz, LOWEST_HZ), HIGHEST_OF_RATE * sample_rate_hz)
    g = math.tan(math.pi * hz / sample_rate_hz)
    a[0] = 1.0 / (1.0 + g * (g + k))
    a[1] = g * a[0]
    a[2] = g * a[1]


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def process(z, a, a_next, m, m_next, left, right):
    """Filter both channels (float32, n) in place, side by side; coefficients and mix move to their `_next`.

    State z (channel, 2) float64. Two channels in one loop keep the processor busy while each waits
    for its own feedback.
    """
    n = left.shape[0]
    step = 1.0 / n
    a1, a2, a3 = a[0], a[1], a[2]
    d1, d2, d3 = (a_next[0] - a1) * step, (a_next[1] - a2) * step, (a_next[2] - a3) * step
    m0, m1, m2 = m[0], m[1], m[2]
    e0, e1, e2 = (m_next[0] - m0) * step, (m_next[1] - m1) * step, (m_next[2] - m2) * step
    y1, y2, z1, z2 = z[0, 0], z[0, 1], z[1, 0], z[1, 1]
    for i in range(n):
        a1 += d1
        a2 += d2
        a3 += d3
        m0 += e0
        m1 += e1
        m2 += e2
        x = float(left[i])
        v3 = x - y2
        v1 = a1 * y1 + a2 * v3
        v2 = y2 + a2 * y1 + a3 * v3
        y1 = 2.0 * v1 - y1
        y2 = 2.0 * v2 - y2
        left[i] = np.float32(m0 * x + m1 * v1 + m2 * v2)
        x = float(right[i])
        w3 = x - z2
        w1 = a1 * z1 + a2 * w3
        w2 = z2 + a2 * z1 + a3 * w3
        z1 = 2.0 * w1 - z1
        z2 = 2.0 * w2 - z2
        right[i] = np.float32(m0 * x + m1 * w1 + m2 * w2)
    z[0, 0], z[0, 1], z[1, 0], z[1, 1] = y1, y2, z1, z2


def reference(
    x: NDArray[np.float64], kind: int, cutoff_hz: float, k: float, sample_rate_hz: float
) -> NDArray[np.float64]:
    """The same filter, at rest and with fixed controls, as a bilinear biquad run by SciPy."""
    from scipy import signal  # half a second to load, and only this oracle needs it

    hz = min(max(cutoff_hz, LOWEST_HZ), HIGHEST_OF_RATE * sample_rate_hz)
    warped = 2.0 * sample_rate_hz * math.tan(math.pi * hz / sample_rate_hz)
    m = mix_of(kind, k, treble_share(hz, k, sample_rate_hz))
    # H(s) = m0 + (m1 s + m2) / (s**2 + k s + 1) with s in units of the cutoff
    numerator = [m[0], m[0] * k + m[1], m[0] + m[2]]
    scale = [1.0 / warped**2, 1.0 / warped, 1.0]
    b, a = signal.bilinear(np.multiply(numerator, scale), np.multiply([1.0, k, 1.0], scale), sample_rate_hz)
    return np.asarray(signal.lfilter(b, a, x))
