"""MIDI inputs that come and go: their messages go into the shared MIDI ring.

mido parses, python-rtmidi talks to the system. Each port has a thread of rtmidi's; a lock among them
makes them one writer. Thread of `poll`: the engine process's main thread.
"""

import contextlib
import re
import sys
import threading
from pathlib import Path
from typing import Any, Final

import mido
import numpy as np
from numpy.typing import NDArray

from app.engine.layout import EVENTS
from synth.midi import to_events

SEQUENCER: Final = Path("/dev/snd/seq")
OWN: Final = ("Midi Through", "RtMidi")
"""In the names of ports that no keyboard is behind."""
_NUMBERS: Final = re.compile(r" \d+:\d+$")


def stable_name(name: str) -> str:
    """The name of a port without ALSA's numbers, which are others after each plug."""
    return _NUMBERS.sub("", name)


class MidiInputs:
    """Open the wanted inputs (None: all of them) and keep up with what is plugged in."""

    def __init__(self, record: NDArray[np.void], wanted: tuple[str, ...] | None) -> None:
        self._shared = record[0]
        self._wanted_names = None if wanted is None else {stable_name(name) for name in wanted}
        self._ports: dict[str, Any] = {}
        self._lock = threading.Lock()
        self.problem = ""
        """What went wrong and was not said yet; whoever says it clears it."""
        self._failed: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs that are open."""
        return tuple(sorted(self._ports))

    def poll(self) -> bool:
        """Open what has come, close what has gone; True when anything changed. About once a second."""
        if sys.platform.startswith("linux") and not SEQUENCER.exists():
            return False  # a system without MIDI: `bouba doctor` says so
        try:
            present = {name for name in mido.get_input_names() if not any(word in name for word in OWN)}
        except Exception as error:  # rtmidi raises its own kinds, and some systems have no MIDI at all
            self._fail("", f"MIDI is not available ({type(error).__name__}).")
            present = set()
        wanted = {name for name in present if self._wanted_names is None or stable_name(name) in self._wanted_names}
        gone, come = set(self._ports) - wanted, wanted - set(self._ports)
        self._failed &= {*present, ""}
        for name in gone:
            _close(self._ports.pop(name))
        opened = {name for name in come if self._open(name)}
        return bool(gone or opened)

    def _open(self, name: str) -> bool:
        try:
            self._ports[name] = mido.open_input(name, callback=self._received)
        except Exception as error:  # in use by another program, or gone again
            self._fail(name, f"The MIDI input {stable_name(name)} cannot be opened ({type(error).__name__}).")
            return False
        return True

    def _fail(self, name: str, sentence: str) -> None:
        """Say it once, and again only after the port was away."""
        if name not in self._failed:
            self._failed.add(name)
            self.problem = sentence

    def close(self) -> None:
        """Close every input."""
        for port in self._ports.values():
            _close(port)
        self._ports.clear()

    def _received(self, message: Any) -> None:
        with self._lock:
            for kind, a, b in to_events(message.bytes()):
                at = int(self._shared["midi_written"]) & (EVENTS - 1)
                ring = self._shared["midi"]
                ring["kind"][at], ring["a"][at], ring["b"][at] = kind, a, b
                self._shared["midi_written"] += 1


def _close(port: Any) -> None:
    with contextlib.suppress(Exception):  # its keyboard is gone; rtmidi raises its own kinds
        port.close()
