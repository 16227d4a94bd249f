"""The audio callback: compiled, without an interpreter between a block and the loudspeaker.

Thread: audio. `user` holds the addresses of the shared record, the engine's record and the wavetables,
the number of points of the latter, and the address of two integers for the clock.
"""

import sys
from typing import Any, Final

import numpy as np
from numba import carray, cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from app.engine.layout import SHARED
from app.engine.serve import serve
from synth.state import ENGINE_DTYPE

UNDERFLOW: Final = 4
"""paOutputUnderflow in portaudio.h."""

CALLBACK_SIGNATURE: Final = types.int32(
    types.voidptr, types.voidptr, types.uint64, types.voidptr, types.uint64, types.voidptr
)

HAS_CLOCK: Final = sys.platform != "win32"
"""Windows has no clock_gettime: the load is not measured there."""
_clock = types.ExternalFunction("clock_gettime", types.int32(types.int32, types.voidptr))
MONOTONIC: Final = 1 if sys.platform != "darwin" else 8
"""The clock of `time.monotonic_ns`: CLOCK_MONOTONIC; on macOS CLOCK_UPTIME_RAW, which stands still in sleep."""


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    """An integer address as a pointer that `carray` takes."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), build


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
    shared[0].work_ns += now[0] * 1_000_000_000 + now[1] - began
    return 0
