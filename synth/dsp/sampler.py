"""A recorded sound read at any pitch: from copies with less and less treble, by a long interpolation between frames.

A copy is read with steps of up to two frames, so nothing folds back below half the output rate, and no treble below a
quarter of that rate is missing. Over the last quarter of an octave the next copy fades in.
Source: Smith & Gossett, "A flexible sampling-rate conversion method", ICASSP 1984.
"""

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth.dsp.smoothing import smoothstep
from synth.dsp.tick import TICK
from synth.sample_bank import (
    BANK,
    END,
    LEVELS,
    LIKENESS,
    LOOP_END,
    LOOP_START,
    N_MARKS,
    POINTS,
    START,
    STARTS,
    TAPS,
    loop_fade_s,
)

PHASES: Final = 256
_BETA: Final = 8.6
"""Of the Kaiser window: images lie 87 dB down."""

END_FADE_S: Final = 0.005
JUMP_FADE_S: Final = 0.005
"""A key struck again fades from where it was, and so do all keys when the marks move."""

STATE: Final = np.dtype(
    [
        ("bank", BANK),
        ("mark", np.float64, (N_MARKS,)),
        ("former_mark", np.float64, (N_MARKS,)),  # those by which what fades out is read
        ("marking", np.float64),  # how much of a fade to other marks is left
        ("open", np.float64),  # 1, or on its way to 0 while another sound is to be taken
        ("closing", np.int64),
        ("copied", np.int64),  # points of the other sound that are here
        ("gain", np.float64, (2,)),  # at the beginning and the end of this tick
    ],
    align=True,
)


def _kernel() -> NDArray[np.float32]:
    """Weights of TAPS frames for PHASES + 1 places between two frames, shape (PHASES + 1, TAPS), each of sum 1."""
    place = np.arange(PHASES + 1)[:, None] / PHASES
    away = place - (np.arange(TAPS)[None] - (TAPS // 2 - 1))
    window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1.0 - (2.0 * away / TAPS) ** 2))) / np.i0(_BETA)
    weights = np.sinc(away) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


KERNEL: Final = _kernel()

_fade_s = njit(nogil=True, cache=True, error_model="numpy")(loop_fade_s)


@njit(nogil=True, cache=True, error_model="numpy")
def move(s, level):
    """The gain of all voices one tick on, towards a level or, before another sound is taken, to silence."""
    p = s.sampler
    step = 1.0 / (JUMP_FADE_S * s.tick_rate_hz)
    p.open = max(0.0, p.open - step) if p.closing == 1 else min(1.0, p.open + step)
    p.gain[0], p.gain[1] = p.gain[1], level * smoothstep(p.open)
    p.marking = max(0.0, p.marking - step)


@njit(nogil=True, cache=True, error_model="numpy")
def silence(s):
    """All voices at no gain at once."""
    s.sampler.open = s.sampler.gain[0] = s.sampler.gain[1] = 0.0


@njit(nogil=True, cache=True, error_model="numpy")
def arrive(s, level):
    """All voices at a level at once."""
    s.sampler.open = 1.0
    s.sampler.gain[0] = s.sampler.gain[1] = level


@njit(nogil=True, cache=True, error_model="numpy")
def take(s, bank, most):
    """Take another sound, at most so many points of it at once; True when all of it is here.

    First what sounds fades out; to be called again until it is so.
    """
    p = s.sampler
    p.closing = 1
    if p.open > 0.0 or p.gain[0] > 0.0:
        return False
    if p.copied == 0:
        p.bank.frames = 0
    until = min(POINTS, p.copied + most)
    p.bank.points[p.copied : until] = bank.points[p.copied : until]
    p.copied = until
    if until < POINTS:
        return False
    p.bank.frames, p.bank.rate_hz, p.bank.root = bank.frames, bank.rate_hz, bank.root
    p.closing = p.copied = 0
    s.sample_at[:, 0] = p.mark[START]
    s.sample_fade[:] = 0.0
    return True


@njit(nogil=True, cache=True, error_model="numpy")
def mark(s, marks):
    """Other marks, shape (N_MARKS,): what sounds fades to where it is by them.

    False while it still fades to those before: to be called again.
    """
    p = s.sampler
    if p.marking > 0.0:
        return False
    p.former_mark[:] = p.mark
    p.mark[:] = marks
    for slot in range(len(s.sample_sounds)):
        if s.sample_sounds[slot] == 1:
            s.sample_at[slot, 1] = s.sample_at[slot, 0]
            s.sample_fade[slot] = p.marking = 1.0
    return True


@njit(nogil=True, cache=True, error_model="numpy")
def begin(s, slot):
    """A key is struck: its voice reads from the start mark, and fades from where it was if it sounded."""
    if s.fresh[slot] == 0 and s.sample_sounds[slot] == 1:
        s.sampler.former_mark[:] = s.sampler.mark
        s.sample_at[slot, 1] = s.sample_at[slot, 0]
        s.sample_fade[slot] = 1.0
    else:
        s.sample_fade[slot] = 0.0
    s.sample_at[slot, 0] = s.sampler.mark[START]


@njit(nogil=True, cache=True, error_model="numpy")
def add(s, slot, pitch):
    """Add one tick of the recorded sound, at a pitch as a MIDI note, into s.osc."""
    p = s.sampler
    if p.bank.frames == 0 or p.gain[0] + p.gain[1] == 0.0:
        s.sample_sounds[slot] = 0
        return
    speed = 2.0 ** ((pitch - p.bank.root) / 12.0)
    seconds = speed / s.sample_rate_hz
    octave = math.log2(seconds * 2.0 * p.bank.rate_hz) - 1.0  # above a step of two frames of the first copy
    level = max(0, math.ceil(octave))
    blend = smoothstep(min(1.0, max(0.0, 4.0 * (octave - level) + 1.0)))
    s.sample_sounds[slot] = 1
    if level >= LEVELS:
        return
    fade = 1.0 / (JUMP_FADE_S * s.sample_rate_hz)
    old = s.sample_fade[slot]
    for i in range(TICK):
        at = _looped(p.mark, s.sample_at[slot, 0])
        y = _heard(p.bank, p.mark, at, level, blend)
        if old > 0.0:
            before = _looped(p.former_mark, s.sample_at[slot, 1])
            share = smoothstep(old)
            y = (1.0 - share) * y + share * _heard(p.bank, p.former_mark, before, level, blend)
            s.sample_at[slot, 1] = before + seconds
            old -= fade
        s.sample_at[slot, 0] = at + seconds
        g = np.float32((p.gain[0] + (p.gain[1] - p.gain[0]) * (i + 1) / TICK) * y)
        s.osc[0, i] += g
        s.osc[1, i] += g
    s.sample_fade[slot] = max(0.0, old)


@njit(nogil=True, cache=True, error_model="numpy")
def _looped(mark, at):
    """A time within the loop, if there is one and it has been reached."""
    long = mark[LOOP_END] - mark[LOOP_START]
    if long <= 0.0 or at < mark[LOOP_END]:
        return at
    return mark[LOOP_START] + (at - mark[LOOP_START]) % long


@njit(nogil=True, cache=True, error_model="numpy")
def _heard(bank, mark, at, level, blend):
    """The sound at a time in seconds: its loop without a seam, its end without a click."""
    long = mark[LOOP_END] - mark[LOOP_START]
    if long <= 0.0:
        left = mark[END] - at
        if left <= 0.0:
            return 0.0
        return min(1.0, left / END_FADE_S) * _blended(bank, at, level, blend)
    y = _blended(bank, at, level, blend)
    fade = _fade_s(mark[LOOP_START], mark[LOOP_END])
    left = mark[LOOP_END] - at
    if left >= fade or fade <= 0.0:
        return y
    # As loud all the way: with equal gains where both sides are the same wave, with equal powers for noise.
    share = smoothstep(left / fade)
    power = share * share + (1.0 - share) * (1.0 - share) + 2.0 * mark[LIKENESS] * share * (1.0 - share)
    return (share * y + (1.0 - share) * _blended(bank, at - long, level, blend)) / math.sqrt(power)


@njit(nogil=True, cache=True, error_model="numpy")
def _blended(bank, at, level, blend):
    y = _read(bank, at, level)
    if blend > 0.0 and level + 1 < LEVELS:
        y += blend * (_read(bank, at, level + 1) - y)
    return y


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def _read(bank, at, level):
    """A copy at a time in seconds, between its frames by TAPS weights."""
    place = at * 2.0 * bank.rate_hz / (1 << level)
    first = math.floor(place)
    last = 2 * bank.frames >> level
    if first < 0 or first > last:
        return 0.0
    phase = (place - first) * PHASES
    row = int(phase)
    rest = np.float32(phase - row)
    begin = STARTS[level] + first - (TAPS // 2 - 1)
    here, there = np.float32(0.0), np.float32(0.0)
    for tap in range(TAPS):
        value = bank.points[begin + tap]
        here += KERNEL[row, tap] * value
        there += KERNEL[row + 1, tap] * value
    return float(here + rest * (there - here))
