"""The engine's output: a PortAudio stream with the compiled callback, or a timer when there is none."""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import sounddevice as sd
from numpy.typing import NDArray

from app.engine.callback import UNDERFLOW, callback, serve
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

    def serve(self, out: NDArray[np.float32]) -> None:
        """One block through the same kernels, called from Python."""
        serve(self.record, self.state, self.tables, out)


class CompiledStream(sd._StreamBase):
    """A PortAudio output whose callback is machine code: sounddevice opens it, no Python runs in it."""

    def __init__(self, player: Player, settings: AudioSettings, device: int | str | None) -> None:
        self._player = player  # its arrays must outlive the stream
        super().__init__(
            kind="output", wrap_callback=None, samplerate=settings.sample_rate_hz, blocksize=settings.block_frames,
            device=device, channels=2, dtype="float32", latency="low",
            callback=sd._ffi.cast("PaStreamCallback *", callback.address),
            userdata=sd._ffi.cast("void *", player.user.ctypes.data),
        )  # fmt: skip


class PythonStream(sd.OutputStream):
    """The same sound with a Python callback around the kernels, where a compiled one cannot be used."""

    def __init__(self, player: Player, settings: AudioSettings, device: int | str | None) -> None:
        def callback(out: NDArray[np.float32], frames: int, times: Any, flags: sd.CallbackFlags) -> None:
            began = time.monotonic_ns()
            shared = player.record[0]
            patch = shared["patch_seen"]
            player.serve(out)
            if shared["patch_seen"] != patch:
                shared["patch_taken_ns"] = began
            if flags.output_underflow:
                shared["underruns"] += 1
            shared["work_ns"] += time.monotonic_ns() - began

        super().__init__(
            samplerate=settings.sample_rate_hz, blocksize=settings.block_frames, device=device, channels=2,
            dtype="float32", latency="low", callback=callback,
        )  # fmt: skip


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

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._over.wait(max(0.0, due - time.perf_counter())):
            callback.ctypes(None, self._out.ctypes.data, len(self._out), None, 0, self._player.user.ctypes.data)
            due = max(due + self._period_s, time.perf_counter() - self.LONGEST_LAG_S)


def find_device(name: str | None) -> int | None:
    """PortAudio's number of an output device by name; None for the system's choice.

    Raises sd.PortAudioError when the name is not there.
    """
    if name is None:
        return None
    for index, device in enumerate(sd.query_devices()):
        if device["name"] == name and device["max_output_channels"] > 0:
            return index
    raise sd.PortAudioError(f"there is no output {name!r}")


@contextlib.contextmanager
def rescanned_devices() -> Iterator[None]:
    """Let PortAudio look for devices again. Only while it plays no stream."""
    sd._terminate()
    sd._initialize()
    yield


assert UNDERFLOW == 4  # paOutputUnderflow in portaudio.h
