"""A few seconds from a microphone, in a child process: PortAudio in it disturbs no engine, and its end closes it.

Nothing is kept and nothing is sent anywhere but to the window.
"""

import queue
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.child_orders import orders

LONGEST_S: Final = 10.0
BLOCK_S: Final = 0.05
PATIENCE_S: Final = 2.0
"""A microphone that gives nothing for so long is lost."""
NONE: Final = "There is no microphone. Connect one, or choose a sound file."
LOST: Final = "The microphone stopped giving sound: it may have been unplugged. Choose another one in the settings."
STOP: Final = "stop"


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """Which input, None for the system's, and how long at most."""

    device: str | None = None
    seconds: float = LONGEST_S


@dataclass(frozen=True, slots=True)
class Opened:
    """The microphone is open: from now on it is heard."""

    name: str
    sample_rate_hz: int


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What was heard just now, float32 (frames,)."""

    sound: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no more to hear, in a sentence."""

    problem: str


class MicrophoneError(Exception):
    """An input that cannot be used; the message says why and what to do."""


def record(pipe: Connection, order: RecordOrder) -> None:
    """Tells Opened, then Blocks until it is told to stop or the time is over; or Refused. Then all is closed."""
    stopped = threading.Event()
    orders(pipe, lambda word: stopped.set() if word == STOP else None)
    try:
        # Here, not at the top: the window knows this module and must not load PortAudio.
        import sounddevice

        device = _input(sounddevice, order.device)
        _record(pipe, order, sounddevice=sounddevice, device=device, stopped=stopped)
    except MicrophoneError as error:
        pipe.send(Refused(str(error)))
    except Exception as error:  # drivers raise anything; the window waits for a sentence
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        pipe.send(Refused(f"The microphone could not be opened ({reason}). Another program may use it."))


def _input(sounddevice: Any, name: str | None) -> dict[str, Any]:
    """The device with a name, or the system's input. Raises MicrophoneError."""
    devices = [device for device in sounddevice.query_devices() if device["max_input_channels"] > 0]
    if not devices:
        raise MicrophoneError(NONE)
    if name is not None:
        found = next((device for device in devices if device["name"] == name), None)
        if found is None:
            raise MicrophoneError(
                f"The microphone {name} is not there now. Connect it, or choose another in the settings."
            )
        return dict(found)
    default = sounddevice.default.device[0]
    return dict(next((device for device in devices if device["index"] == default), devices[0]))


def _record(
    pipe: Connection, order: RecordOrder, *, sounddevice: Any, device: dict[str, Any], stopped: threading.Event
) -> None:
    blocks: queue.SimpleQueue[NDArray[np.float32]] = queue.SimpleQueue()
    rate = round(device["default_samplerate"])
    stream = sounddevice.InputStream(
        device=device["index"], channels=1, dtype="float32", samplerate=rate, blocksize=round(BLOCK_S * rate),
        callback=lambda data, *_: blocks.put(data[:, 0].copy()),
    )  # fmt: skip
    with stream:
        pipe.send(Opened(device["name"], rate))
        left, last = round(order.seconds * rate), time.monotonic()
        while left > 0 and not stopped.is_set():
            try:
                block = blocks.get(timeout=BLOCK_S)[:left]
            except queue.Empty:
                if time.monotonic() - last > PATIENCE_S:
                    raise MicrophoneError(LOST) from None
                continue
            last, left = time.monotonic(), left - len(block)
            pipe.send(Block(block))
