"""Where a sound comes from while it is heard: a microphone, the instrument's own output, a file. Blocks of any size.

In a child process: PortAudio in it disturbs no engine. Loads neither Qt nor, before a microphone is opened, PortAudio.
"""

import contextlib
import queue
import time
from collections.abc import Iterator
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine import layout

BLOCK_S: Final = 0.05
PATIENCE_S: Final = 2.0
"""A microphone that gives nothing for so long is lost."""
MOST_CHANNELS: Final = 2
NONE: Final = "There is no microphone. Connect one, or choose a sound file."
LOST: Final = "The microphone stopped giving sound: it may have been unplugged. Choose another one in the settings."

Frames = NDArray[np.float32]


class SourceError(Exception):
    """A source that cannot be used, or not any more; the message says why and what to do."""


class Source(Protocol):
    """Something that is heard right now."""

    name: str
    sample_rate_hz: int

    def read(self) -> Frames | None:
        """What came since the last call, (frames, channels), at the latest after BLOCK_S; None at the end of all.

        Raises SourceError.
        """


class Microphone:
    """An open input of PortAudio."""

    def __init__(self, name: str, sample_rate_hz: int) -> None:
        self.name, self.sample_rate_hz = name, sample_rate_hz
        self.blocks: queue.SimpleQueue[Frames] = queue.SimpleQueue()
        self._last = time.monotonic()

    def read(self) -> Frames:
        """As every source; it has no end, but it may be lost."""
        try:
            some = [self.blocks.get(timeout=BLOCK_S)]
        except queue.Empty:
            if time.monotonic() - self._last > PATIENCE_S:
                raise SourceError(LOST) from None
            return np.zeros((0, 1), dtype=np.float32)
        with contextlib.suppress(queue.Empty):
            while True:
                some.append(self.blocks.get_nowait())
        self._last = time.monotonic()
        return np.concatenate(some)


@contextlib.contextmanager
def microphone(name: str | None, *, channels: int = 1) -> Iterator[Microphone]:
    """The input with a name, None for the system's, with up to so many channels. Raises SourceError."""
    try:
        # Here, not at the top: the window knows this module and must not load PortAudio.
        import sounddevice

        device = _input(sounddevice, name)
        found = Microphone(device["name"], round(device["default_samplerate"]))
        stream = sounddevice.InputStream(
            device=device["index"], channels=min(channels, device["max_input_channels"]), dtype="float32",
            samplerate=found.sample_rate_hz, blocksize=round(BLOCK_S * found.sample_rate_hz),
            callback=lambda data, *_: found.blocks.put(data.copy()),
        )  # fmt: skip
    except SourceError:
        raise
    except Exception as error:  # drivers raise anything
        raise SourceError(_refused(error)) from None
    try:
        stream.start()
    except Exception as error:  # as above
        stream.close()
        raise SourceError(_refused(error)) from None
    with contextlib.closing(stream):
        yield found


def _input(sounddevice: Any, name: str | None) -> dict[str, Any]:
    """The device with a name, or the system's input. Raises SourceError."""
    devices = [device for device in sounddevice.query_devices() if device["max_input_channels"] > 0]
    if not devices:
        raise SourceError(NONE)
    if name is not None:
        found = next((device for device in devices if device["name"] == name), None)
        if found is None:
            raise SourceError(f"The microphone {name} is not there now. Connect it, or choose another in the settings.")
        return dict(found)
    default = sounddevice.default.device[0]
    return dict(next((device for device in devices if device["index"] == default), devices[0]))


def _refused(error: Exception) -> str:
    reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    return f"The microphone could not be opened ({reason}). Another program may use it."


class Instrument:
    """What the engine plays, from the memory that it shares with the window."""

    name = "instrument"

    def __init__(self, record: NDArray[np.void]) -> None:
        self._shared: Any = record[0]
        self.sample_rate_hz = round(float(self._shared["rate_hz"]))
        self._read = int(self._shared["frames"])

    def read(self) -> Frames | None:
        """As every source; at its end the engine plays at another rate."""
        time.sleep(BLOCK_S / 2.0)
        if round(float(self._shared["rate_hz"])) != self.sample_rate_hz:
            return None
        end = int(self._shared["frames"])
        count = min(end - self._read, layout.SCOPE // 2)
        self._read = end
        if count <= 0:
            return np.zeros((0, 2), dtype=np.float32)
        block: Frames = self._shared["scope"][np.arange(end - count, end) & (layout.SCOPE - 1)]
        return block


@contextlib.contextmanager
def instrument(memory_name: str) -> Iterator[Instrument]:
    """The engine whose shared memory has a name. Raises SourceError when it is gone or plays nothing yet."""
    try:
        memory, record = layout.attach(memory_name)
    except (OSError, ValueError):
        raise SourceError("The instrument's own sound cannot be heard: it is not playing.") from None
    source = Instrument(record)
    try:
        if source.sample_rate_hz <= 0:
            raise SourceError("The instrument's own sound cannot be heard: it is not playing yet.")
        yield source
    finally:
        del source, record  # what looks into the memory goes before it
        memory.close()
