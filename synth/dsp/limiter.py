"""The last block: a soft, stereo-linked look-ahead limiter that the output can trust.

Sounds that stay below -6 dBFS pass untouched. Above, peaks bend into a knee that approaches `CEILING`,
and the gain moves to where it must be before the peak arrives. Per tick j the gain needed is m(j);
its minimum over neighbouring ticks, with an exponential release, is averaged over the look-ahead and
interpolated between tick edges. Each value averaged is at most m(j), so inside tick j the gain is too
(the minimum-then-average limiter, e.g. Hämäläinen, "Smoothing of the Control Signal Without
Clipped Output in Digital Peak Limiters", DAFx 2002).

No sample leaves above `CEILING` or as not-a-number, whatever comes in. Between the samples the
reconstructed wave may be higher (true peak): the look-ahead gain does not oversample.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth.dsp.fastmath import FAST
from synth.dsp.tick import TICK

f4, f8, i8 = np.float32, np.float64, np.int64

THRESHOLD: Final = 0.5
"""Peaks below this, -6 dBFS, pass untouched."""
CEILING: Final = 0.97
"""No sample is above this, -0.26 dBFS."""
RELEASE_S: Final = 0.12
LOOK_AHEAD_MS: Final = 0.65
MAX_TICKS: Final = 4
"""Most ticks of look-ahead, at 192 kHz."""

STATE: Final = np.dtype(
    [
        ("ahead", i8),  # ticks of look-ahead
        ("release", f8),  # share of the way back to 1 that the gain goes in a tick
        ("at", i8),  # ring position, in ticks
        ("held", f8),  # minimum with release, last value
        ("edge", f8),  # gain at the end of the last tick
        ("lowest", f8),  # lowest gain since a reader set this to 1
        ("need", f8, (MAX_TICKS + 1,)),  # gains needed by the newest ticks
        ("smooth", f8, (MAX_TICKS,)),  # newest values of `held`
        ("waiting", f4, (2, MAX_TICKS, TICK)),  # the sound of the look-ahead
    ],
    align=True,
)


@njit(nogil=True, cache=True, error_model="numpy")
def ticks_ahead(sample_rate_hz):
    """Look-ahead in ticks: the fewest that last LOOK_AHEAD_MS, one at 48 kHz."""
    return max(1, min(MAX_TICKS, math.ceil(1e-3 * LOOK_AHEAD_MS * sample_rate_hz / TICK)))


def latency_samples(sample_rate_hz: float) -> int:
    """Delay of the limiter in samples: 32 at 48 kHz, 0.67 ms."""
    return TICK * int(ticks_ahead(sample_rate_hz))


@njit(nogil=True, cache=True, error_model="numpy")
def reset(s, sample_rate_hz):
    """Silence and open gain."""
    s.ahead = ticks_ahead(sample_rate_hz)
    s.release = 1.0 - math.exp(-TICK / (RELEASE_S * sample_rate_hz))
    s.at = 0
    s.held = s.edge = s.lowest = 1.0
    s.need[:] = 1.0
    s.smooth[:] = 1.0
    s.waiting[:, :, :] = f4(0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def gain_for(peak):
    """Gain that puts a peak on the knee: 1 up to THRESHOLD, then a curve of slope 1 that ends at CEILING."""
    if peak <= THRESHOLD:
        return 1.0
    room = CEILING - THRESHOLD
    u = (peak - THRESHOLD) / room
    return (THRESHOLD + room * u / (1.0 + u)) / peak


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _peak(buf):
    """Largest magnitude of buf, or -1 when a sample is no finite number."""
    peak = f4(0.0)
    total = f4(0.0)
    for c in range(2):
        for i in range(TICK):
            x = abs(buf[c, i])
            total += x * f4(0.0)  # stays 0, unless x is not finite
            peak = max(peak, x)
    return float(peak) if total == f4(0.0) else -1.0


@njit(nogil=True, cache=True, error_model="numpy")
def process(s, buf):
    """Limit one tick in place: buf float32 (2, TICK). The output lags by `latency_samples`.

    A tick with a sample that is no finite number is replaced by silence.
    """
    peak = _peak(buf)
    if peak < 0.0:
        buf[:, :] = f4(0.0)
        peak = 0.0
    ahead = s.ahead
    for k in range(ahead):
        s.need[k] = s.need[k + 1]
    s.need[ahead] = gain_for(peak)
    lowest = 1.0
    for k in range(ahead + 1):
        lowest = min(lowest, s.need[k])
    s.held = min(lowest, s.held + s.release * (1.0 - s.held))
    if s.held > 1.0 - 1e-9:
        s.held = 1.0
    total = s.held
    for k in range(ahead - 1):
        s.smooth[k] = s.smooth[k + 1]
        total += s.smooth[k]
    s.smooth[ahead - 1] = s.held
    edge = total / ahead
    step = (edge - s.edge) / TICK
    for c in range(2):
        waiting = s.waiting[c, s.at]
        for i in range(TICK):
            y = waiting[i] * f4(s.edge + step * i)
            waiting[i] = buf[c, i]
            buf[c, i] = min(f4(CEILING), max(f4(-CEILING), y))
    s.edge = edge
    s.lowest = min(s.lowest, edge)
    s.at = (s.at + 1) % ahead


def reference(x: NDArray[np.float64], sample_rate_hz: float) -> NDArray[np.float64]:
    """The same limiter in plain NumPy: x (2, n), n a multiple of TICK."""
    ahead = int(ticks_ahead(sample_rate_hz))
    release = 1.0 - math.exp(-TICK / (RELEASE_S * sample_rate_hz))
    delayed = np.concatenate([np.zeros((2, ahead * TICK)), x], axis=1)[:, : x.shape[1]]
    peaks = np.abs(x).max(axis=0).reshape(-1, TICK).max(axis=1)
    need = np.array([gain_for(p) for p in peaks])
    padded = np.concatenate([np.ones(ahead), need])
    lowest = np.array([padded[j : j + ahead + 1].min() for j in range(len(need))])
    held = np.empty_like(lowest)
    last = 1.0
    for j, low in enumerate(lowest):
        last = held[j] = min(low, last + release * (1.0 - last))
    averaged = np.convolve(np.concatenate([np.ones(ahead - 1), held]), np.full(ahead, 1.0 / ahead), "valid")
    edges = np.concatenate([[1.0], averaged])
    gain = np.interp(np.arange(x.shape[1]) / TICK, np.arange(len(edges)), edges)
    return np.asarray(delayed * gain)
