"""One block for the loudspeaker, as a kernel: events, patch, sound, scope and counters.

Thread: audio. It takes waiting events, takes a new patch, renders, copies to the scope ring, counts. It
takes no lock and allocates nothing.
"""

import numpy as np
from numba import njit

from app.engine.layout import EVENTS, SCOPE
from synth.engine import active_voices, handle_event, render, set_marks, set_patch, take_sample

SAMPLE_POINTS = 16_384
"""Of a recorded sound, copied in one block: 64 kB."""


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
    if s.sample_seen != s.sample_number and take_sample(state, s.sample, SAMPLE_POINTS):
        s.sample_seen = s.sample_number
    if s.marks_seen != s.marks_number:
        number = s.marks_number
        if set_marks(state, s.marks[number & 1]):
            s.marks_seen = number
    render(state, tables, out)
    if s.peak_seen != s.peak_number:
        s.peak_seen = s.peak_number
        s.peak[0] = s.peak[1] = s.cut = np.float32(0.0)
    s.cut = max(s.cut, np.float32(1.0 - state[0].limiter.lowest))
    state[0].limiter.lowest = 1.0
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
