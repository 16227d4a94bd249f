"""Ask the system to run the audio before everything else."""

import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from typing import Final

FIFO_PRIORITY: Final = 60


@contextlib.contextmanager
def real_time_threads() -> Iterator[bool]:
    """Threads started inside inherit real-time priority when the system grants it; gives whether it did.

    The calling thread has its own priority back afterwards.
    """
    if not sys.platform.startswith("linux"):
        # Windows and macOS: PortAudio's own callback threads ask for it.
        yield True
        return
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(FIFO_PRIORITY))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def settle_memory() -> None:
    """After the start: no collection walks the heap any more, and pages stay in memory if allowed."""
    gc.collect()
    gc.freeze()
    gc.disable()
    if sys.platform.startswith("linux"):
        mcl_current = 1
        ctypes.CDLL(None).mlockall(mcl_current)  # refused without the privilege; that is fine
