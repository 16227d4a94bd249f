"""Oscillator kernels: one voice of one wave added into a stereo tick.

Phase is a 32-bit fraction of a cycle: it wraps by itself, never drifts, and its top bits are the table
index. A pulse is the difference of two sawtooths, so it is as clean as the sawtooth
(Välimäki & Huovilainen, "Antialiasing Oscillators in Subtractive Synthesis", IEEE SPM 2007, eq. 13).
"""

import numpy as np
from numba import njit

from synth.dsp.wavetable import SAW, SINE, SQUARE, TRIANGLE, band_of

CYCLE = 4294967296.0
"""Phase units in a cycle, 2**32."""

PULSE_WAVE = 4
NOISE_WAVE = 5
"""Indices of the waves as in `synth.parameters.WAVES`; 0 to 3 are the tables in order."""

assert (SINE, TRIANGLE, SAW, SQUARE) == (0, 1, 2, 3)  # the wave index is the table index


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def add_table(phase, step, table, shift, left, right, gain_l, gain_r, gain_dl, gain_dr):
    """Add a table wave: phase and step uint32, `shift` = 32 - log2(points), gains ramp by their deltas.

    `table` is float32 with one guard point; `left`, `right` float32.
    """
    mask = np.uint32((np.uint32(1) << np.uint32(shift)) - np.uint32(1))
    scale = np.float32(1.0) / np.float32(np.uint32(1) << np.uint32(shift))
    for i in range(left.shape[0]):
        p = np.uint32(phase + np.uint32(i) * step)
        j = np.uintp(p >> np.uint32(shift))
        f = np.float32(np.int32(p & mask)) * scale
        a = table[j]
        y = a + f * (table[j + np.uintp(1)] - a)
        left[i] += (gain_l + np.float32(i) * gain_dl) * y
        right[i] += (gain_r + np.float32(i) * gain_dr) * y


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def add_pulse(phase, step, offset, offset_step, table, shift, left, right, gain_l, gain_r, gain_dl, gain_dr):
    """Add a pulse: the sawtooth table at `phase` minus itself at `phase + offset`.

    Arguments as `add_table`; `offset`, the pulse width in phase units, moves by `offset_step` a sample
    (both uint32; a step backwards is its complement).
    """
    mask = np.uint32((np.uint32(1) << np.uint32(shift)) - np.uint32(1))
    scale = np.float32(1.0) / np.float32(np.uint32(1) << np.uint32(shift))
    for i in range(left.shape[0]):
        p = np.uint32(phase + np.uint32(i) * step)
        j = np.uintp(p >> np.uint32(shift))
        f = np.float32(np.int32(p & mask)) * scale
        a = table[j]
        y = a + f * (table[j + np.uintp(1)] - a)
        q = np.uint32(p + offset + np.uint32(i) * offset_step)
        k = np.uintp(q >> np.uint32(shift))
        g = np.float32(np.int32(q & mask)) * scale
        b = table[k]
        y -= b + g * (table[k + np.uintp(1)] - b)
        left[i] += (gain_l + np.float32(i) * gain_dl) * y
        right[i] += (gain_r + np.float32(i) * gain_dr) * y


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def add_noise(random, left, right, gain_l, gain_r, gain_dl, gain_dr):
    """Add white noise, uniform in -1 to 1: a 32-bit linear congruential generator with a scrambled output.

    `random` is the uint32 state; returns the next one. Constants: Numerical Recipes, ch. 7.1.
    """
    for i in range(left.shape[0]):
        random = np.uint32(random * np.uint32(1664525) + np.uint32(1013904223))
        bits = np.uint32(random ^ (random >> np.uint32(16)))
        y = np.float32(np.int32(bits)) * np.float32(4.656612873077393e-10)
        left[i] += (gain_l + np.float32(i) * gain_dl) * y
        right[i] += (gain_r + np.float32(i) * gain_dr) * y
    return random


@njit(nogil=True, cache=True, error_model="numpy")
def table_of(tables, shape, hz):
    """(points with guard as a view, shift) of the table of a shape for a frequency in hertz."""
    n_bands = int(tables[0])
    entry = 1 + 2 * (shape * n_bands + band_of(hz, n_bands))
    start = int(tables[entry])
    bits = int(tables[entry + 1])
    return tables[start : start + (1 << bits) + 1], np.uint32(32 - bits)
