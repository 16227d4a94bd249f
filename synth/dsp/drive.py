"""Distortion: gain into a smooth odd waveshaper, at constant loudness and without audible aliasing.

The shape is f(x) = x / sqrt(1 + x²). Its antiderivative is F(x) = sqrt(1 + x²), so first-order
antiderivative antialiasing, (F(a) - F(b)) / (a - b), becomes (a + b) / (F(a) + F(b)): no division that
could fail and no branch (Parker, Zavalishin & Le Bivic, "Reducing the Aliasing of Nonlinear
Waveshaping Using Continuous-Time Convolution", DAFx 2016; Bilbao et al., IEEE SPL 24(7), 2017). It runs
at twice the sample rate between two linear-phase half-band filters. The clean path is delayed by the
same `LATENCY` samples, so the two mix without a comb, and at 0 dB the output is the delayed input,
bit for bit.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth.dsp.fastmath import FAST
from synth.dsp.smoothing import follow, jump, smoothstep, tick_rate
from synth.dsp.tick import TICK

f4, f8, i8 = np.float32, np.float64, np.int64

HALF: Final = 15
"""Taps on each side of the half-band filters' middle."""
LATENCY: Final = HALF
"""Delay of the effect in samples, clean or driven."""
FULL_DB: Final = 3.0
"""From 0 dB to here the clean sound fades into the driven one."""
REFERENCE_RMS: Final = 0.125
"""Level (about -18 dBFS) of sounds whose loudness stays the same at every drive."""
SMOOTHING_S: Final = 0.008

STATE: Final = np.dtype(
    [
        ("rate", f8),  # of the smoothing
        ("taps", i8),  # HALF + 1; a constant would be unrolled into scalar code at half the speed
        ("fresh", i8),  # 1 until the first tick: controls are taken as they are
        ("asleep", i8),  # 1 while only the clean path runs
        ("drive_db", f8, (2,)),  # smoothing stages
        ("mix", f8, (2,)),
        ("gain", f8),  # into the shaper, at the end of the last tick
        ("makeup", f8),  # out of it
        ("wet", f8),
        ("last", f4, (2, 2)),  # channel: last shaper input, and F of it
        ("clean", f4, (2, HALF + TICK)),  # the latest input samples, newest last
        ("even", f4, (2, HALF + TICK)),  # shaped samples of even and odd number at twice the rate
        ("odd", f4, (2, HALF + TICK)),
    ],
    align=True,
)


def _half_band() -> NDArray[np.float32]:
    """The 16 taps of even number of a 31-tap half-band low-pass; the odd ones are 0 but for the middle, 1/2.

    Kaiser window, beta 5.65: flat within 0.02 dB to 18 kHz, -60 dB from 30 kHz (at 48 kHz). Symmetric.
    """
    n = np.arange(-HALF, HALF + 1)
    taps = 0.5 * np.sinc(0.5 * n) * np.kaiser(2 * HALF + 1, 5.65)
    even = taps[::2]
    return np.asarray(even * (0.5 / even.sum()), np.float32)


EVEN_TAPS: Final = _half_band()


@njit(nogil=True, cache=True, error_model="numpy")
def reset(s, sample_rate_hz):
    """Silence; the next tick takes its controls without smoothing."""
    s.rate = tick_rate(SMOOTHING_S, sample_rate_hz)
    s.taps = HALF + 1
    s.fresh = 1
    s.asleep = 1
    s.gain, s.makeup, s.wet = 1.0, 1.0, 0.0
    s.clean[:, :] = f4(0.0)
    _wake(s)


@njit(nogil=True, cache=True, error_model="numpy")
def _wake(s):
    """Empty the filters of the driven path."""
    s.last[:, 0] = f4(0.0)
    s.last[:, 1] = f4(1.0)
    s.even[:, :] = f4(0.0)
    s.odd[:, :] = f4(0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def gains(drive_db):
    """Gain into the shaper, gain out of it, and share of the driven sound, of a drive in dB.

    The gain out gives back the level that the shaper takes from a sound of `REFERENCE_RMS`.
    """
    gain = 10.0 ** (0.05 * drive_db)
    wet = smoothstep(min(1.0, max(0.0, drive_db / FULL_DB)))
    return gain, math.sqrt(1.0 + (gain * REFERENCE_RMS) ** 2) / gain, wet


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _shape(last, clean, even, odd, gain, step, taps):
    """Double the rate, shape, and leave the samples of even and odd number in `even` and `odd`."""
    one = f4(1.0)
    for i in range(TICK):
        total = f4(0.0)
        for k in range(taps):
            total += EVEN_TAPS[k] * clean[i + k]
        g = f4(gain + step * i)
        even[HALF + i] = g * (total + total)
        odd[HALF + i] = (g + f4(0.5 * step)) * clean[i + (HALF + 1) // 2]
    b, root_b = last[0], last[1]
    for i in range(TICK):
        a = even[HALF + i]
        root_a = math.sqrt(one + a * a)
        even[HALF + i] = (a + b) / (root_a + root_b)
        b = odd[HALF + i]
        root_b = math.sqrt(one + b * b)
        odd[HALF + i] = (b + a) / (root_b + root_a)
    last[0], last[1] = b, root_b


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _mix(clean, even, odd, makeup, makeup_step, wet, wet_step, taps, out):
    """Back to the sample rate, and across from the delayed clean sound."""
    for i in range(TICK):
        shaped = f4(0.5) * odd[i + HALF // 2]
        for k in range(taps):
            shaped += EVEN_TAPS[k] * even[i + k]
        dry = clean[i]
        out[i] = dry + f4(wet + wet_step * i) * (f4(makeup + makeup_step * i) * shaped - dry)


@njit(nogil=True, cache=True, error_model="numpy")
def process(s, drive_db, mix, buf):
    """Drive one tick in place: buf float32 (2, TICK), drive in dB (0 to 36), mix 0 to 1.

    Not-a-number or infinity at the input gives a tick of silence and a cleared state.
    """
    total = 0.0
    for c in range(2):
        for i in range(TICK):
            total += abs(float(buf[c, i]))
    if not total < 1e30:
        buf[:, :] = f4(0.0)
        s.clean[:, :] = f4(0.0)
        s.asleep = 1
        s.wet = 0.0
        return
    if s.fresh == 1:
        jump(s.drive_db, drive_db)
        jump(s.mix, mix)
    gain, makeup, wet = gains(follow(s.drive_db, drive_db, s.rate))
    wet *= follow(s.mix, mix, s.rate)
    if wet < 1e-6:
        wet = 0.0
    if s.fresh == 1:
        s.fresh = s.asleep = 0
        s.gain, s.makeup, s.wet = gain, makeup, wet
    active = wet > 0.0 or s.wet > 0.0
    if active and s.asleep == 1:
        # The filters' memory is from before the sleep: let it fill before it is heard.
        wet = s.wet = 0.0
        s.gain, s.makeup = gain, makeup
        _wake(s)
    for c in range(2):
        clean = s.clean[c]
        for i in range(HALF):
            clean[i] = clean[i + TICK]
        for i in range(TICK):
            clean[HALF + i] = buf[c, i]
        if not active:
            for i in range(TICK):
                buf[c, i] = clean[i]
            continue
        even, odd = s.even[c], s.odd[c]
        for i in range(HALF):
            even[i] = even[i + TICK]
            odd[i] = odd[i + TICK]
        _shape(s.last[c], clean, even, odd, s.gain, (gain - s.gain) / TICK, s.taps)
        _mix(clean, even, odd, s.makeup, (makeup - s.makeup) / TICK, s.wet, (wet - s.wet) / TICK, s.taps, buf[c])
    s.asleep = 0 if active else 1
    s.gain, s.makeup, s.wet = gain, makeup, wet


def reference(x: NDArray[np.float64], drive_db: float, mix: float) -> NDArray[np.float64]:
    """The same effect with fixed controls on one channel (n,), in plain NumPy."""
    taps = np.zeros(2 * HALF + 1)
    taps[::2] = EVEN_TAPS
    taps[HALF] = 0.5
    doubled = np.zeros(2 * len(x))
    doubled[::2] = 2.0 * x
    gain, makeup, wet = gains(drive_db)
    a = gain * np.convolve(doubled, taps)[: 2 * len(x)]
    b = np.concatenate([[0.0], a[:-1]])
    shaped = (a + b) / (np.sqrt(1.0 + a * a) + np.sqrt(1.0 + b * b))
    driven = makeup * np.convolve(shaped, taps)[: 2 * len(x) : 2]
    clean = np.concatenate([np.zeros(LATENCY), x[:-LATENCY]])
    return np.asarray(clean + wet * mix * (driven - clean))
