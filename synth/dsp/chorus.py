"""Chorus: a delayed copy of each side whose delay swings, high-passed and mixed in.

Dattorro, "Effect Design, Part 2: Delay-Line Modulation and Chorus" (JAES 45(10), 1997), with three
choices of our own. The delay line is read by an 8-point windowed sinc: cubic interpolation would lose
up to 2.5 dB at 15 kHz whenever the delay stands between two samples, and a modulated one flutters
between those two sounds; this loses 0.3 dB. The swing is bounded so that the pitch never moves by more
than a quarter (`MOST_SLOPE`), and while the swing is still wide the LFO waits for it. Jumps of the delay,
the swing and the antiphase are slewed, each as fast as that, so they bend the pitch and never click.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth.dsp.fastmath import FAST
from synth.dsp.smoothing import follow, jump, tick_rate
from synth.dsp.tick import TICK

f4, f8, i8, u8 = np.float32, np.float64, np.int64, np.uint64

POINTS: Final = 8
"""Points of the interpolation, so the shortest delay is `SHORTEST` samples."""
SHORTEST: Final = POINTS // 2
PHASES: Final = 256
"""Positions between two samples for which the sinc is tabled; linear between them."""
RING: Final = 16384
"""Samples of delay line, 85 ms at 192 kHz; at lower rates a half, a quarter or less of it is used."""
GUARD: Final = 2 * TICK + POINTS
"""Samples at the end of the ring that repeat its beginning, so that any window is one slice."""
LONGEST_MS: Final = 60.0
MOST_SLOPE: Final = 0.25
"""Most samples the delay moves in a sample by the LFO, and by each slew: about four semitones up or down."""
STEEPEST: Final = 0.9
"""Most that it moves by all of them; only below 1 does the reading go forwards."""
SMOOTHING_S: Final = 0.005
SLEW_S: Final = 0.05
LOWEST_CUT_HZ: Final = 10.0
"""The wet path's corner at 0 Hz: below hearing, and it keeps direct current out."""

STATE: Final = np.dtype(
    [
        ("sample_rate_hz", f8),
        ("points", i8),  # POINTS; a constant here would be unrolled into scalar code at half the speed
        ("fresh", i8),  # 1 until the first tick: controls are taken as they are
        ("mask", i8),  # used length of the ring less one
        ("at", i8),  # where the next tick is written
        ("phase", f8),  # of the LFO, in cycles
        ("rate_hz", f8, (2,)),  # of the LFO, smoothing stages
        ("delay", f8, (2,)),  # smoothing stages of the controls; delay and swing in samples
        ("swing", f8, (2,)),
        ("invert", f8, (2,)),  # 0 to 1: how far the right LFO is in antiphase
        ("mix", f8, (2,)),
        ("cut_hz", f8, (2,)),
        ("read", f8, (2,)),  # delay of each side at the end of the last tick, in samples
        ("dry", f8),  # gains at the end of the last tick
        ("wet", f8),
        ("z", f8, (2, 2)),  # high-pass: channel, state
        ("ring", f4, (2, RING + GUARD)),
    ],
    align=True,
)


def _sinc_table() -> NDArray[np.float32]:
    """Taps for each position between two samples, float32 (PHASES + 1, POINTS), each row summing to 1.

    Kaiser window, beta 5: within 0.3 dB to 15 kHz at 48 kHz.
    """
    fraction = np.arange(PHASES + 1)[:, None] / PHASES
    at = np.arange(POINTS)[None, :] - (POINTS // 2 - 1) - fraction
    window = np.i0(5.0 * np.sqrt(np.maximum(0.0, 1.0 - (at / (POINTS / 2)) ** 2)))
    taps = np.sinc(at) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)


SINC: Final = _sinc_table()
RAMP: Final = np.arange(TICK, dtype=np.float32)


@njit(nogil=True, cache=True, error_model="numpy")
def reset(s, sample_rate_hz):
    """Silence; the next tick takes its controls without smoothing."""
    s.sample_rate_hz = sample_rate_hz
    s.points = POINTS
    s.fresh = 1
    s.mask = 1023
    while s.mask < 1e-3 * LONGEST_MS * sample_rate_hz + GUARD and s.mask < RING - 1:
        s.mask += s.mask + 1
    s.at = 0
    s.phase = 0.0
    s.read[:] = SHORTEST
    s.dry, s.wet = 1.0, 0.0
    s.z[:, :] = 0.0
    s.ring[:, :] = f4(0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def swing_samples(delay_samples, rate_hz, depth, sample_rate_hz):
    """How far the delay swings: depth (0 to 1) of the delay, at most what MOST_SLOPE allows at this rate."""
    bound = MOST_SLOPE * sample_rate_hz / (2.0 * math.pi * max(rate_hz, 0.01))
    return min(depth * delay_samples, bound)


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _write(s, cut_hz, buf):
    """High-pass the tick into the rings (TPT state-variable filter, Q 0.707, Zavalishin ch. 4)."""
    ring, at = s.ring, u8(s.at)
    g = math.tan(math.pi * min(cut_hz / s.sample_rate_hz, 0.45))
    k = math.sqrt(2.0) + g
    a1 = 1.0 / (1.0 + g * k)
    y1, y2, z1, z2 = s.z[0, 0], s.z[0, 1], s.z[1, 0], s.z[1, 1]
    for i in range(TICK):
        high = (buf[0, i] - k * y1 - y2) * a1
        v = g * high
        w = g * (v + y1)
        y1 += v + v
        y2 += w + w
        ring[0, at + u8(i)] = f4(high)
        high = (buf[1, i] - k * z1 - z2) * a1
        v = g * high
        w = g * (v + z1)
        z1 += v + v
        z2 += w + w
        ring[1, at + u8(i)] = f4(high)
    # Silence shall become exact zeros, not numbers too small to count with.
    if abs(y1) + abs(y2) < 1e-15:
        y1 = y2 = 0.0
    if abs(z1) + abs(z2) < 1e-15:
        z1 = z2 = 0.0
    s.z[0, 0], s.z[0, 1], s.z[1, 0], s.z[1, 1] = y1, y2, z1, z2
    if s.at < GUARD:
        again = at + u8(s.mask + 1)
        for i in range(min(TICK, GUARD - s.at)):
            ring[0, again + u8(i)] = ring[0, at + u8(i)]
            ring[1, again + u8(i)] = ring[1, at + u8(i)]


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _read(s, c, step, curve, dry_step, wet_step, out):
    """Mix the delayed sound into one side; the delay moves by `step` a sample, along a parabola."""
    ring, points, mask = s.ring, s.points, s.mask
    dry, wet, dry_slope, wet_slope = f4(s.dry), f4(s.wet), f4(dry_step), f4(wet_step)
    start = float(s.at + mask + 1) - s.read[c]
    whole_start = int(start)
    between, speed, bend = f4(start - whole_start), f4(1.0 - step), f4(curve)
    for i in range(TICK):
        position = between + speed * RAMP[i] - bend * (RAMP[i] * (f4(TICK) - RAMP[i]))
        whole = int(position)
        phase = (position - f4(whole)) * f4(PHASES)
        row = min(max(int(phase), 0), PHASES - 1)  # rounding may leave the table by a hair
        share = phase - f4(row)
        this, after = u8(row), u8(row + 1)
        first = u8((whole_start + whole - (POINTS // 2 - 1)) & mask)
        y = f4(0.0)
        for k in range(points):
            tap = SINC[this, k]
            y += (tap + share * (SINC[after, k] - tap)) * ring[c, first + u8(k)]
        out[c, i] = (dry + dry_slope * RAMP[i]) * out[c, i] + (wet + wet_slope * RAMP[i]) * y


@njit(nogil=True, cache=True, error_model="numpy")
def _slew(stages, target, most, slew, rate):
    """Move a control one tick: the first stage by no more than `most`, the second after it."""
    stages[0] += min(most, max(-most, slew * (target - stages[0])))
    stages[1] += rate * (stages[0] - stages[1])
    if abs(stages[0] - target) + abs(stages[1] - target) < 1e-6:
        stages[0] = stages[1] = target
    return stages[1]


@njit(nogil=True, cache=True, error_model="numpy")
def _delays(s, delay_ms, rate_hz, depth):
    """Move the LFO one tick: the middle delay and the swing at its end in samples, how far it swings, its rate."""
    highest = 0.5 * min(1e-3 * LONGEST_MS * s.sample_rate_hz, s.mask + 1.0 - GUARD)
    delay = min(max(1e-3 * delay_ms * s.sample_rate_hz, 0.0), highest)
    swing = swing_samples(delay, rate_hz, depth, s.sample_rate_hz)
    if s.fresh == 1:
        jump(s.delay, delay)
        jump(s.swing, swing)
        jump(s.rate_hz, rate_hz)
    rate, slew = tick_rate(SMOOTHING_S, s.sample_rate_hz), tick_rate(SLEW_S, s.sample_rate_hz)
    most = MOST_SLOPE * TICK
    delay, swing = _slew(s.delay, delay, most, slew, rate), _slew(s.swing, swing, most, slew, rate)
    # The knob's rate is for the swing it will have; a wider one of before must turn more slowly.
    bound = MOST_SLOPE * s.sample_rate_hz / (2.0 * math.pi * max(swing, 1.0))
    rate_hz = min(follow(s.rate_hz, rate_hz, rate), bound)
    s.phase = (s.phase + rate_hz * TICK / s.sample_rate_hz) % 1.0
    return max(delay, swing) + SHORTEST, swing * math.sin(2.0 * math.pi * s.phase), swing, rate_hz


@njit(nogil=True, cache=True, error_model="numpy")
def process(s, delay_ms, rate_hz, depth, invert, low_cut_hz, mix, buf):
    """Chorus one tick in place: buf float32 (2, TICK).

    delay 0 to 30 ms; rate in hertz; depth 0 to 1, of the delay; invert 0 to 1, where 1 puts the right
    LFO in antiphase; low cut of the wet path in hertz; mix 0 to 1 by equal power, 0.5 the widest.
    Input that is no finite number gives a tick of silence and a cleared state.
    """
    total = 0.0
    for c in range(2):
        for i in range(TICK):
            total += abs(float(buf[c, i]))
    if not total < 1e30:
        reset(s, s.sample_rate_hz)
        buf[:, :] = f4(0.0)
        return
    cut_hz = max(low_cut_hz, LOWEST_CUT_HZ)
    rate = tick_rate(SMOOTHING_S, s.sample_rate_hz)
    if s.fresh == 1:
        jump(s.invert, invert)
        jump(s.mix, mix)
        jump(s.cut_hz, cut_hz)
    middle, lfo, width, rate_hz = _delays(s, delay_ms, rate_hz, depth)
    most = 0.5 * MOST_SLOPE * TICK / max(width, 1.0)
    flip = 1.0 - 2.0 * _slew(s.invert, invert, most, 0.2 * rate, 0.2 * rate)
    cut_hz = follow(s.cut_hz, cut_hz, 0.4 * rate)
    angle = 0.5 * math.pi * follow(s.mix, mix, rate)
    dry, wet = (math.cos(angle), math.sin(angle)) if angle > 0.0 else (1.0, 0.0)
    if s.fresh == 1:
        s.fresh = 0
        s.read[0], s.read[1], s.dry, s.wet = middle + lfo, middle + flip * lfo, dry, wet
    _write(s, cut_hz, buf)
    turn = 2.0 * math.pi * rate_hz / s.sample_rate_hz
    for c in range(2):
        swing = lfo if c == 0 else flip * lfo
        step = min(STEEPEST, max(-STEEPEST, (middle + swing - s.read[c]) / TICK))
        if wet > 0.0 or s.wet > 0.0:
            curve = 0.5 * turn * turn * swing
            _read(s, c, step, curve, (dry - s.dry) / TICK, (wet - s.wet) / TICK, buf)
        s.read[c] += TICK * step
    s.dry, s.wet = dry, wet
    s.at = (s.at + TICK) & s.mask
