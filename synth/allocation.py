"""Which slot plays which note: allocation, stealing, sustain, mono with last-note priority."""

import numpy as np
from numba import njit

from synth.dsp import envelope
from synth.dsp.smoothing import jump
from synth.parameters import INDEX
from synth.state import SLOTS, UNISON

GLIDE = INDEX["glide_s"]
POLYPHONY = INDEX["polyphony"]


@njit(nogil=True, cache=True, error_model="numpy")
def next_random(random):
    """The next uint32 of a xorshift generator (Marsaglia 2003); `random` must not be 0."""
    random ^= np.uint32(random << np.uint32(13))
    random ^= np.uint32(random >> np.uint32(17))
    random ^= np.uint32(random << np.uint32(5))
    return np.uint32(random)


@njit(nogil=True, cache=True, error_model="numpy")
def audibility(s, slot):
    """How much a voice would be missed: held keys above released ones, then loud, then young.

    A voice in its attack counts as loud as it will be: else the notes of one chord would steal each other.
    """
    loud = s.velocity[slot] * (1.0 if s.stage[slot] == envelope.ATTACK else s.level[slot])
    held = 1.0 if s.key_down[slot] else 0.0
    return 10.0 * held + loud + 1e-9 * s.age[slot]


@njit(nogil=True, cache=True, error_model="numpy")
def _least_audible(s, fading):
    """The slot that sounds (fading or not, as asked) and is missed least; -1 when there is none."""
    worst = -1
    for slot in range(SLOTS):
        if (
            s.stage[slot] != envelope.IDLE
            and s.fading[slot] == fading
            and (worst < 0 or audibility(s, slot) < audibility(s, worst))
        ):
            worst = slot
    return worst


@njit(nogil=True, cache=True, error_model="numpy")
def active_count(s):
    """Notes that sound, without those that fade after they were stolen."""
    count = 0
    for slot in range(SLOTS):
        if s.stage[slot] != envelope.IDLE and s.fading[slot] == 0:
            count += 1
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def limit(s, most):
    """Let the least audible voices fade until no more than `most` sound."""
    sounding = active_count(s)
    while sounding > most:
        s.fading[_least_audible(s, 0)] = 1
        sounding -= 1


@njit(nogil=True, cache=True, error_model="numpy")
def _free_slot(s):
    """A slot for a new note; with the polyphony used up the least audible voice begins to fade."""
    limit(s, s.target[POLYPHONY] - 1.0)
    for slot in range(SLOTS):
        if s.stage[slot] == envelope.IDLE:
            return slot
    return _least_audible(s, 1)


@njit(nogil=True, cache=True, error_model="numpy")
def _begin(s, slot, note, from_pitch):
    """Give a free slot a note: phases, filters and envelopes at their start."""
    s.note[slot] = note
    s.fade[slot] = 1.0
    s.fading[slot] = 0
    s.fresh[slot] = 1
    s.gain[slot] = 0.0
    jump(s.rest[slot], 0.0)
    s.level[slot] = 0.0
    s.pitch[slot] = from_pitch
    for f in range(2):
        s.filter_level[slot, f] = 0.0
        for channel in range(2):
            s.z[slot, f, channel, 0] = 0.0
            s.z[slot, f, channel, 1] = 0.0
    for o in range(3):
        # The first voice of each oscillator starts at phase 0: the attack is the same every time.
        s.phase[slot, o, 0] = np.uint32(0)
        for u in range(UNISON):
            s.random = next_random(s.random)
            s.random_voice[slot, o, u] = s.random
            if u > 0:
                s.phase[slot, o, u] = s.random


@njit(nogil=True, cache=True, error_model="numpy")
def _strike(s, slot, velocity):
    """Start the envelopes of a slot from the level they have."""
    s.velocity[slot] = velocity / 127.0
    s.struck[slot] = 1
    s.key_down[slot] = 1
    s.age[slot] = s.counter
    s.stage[slot] = envelope.ATTACK
    for f in range(2):
        s.filter_stage[slot, f] = envelope.ATTACK


@njit(nogil=True, cache=True, error_model="numpy")
def _glide_to(s, slot, pitch):
    """Let a slot slide from where it is to a pitch in `glide_s`."""
    ticks = s.target[GLIDE] * s.tick_rate_hz
    if ticks < 1.0:
        s.pitch[slot] = pitch
    s.glide_step[slot] = abs(pitch - s.pitch[slot]) / max(ticks, 1.0)
    s.last_pitch = pitch


@njit(nogil=True, cache=True, error_model="numpy")
def _slot_of(s, note):
    """The slot where a note sounds and is not being stolen, or -1."""
    for slot in range(SLOTS):
        if s.stage[slot] != envelope.IDLE and s.note[slot] == note and s.fading[slot] == 0:
            return slot
    return -1


@njit(nogil=True, cache=True, error_model="numpy")
def _mono_slot(s):
    """The one voice of mono playing, or -1."""
    for slot in range(SLOTS):
        if s.stage[slot] != envelope.IDLE and s.fading[slot] == 0:
            return slot
    return -1


@njit(nogil=True, cache=True, error_model="numpy")
def _any_key_but(s, note):
    keys = 0
    for other in range(128):
        if other != note and s.held_since[other] > 0:
            keys += 1
    return keys > 0


@njit(nogil=True, cache=True, error_model="numpy")
def note_on(s, note, velocity):
    """A key goes down. In mono a second key slides without a new attack (legato)."""
    s.counter += 1
    s.held_since[note] = s.counter
    from_pitch = float(note) if s.last_pitch < 0.0 else s.last_pitch
    if s.target[POLYPHONY] < 1.5:
        slot = _mono_slot(s)
        if slot >= 0:
            legato = s.key_down[slot] == 1 and _any_key_but(s, note)
            s.note[slot] = note
            _glide_to(s, slot, float(note))
            if not legato:
                _strike(s, slot, velocity)
            return
    slot = _slot_of(s, note)
    if slot < 0:
        slot = _free_slot(s)
        _begin(s, slot, note, from_pitch)
    _glide_to(s, slot, float(note))
    _strike(s, slot, velocity)


@njit(nogil=True, cache=True, error_model="numpy")
def _release(s, slot):
    s.stage[slot] = envelope.RELEASE
    for f in range(2):
        s.filter_stage[slot, f] = envelope.RELEASE


@njit(nogil=True, cache=True, error_model="numpy")
def note_off(s, note):
    """A key goes up: release, wait for the pedal, or go back to the key held before (mono)."""
    s.held_since[note] = 0
    slot = _slot_of(s, note)
    if slot < 0:
        return
    if s.target[POLYPHONY] < 1.5:
        latest = -1
        for other in range(128):
            if s.held_since[other] > 0 and (latest < 0 or s.held_since[other] > s.held_since[latest]):
                latest = other
        if latest >= 0:
            s.note[slot] = latest
            _glide_to(s, slot, float(latest))
            return
    s.key_down[slot] = 0
    if s.sustain == 0:
        _release(s, slot)


@njit(nogil=True, cache=True, error_model="numpy")
def pedal(s, down):
    """The sustain pedal moves; going up it releases what no key holds."""
    s.sustain = 1 if down else 0
    if not down:
        for slot in range(SLOTS):
            if s.key_down[slot] == 0 and (s.stage[slot] == envelope.ATTACK or s.stage[slot] == envelope.DECAY):
                _release(s, slot)
