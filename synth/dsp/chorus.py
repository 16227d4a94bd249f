"""Stereo chorus: one moving tap a side, kept out of the bass.

The delay moves as a sine around its middle by up to half of it. With `invert` the right side moves
against the left. The delay glides to a new setting, so a jump bends the pitch and does not click.
Source: Dattorro, "Effect Design Part 2: Delay-Line Modulation and Chorus", JAES 45 (1997).
"""

import math
from typing import Final

import numpy as np
from numba import njit

from synth.dsp.interpolation import hermite

LENGTH: Final = 8192
"""Samples of a delay line: 85 ms at 96 kHz."""
SHORTEST_MS: Final = 0.2
GLIDE_S: Final = 0.04

STATE: Final = np.dtype(
    [
        ("sample_rate_hz", np.float64),
        ("line", np.float32, (2, LENGTH)),
        ("at", np.int64),
        ("phase", np.float64),
        ("delay", np.float64),  # samples, gliding
        ("depth", np.float64),  # samples, gliding
        ("low_cut", np.float64, (2, 2)),  # high-pass states of each channel
        ("mix", np.float64),
    ],
    align=True,
)


@njit(nogil=True, cache=True)
def reset(state, sample_rate_hz):
    """Silence in the lines; the movement starts at its middle."""
    state.sample_rate_hz = sample_rate_hz
    state.line[:, :] = np.float32(0.0)
    state.at = 0
    state.phase = 0.0
    state.delay = -1.0
    state.depth = 0.0
    state.low_cut[:, :] = 0.0
    state.mix = 0.0


@njit(nogil=True, cache=True, fastmath=True)
def process(state, delay_ms, rate_hz, depth, invert, low_cut_hz, mix, buf):
    """Add chorus to `buf`, float32 (2, n), in place; depth, invert and mix 0 to 1.

    Dry and wet are crossfaded at equal power. With the mix at 0 the buffer is left as it is.
    """
    n = buf.shape[1]
    rate = state.sample_rate_hz
    middle = 0.001 * rate * max(delay_ms, SHORTEST_MS)
    if state.delay < 0.0:
        state.delay = middle
    glide = 1.0 - math.exp(-n / (GLIDE_S * rate))
    delay, moving = state.delay, state.depth
    delay_step = glide * (middle - delay) / n
    depth_step = glide * (0.5 * depth * middle - moving) / n
    g = math.tan(math.pi * min(max(low_cut_hz, 1.0), 0.4 * rate) / rate)
    k = math.sqrt(2.0)
    a1 = 1.0 / (1.0 + g * (g + k))
    a2 = g * a1
    a3 = g * a2
    mask = LENGTH - 1
    silent = state.mix == 0.0 and mix == 0.0
    before, share_step = state.mix, (mix - state.mix) / n
    phase_step = rate_hz / rate
    for i in range(n):
        delay += delay_step
        moving += depth_step
        state.phase += phase_step
        wave = math.sin(2.0 * math.pi * state.phase)
        share = before + share_step * (i + 1)
        dry_gain = math.cos(0.5 * math.pi * share)
        wet_gain = math.sin(0.5 * math.pi * share)
        for channel in range(2):
            x = float(buf[channel, i])
            z = state.low_cut[channel]
            v3 = x - z[1]
            v1 = a1 * z[0] + a2 * v3
            v2 = z[1] + a2 * z[0] + a3 * v3
            z[0] = 2.0 * v1 - z[0]
            z[1] = 2.0 * v2 - z[1]
            state.line[channel, (state.at + i) & mask] = np.float32(x - k * v1 - v2)
            if silent:
                continue
            side = wave if channel == 0 else wave * (1.0 - 2.0 * invert)
            wet = hermite(state.line[channel], mask, (state.at + i) - max(delay + moving * side, 2.0) - 1.0)
            buf[channel, i] = np.float32(dry_gain * x + wet_gain * wet)
    state.at = (state.at + n) & mask
    state.phase -= math.floor(state.phase)
    state.delay, state.depth = delay, moving
    state.mix = mix
