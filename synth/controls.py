"""The controls of the engine: where each parameter goes, where it is now, and what follows from that.

Once a tick everything moves a step towards its target, and what the voices need is worked out for all
of them together: levels and ratios of the unison voices, envelope rates, damping, crossfades. Values
that a voice moves from sample to sample come in pairs: at the beginning and at the end of the tick.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from synth.dsp import envelope, sampler
from synth.dsp.filter import LOWEST_HZ, damping
from synth.dsp.oscillator import CYCLE
from synth.dsp.smoothing import follow, jump, smoothstep, tick_rate
from synth.dsp.tick import TICK
from synth.parameters import FILTER_TYPES, INDEX, N_ALL
from synth.state import UNISON

SMOOTHING_S: Final = 0.004
"""Time constant of each of two stages: a jump of a knob is 95 % done after 19 ms."""
CROSSFADE_S: Final = 0.015
"""Time a change of wave or filter type takes."""
VIBRATO_SEMITONES: Final = 0.5
"""Depth of the vibrato with the modulation wheel all the way up."""
SILENT_DB: Final = -59.9
"""The master volume is off from here down."""

_IN_LOG = tuple(INDEX[f"filter{f}_{what}"] for f in (1, 2) for what in ("cutoff_hz", "env_hz"))
_LEVEL = tuple(INDEX[id] for id in ("osc1_on", "osc2_level", "osc3_level"))
_WAVE = tuple(INDEX[f"osc{n}_wave"] for n in (1, 2, 3))
_EXTRA = tuple(INDEX[f"osc{n}_extra"] for n in (1, 2, 3))
_AMP = tuple(INDEX[f"osc{n}_amp"] for n in (1, 2, 3))
_SEMITONES = tuple(INDEX[f"osc{n}_semitones"] for n in (1, 2, 3))
_TYPE = (INDEX["filter1_type"], INDEX["filter2_type"])
_RESONANCE = (INDEX["filter1_resonance"], INDEX["filter2_resonance"])
_ATTACK = (INDEX["filter1_attack_s"], INDEX["filter2_attack_s"], INDEX["amp_attack_s"])
"""First of the four rows of an envelope: attack, decay, sustain, release."""
DETUNE, SPREAD = INDEX["detune_cents"], INDEX["spread"]
PULSE_WIDTH = INDEX["pulse_width"]
MASTER = INDEX["master_db"]
SAMPLE_LEVEL = INDEX["sample_level"]
BEND_RANGE, VIBRATO_HZ = INDEX["bend_range"], INDEX["vibrato_hz"]


@njit(nogil=True, cache=True, error_model="numpy")
def aim(s, values):
    """Take natural values, shape (N_ALL,), as targets: cutoffs as logarithms, the volume as a gain."""
    for i in range(N_ALL):
        s.target[i] = values[i]
    for i in _IN_LOG:
        s.target[i] = math.log(max(values[i], LOWEST_HZ))
    s.target[MASTER] = 0.0 if values[MASTER] <= SILENT_DB else 10.0 ** (0.05 * values[MASTER])
    s.settled = 0


@njit(nogil=True, cache=True, error_model="numpy")
def arrive(s):
    """Be at the targets at once."""
    for i in range(N_ALL):
        s.stage_1[i] = s.value[i] = s.target[i]
    for o in range(3):
        s.wave[o, 0] = s.wave[o, 1] = int(s.target[_WAVE[o]])
        s.wave_fade[o, 0] = s.wave_fade[o, 1] = 0.0
    for f in range(2):
        for t in range(len(FILTER_TYPES)):
            s.type_fade[f, t] = s.type_mix[f, t] = 1.0 if t == int(s.target[_TYPE[f]]) else 0.0
    jump(s.bend, s.bend_target)
    jump(s.modulation, s.modulation_target)
    s.settled = 0
    _derive(s, 1.0)
    _derive(s, 1.0)  # twice, so that each pair begins where it ends


@njit(nogil=True, cache=True, error_model="numpy")
def move(s):
    """Everything one tick towards its target."""
    rate = tick_rate(SMOOTHING_S, s.sample_rate_hz)
    _wheels(s, rate)
    _crossfade(s, 1.0 / (CROSSFADE_S * s.tick_rate_hz))
    sampler.move(s, 0.01 * s.value[SAMPLE_LEVEL])
    if s.settled == 1:
        return
    still = True
    for i in range(N_ALL):
        if s.value[i] != s.target[i]:
            still = False
            s.stage_1[i] += rate * (s.target[i] - s.stage_1[i])
            s.value[i] += rate * (s.stage_1[i] - s.value[i])
            if abs(s.target[i] - s.value[i]) + abs(s.target[i] - s.stage_1[i]) < 1e-6:
                s.stage_1[i] = s.value[i] = s.target[i]
    if _derive(s, rate) and still:
        s.settled = 1


@njit(nogil=True, cache=True, error_model="numpy")
def _wheels(s, rate):
    """Pitch bend and the vibrato that the modulation wheel brings in, in semitones, for all voices alike."""
    bend = follow(s.bend, s.bend_target, rate)
    depth = VIBRATO_SEMITONES * follow(s.modulation, s.modulation_target, rate)
    s.vibrato_phase = (s.vibrato_phase + s.value[VIBRATO_HZ] / s.tick_rate_hz) % 1.0
    s.wheels = bend * s.value[BEND_RANGE] + depth * math.sin(2.0 * math.pi * s.vibrato_phase)


@njit(nogil=True, cache=True, error_model="numpy")
def _crossfade(s, step):
    """Waves and filter types move to the chosen ones; a wave chosen during a fade waits for its end."""
    for o in range(3):
        if s.wave[o, 0] != s.wave[o, 1] and s.wave_fade[o, 1] >= 1.0:
            s.wave[o, 0] = s.wave[o, 1]
            s.wave_fade[o, 1] = 0.0
        if s.wave[o, 0] == s.wave[o, 1]:
            s.wave[o, 1] = int(s.target[_WAVE[o]])
        s.wave_fade[o, 0] = s.wave_fade[o, 1]
        if s.wave[o, 0] != s.wave[o, 1]:
            s.wave_fade[o, 1] = min(1.0, s.wave_fade[o, 1] + step)
    for f in range(2):
        total = 0.0
        for t in range(len(FILTER_TYPES)):
            share = 1.0 if t == int(s.target[_TYPE[f]]) else 0.0
            s.type_fade[f, t] += min(step, max(-step, share - s.type_fade[f, t]))
            s.type_mix[f, t] = smoothstep(s.type_fade[f, t])
            total += s.type_mix[f, t]
        for t in range(len(FILTER_TYPES)):
            s.type_mix[f, t] /= total


@njit(nogil=True, cache=True, error_model="numpy")
def _derive(s, rate):
    """What follows from the values; True when none of it moves any more."""
    for e in range(3):
        row = _ATTACK[e]
        envelope.set_rates(
            s.rates[e], s.value[row], s.value[row + 1], s.value[row + 2], s.value[row + 3], 1.0 / s.tick_rate_hz
        )
    for f in range(2):
        s.damping[f] = damping(s.value[_RESONANCE[f]])
    s.master[0], s.master[1] = s.master[1], s.value[MASTER]
    s.pulse_offset[0], s.pulse_offset[1] = s.pulse_offset[1], CYCLE * 0.01 * s.value[PULSE_WIDTH]
    still = s.master[0] == s.master[1] and s.pulse_offset[0] == s.pulse_offset[1]
    for o in range(3):
        still = _unison(s, o, rate) and still
    return still


@njit(nogil=True, cache=True, error_model="numpy")
def _unison(s, o, rate):
    """Gains and frequency ratios of the unison voices of oscillator o at the end of this tick.

    Voice u of n stands at 2 u / (n - 1) - 1: that far out in detune and, times spread, in stereo by
    equal power (oscillator 2 mirrored). Each has 1 / sqrt(n) of the level, so extra voices keep the
    loudness. When n changes, voices come and go, and the others slide to their new places. True when
    nothing moves any more.
    """
    n = 1 + int(s.target[_EXTRA[o]])
    power = 0.0
    for u in range(UNISON):
        power += follow(s.unison_here[o, u], 1.0 if u < n else 0.0, rate) ** 2
    level = 0.01 * s.value[_AMP[o]] * s.value[_LEVEL[o]] * (1.0 if o == 0 else 0.01) / math.sqrt(power)
    octave = s.value[_SEMITONES[o]] / 12.0
    mirror = -1.0 if o == 1 else 1.0
    s.unison_highest[o] = 0.0
    still = True
    for u in range(UNISON):
        place, here = s.unison_place[o, u], s.unison_here[o, u, 1]
        if u < n:
            goal = 0.0 if n == 1 else 2.0 * u / (n - 1) - 1.0
            # A silent voice goes to its place at once, a sounding one slides there.
            silent = s.unison_level[o, u, 0] + s.unison_level[o, u, 1] == 0.0
            follow(place, goal, 1.0 if silent else rate)
            still = still and place[1] == goal
        angle = 0.25 * math.pi * (1.0 + mirror * place[1] * 0.01 * s.value[SPREAD])
        s.unison_ratio[o, u] = 2.0 ** (octave + place[1] * s.value[DETUNE] / 1200.0)
        heard = here > 0.0
        for channel in range(2):
            before = s.unison_level[o, u, channel]
            after = level * here * (math.cos(angle) if channel == 0 else math.sin(angle))
            heard = heard or before > 0.0
            still = still and before == after
            s.unison_level[o, u, channel] = after
            s.unison_gain[o, u, channel] = np.float32(before)
            s.unison_gain_step[o, u, channel] = np.float32((after - before) / TICK)
        if heard:
            s.unison_highest[o] = max(s.unison_highest[o], s.unison_ratio[o, u])
    return still
