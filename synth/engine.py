"""The engine: events and patches in, stereo sound out, in blocks of any size.

Inside it works in ticks of `TICK` samples and keeps what is left over, so the sound does not depend on
the block size. All compiled functions work on one record (`synth.state.ENGINE_DTYPE`), allocate
nothing and take no lock: the audio callback calls them as they are. `Engine` wraps them for export,
tests and data. It knows no device.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synth import allocation, controls
from synth.dsp import chorus, drive, envelope, limiter, reverb, sampler, wavetable
from synth.dsp.smoothing import smoothstep
from synth.dsp.tick import TICK
from synth.errors import RenderError
from synth.events import Event, EventKind, encode
from synth.parameters import INDEX
from synth.patch import Patch
from synth.sample import Sample
from synth.sample_bank import POINTS
from synth.state import ENGINE_DTYPE, SLOTS
from synth.voice import FADE_TICKS, render_voice

NOTE_ON, NOTE_OFF = int(EventKind.NOTE_ON), int(EventKind.NOTE_OFF)
SUSTAIN, PITCH_BEND = int(EventKind.SUSTAIN), int(EventKind.PITCH_BEND)
MODULATION, PANIC = int(EventKind.MODULATION), int(EventKind.PANIC)

EFFECTS_ON, MODULATION_ON, CHORUS_ON = INDEX["effects_on"], INDEX["modulation_on"], INDEX["chorus_on"]
DRIVE, CHORUS, REVERB_ON = INDEX["drive_db"], INDEX["chorus_delay_ms"], INDEX["reverb_on"]
POLYPHONY = INDEX["polyphony"]
SAMPLE_LEVEL = INDEX["sample_level"]

SAMPLE_RATES_HZ: Final = (22_050, 192_000)
"""Lowest and highest: the reverb's shortest all-pass must last a tick, and the longest delays fit their memory."""
BUS_GAIN = 0.22
"""Puts usual notes (C3, velocity 100) near -23 LUFS, as broadcasters do: room for a chord below the limiter."""


@njit(nogil=True, cache=True, error_model="numpy")
def set_patch(state, values):
    """Aim at other parameter values, natural units, shape (N_ALL,); the sound moves there smoothly."""
    s = state[0]
    controls.aim(s, values)
    allocation.limit(s, s.target[POLYPHONY])


@njit(nogil=True, cache=True, error_model="numpy")
def jump_to_patch(state, values):
    """Be at other parameter values at once: for a start or an offline rendering."""
    set_patch(state, values)
    controls.arrive(state[0])


@njit(nogil=True, cache=True, error_model="numpy")
def set_marks(state, marks):
    """Where the recorded sound begins, ends and loops, shape (N_MARKS,); see `synth.sample_bank`.

    False while the marks before are being faded to: to be called again.
    """
    return sampler.mark(state[0], marks)


@njit(nogil=True, cache=True, error_model="numpy")
def take_sample(state, bank, most):
    """Take another recorded sound (BANK), so many points at each call; True when all of it is there."""
    return sampler.take(state[0], bank, most)


@njit(nogil=True, cache=True, error_model="numpy")
def jump_to_sample(state, bank):
    """Have a recorded sound (BANK) at once: for a start or an offline rendering."""
    s = state[0]
    sampler.silence(s)
    sampler.take(s, bank, POINTS)
    sampler.arrive(s, 0.01 * s.value[SAMPLE_LEVEL])


@njit(nogil=True, cache=True, error_model="numpy")
def handle_event(state, kind, a, b):
    """A player's event as `synth.events.encode` writes it; what makes no sense is ignored."""
    s = state[0]
    if not (math.isfinite(a) and math.isfinite(b)):
        return
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
def _effects(s):
    """Drive, chorus, reverb, master volume and limiter on the bus, in place.

    The effects smooth their controls themselves, so they get the targets.
    """
    v = s.target
    effects, bus = v[EFFECTS_ON], s.bus
    drive.process(s.drive, v[DRIVE], effects * 0.01 * v[DRIVE + 1], bus)
    mix = effects * v[MODULATION_ON] * v[CHORUS_ON] * 0.01 * v[CHORUS + 5]
    chorus.process(
        s.chorus, v[CHORUS], v[CHORUS + 1], 0.01 * v[CHORUS + 2], v[CHORUS + 3], v[CHORUS + 4], mix, bus
    )  # fmt: skip
    reverb.process(s.reverb, v[REVERB_ON + 1], v[REVERB_ON] * 0.01 * v[REVERB_ON + 2], bus)
    _master(s)
    limiter.process(s.limiter, bus)


@njit(nogil=True, cache=True, error_model="numpy")
def _master(s):
    """Master volume, and the fade of a panic, on the bus."""
    start = s.master[0] * smoothstep(s.bus_fade)
    away = -1.0 if s.panic == 1 else 1.0
    s.bus_fade = min(1.0, max(0.0, s.bus_fade + away / FADE_TICKS))
    step = (s.master[1] * smoothstep(s.bus_fade) - start) / TICK
    for i in range(TICK):
        gain = np.float32(start + step * (i + 1))
        s.bus[0, i] *= gain
        s.bus[1, i] *= gain
    if s.panic == 1 and s.bus_fade <= 0.0:
        _end_panic(s)


@njit(nogil=True, cache=True, error_model="numpy")
def _end_panic(s):
    """Everything has faded: forget all tails; the bus opens again."""
    s.panic = 0
    for slot in range(SLOTS):
        if s.fading[slot] == 1:  # and not what was struck since
            s.stage[slot] = envelope.IDLE
    drive.reset(s.drive, s.sample_rate_hz)
    chorus.reset(s.chorus, s.sample_rate_hz)
    reverb.reset(s.reverb, s.sample_rate_hz)


@njit(nogil=True, cache=True, error_model="numpy")
def _tick(s, tables):
    """Render the next tick into s.bus."""
    controls.move(s)
    s.bus[:, :] = np.float32(0.0)
    for slot in range(SLOTS):
        if s.stage[slot] != envelope.IDLE:
            render_voice(s, tables, slot)
    for i in range(TICK):
        s.bus[0, i] *= np.float32(BUS_GAIN)
        s.bus[1, i] *= np.float32(BUS_GAIN)
    _effects(s)


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
    """The wavetables of a sample rate, shared by all engines: to be read only. See `synth.dsp.wavetable`."""
    return wavetable.build_tables(sample_rate_hz)


class Engine:
    """The engine as an object, for export, tests and data sets.

    Raises RenderError for a sample rate outside SAMPLE_RATES_HZ; `synth.render` does lower ones too.
    """

    def __init__(
        self,
        sample_rate_hz: float = 48_000.0,
        *,
        patch: Patch | None = None,
        seed: int = 0,
        sample: Sample | None = None,
    ) -> None:
        low, high = SAMPLE_RATES_HZ
        if not low <= sample_rate_hz <= high:
            raise RenderError(f"The engine cannot run at {sample_rate_hz:g} Hz: choose from {low} to {high} Hz.")
        self.sample_rate_hz = float(sample_rate_hz)
        self.seed = seed
        self._patch, self._sample = patch or Patch.default(), sample
        self._tables = tables(self.sample_rate_hz)
        self.reset()

    def reset(self) -> None:
        """Silence, with the patch, recorded sound and seed the engine began with."""
        self._state = new_state(self.sample_rate_hz, self.seed)
        self.set_patch(self._patch, immediately=True)
        if self._sample is not None:
            set_marks(self._state, self._sample.marks)
            jump_to_sample(self._state, self._sample.bank()[0])

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
