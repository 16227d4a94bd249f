"""Keeps the trace of an unexpected failure in a file, so that the person sees a sentence."""

import contextlib
import datetime
import platform
from pathlib import Path
from typing import Final

from app import __version__, paths

LARGEST_BYTES: Final = 1_000_000
"""A log that has grown beyond this begins anew; the one before is kept beside it."""


def write_crash_log(trace: str) -> Path | None:
    """Add a trace to the log; its path, or None when there is no place to write."""
    path = paths.log_file()
    now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    head = f"{now} Bouba {__version__}, Python {platform.python_version()}, {platform.platform()}"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"{head}\n{trace}\n")
        return path
    return None
