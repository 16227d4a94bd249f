"""One voice for one tick: controls first, then signal, in the order of the patch diagram.

oscillators 1-3 → filter 1 → filter 2 → amplitude envelope → bus
"""

import math

import numpy as np
from numba import njit

from synth.dsp import envelope, filter, oscillator, wavetable
from synth.dsp.tick import TICK
from synth.parameters import INDEX
from synth.state import UNISON
from synth.units import A4_HZ, A4_NOTE

FILTERS_ON = INDEX["filters_on"]
PULSE_WIDTH = INDEX["pulse_width"]
KEY_TRACK = INDEX["key_track"]
VELOCITY_SENS = INDEX["velocity_sens"]
BEND_RANGE = INDEX["bend_range"]
VIBRATO_HZ = INDEX["vibrato_hz"]
FILTER_1, FILTER_2 = INDEX["filter1_type"], INDEX["filter2_type"]
"""First of the four rows of a filter: type, cutoff, envelope switch, envelope cutoff."""

AMPLITUDE = 2
"""Row of the amplitude envelope in `rates`; rows 0 and 1 are the filters'."""

VIBRATO_SEMITONES = 0.5
"""Depth of the vibrato with the modulation wheel all the way up."""
FADE_TICKS = 12
"""A stolen voice is gone after this many ticks: 4 ms at 48 kHz."""
HIGHEST_OF_RATE = 0.49
"""An oscillator above this share of the sample rate is silent."""


@njit(nogil=True, cache=True, error_model="numpy")
def _pitch(s, slot):
    """Move the glide one tick and return the sounding pitch as a MIDI note."""
    goal = float(s.note[slot])
    pitch = s.pitch[slot]
    step = s.glide_step[slot]
    if pitch < goal:
        pitch = min(goal, pitch + step)
    else:
        pitch = max(goal, pitch - step)
    s.pitch[slot] = pitch
    vibrato = VIBRATO_SEMITONES * s.modulation * math.sin(2.0 * math.pi * s.vibrato_phase)
    return pitch + s.bend * s.value[BEND_RANGE] + vibrato


@njit(nogil=True, cache=True, error_model="numpy")
def _oscillators(s, tables, slot, hz):
    """Add all oscillators of a voice at a frequency in hertz into s.osc."""
    left, right = s.osc[0], s.osc[1]
    offset = np.uint32(oscillator.CYCLE * 0.01 * s.value[PULSE_WIDTH])
    step_1 = hz * oscillator.CYCLE / s.sample_rate_hz
    for o in range(3):
        highest = s.unison_highest[o]
        if highest == 0.0 or hz * highest > HIGHEST_OF_RATE * s.sample_rate_hz:
            continue
        ratio, gain, gain_step = s.unison_ratio[o], s.unison_gain[o], s.unison_gain_step[o]
        phases, randoms = s.phase[slot, o], s.random_voice[slot, o]
        fading = s.wave_fade[o] > 0.0
        for w in range(2 if fading else 1):
            share = np.float32(1.0 if not fading else (s.wave_fade[o] if w == 1 else 1.0 - s.wave_fade[o]))
            wave = s.wave[o, w]
            shape = wavetable.SAW if wave == oscillator.PULSE_WAVE else min(wave, wavetable.SQUARE)
            table, shift = oscillator.table_of(tables, shape, hz * highest)
            for u in range(UNISON):
                if gain[u, 0] + gain[u, 1] + gain_step[u, 0] + gain_step[u, 1] == np.float32(0.0):
                    continue
                gl, gr = share * gain[u, 0], share * gain[u, 1]
                dl, dr = share * gain_step[u, 0], share * gain_step[u, 1]
                step = np.uint32(step_1 * ratio[u])
                if wave == oscillator.NOISE_WAVE:
                    randoms[u] = oscillator.add_noise(randoms[u], left, right, gl, gr, dl, dr)
                    after = np.uint32(phases[u] + np.uint32(TICK) * step)
                elif wave == oscillator.PULSE_WAVE:
                    after = oscillator.add_pulse(phases[u], step, offset, table, shift, left, right, gl, gr, dl, dr)
                else:
                    after = oscillator.add_table(phases[u], step, table, shift, left, right, gl, gr, dl, dr)
                if w == 1 or not fading:
                    phases[u] = after


@njit(nogil=True, cache=True, error_model="numpy")
def _filter(s, slot, f, kind, a_next, m_next):
    """Move one filter's envelope, find its controls, and filter both channels of s.osc."""
    stage, level = envelope.step(s.filter_stage[slot, f], s.filter_level[slot, f], s.rates[f])
    s.filter_stage[slot, f], s.filter_level[slot, f] = stage, level
    on = s.value[FILTERS_ON]
    through = 1.0 - on + on * s.type_mix[f, filter.NONE]
    if through >= 1.0 and s.mix[slot, f, 0] == 1.0 and s.fresh[slot] == 0:
        return
    log_hz = s.value[kind + 1]
    log_hz += s.value[kind + 2] * level * (s.value[kind + 3] - log_hz)
    log_hz += 0.01 * s.value[KEY_TRACK] * (s.pitch[slot] - 60.0) * (math.log(2.0) / 12.0)
    hz = min(max(math.exp(log_hz), filter.LOWEST_HZ), filter.HIGHEST_OF_RATE * s.sample_rate_hz)
    k = s.damping[f]
    filter.coefficients(hz, k, s.sample_rate_hz, a_next)
    treble = filter.treble_share(hz, k, s.sample_rate_hz)
    m_next[0], m_next[1], m_next[2] = 1.0 - on, 0.0, 0.0
    for t in range(5):
        share = on * s.type_mix[f, t]
        if share > 0.0:
            m0, m1, m2 = filter.mix_of(t, k, treble)
            m_next[0] += share * m0
            m_next[1] += share * m1
            m_next[2] += share * m2
    a, m = s.coefficients[slot, f], s.mix[slot, f]
    if s.fresh[slot] == 1:
        for i in range(3):
            a[i], m[i] = a_next[i], m_next[i]
    filter.process(s.z[slot, f], a, a_next, m, m_next, s.osc[0], s.osc[1])
    for i in range(3):
        a[i], m[i] = a_next[i], m_next[i]


@njit(nogil=True, cache=True, error_model="numpy")
def _amplifier(s, slot):
    """The gain of a voice at the end of this tick: envelope, velocity, fade of a stolen voice."""
    s.stage[slot], s.level[slot] = envelope.step(s.stage[slot], s.level[slot], s.rates[AMPLITUDE])
    if s.fading[slot] == 1:
        s.fade[slot] = max(0.0, s.fade[slot] - 1.0 / FADE_TICKS)
        if s.fade[slot] <= 0.0:
            s.stage[slot] = envelope.IDLE
    # Square law: half the velocity is 12 dB below full at 100 % sensitivity.
    sensitivity = 0.01 * s.value[VELOCITY_SENS]
    loudness = 1.0 - sensitivity + sensitivity * s.velocity[slot] * s.velocity[slot]
    return s.level[slot] * s.fade[slot] * loudness


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
    hz = A4_HZ * 2.0 ** ((_pitch(s, slot) - A4_NOTE) / 12.0)
    s.osc[:, :] = np.float32(0.0)
    _oscillators(s, tables, slot, hz)
    _filter(s, slot, 0, FILTER_1, s.next_coefficients, s.next_mix)
    _filter(s, slot, 1, FILTER_2, s.next_coefficients, s.next_mix)
    s.fresh[slot] = 0
    _to_bus(s, slot, _amplifier(s, slot))
