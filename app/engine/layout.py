"""The memory that window and engine share, field by field.

One record. Each field has one writer while the engine plays, as said below; between two engines the window
tells the new one where to begin to read, and it empties `message` when it has read it.
Events: the window writes an entry, then raises `events_written`; the callback reads up to it.
Patch: the window fills the half that the callback does not read, then raises `patch_number`; its
lowest bit says which half holds. A whole patch crosses at a time. Marks of the recorded sound likewise.
Recorded sound: the window fills `sample` once the callback has seen the one before, then raises `sample_number`.
"""

import os
import sys
from multiprocessing import shared_memory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.parameters import N_ALL
from synth.sample_bank import BANK, N_MARKS

MAGIC: Final = 0x426F756261_0005
"""Name and version of the layout."""
EVENTS: Final = 4096
"""Entries of an event ring, a power of two."""
SCOPE: Final = 65_536
"""Frames of the scope ring, a power of two: 1.4 s at 48 kHz."""
TEXT: Final = 512

f8, f4, i8 = np.float64, np.float32, np.int64
_EVENT: Final = [("kind", i8, (EVENTS,)), ("a", f8, (EVENTS,)), ("b", f8, (EVENTS,))]

SHARED: Final = np.dtype(
    [
        ("magic", i8),
        # written by the window
        ("patch_number", i8),
        ("patch", f8, (2, N_ALL)),
        ("sample_number", i8),
        ("sample", BANK),
        ("marks_number", i8),
        ("marks", f8, (2, N_MARKS)),
        ("events_written", i8),
        ("event", _EVENT),
        ("stop", i8),
        # written by the engine's MIDI thread, read by the callback and by the window
        ("midi_written", i8),
        ("midi", _EVENT),
        # written by the callback
        ("events_read", i8),
        ("midi_read", i8),
        ("patch_seen", i8),
        ("sample_seen", i8),
        ("marks_seen", i8),
        ("patch_taken_ns", i8),  # monotonic clock at the callback that took the patch `patch_seen`
        ("peak_seen", i8),
        ("callbacks", i8),
        ("frames", i8),
        ("underruns", i8),
        ("work_ns", i8),  # time spent in all callbacks
        ("peak", f4, (2,)),  # since the window last took it
        ("cut", f4),  # likewise: the largest share of the gain that the limiter took away
        ("peak_number", i8),  # the window raises it to ask for a fresh peak and cut
        ("active", i8),
        ("scope", f4, (SCOPE, 2)),
        # written by the engine process
        ("loaded", i8),  # raised by each process that has taken its order
        ("opening", i8),  # 1 while a device is being opened and nothing can play
        ("ready", i8),  # raised after each stream that was opened
        ("is_null", i8),
        ("realtime", i8),
        ("rate_hz", f8),
        ("block", i8),
        ("latency_s", f8),
        ("device", np.uint8, (TEXT,)),
        ("message", np.uint8, (TEXT,)),
        ("ports", np.uint8, (TEXT * 4,)),
    ],
    align=True,
)


def create() -> tuple[shared_memory.SharedMemory, NDArray[np.void]]:
    """New shared memory and its record, shape (1,). The creator closes and unlinks it. Raises OSError."""
    memory = shared_memory.SharedMemory(create=True, size=SHARED.itemsize)
    try:
        _reserve(memory)
    except OSError:
        memory.close()
        memory.unlink()
        raise
    record = np.ndarray((1,), SHARED, memory.buf)
    record[0] = np.zeros((), SHARED)
    record["magic"] = MAGIC
    return memory, record


def _reserve(memory: shared_memory.SharedMemory) -> None:
    """Take the pages now: where there is no room for them, the first write would end the process. Raises OSError."""
    if sys.platform == "linux":
        os.posix_fallocate(memory._fd, 0, memory.size)  # type: ignore[attr-defined]


def memory_problem() -> str:
    """One sentence about why processes cannot share memory here, or "" when they can."""
    try:
        memory, record = create()
    except OSError as error:
        return (
            f"The system gives no shared memory, through which the window and the sound talk ({error.strerror}). "
            "Make /dev/shm a place that you may write to and that has room, then start again."
        )
    del record  # it lies in the memory
    memory.close()
    memory.unlink()
    return ""


def attach(name: str, *, is_child: bool = False) -> tuple[shared_memory.SharedMemory, NDArray[np.void]]:
    """The memory of a name made by `create`. Raises ValueError when it is of another version.

    `is_child`: this process was started by `multiprocessing`, so what it forgets its parent would forget, too.
    """
    memory = shared_memory.SharedMemory(name=name)
    if not is_child:
        _forget(memory)
    record = np.ndarray((1,), SHARED, memory.buf)
    if record["magic"][0] != MAGIC:
        raise ValueError("The shared memory is of another version of the program.")
    return memory, record


def _forget(memory: shared_memory.SharedMemory) -> None:
    """Keep this process's resource tracker from unlinking what the window owns (before Python 3.13).

    On Windows nothing is tracked: the memory goes with its last user.
    """
    if sys.platform == "win32":
        return
    from multiprocessing import resource_tracker

    resource_tracker.unregister(memory._name, "shared_memory")  # type: ignore[attr-defined]


def put_text(record: NDArray[np.void], field: str, text: str) -> None:
    """Write a short text; what is too long is cut."""
    target = record[field][0]
    data = text.encode("utf-8")[: len(target) - 1]
    target[len(data) :] = 0
    target[: len(data)] = np.frombuffer(data, np.uint8)


def get_text(record: NDArray[np.void], field: str) -> str:
    """Read a text written by `put_text`."""
    return bytes(record[field][0]).split(b"\0", 1)[0].decode("utf-8", "replace")
