"""A few seconds from a microphone, in a child process: PortAudio in it disturbs no engine, and its end closes it.

Nothing is kept and nothing is sent anywhere but to the window.
"""

import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.audio.sources import SourceError, microphone
from app.child_orders import orders

LONGEST_S: Final = 10.0
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


def record(pipe: Connection, order: RecordOrder) -> None:
    """Tells Opened, then Blocks until it is told to stop or the time is over; or Refused. Then all is closed."""
    stopped = threading.Event()
    orders(pipe, lambda word: stopped.set() if word == STOP else None)
    try:
        with microphone(order.device) as source:
            pipe.send(Opened(source.name, source.sample_rate_hz))
            left = round(order.seconds * source.sample_rate_hz)
            while left > 0 and not stopped.is_set():
                sound = source.read()[:left, 0]
                if len(sound):
                    left -= len(sound)
                    pipe.send(Block(sound))
    except SourceError as error:
        pipe.send(Refused(str(error)))
