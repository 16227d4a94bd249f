"""One engine process as the window's side sees it."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any, Final

END_S: Final = 0.2
"""A killed process may take so long to let the device go; then it is left to end by itself."""
LAST_BYTES: Final = 2000

_LATE: Final[list[subprocess.Popen[bytes]]] = []
"""Killed processes that had not ended yet when nobody waited any longer."""


class Child:
    """A process that loads the engine, waits for its order, and plays. Its error stream goes to a file."""

    def __init__(self) -> None:
        frozen = getattr(sys, "frozen", False)
        command = [sys.executable, "--engine-process"] if frozen else [sys.executable, "-m", "app.engine.process"]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._errors, env=os.environ.copy()
        )
        self.started_at = time.monotonic()

    @property
    def id(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def is_dead(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def order(self, order: dict[str, Any]) -> None:
        """Let it play. When it has died while it waited, nothing happens."""
        self.started_at = time.monotonic()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()

    def last_words(self) -> str:
        """The last line that it wrote to its error stream."""
        end = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, end - LAST_BYTES))
        lines = [line.strip() for line in self._errors.read().decode("utf-8", "replace").split("\n")]
        return next(filter(None, reversed(lines)), "it said nothing")

    def end(self) -> None:
        """End it, stuck or not: it has nothing to save. One that is stuck in a driver ends when that lets it go."""
        self._process.kill()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            _LATE.append(self._process)
        with contextlib.suppress(OSError):  # what it had not read yet
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._errors.close()
