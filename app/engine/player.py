"""The engine's sound by the block, and a stream for when there is no device."""

import threading
import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.engine.serve import serve
from app.engine.settings import AudioSettings
from synth.engine import new_state, tables


class Player:
    """Shared record, engine record and tables of one sample rate, and the address list of the callback."""

    def __init__(self, record: NDArray[np.void], sample_rate_hz: float) -> None:
        self.record = record
        self.state = new_state(sample_rate_hz)
        self.tables = np.array(tables(sample_rate_hz))
        self._clock = np.zeros(2, np.int64)
        self.user = np.array(
            [
                record.ctypes.data,
                self.state.ctypes.data,
                self.tables.ctypes.data,
                len(self.tables),
                self._clock.ctypes.data,
            ],
            np.int64,
        )

    def serve(self, out: NDArray[np.float32], *, underflow: bool = False) -> None:
        """One block of float32 (frames, 2), called from Python: what the compiled callback does."""
        shared = self.record[0]
        began, patch = time.monotonic_ns(), int(shared["patch_seen"])
        serve(self.record, self.state, self.tables, out)
        if int(shared["patch_seen"]) != patch:
            shared["patch_taken_ns"] = began
        shared["underruns"] += underflow
        shared["work_ns"] += time.monotonic_ns() - began


class NullStream:
    """No device: a thread that renders at the right pace, so that meters, scope and MIDI go on."""

    LONGEST_LAG_S: Final = 0.2
    latency = 0.0

    def __init__(self, player: Player, settings: AudioSettings) -> None:
        self._player = player
        self._out = np.zeros((settings.block_frames, 2), np.float32)
        self._period_s = settings.block_frames / settings.sample_rate_hz
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="null device", daemon=True)

    @property
    def is_playing(self) -> bool:
        """Whether its thread renders."""
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._over.wait(max(0.0, due - time.perf_counter())):
            self._player.serve(self._out)
            due = max(due + self._period_s, time.perf_counter() - self.LONGEST_LAG_S)
