"""One voice for one tick: controls first, then signal, in the order of the patch diagram.

oscillators 1-3 and the recorded sound → filter 1 → filter 2 → amplitude envelope → bus
"""

import math

import numpy as np
from numba import njit

from synth.dsp import envelope, filter, oscillator, sampler, wavetable
from synth.dsp.smoothing import follow, jump, smoothstep, tick_rate
from synth.dsp.tick import TICK
from synth.parameters import INDEX
from synth.state import UNISON
from synth.units import A4_HZ, A4_NOTE

FILTERS_ON = INDEX["filters_on"]
KEY_TRACK = INDEX["key_track"]
VELOCITY_SENS = INDEX["velocity_sens"]
SAMPLE_SEMITONES = INDEX["sample_semitones"]
FILTER_TYPE = (INDEX["filter1_type"], INDEX["filter2_type"])
"""First of the four rows of a filter: type, cutoff, envelope switch, envelope cutoff."""

AMPLITUDE = 2
"""Row of the amplitude envelope in `rates`; rows 0 and 1 are the filters'."""

TRACKED_NOTE = 60
"""At C4 the key tracking leaves the cutoffs where they are."""
FADE_TICKS = 12
"""A stolen voice is gone after this many ticks: 8 ms at 48 kHz."""
RESTRIKE_S = 0.0025
"""Time constant of each of two stages in which a key struck again leaves its gain of before: 5 ms together."""
HIGHEST_OF_RATE = 0.49
"""A pitched oscillator above this share of the sample rate is silent."""
NOISE_RATE_HZ = 48_000.0
"""Noise has its nominal level at this rate; at others it keeps its power per hertz."""


@njit(nogil=True, cache=True, error_model="numpy")
def _pitch(s, slot):
    """Move the glide one tick; the sounding pitch as a MIDI note."""
    goal = float(s.note[slot])
    pitch = s.pitch[slot]
    step = s.glide_step[slot]
    if pitch < goal:
        pitch = min(goal, pitch + step)
    else:
        pitch = max(goal, pitch - step)
    s.pitch[slot] = pitch
    return pitch + s.wheels


@njit(nogil=True, cache=True, error_model="numpy")
def _oscillators(s, tables, slot, hz):
    """Add all oscillators of a voice at a frequency in hertz into s.osc."""
    step_1 = hz * oscillator.CYCLE / s.sample_rate_hz
    for o in range(3):
        highest_hz = hz * s.unison_highest[o]
        if highest_hz == 0.0:
            continue
        # Two waves while one fades into the other: both start each tick at the same phases.
        waves = 1 if s.wave[o, 0] == s.wave[o, 1] else 2
        for w in range(waves):
            start, end = smoothstep(s.wave_fade[o, 0]), smoothstep(s.wave_fade[o, 1])
            if w == 0:
                start, end = 1.0 - start, 1.0 - end
            _wave(s, tables, slot, o, s.wave[o, w], step_1, highest_hz, start, end, w == waves - 1)


@njit(nogil=True, cache=True, error_model="numpy")
def _wave(s, tables, slot, o, wave, step_1, highest_hz, start, end, last):
    """Add one wave of oscillator o into s.osc, its share moving from `start` to `end` over the tick.

    `step_1` is the phase step of a unison voice at the note's own frequency; `last` moves the phases on.
    """
    left, right = s.osc[0], s.osc[1]
    if wave != oscillator.NOISE_WAVE and highest_hz > HIGHEST_OF_RATE * s.sample_rate_hz:
        return
    shape = wavetable.SAW if wave == oscillator.PULSE_WAVE else min(wave, wavetable.SQUARE)
    table, shift = oscillator.table_of(tables, shape, highest_hz)
    offset = np.uint32(s.pulse_offset[0])
    offset_step = np.uint32(np.int64((s.pulse_offset[1] - s.pulse_offset[0]) / TICK))
    noise = np.float32(math.sqrt(s.sample_rate_hz / NOISE_RATE_HZ))
    share, share_end = np.float32(start), np.float32(end)
    for u in range(UNISON):
        gain, step = s.unison_gain[o, u], s.unison_gain_step[o, u]
        if gain[0] + gain[1] + step[0] + step[1] == np.float32(0.0):
            continue
        gl, gr = share * gain[0], share * gain[1]
        dl, dr = step[0], step[1]
        if share != np.float32(1.0) or share_end != np.float32(1.0):
            dl = (share_end * (gain[0] + np.float32(TICK) * dl) - gl) / np.float32(TICK)
            dr = (share_end * (gain[1] + np.float32(TICK) * dr) - gr) / np.float32(TICK)
        phase, turn = s.phase[slot, o, u], np.uint32(step_1 * s.unison_ratio[o, u])
        if wave == oscillator.NOISE_WAVE:
            s.random_voice[slot, o, u] = oscillator.add_noise(
                s.random_voice[slot, o, u], left, right, noise * gl, noise * gr, noise * dl, noise * dr
            )
        elif wave == oscillator.PULSE_WAVE:
            oscillator.add_pulse(phase, turn, offset, offset_step, table, shift, left, right, gl, gr, dl, dr)
        else:
            oscillator.add_table(phase, turn, table, shift, left, right, gl, gr, dl, dr)
        if last:
            s.phase[slot, o, u] = np.uint32(phase + np.uint32(TICK) * turn)


@njit(nogil=True, cache=True, error_model="numpy")
def _filters(s, slot):
    """Both filters in series on s.osc."""
    for f in range(2):
        stage, level = envelope.step(s.filter_stage[slot, f], s.filter_level[slot, f], s.rates[f])
        s.filter_stage[slot, f], s.filter_level[slot, f] = stage, level
    a, m, a_next, m_next = s.coefficients[slot], s.mix[slot], s.next_coefficients, s.next_mix
    on = s.value[FILTERS_ON]
    if _out_of_the_way(s, on, m) and s.fresh[slot] == 0:
        s.z[slot, :, :, :] = 0.0  # what they remember is over when one is switched in again
        return
    for f in range(2):
        _filter_controls(s, slot, f, FILTER_TYPE[f], on, a_next[f], m_next[f])
    if s.fresh[slot] == 1:
        filter.copy(a_next, a)
        filter.copy(m_next, m)
    filter.process(s.z[slot], a, a_next, m, m_next, s.osc[0], s.osc[1])


@njit(nogil=True, cache=True, error_model="numpy")
def _out_of_the_way(s, on, m):
    """Whether both filters pass everything and did so in the last tick."""
    for f in range(2):
        if 1.0 - on + on * s.type_mix[f, filter.NONE] < 1.0 or m[f, 0] != 1.0 or m[f, 1] != 0.0 or m[f, 2] != 0.0:
            return False
    return True


@njit(nogil=True, cache=True, error_model="numpy")
def _filter_controls(s, slot, f, row, on, a, m):
    """Coefficients a and output mix m of filter f at the end of this tick; `row` is its type's."""
    log_hz = s.value[row + 1]
    log_hz += s.value[row + 2] * s.filter_level[slot, f] * (s.value[row + 3] - log_hz)
    log_hz += 0.01 * s.value[KEY_TRACK] * (s.pitch[slot] - TRACKED_NOTE) * (math.log(2.0) / 12.0)
    hz = min(max(math.exp(log_hz), filter.LOWEST_HZ), filter.HIGHEST_OF_RATE * s.sample_rate_hz)
    k = s.damping[f]
    filter.coefficients(hz, k, s.sample_rate_hz, a)
    treble = filter.treble_share(hz, k, s.sample_rate_hz)
    m[0], m[1], m[2] = 1.0 - on, 0.0, 0.0
    for t in range(5):
        share = on * s.type_mix[f, t]
        if share > 0.0:
            m0, m1, m2 = filter.mix_of(t, k, treble)
            m[0] += share * m0
            m[1] += share * m1
            m[2] += share * m2


@njit(nogil=True, cache=True, error_model="numpy")
def _amplifier(s, slot):
    """The gain of a voice at the end of this tick: envelope, velocity, fade of a stolen voice."""
    # Square law: half the velocity is 12 dB below full at 100 % sensitivity.
    sensitivity = 0.01 * s.value[VELOCITY_SENS]
    loudness = 1.0 - sensitivity + sensitivity * s.velocity[slot] * s.velocity[slot]
    if s.struck[slot] == 1:
        s.struck[slot] = 0
        jump(s.rest[slot], s.gain[slot] - s.level[slot] * loudness)
    s.stage[slot], s.level[slot] = envelope.step(s.stage[slot], s.level[slot], s.rates[AMPLITUDE])
    level = s.level[slot] * loudness + _rest(s, slot)
    if s.fading[slot] == 1:
        s.fade[slot] = max(0.0, s.fade[slot] - 1.0 / FADE_TICKS)
        if s.fade[slot] <= 0.0:
            s.stage[slot] = envelope.IDLE
    return level * smoothstep(s.fade[slot])


@njit(nogil=True, cache=True, error_model="numpy")
def _rest(s, slot):
    """What a key that was struck again still has of its gain from before: it fades, as a jump would click."""
    rest = s.rest[slot]
    if rest[0] == 0.0 and rest[1] == 0.0:
        return 0.0
    if s.stage[slot] == envelope.RELEASE:  # nothing of it outlives the voice
        rest[0] *= 1.0 - s.rates[AMPLITUDE, 3]
        rest[1] *= 1.0 - s.rates[AMPLITUDE, 3]
    return follow(rest, 0.0, tick_rate(RESTRIKE_S, s.sample_rate_hz))


@njit(nogil=True, cache=True, error_model="numpy", fastmath=True)
def _to_bus(s, slot, gain):
    """Add s.osc to the bus with the voice's gain moving over the tick."""
    start = s.gain[slot]
    step = (gain - start) / TICK
    for i in range(TICK):
        g = np.float32(start + step * (i + 1))
        s.bus[0, i] += g * s.osc[0, i]
        s.bus[1, i] += g * s.osc[1, i]
    s.gain[slot] = gain


@njit(nogil=True, cache=True, error_model="numpy")
def render_voice(s, tables, slot):
    """Add one tick of the voice in `slot` to s.bus."""
    pitch = _pitch(s, slot)
    hz = A4_HZ * 2.0 ** ((pitch - A4_NOTE) / 12.0)
    s.osc[:, :] = np.float32(0.0)
    _oscillators(s, tables, slot, hz)
    if s.struck[slot] == 1:
        sampler.begin(s, slot)
    sampler.add(s, slot, pitch + s.value[SAMPLE_SEMITONES])
    _filters(s, slot)
    s.fresh[slot] = 0
    _to_bus(s, slot, _amplifier(s, slot))
