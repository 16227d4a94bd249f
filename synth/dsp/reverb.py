"""A space from a small room to a cathedral: diffusers into a feedback delay network of eight lines.

Eight lines of mutually inharmonic lengths, mixed by a Hadamard matrix, each with a one-pole absorption
filter that sets the decay of lows and highs (Jot & Chaigne, "Digital delay networks for designing
artificial reverberators", AES 90, 1991; Jot 1992, eq. for the filter). Four Schroeder all-passes a side
make the echoes dense before they enter (Dattorro, "Effect Design Part 1", JAES 45, 1997). The taps
drift slowly, so that no mode can ring.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from synth.dsp.interpolation import hermite

LINES: Final = 8
LINE_LENGTH: Final = 16384
DIFFUSERS: Final = 4
DIFFUSER_LENGTH: Final = 2048
PRE_LENGTH: Final = 4096

LINE_MS: Final = (31.71, 37.11, 40.23, 44.14, 53.28, 61.57, 67.33, 76.91)
DIFFUSER_MS: Final = ((4.77, 3.60, 12.73, 9.31), (4.61, 3.83, 12.17, 9.67))
DIFFUSION: Final = (0.72, 0.72, 0.62, 0.62)
DRIFT_HZ: Final = (0.31, 0.37, 0.43, 0.53, 0.59, 0.67, 0.73, 0.83)
DRIFT_MS: Final = 0.12
GLIDE_S: Final = 0.25
SILENT: Final = np.float32(1e-15)

STATE: Final = np.dtype(
    [
        ("sample_rate_hz", np.float64),
        ("pre", np.float32, (2, PRE_LENGTH)),
        ("diffuser", np.float32, (2, DIFFUSERS, DIFFUSER_LENGTH)),
        ("line", np.float32, (LINES, LINE_LENGTH)),
        ("absorbed", np.float64, (LINES,)),
        ("read", np.float64, (LINES,)),  # delay of each tap in samples, gliding; 0 before the first tick
        ("read_step", np.float64, (LINES,)),
        ("gains", np.float64, (LINES,)),
        ("poles", np.float64, (LINES,)),
        ("work", np.float64, (LINES,)),
        ("diffuser_samples", np.int64, (2, DIFFUSERS)),
        ("at", np.int64),
        ("drift", np.float64, (LINES,)),
        ("space", np.float64),  # gliding; below 0 before the first tick
        ("mix", np.float64),
        ("quiet", np.int64),  # samples since anything was heard in the lines
    ],
    align=True,
)


@njit(nogil=True, cache=True)
def decay_s(space):
    """Reverberation time RT60 at low frequencies for a space of 0 to 127: 0.3 s to 7 s, geometric."""
    return 0.3 * (7.0 / 0.3) ** (space / 127.0)


@njit(nogil=True, cache=True)
def treble_ratio(space):
    """Decay time of the highs as a share of the lows: large spaces lose more in the air."""
    return 0.55 - 0.25 * space / 127.0


@njit(nogil=True, cache=True)
def size(space):
    """Scale of the line lengths: 0.3 in a room of a few metres, 1.35 in a cathedral."""
    return 0.3 + 1.05 * space / 127.0


@njit(nogil=True, cache=True)
def pre_delay_ms(space):
    """Time before the first reflection: 1 ms to 24 ms."""
    return 1.0 + 23.0 * space / 127.0


@njit(nogil=True, cache=True)
def reset(state, sample_rate_hz):
    """Silence in all lines."""
    state.sample_rate_hz = sample_rate_hz
    state.pre[:, :] = np.float32(0.0)
    state.diffuser[:, :, :] = np.float32(0.0)
    state.line[:, :] = np.float32(0.0)
    state.absorbed[:] = 0.0
    state.read[:] = 0.0
    for channel in range(2):
        for d in range(DIFFUSERS):
            state.diffuser_samples[channel, d] = int(0.001 * sample_rate_hz * DIFFUSER_MS[channel][d])
    state.at = 0
    state.space = -1.0
    state.mix = 0.0
    state.quiet = LINE_LENGTH
    for k in range(LINES):
        state.drift[k] = k / LINES


@njit(nogil=True, cache=True, fastmath=True)
def _hadamard(x):
    """Mix eight values by the orthogonal Hadamard matrix, in place."""
    half = 1
    while half < LINES:
        k = 0
        while k < LINES:
            for j in range(k, k + half):
                a, b = x[j], x[j + half]
                x[j], x[j + half] = a + b, a - b
            k += 2 * half
        half *= 2
    for k in range(LINES):
        x[k] *= 0.35355339059327373


@njit(nogil=True, cache=True)
def process(state, space, mix, buf):
    """Add the space to `buf`, float32 (2, n), in place; `space` 0 to 127, `mix` 0 to 1.

    Dry and wet are crossfaded at equal power. With the mix at 0 and silent lines the buffer is left
    as it is and nothing is computed.
    """
    n = buf.shape[1]
    rate = state.sample_rate_hz
    if mix == 0.0 and state.mix == 0.0:
        if state.quiet < LINE_LENGTH:
            reset(state, rate)
        return
    if state.space < 0.0:
        state.space = space
    state.space += (1.0 - math.exp(-n / (GLIDE_S * rate))) * (space - state.space)
    _render(state, mix, buf)
    state.mix = mix


@njit(nogil=True, cache=True, fastmath=True)
def _render(state, mix, buf):
    n = buf.shape[1]
    rate = state.sample_rate_hz
    rt = decay_s(state.space)
    ratio = treble_ratio(state.space)
    scale = size(state.space)
    pre = max(1.0, 0.001 * rate * pre_delay_ms(state.space))
    gains = state.gains
    poles = state.poles
    taps = state.read
    power = 0.0
    for k in range(LINES):
        length = 0.001 * rate * LINE_MS[k] * scale
        state.drift[k] = (state.drift[k] + DRIFT_HZ[k] * n / rate) % 1.0
        goal = length + 0.001 * rate * DRIFT_MS * math.sin(2.0 * math.pi * state.drift[k])
        state.read_step[k] = (goal - taps[k]) / n if taps[k] > 0.0 else 0.0
        if taps[k] <= 0.0:
            taps[k] = goal
        db = -60.0 * length / (rate * rt)
        poles[k] = min(0.95, max(0.0, math.log(10.0) / 80.0 * db * (1.0 - 1.0 / (ratio * ratio))))
        gains[k] = 10.0 ** (0.05 * db)
        power += gains[k] * gains[k] / LINES
    level = 0.9 * math.sqrt(1.0 - power)
    before, share_step = state.mix, (mix - state.mix) / n
    x = state.work
    mask, pre_mask, diffuser_mask = LINE_LENGTH - 1, PRE_LENGTH - 1, DIFFUSER_LENGTH - 1
    loudest = np.float32(0.0)
    for i in range(n):
        at = state.at + i
        share = before + share_step * (i + 1)
        dry_gain, wet_gain = math.cos(0.5 * math.pi * share), math.sin(0.5 * math.pi * share)
        left_in, right_in = 0.0, 0.0
        for channel in range(2):
            line = state.pre[channel]
            line[at & pre_mask] = buf[channel, i]
            whole = int(pre)
            f = pre - whole
            v = (1.0 - f) * line[(at - whole) & pre_mask] + f * line[(at - whole - 1) & pre_mask]
            for d in range(DIFFUSERS):
                ring = state.diffuser[channel, d]
                delayed = float(ring[(at - state.diffuser_samples[channel, d]) & diffuser_mask])
                fed = v - DIFFUSION[d] * delayed
                ring[at & diffuser_mask] = np.float32(fed)
                v = delayed + DIFFUSION[d] * fed
            if channel == 0:
                left_in = v
            else:
                right_in = v
        left, right = 0.0, 0.0
        for k in range(LINES):
            taps[k] += state.read_step[k]
            y = gains[k] * hermite(state.line[k], mask, at - taps[k])
            state.absorbed[k] = (1.0 - poles[k]) * y + poles[k] * state.absorbed[k]
            x[k] = state.absorbed[k]
        # Outputs with signs of their own: the two sides share no sum, so they stay uncorrelated.
        left = x[0] - x[2] + x[4] - x[6]
        right = x[1] - x[3] + x[5] - x[7]
        _hadamard(x)
        for k in range(LINES):
            v = np.float32(x[k] + 0.5 * (left_in if k % 2 == 0 else right_in))
            if abs(v) < SILENT:
                v = np.float32(0.0)
            loudest = max(loudest, abs(v))
            state.line[k, at & mask] = v
        buf[0, i] = np.float32(dry_gain * buf[0, i] + wet_gain * level * left)
        buf[1, i] = np.float32(dry_gain * buf[1, i] + wet_gain * level * right)
    state.quiet = 0 if loudest > 0.0 else min(state.quiet + n, LINE_LENGTH)
    state.at = (state.at + n) & mask
