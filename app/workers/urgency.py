"""Work that can wait says so to the system: window and sound go first."""

import contextlib
import os
import sys
import threading
from typing import Final

NICE: Final = 10
_BELOW_NORMAL: Final = 0x4000


def lower_process() -> None:
    """Let this process run after others."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import ctypes  # Windows alone has `windll`

            ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), _BELOW_NORMAL)
        else:
            os.nice(NICE)


def lower_thread() -> None:
    """Let this thread run after others, where the system can tell threads apart: on Linux."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
