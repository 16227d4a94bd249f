"""The engine: events and patches in, stereo sound out, in blocks of any size.

Inside it works in ticks of `TICK` samples and keeps what is left over, so the sound does not depend on
the block size. All compiled functions work on one record (`synth.state.ENGINE_DTYPE`), allocate
nothing and take no lock: the audio callback calls them as they are. `Engine` wraps them for export,
tests and data. It knows no device.
"""

import math
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth import allocation
from synth.dsp import chorus, drive, envelope, limiter, reverb, wavetable
from synth.dsp.filter import LOWEST_HZ, damping
from synth.dsp.tick import TICK
from synth.events import Event, EventKind, encode
from synth.parameters import FILTER_TYPES, INDEX, N_ALL
from synth.patch import Patch
from synth.state import ENGINE_DTYPE, SLOTS, UNISON
from synth.voice import FADE_TICKS, render_voice

NOTE_ON, NOTE_OFF = int(EventKind.NOTE_ON), int(EventKind.NOTE_OFF)
SUSTAIN, PITCH_BEND = int(EventKind.SUSTAIN), int(EventKind.PITCH_BEND)
MODULATION, PANIC = int(EventKind.MODULATION), int(EventKind.PANIC)

_IN_LOG = tuple(INDEX[f"filter{f}_{what}"] for f in (1, 2) for what in ("cutoff_hz", "env_hz"))
_WAVE = tuple(INDEX[f"osc{n}_wave"] for n in (1, 2, 3))
_TYPE = (INDEX["filter1_type"], INDEX["filter2_type"])
_OSC = tuple(INDEX[id] for id in ("osc1_on", "osc2_level", "osc3_level"))
_ADSR = (INDEX["filter1_attack_s"], INDEX["filter2_attack_s"], INDEX["amp_attack_s"])
_RESONANCE = (INDEX["filter1_resonance"], INDEX["filter2_resonance"])
_SEMITONES = tuple(INDEX[f"osc{n}_semitones"] for n in (1, 2, 3))
DETUNE, SPREAD = INDEX["detune_cents"], INDEX["spread"]
EFFECTS_ON, MODULATION_ON, CHORUS_ON = INDEX["effects_on"], INDEX["modulation_on"], INDEX["chorus_on"]
REVERB_ON, MASTER = INDEX["reverb_on"], INDEX["master_db"]
DRIVE, CHORUS = INDEX["drive_db"], INDEX["chorus_delay_ms"]
VIBRATO_HZ = INDEX["vibrato_hz"]

SMOOTHING_S = 0.006
"""Time constant of every knob: a jump is 95 % done after 18 ms."""
CROSSFADE_S = 0.015
"""Time a change of wave or filter type takes."""
BUS_GAIN = 0.22
"""Puts one usual note near -20 LUFS and leaves room for a chord below the limiter."""


@njit(nogil=True, cache=True, error_model="numpy")
def set_patch(state, values):
    """Aim at other parameter values, natural units, shape (N_ALL,); the sound moves there smoothly."""
    s = state[0]
    for i in range(N_ALL):
        s.target[i] = values[i]
    for i in _IN_LOG:
        s.target[i] = math.log(max(values[i], LOWEST_HZ))


@njit(nogil=True, cache=True, error_model="numpy")
def jump_to_patch(state, values):
    """Be at other parameter values at once: for a start or an offline rendering."""
    set_patch(state, values)
    s = state[0]
    for i in range(N_ALL):
        s.value[i] = s.target[i]
    for o in range(3):
        s.wave[o, 0] = s.wave[o, 1] = int(s.target[_WAVE[o]])
        s.wave_fade[o] = 0.0
    for f in range(2):
        s.type_mix[f, :] = 0.0
        s.type_mix[f, int(s.target[_TYPE[f]])] = 1.0
    s.bend, s.modulation = s.bend_target, s.modulation_target
    _unison(s, 1.0)


@njit(nogil=True, cache=True, error_model="numpy")
def handle_event(state, kind, a, b):
    """A player's event as `synth.events.encode` writes it; unknown kinds and notes are ignored."""
    s = state[0]
    if kind == NOTE_ON and 0.0 <= a < 128.0:
        if b > 0.0:
            allocation.note_on(s, int(a), min(b, 127.0))
        else:
            allocation.note_off(s, int(a))
    elif kind == NOTE_OFF and 0.0 <= a < 128.0:
        allocation.note_off(s, int(a))
    elif kind == SUSTAIN:
        allocation.pedal(s, a > 0.0)
    elif kind == PITCH_BEND:
        s.bend_target = min(1.0, max(-1.0, a))
    elif kind == MODULATION:
        s.modulation_target = min(1.0, max(0.0, a))
    elif kind == PANIC:
        s.panic = 1
        s.sustain = 0
        s.held_since[:] = 0
        for slot in range(SLOTS):
            s.fading[slot] = 1


@njit(nogil=True, cache=True, error_model="numpy")
def _unison(s, rate):
    """Gains and frequency ratios of the unison voices at the end of this tick.

    Voice u of n stands at 2 u / (n - 1) - 1: that far out in detune and, times spread, in stereo
    (oscillator 2 mirrored). Each has 1 / sqrt(n) of the level, so extra voices keep the loudness.
    """
    for o in range(3):
        level = s.value[_OSC[o]] if o == 0 else 0.01 * s.value[_OSC[o]]
        gain = level * 0.01 * s.value[_OSC[o] + 3]
        n = 1 + int(s.target[_OSC[o] + 2])
        octave = s.value[_SEMITONES[o]] / 12.0
        side = -1.0 if o == 1 else 1.0
        s.unison_highest[o] = 0.0
        for u in range(UNISON):
            before_l, before_r = s.unison_level[o, u, 0], s.unison_level[o, u, 1]
            share = 0.0
            if u < n:
                share = gain / math.sqrt(n)
                goal = 0.0 if n == 1 else 2.0 * u / (n - 1) - 1.0
                # A silent voice goes to its place at once, a sounding one moves there.
                move = 1.0 if before_l + before_r < 1e-6 else rate
                s.unison_position[o, u] += move * (goal - s.unison_position[o, u])
            elif before_l + before_r == 0.0:
                s.unison_gain[o, u, :] = np.float32(0.0)
                s.unison_gain_step[o, u, :] = np.float32(0.0)
                continue
            position = s.unison_position[o, u]
            s.unison_ratio[o, u] = 2.0 ** (octave + position * s.value[DETUNE] / 1200.0)
            angle = 0.25 * math.pi * (1.0 + side * position * 0.01 * s.value[SPREAD])
            after_l = before_l + rate * (share * math.cos(angle) - before_l)
            after_r = before_r + rate * (share * math.sin(angle) - before_r)
            if share == 0.0 and after_l + after_r < 1e-7:
                after_l = after_r = 0.0
            s.unison_level[o, u, 0], s.unison_level[o, u, 1] = after_l, after_r
            s.unison_gain[o, u, 0], s.unison_gain[o, u, 1] = np.float32(before_l), np.float32(before_r)
            s.unison_gain_step[o, u, 0] = np.float32((after_l - before_l) / TICK)
            s.unison_gain_step[o, u, 1] = np.float32((after_r - before_r) / TICK)
            if before_l + before_r + after_l + after_r > 0.0:
                s.unison_highest[o] = max(s.unison_highest[o], s.unison_ratio[o, u])


@njit(nogil=True, cache=True, error_model="numpy")
def _controls(s):
    """Move every control one tick towards its target."""
    rate = 1.0 - math.exp(-1.0 / (SMOOTHING_S * s.tick_rate_hz))
    for i in range(N_ALL):
        s.value[i] += rate * (s.target[i] - s.value[i])
        if abs(s.target[i] - s.value[i]) < 1e-9:
            s.value[i] = s.target[i]
    s.bend += rate * (s.bend_target - s.bend)
    s.modulation += rate * (s.modulation_target - s.modulation)
    s.vibrato_phase = (s.vibrato_phase + s.value[VIBRATO_HZ] / s.tick_rate_hz) % 1.0
    for e in range(3):
        row = _ADSR[e]
        envelope.set_rates(
            s.rates[e], s.value[row], s.value[row + 1], s.value[row + 2], s.value[row + 3], 1.0 / s.tick_rate_hz
        )
    fade = 1.0 / (CROSSFADE_S * s.tick_rate_hz)
    for o in range(3):
        goal = int(s.target[_WAVE[o]])
        if s.wave_fade[o] > 0.0:
            s.wave_fade[o] += fade
            if s.wave_fade[o] >= 1.0:
                s.wave[o, 0] = s.wave[o, 1]
                s.wave_fade[o] = 0.0
        elif s.wave[o, 0] != goal:
            s.wave[o, 1] = goal
            s.wave_fade[o] = fade
    for f in range(2):
        for t in range(len(FILTER_TYPES)):
            share = 1.0 if t == int(s.target[_TYPE[f]]) else 0.0
            s.type_mix[f, t] += min(fade, max(-fade, share - s.type_mix[f, t]))
    s.damping[0] = damping(s.value[_RESONANCE[0]])
    s.damping[1] = damping(s.value[_RESONANCE[1]])
    _unison(s, rate)


@njit(nogil=True, cache=True, error_model="numpy")
def _effects(s):
    """Drive, chorus, reverb, master volume and limiter on the bus, in place."""
    effects = s.value[EFFECTS_ON]
    drive.process(s.drive, s.value[DRIVE], effects * 0.01 * s.value[DRIVE + 1], s.bus)
    chorus_on = effects * s.value[MODULATION_ON] * s.value[CHORUS_ON]
    chorus.process(
        s.chorus, s.value[CHORUS], s.value[CHORUS + 1], 0.01 * s.value[CHORUS + 2], s.value[CHORUS + 3],
        s.value[CHORUS + 4], chorus_on * 0.01 * s.value[CHORUS + 5], s.bus,
    )  # fmt: skip
    reverb.process(s.reverb, s.value[REVERB_ON + 1], s.value[REVERB_ON] * 0.01 * s.value[REVERB_ON + 2], s.bus)
    master = 0.0 if s.value[MASTER] <= -59.9 else 10.0 ** (0.05 * s.value[MASTER])
    if s.panic == 1:
        s.bus_fade = max(0.0, s.bus_fade - 1.0 / FADE_TICKS)
    gain = np.float32(master * s.bus_fade)
    for i in range(TICK):
        s.bus[0, i] *= gain
        s.bus[1, i] *= gain
    limiter.process(s.limiter, s.bus)
    if s.panic == 1 and s.bus_fade <= 0.0:
        _end_panic(s)


@njit(nogil=True, cache=True, error_model="numpy")
def _end_panic(s):
    """Everything has faded: forget all tails and open the bus again."""
    s.panic = 0
    s.bus_fade = 1.0
    for slot in range(SLOTS):
        s.stage[slot] = envelope.IDLE
    chorus.reset(s.chorus, s.sample_rate_hz)
    reverb.reset(s.reverb, s.sample_rate_hz)


@njit(nogil=True, cache=True, error_model="numpy")
def _tick(s, tables):
    """Render the next tick into s.bus."""
    _controls(s)
    s.bus[:, :] = np.float32(0.0)
    for slot in range(SLOTS):
        if s.stage[slot] != envelope.IDLE:
            render_voice(s, tables, slot)
    for i in range(TICK):
        s.bus[0, i] *= np.float32(BUS_GAIN)
        s.bus[1, i] *= np.float32(BUS_GAIN)
    _effects(s)
    s.ticks += 1


@njit(nogil=True, cache=True, error_model="numpy")
def render(state, tables, out):
    """Fill `out`, float32 (frames, 2), with the next frames."""
    s = state[0]
    done = 0
    frames = out.shape[0]
    while done < frames:
        if s.fifo_left == 0:
            _tick(s, tables)
            s.fifo_left = TICK
        n = min(s.fifo_left, frames - done)
        first = TICK - s.fifo_left
        for i in range(n):
            out[done + i, 0] = s.bus[0, first + i]
            out[done + i, 1] = s.bus[1, first + i]
        s.fifo_left -= n
        done += n


@njit(nogil=True, cache=True, error_model="numpy")
def active_voices(state):
    """Notes that sound now."""
    return allocation.active_count(state[0])


@njit(nogil=True, cache=True, error_model="numpy")
def _reset_effects(state):
    s = state[0]
    drive.reset(s.drive, s.sample_rate_hz)
    chorus.reset(s.chorus, s.sample_rate_hz)
    reverb.reset(s.reverb, s.sample_rate_hz)
    limiter.reset(s.limiter, s.sample_rate_hz)


def new_state(sample_rate_hz: float, seed: int = 0) -> NDArray[np.void]:
    """A silent engine, shape (1,), dtype ENGINE_DTYPE, with the default patch."""
    state = np.zeros(1, ENGINE_DTYPE)
    state["sample_rate_hz"] = sample_rate_hz
    state["tick_rate_hz"] = sample_rate_hz / TICK
    # Any seed will do but 0, where a xorshift generator stands still.
    state["seed"] = state["random"] = (seed * 2654435761 + 0x9E3779B9) % 2**32 or 1
    state["last_pitch"] = -1.0
    state["bus_fade"] = 1.0
    _reset_effects(state)
    jump_to_patch(state, Patch.default().as_array())
    return state


@lru_cache(maxsize=4)
def tables(sample_rate_hz: float) -> NDArray[np.float32]:
    """The wavetables of a sample rate, read-only; see `synth.dsp.wavetable`."""
    built = wavetable.build_tables(sample_rate_hz)
    built.flags.writeable = False
    return built


class Engine:
    """The engine as an object, for export, tests and data sets."""

    def __init__(self, sample_rate_hz: float = 48_000.0, *, patch: Patch | None = None, seed: int = 0) -> None:
        self.sample_rate_hz = float(sample_rate_hz)
        self.seed = seed
        self._patch = patch or Patch.default()
        self._tables = np.array(tables(self.sample_rate_hz))
        self.reset()

    def reset(self) -> None:
        """Silence, with the patch and seed the engine began with."""
        self._state = new_state(self.sample_rate_hz, self.seed)
        self.set_patch(self._patch, immediately=True)

    @property
    def active_voices(self) -> int:
        """Notes that sound now."""
        return int(active_voices(self._state))

    def set_patch(self, patch: Patch, *, immediately: bool = False) -> None:
        """Move to a patch smoothly, or be there at once."""
        self._patch = patch
        (jump_to_patch if immediately else set_patch)(self._state, patch.as_array())

    def send(self, event: Event) -> None:
        """Let a player do something now: it acts at the next tick."""
        handle_event(self._state, *encode(event))

    def render(self, out: NDArray[np.float32]) -> None:
        """Fill `out`, float32 (frames, 2), C-contiguous, with the next frames."""
        render(self._state, self._tables, out)
