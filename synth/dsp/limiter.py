"""The last block: a soft limiter that no signal can pass.

Look-ahead of one tick. A tick's peak asks for a gain; the gain moves in a straight line across the
tick before, so it is there when the peak comes, and both its ends are low enough for the tick they
enclose: the output can never exceed `CEILING`. Below `KNEE` nothing is touched. Anything that is not a
number becomes silence. Compare Giannoulis, Massberg & Reiss, "Digital Dynamic Range Compressor
Design", JAES 60 (2012).
"""

import math
from typing import Final

import numpy as np
from numba import njit

from synth.dsp.tick import TICK

KNEE: Final = 0.5
CEILING: Final = 0.985
"""-0.13 dBFS: room for what a converter makes between the samples."""
RELEASE_S: Final = 0.12

STATE: Final = np.dtype(
    [
        ("sample_rate_hz", np.float64),
        ("delayed", np.float32, (2, TICK)),
        ("gain", np.float64),  # at the beginning of the delayed tick
        ("needed", np.float64),  # highest gain the delayed tick may have
    ],
    align=True,
)


@njit(nogil=True, cache=True)
def reset(state, sample_rate_hz):
    """Nothing delayed, gain 1."""
    state.sample_rate_hz = sample_rate_hz
    state.delayed[:, :] = np.float32(0.0)
    state.gain = 1.0
    state.needed = 1.0


@njit(nogil=True, cache=True)
def gain_for(peak):
    """The gain that takes a peak to its place on the knee: 1 below KNEE, towards CEILING above."""
    if peak <= KNEE:
        return 1.0
    room = CEILING - KNEE
    return (KNEE + room * math.tanh((peak - KNEE) / room)) / peak


@njit(nogil=True, cache=True)
def process(state, buf):
    """Limit `buf`, float32 (2, TICK), in place; the output is one tick late."""
    peak = 0.0
    for channel in range(2):
        for i in range(TICK):
            x = buf[channel, i]
            if not math.isfinite(x):
                x = np.float32(0.0)
                buf[channel, i] = x
            peak = max(peak, abs(float(x)))
    needed = gain_for(peak)
    recovered = 1.0 - (1.0 - state.gain) * math.exp(-TICK / (RELEASE_S * state.sample_rate_hz))
    end = min(min(needed, state.needed), recovered)
    step = (end - state.gain) / TICK
    for i in range(TICK):
        gain = state.gain + step * (i + 1)
        for channel in range(2):
            incoming = buf[channel, i]
            out = gain * float(state.delayed[channel, i])
            buf[channel, i] = np.float32(min(1.0, max(-1.0, out)))
            state.delayed[channel, i] = incoming
    state.gain = end
    state.needed = needed
