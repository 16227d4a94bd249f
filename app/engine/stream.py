"""The engine's output: a PortAudio stream with the compiled callback, or with one in Python.

Imported where a device is opened: without PortAudio the import raises OSError, and the engine still plays
into none.
"""

import contextlib
from typing import Any

import numpy as np
import sounddevice as sd
from numpy.typing import NDArray

from app.engine.player import Player
from app.engine.settings import AudioSettings


class CompiledStream(sd._StreamBase):
    """A PortAudio output whose callback is machine code: sounddevice opens it, no Python runs in it."""

    def __init__(self, player: Player, settings: AudioSettings, device: int | None) -> None:
        from app.engine.callback import callback  # compiled, or loaded, by this import

        self._player = player  # its arrays must outlive the stream
        super().__init__(
            kind="output", wrap_callback=None, samplerate=settings.sample_rate_hz, blocksize=settings.block_frames,
            device=device, channels=2, dtype="float32", latency="low",
            callback=sd._ffi.cast("PaStreamCallback *", callback.address),
            userdata=sd._ffi.cast("void *", player.user.ctypes.data),
        )  # fmt: skip


class PythonStream(sd.OutputStream):
    """The same sound with a Python callback around the kernels, where a compiled one cannot be used."""

    def __init__(self, player: Player, settings: AudioSettings, device: int | None) -> None:
        def callback(out: NDArray[np.float32], frames: int, times: Any, flags: sd.CallbackFlags) -> None:
            player.serve(out, underflow=flags.output_underflow)

        super().__init__(
            samplerate=settings.sample_rate_hz, blocksize=settings.block_frames, device=device, channels=2,
            dtype="float32", latency="low", callback=callback,
        )  # fmt: skip


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


def rescan_devices() -> None:
    """Let PortAudio look for devices again. Only while it plays no stream. Raises sd.PortAudioError."""
    with contextlib.suppress(sd.PortAudioError):  # it may not have come up the last time
        sd._terminate()
    sd._initialize()
