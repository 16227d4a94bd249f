"""MIDI inputs that come and go: their messages go into the shared MIDI ring.

mido parses, python-rtmidi talks to the system. Each port has a thread of rtmidi's; a lock among them
makes them one writer. Thread of `poll`: the engine process's main thread.
"""

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


class MidiInputs:
    """Open the wanted inputs (None: all of them) and keep up with what is plugged in."""

    def __init__(self, record: NDArray[np.void], wanted: tuple[str, ...] | None) -> None:
        self._shared = record[0]
        self._wanted = wanted
        self._ports: dict[str, Any] = {}
        self._lock = threading.Lock()
        self.problem = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs that are open."""
        return tuple(sorted(self._ports))

    def poll(self) -> bool:
        """Open what has come, close what has gone; True when anything changed. About once a second."""
        if sys.platform.startswith("linux") and not SEQUENCER.exists():
            self.problem = "This system has no MIDI sequencer."
            return False
        try:
            present = set(mido.get_input_names())
        except Exception as error:  # rtmidi raises its own kinds, and some systems have no MIDI at all
            self.problem = f"MIDI is not available ({type(error).__name__})."
            present = set()
        wanted = present if self._wanted is None else present & set(self._wanted)
        wanted = {name for name in wanted if "Midi Through" not in name and "RtMidi" not in name}
        changed = False
        for name in set(self._ports) - wanted:
            self._ports.pop(name).close()
            changed = True
        for name in wanted - set(self._ports):
            try:
                self._ports[name] = mido.open_input(name, callback=self._received)
                changed = True
            except Exception as error:  # in use by another program, or gone again
                self.problem = f"The MIDI input {name} cannot be opened ({type(error).__name__})."
        return changed

    def close(self) -> None:
        """Close every input."""
        for port in self._ports.values():
            port.close()
        self._ports.clear()

    def _received(self, message: Any) -> None:
        with self._lock:
            for kind, a, b in to_events(message.bytes()):
                at = int(self._shared["midi_written"]) & (EVENTS - 1)
                ring = self._shared["midi"]
                ring["kind"][at], ring["a"][at], ring["b"][at] = kind, a, b
                self._shared["midi_written"] += 1
