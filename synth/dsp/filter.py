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
FLOOR: Final = 1e-15
"""States smaller than this (-300 dBFS) become zero, long before they are too small to count with."""
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


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True, inline="always")
def _svf(x, y1, y2, a1, a2, a3):
    """One sample of one filter: band-pass, low-pass, and the two states after it."""
    v3 = x - y2
    band = a1 * y1 + a2 * v3
    low = y2 + a2 * y1 + a3 * v3
    return band, low, 2.0 * band - y1, 2.0 * low - y2


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def process(z, a, a_next, m, m_next, left, right):
    """Filter both channels (float32, n) in place, by two filters in series whose controls move over the tick.

    State z (filter, channel, 2), coefficients a and output mix m (filter, 3), all float64; a and m are
    at the values of the last tick and get those of their `_next`. Both filters and channels go through
    one loop, which keeps the processor busy while each waits for its own feedback.
    """
    n = left.shape[0]
    step = 1.0 / n
    a1, a2, a3, m0, m1, m2 = a[0, 0], a[0, 1], a[0, 2], m[0, 0], m[0, 1], m[0, 2]
    b1, b2, b3, p0, p1, p2 = a[1, 0], a[1, 1], a[1, 2], m[1, 0], m[1, 1], m[1, 2]
    a1_step, a2_step, a3_step = step * (a_next[0, 0] - a1), step * (a_next[0, 1] - a2), step * (a_next[0, 2] - a3)
    b1_step, b2_step, b3_step = step * (a_next[1, 0] - b1), step * (a_next[1, 1] - b2), step * (a_next[1, 2] - b3)
    m0_step, m1_step, m2_step = step * (m_next[0, 0] - m0), step * (m_next[0, 1] - m1), step * (m_next[0, 2] - m2)
    p0_step, p1_step, p2_step = step * (m_next[1, 0] - p0), step * (m_next[1, 1] - p1), step * (m_next[1, 2] - p2)
    left_1, left_2, left_3, left_4 = z[0, 0, 0], z[0, 0, 1], z[1, 0, 0], z[1, 0, 1]
    right_1, right_2, right_3, right_4 = z[0, 1, 0], z[0, 1, 1], z[1, 1, 0], z[1, 1, 1]
    for i in range(n):
        a1, a2, a3 = a1 + a1_step, a2 + a2_step, a3 + a3_step
        b1, b2, b3 = b1 + b1_step, b2 + b2_step, b3 + b3_step
        m0, m1, m2 = m0 + m0_step, m1 + m1_step, m2 + m2_step
        p0, p1, p2 = p0 + p0_step, p1 + p1_step, p2 + p2_step
        x = float(left[i])
        band, low, left_1, left_2 = _svf(x, left_1, left_2, a1, a2, a3)
        x = m0 * x + m1 * band + m2 * low
        band, low, left_3, left_4 = _svf(x, left_3, left_4, b1, b2, b3)
        left[i] = np.float32(p0 * x + p1 * band + p2 * low)
        x = float(right[i])
        band, low, right_1, right_2 = _svf(x, right_1, right_2, a1, a2, a3)
        x = m0 * x + m1 * band + m2 * low
        band, low, right_3, right_4 = _svf(x, right_3, right_4, b1, b2, b3)
        right[i] = np.float32(p0 * x + p1 * band + p2 * low)
    z[0, 0, 0], z[0, 0, 1], z[1, 0, 0], z[1, 0, 1] = left_1, left_2, left_3, left_4
    z[0, 1, 0], z[0, 1, 1], z[1, 1, 0], z[1, 1, 1] = right_1, right_2, right_3, right_4
    _silence(z)
    copy(a_next, a)
    copy(m_next, m)


@njit(nogil=True, cache=True, error_model="numpy")
def _silence(z):
    """Make states exactly zero that nobody hears: a filter without input would dwell among denormal numbers,
    fifty times slower, for as long as its key is held.
    """
    for f in range(2):
        for channel in range(2):
            for i in range(2):
                if abs(z[f, channel, i]) < FLOOR:
                    z[f, channel, i] = 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def copy(source, target):
    """Copy controls (filter, 3). By hand: numba takes eight seconds to compile a copy of a whole array."""
    for f in range(target.shape[0]):
        for i in range(target.shape[1]):
            target[f, i] = source[f, i]


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
