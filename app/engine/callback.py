"""The audio callback: compiled, without an interpreter between a block and the loudspeaker.

Thread: audio. It takes waiting events, takes a new patch, renders, copies to the scope ring, counts.
It takes no lock, allocates nothing and calls no Python. `user` points at three addresses: the shared
record, the engine's record and the wavetables, and the number of points of the latter.
"""

import sys
from typing import Any, Final

import numpy as np
from numba import carray, cfunc, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from app.engine.layout import EVENTS, SCOPE, SHARED
from synth.engine import active_voices, handle_event, render, set_patch
from synth.state import ENGINE_DTYPE

UNDERFLOW: Final = 4
"""PortAudio's paOutputUnderflow."""
LONGEST_BLOCK: Final = 8192

CALLBACK_SIGNATURE: Final = types.int32(
    types.voidptr, types.voidptr, types.uint64, types.voidptr, types.uint64, types.voidptr
)

HAS_CLOCK: Final = sys.platform != "win32"
"""Windows has no clock_gettime: the load is not measured there."""
_clock = types.ExternalFunction("clock_gettime", types.int32(types.int32, types.voidptr))
MONOTONIC: Final = 1 if sys.platform != "darwin" else 6


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """An integer address as a pointer that `carray` takes."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), build


@njit(nogil=True, cache=True, error_model="numpy")
def serve(shared, state, tables, out):
    """One block: events, patch, sound into `out` float32 (frames, 2), scope, counters (not the time)."""
    s = shared[0]
    while s.events_read < s.events_written:
        at = s.events_read & (EVENTS - 1)
        handle_event(state, s.event.kind[at], s.event.a[at], s.event.b[at])
        s.events_read += 1
    while s.midi_read < s.midi_written:
        at = s.midi_read & (EVENTS - 1)
        handle_event(state, s.midi.kind[at], s.midi.a[at], s.midi.b[at])
        s.midi_read += 1
    if s.patch_seen != s.patch_number:
        number = s.patch_number
        set_patch(state, s.patch[number & 1])
        s.patch_seen = number
    render(state, tables, out)
    if s.peak_seen != s.peak_number:
        s.peak_seen = s.peak_number
        s.peak[0] = s.peak[1] = np.float32(0.0)
    frames = out.shape[0]
    for i in range(frames):
        left, right = out[i, 0], out[i, 1]
        at = (s.frames + i) & (SCOPE - 1)
        s.scope[at, 0] = left
        s.scope[at, 1] = right
        s.peak[0] = max(s.peak[0], abs(left))
        s.peak[1] = max(s.peak[1], abs(right))
    s.active = active_voices(state)
    s.frames += frames
    s.callbacks += 1


@cfunc(CALLBACK_SIGNATURE, cache=True, error_model="numpy")
def callback(incoming, outgoing, frames, times, flags, user):
    """PaStreamCallback for interleaved float32 stereo output; see the head of this file for `user`."""
    addresses = carray(user, (5,), np.int64)
    now = carray(_pointer(addresses[4]), (2,), np.int64)
    if HAS_CLOCK:
        _clock(MONOTONIC, _pointer(addresses[4]))
    began = now[0] * 1_000_000_000 + now[1]
    shared = carray(_pointer(addresses[0]), (1,), SHARED)
    state = carray(_pointer(addresses[1]), (1,), ENGINE_DTYPE)
    tables = carray(_pointer(addresses[2]), (addresses[3],), np.float32)
    patch = shared[0].patch_seen
    serve(shared, state, tables, carray(outgoing, (frames, 2), np.float32))
    if shared[0].patch_seen != patch:
        shared[0].patch_taken_ns = began
    if flags & UNDERFLOW:
        shared[0].underruns += 1
    if HAS_CLOCK:
        _clock(MONOTONIC, _pointer(addresses[4]))
    spent = now[0] * 1_000_000_000 + now[1] - began
    shared[0].work_ns += spent
    shared[0].worst_ns = max(shared[0].worst_ns, spent)
    return 0
