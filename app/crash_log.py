"""Keeps the trace of an unexpected failure in a file, so that the person sees a sentence."""

import contextlib
import datetime
import platform
from pathlib import Path

import platformdirs


def write_crash_log(trace: str) -> Path | None:
    """Add a trace to the log; its path, or None when there is no place to write."""
    from app import __version__

    path = Path(platformdirs.user_log_dir("bouba", appauthor=False)) / "errors.log"
    now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(
                f"{now} Bouba {__version__}, Python {platform.python_version()}, {platform.platform()}\n{trace}\n"
            )
        return path
    return None
