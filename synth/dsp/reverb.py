"""Reverb: from a small room to a cathedral, by a feedback delay network of 16 lines.

    input → low cut → early reflections ───────────────────────────────┐
                    └ pre-delay → diffusion → 16 lines ⟲ Hadamard → late → wet

Sources: Jot & Chaigne, "Digital delay networks for designing artificial reverberators" (AES 90th, 1991)
for the network and one absorbing filter per line whose gain follows the line's length, so that every
line decays alike; Jot, "Proportional parametric equalizers" (AES 139th, 2015) for filters whose dB
gains keep that proportion at every frequency; Schroeder's all-passes for the diffusion; Allen &
Berkley's image sources (JASA 65(4), 1979) for the early reflections (see `reverb_room`). Every line's
length swings slowly, which breaks up metallic ringing.

From 22.05 to 192 kHz all lines are longer than a tick, so the network works a tick at a time: whole
vectors go through the Hadamard matrix. A change of space fades from the old lengths to the new within
`FADE_S`, never sweeps.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from synth.dsp.fastmath import FAST
from synth.dsp.reverb_room import (
    ALLPASS_GAIN,
    ALLPASS_MS,
    DECAY_S,
    EARLY_GAIN,
    EARLY_LEVEL,
    EARLY_MS,
    EARLY_TAPS,
    LATE_LEVEL,
    LINE_MS,
    LINES,
    PRE_DELAY_MS,
    SIZE,
    TREBLE,
    TREBLE_HZ,
)
from synth.dsp.smoothing import follow, jump, smoothstep, tick_rate
from synth.dsp.tick import TICK

f4, f8, i8, u8 = np.float32, np.float64, np.int64, np.uint64

RING: Final = 32768
"""Samples of each line at 192 kHz; at lower rates a half, a quarter or less of it is used."""
GUARD: Final = 2 * TICK
"""Samples at the end of a ring that repeat its beginning, so that any window of a tick is one slice."""
STAGES: Final = 4
ALLPASS_RING: Final = 2048
SWING_MS: Final = 0.22
"""How far a line's length swings to each side."""
LONGEST_MS: Final = max(float(LINE_MS.max()) + SWING_MS, float(EARLY_MS.max()), PRE_DELAY_MS)
"""Longest delay of all."""
FADE_S: Final = 0.06
SMOOTHING_S: Final = 0.005
LOW_CUT_HZ: Final = 25.0
FLOOR: Final = 1e-12
"""Samples smaller than this (-240 dBFS) become zero, long before they are too small to count with."""

RAMP: Final = np.arange(TICK, dtype=np.float32)

STATE: Final = np.dtype(
    [
        ("sample_rate_hz", f8),
        ("mask", i8),  # ring length less one
        ("fresh", i8),  # 1 until the first tick: controls are taken as they are
        ("at", i8),  # where the next tick is written
        ("quiet", i8),  # ticks since anything sounded
        ("space", f8),  # the space that sounds, or fades in
        ("progress", f8),  # of the fade to the new lengths, 0 to 1; 1 when none is under way
        ("fade", f8),  # share of the new lengths at the end of the last tick
        ("fade_step", f8),  # how much it moves in a sample of this tick
        ("mix", f8, (2,)),  # smoothing stages
        ("dry", f8),  # gains at the end of the last tick
        ("wet", f8),
        ("length", f8, (2, LINES)),  # old and new length of each line in samples
        ("early", i8, (2, 2, EARLY_TAPS)),  # old and new delay of each tap, by side
        ("pre_delay", i8, (2,)),
        ("late", f8, (2,)),  # level of the late sound, old and new
        ("absorb", f4, (LINES, 3)),  # absorbing filters: b0, b1, a1
        ("absorb_to", f4, (LINES, 3)),
        ("memory", f4, (LINES, 2)),  # of the absorbing filters: input, output
        ("lfo", f8, (LINES, 2)),  # cosine and sine of each line's swing
        ("turn", f8, (LINES, 2)),  # by how much they turn in a tick
        ("allpass", i8, (2, STAGES)),  # lengths in samples
        ("cut", f8, (2, 2)),  # low cut: last input, last output
        ("tile", f4, (LINES, TICK)),
        ("row", f4, (2, TICK)),  # diffused input, by side
        ("heard", f4, (2, TICK)),  # wet sound, by side
        ("input", f4, (2, RING + GUARD)),
        ("diffuser", f4, (2, STAGES, ALLPASS_RING + GUARD)),
        ("lines", f4, (LINES, RING + GUARD)),
    ],
    align=True,
)


@njit(nogil=True, cache=True, error_model="numpy")
def reset(s, sample_rate_hz):
    """Silence; the next tick takes its controls without smoothing."""
    s.sample_rate_hz = sample_rate_hz
    s.mask = 1023
    while s.mask < 1e-3 * LONGEST_MS * sample_rate_hz + GUARD and s.mask < RING - 1:
        s.mask += s.mask + 1
    used = s.mask + 1 + GUARD
    s.fresh = 1
    s.at = 0
    s.quiet = 1 << 40
    s.space, s.progress, s.fade, s.fade_step = 0.0, 1.0, 1.0, 0.0
    s.dry, s.wet = 1.0, 0.0
    for n in range(LINES):
        # Rates from 0.31 to 1.07 Hz in golden-ratio order, phases spread around the circle.
        swing_hz = 0.31 + (0.618034 * n % 1.0) * 0.76
        angle = 2.0 * math.pi * (0.381966 * n % 1.0)
        s.lfo[n, 0], s.lfo[n, 1] = math.cos(angle), math.sin(angle)
        angle = 2.0 * math.pi * swing_hz * TICK / sample_rate_hz
        s.turn[n, 0], s.turn[n, 1] = math.cos(angle), math.sin(angle)
    for c in range(2):
        for k in range(STAGES):
            s.allpass[c, k] = math.floor(1e-3 * ALLPASS_MS[c, k] * sample_rate_hz)
    s.memory[:, :] = f4(0.0)
    s.cut[:, :] = 0.0
    s.input[:, :used] = f4(0.0)
    s.diffuser[:, :, :] = f4(0.0)
    s.lines[:, :used] = f4(0.0)


@njit(nogil=True, cache=True, error_model="numpy")
def decay_s(space):
    """Promised RT60 in seconds of a space of 0 to 127, below the treble."""
    return _at(DECAY_S, space)


@njit(nogil=True, cache=True, error_model="numpy")
def size(space):
    """Lengths of a space of 0 to 127 as a share of the cathedral's."""
    return _at(SIZE, space)


@njit(nogil=True, cache=True, error_model="numpy")
def _at(curve, space):
    """A curve of reverb_room at a space, linear between its points."""
    x = min(max(space, 0.0), 126.999)
    k = int(x)
    return curve[k] + (x - k) * (curve[k + 1] - curve[k])


@njit(nogil=True, cache=True, error_model="numpy")
def absorb(length, low_s, high_s, sample_rate_hz, out):
    """First-order shelf b0, b1, a1 of a line: RT60 low_s at 0 Hz, high_s at Nyquist, half-way at TREBLE_HZ."""
    low = 10.0 ** (-3.0 * length / (low_s * sample_rate_hz))
    high = 10.0 ** (-3.0 * length / (high_s * sample_rate_hz))
    k = math.tan(math.pi * TREBLE_HZ / sample_rate_hz)
    pole = k * math.sqrt(high / low)
    zero = k * math.sqrt(low / high)
    out[0] = f4(high * (zero + 1.0) / (pole + 1.0))
    out[1] = f4(high * (zero - 1.0) / (pole + 1.0))
    out[2] = f4((pole - 1.0) / (pole + 1.0))


@njit(nogil=True, cache=True, error_model="numpy")
def _enter(s, space):
    """Make `space` the new end of the fade; the old end becomes its beginning."""
    s.space = space
    s.progress = s.fade = 0.0
    rate = s.sample_rate_hz
    scale = size(space)
    low_s = decay_s(space)
    energy = 0.0
    for n in range(LINES):
        s.length[0, n] = s.length[1, n]
        s.length[1, n] = math.floor(1e-3 * LINE_MS[n] * scale * rate)
        absorb(s.length[1, n], low_s, TREBLE * low_s, rate, s.absorb_to[n])
        energy += 10.0 ** (-6.0 * s.length[1, n] / (low_s * rate)) / LINES
    # A network without loss keeps its energy: with a share `energy` left after each round, noise of
    # power 1 builds up to energy / (1 - energy). Undo it, and every space is as loud.
    s.late[0] = s.late[1]
    s.late[1] = LATE_LEVEL * math.sqrt((1.0 - energy) / energy)
    s.pre_delay[0] = s.pre_delay[1]
    s.pre_delay[1] = int(1e-3 * PRE_DELAY_MS * scale * rate)
    for c in range(2):
        for k in range(EARLY_TAPS):
            s.early[0, c, k] = s.early[1, c, k]
            s.early[1, c, k] = int(1e-3 * EARLY_MS[c, k] * scale * rate)


@njit(nogil=True, cache=True, error_model="numpy")
def _follow(s, space):
    """Start, or go on with, the fade to another space."""
    s.fade_step = 0.0
    if s.fresh == 1:
        _enter(s, space)
        _enter(s, space)
        for n in range(LINES):
            for k in range(3):
                s.absorb[n, k] = s.absorb_to[n, k]
        s.progress = s.fade = 1.0
    elif s.progress < 1.0:
        s.progress = min(1.0, s.progress + TICK / (FADE_S * s.sample_rate_hz))
        s.fade_step = (smoothstep(s.progress) - s.fade) / TICK
        # The filters follow the fade: what is left of their way shrinks as what is left of it.
        rate = f4(min(1.0, s.fade_step * TICK / max(1e-9, 1.0 - s.fade)))
        for n in range(LINES):
            for k in range(3):
                s.absorb[n, k] += rate * (s.absorb_to[n, k] - s.absorb[n, k])
    elif abs(space - s.space) > 0.01:
        _enter(s, space)


# The loops below index with unsigned numbers wherever a position in a ring is involved: a signed one could
# be negative, and the check for it keeps the compiler from making vector code.


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _listen(s, c, buf):
    """Low cut (one pole) of one side into its input ring."""
    ring, at = s.input, u8(s.at)
    keep = f4(1.0 - 2.0 * math.pi * LOW_CUT_HZ / s.sample_rate_hz)
    x1, y1 = f4(s.cut[c, 0]), f4(s.cut[c, 1])
    for i in range(TICK):
        x = buf[c, i]
        y1 = x - x1 + keep * y1
        x1 = x
        ring[c, at + u8(i)] = y1 if abs(y1) > f4(FLOOR) else f4(0.0)
    s.cut[c, 0], s.cut[c, 1] = x1, y1 if abs(y1) > f4(FLOOR) else f4(0.0)
    if s.at < GUARD:
        again = at + u8(s.mask + 1)
        for i in range(TICK):
            ring[c, again + u8(i)] = ring[c, at + u8(i)]


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _reflect(s, c):
    """Early reflections of one side into s.heard."""
    out, ring = s.heard, s.input
    for i in range(TICK):
        out[c, i] = f4(0.0)
    for end in range(2):
        share, step = (f4(s.fade), f4(s.fade_step)) if end == 1 else (f4(1.0 - s.fade), f4(-s.fade_step))
        if share > f4(0.0) or step > f4(0.0):
            for k in range(EARLY_TAPS):
                g, h = share * EARLY_GAIN[c, k], step * EARLY_GAIN[c, k]
                first = u8((s.at - s.early[end, c, k]) & s.mask)
                for i in range(TICK):
                    out[c, i] += (g + h * RAMP[i]) * ring[c, first + u8(i)]


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _diffuse(s, c):
    """Pre-delay and four Schroeder all-passes of one side into s.row."""
    row, ring, diffuser = s.row, s.input, s.diffuser
    new, step = f4(s.fade), f4(s.fade_step)
    first, second = u8((s.at - s.pre_delay[0]) & s.mask), u8((s.at - s.pre_delay[1]) & s.mask)
    for i in range(TICK):
        before, after = ring[c, first + u8(i)], ring[c, second + u8(i)]
        row[c, i] = before + (new + step * RAMP[i]) * (after - before)
    here = s.at & (ALLPASS_RING - 1)
    at, again = u8(here), u8(here + ALLPASS_RING)
    for k in range(STAGES):
        g = f4(ALLPASS_GAIN[k])
        first = u8((here - s.allpass[c, k]) & (ALLPASS_RING - 1))
        for i in range(TICK):
            late = diffuser[c, k, first + u8(i)]
            v = row[c, i] + g * late
            row[c, i] = late - g * v
            diffuser[c, k, at + u8(i)] = v if abs(v) > f4(FLOOR) else f4(0.0)
        if here < GUARD:
            for i in range(TICK):
                diffuser[c, k, again + u8(i)] = diffuser[c, k, at + u8(i)]


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _read(s, n, end, swing, step, share, share_step):
    """Add a tick of line n to its tile, read between the samples by a cubic (Catmull-Rom)."""
    tile, lines = s.tile, s.lines
    half = f4(0.5)
    delay = s.length[end, n] + swing
    whole = math.ceil(delay)
    between = f4(whole - delay)
    first = u8((s.at - int(whole) - 1) & s.mask)
    for i in range(TICK):
        x = between + step * RAMP[i]
        j = first + u8(i)
        a, b, c, d = lines[n, j], lines[n, j + u8(1)], lines[n, j + u8(2)], lines[n, j + u8(3)]
        c1 = half * (c - a)
        c2 = a - f4(2.5) * b + f4(2.0) * c - half * d
        c3 = half * (d - a) + f4(1.5) * (b - c)
        tile[n, i] += (share + share_step * RAMP[i]) * (((c3 * x + c2) * x + c1) * x + b)


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _read_all(s):
    """Read all lines into s.tile while their lengths swing."""
    most = 1e-3 * SWING_MS * s.sample_rate_hz
    for n in range(LINES):
        for i in range(TICK):
            s.tile[n, i] = f4(0.0)
        x, y, c, d = s.lfo[n, 0], s.lfo[n, 1], s.turn[n, 0], s.turn[n, 1]
        # Turning by a rotation drifts by rounding; one Newton step holds the radius at 1.
        hold = 1.5 - 0.5 * (x * x + y * y)
        s.lfo[n, 0], s.lfo[n, 1] = hold * (x * c - y * d), hold * (x * d + y * c)
        step = f4(most * (y - s.lfo[n, 1]) / TICK)
        if s.fade < 1.0:
            _read(s, n, 0, most * y, step, f4(1.0 - s.fade), f4(-s.fade_step))
        _read(s, n, 1, most * y, step, f4(s.fade), f4(s.fade_step))


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _absorb_all(s):
    """The absorbing filters, four lines side by side: each waits for its own last output."""
    tile, absorb, memory = s.tile, s.absorb, s.memory
    for n in range(0, LINES, 4):
        p0, p1, p2, p3 = absorb[n, 0], absorb[n + 1, 0], absorb[n + 2, 0], absorb[n + 3, 0]
        q0, q1, q2, q3 = absorb[n, 1], absorb[n + 1, 1], absorb[n + 2, 1], absorb[n + 3, 1]
        a0, a1, a2, a3 = absorb[n, 2], absorb[n + 1, 2], absorb[n + 2, 2], absorb[n + 3, 2]
        x0, x1, x2, x3 = memory[n, 0], memory[n + 1, 0], memory[n + 2, 0], memory[n + 3, 0]
        y0, y1, y2, y3 = memory[n, 1], memory[n + 1, 1], memory[n + 2, 1], memory[n + 3, 1]
        for i in range(TICK):
            v0, v1, v2, v3 = tile[n, i], tile[n + 1, i], tile[n + 2, i], tile[n + 3, i]
            y0 = (p0 * v0 + q0 * x0) - a0 * y0
            y1 = (p1 * v1 + q1 * x1) - a1 * y1
            y2 = (p2 * v2 + q2 * x2) - a2 * y2
            y3 = (p3 * v3 + q3 * x3) - a3 * y3
            x0, x1, x2, x3 = v0, v1, v2, v3
            tile[n, i], tile[n + 1, i], tile[n + 2, i], tile[n + 3, i] = y0, y1, y2, y3
        memory[n, 0], memory[n + 1, 0], memory[n + 2, 0], memory[n + 3, 0] = x0, x1, x2, x3
        memory[n, 1], memory[n + 1, 1], memory[n + 2, 1], memory[n + 3, 1] = y0, y1, y2, y3
    for n in range(LINES):
        if abs(memory[n, 1]) < f4(FLOOR):
            memory[n, 1] = f4(0.0)


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _mix_all(s):
    """Multiply the lines by the Hadamard matrix of order 16, scaled to keep the energy: two rounds of order 4."""
    tile, scale = s.tile, f4(0.25)
    for n in range(0, LINES, 4):
        for i in range(TICK):
            a, b, c, d = tile[n, i], tile[n + 1, i], tile[n + 2, i], tile[n + 3, i]
            e, f, g, h = a + b, a - b, c + d, c - d
            tile[n, i], tile[n + 1, i], tile[n + 2, i], tile[n + 3, i] = e + g, f + h, e - g, f - h
    for n in range(4):
        for i in range(TICK):
            a, b, c, d = tile[n, i], tile[n + 4, i], tile[n + 8, i], tile[n + 12, i]
            e, f, g, h = scale * (a + b), scale * (a - b), scale * (c + d), scale * (c - d)
            tile[n, i], tile[n + 4, i], tile[n + 8, i], tile[n + 12, i] = e + g, f + h, e - g, f - h


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _feed_all(s):
    """Write the mixed lines and the diffused input back into the lines; the sum of what was written."""
    tile, lines, row, at = s.tile, s.lines, s.row, u8(s.at)
    top = f4(0.0)
    for n in range(LINES):
        sign = f4(1.0) if (n >> 1) & 1 == 0 else f4(-1.0)
        for i in range(TICK):
            v = tile[n, i] + sign * row[n & 1, i]
            v = v if abs(v) > f4(FLOOR) else f4(0.0)
            lines[n, at + u8(i)] = v
            top += abs(v)
        if s.at < GUARD:
            again = at + u8(s.mask + 1)
            for i in range(TICK):
                lines[n, again + u8(i)] = lines[n, at + u8(i)]
    return top


@njit(nogil=True, cache=True, error_model="numpy", fastmath=FAST)
def _blend(s, dry, wet, buf):
    """Late sound onto the early, and both into the buffer."""
    heard, tile = s.heard, s.tile
    late, late_step = f4(s.late[0] + s.fade * (s.late[1] - s.late[0])), f4(s.fade_step * (s.late[1] - s.late[0]))
    early = f4(EARLY_LEVEL)
    dry_step, wet_step = f4((dry - s.dry) / TICK), f4((wet - s.wet) / TICK)
    dry_at, wet_at = f4(s.dry), f4(s.wet)
    for i in range(TICK):
        level = late + late_step * RAMP[i]
        d, w = dry_at + dry_step * RAMP[i], wet_at + wet_step * RAMP[i]
        buf[0, i] = d * buf[0, i] + w * (early * heard[0, i] + level * tile[5, i])
        buf[1, i] = d * buf[1, i] + w * (early * heard[1, i] + level * tile[10, i])


@njit(nogil=True, cache=True, error_model="numpy")
def process(s, space, mix, buf):
    """Reverberate one tick in place: buf float32 (2, TICK), space 0 to 127, mix 0 to 1 by equal power.

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
    if s.fresh == 1:
        jump(s.mix, mix)
    share = follow(s.mix, mix, tick_rate(SMOOTHING_S, s.sample_rate_hz))
    dry, wet = (math.cos(0.5 * math.pi * share), math.sin(0.5 * math.pi * share)) if share > 0.0 else (1.0, 0.0)
    _follow(s, space)
    if s.fresh == 1:
        s.fresh = 0
        s.dry, s.wet = dry, wet
    s.quiet = 0 if total > 0.0 else s.quiet + 1
    if s.quiet * TICK <= 2 * s.mask:
        for c in range(2):
            _listen(s, c, buf)
            _reflect(s, c)
            _diffuse(s, c)
        _read_all(s)
        _absorb_all(s)
        _mix_all(s)
        if _feed_all(s) > f4(0.0):
            s.quiet = 0
        _blend(s, dry, wet, buf)
        s.at = (s.at + TICK) & s.mask
    s.dry, s.wet = dry, wet
    s.fade += s.fade_step * TICK
