"""A child process whose work can wait says so to the system: window and sound go first."""

import contextlib
import os
import sys
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
