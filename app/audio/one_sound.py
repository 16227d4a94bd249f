"""A recorded sound to the loudspeaker, in a child process: the engine plays the synthesizer alone."""

import queue
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.child_orders import orders

PLAY: Final = "play"
RMS: Final = 10.0 ** (-20.0 / 20.0)
"""How loud it is played: about as a note of the engine."""
PEAK: Final = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class SoundOrder:
    """A sound, float32 (frames,), and the output that plays it, None for the system's."""

    sound: NDArray[np.float32]
    sample_rate_hz: int
    device: str | None = None


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """Why it cannot be heard, in a sentence."""

    problem: str


def play(pipe: Connection, order: SoundOrder) -> None:
    """Play a sound at once, and again whenever it is told to; tells NotPlayed when that fails, and ends."""
    words: queue.SimpleQueue[object] = queue.SimpleQueue()
    words.put(PLAY)
    orders(pipe, words.put)
    try:
        # Here, not at the top: the window knows this module and must not load PortAudio.
        import sounddevice

        while True:
            words.get()
            _play(sounddevice, order)
    except Exception as error:  # drivers raise anything; the window waits for a sentence
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        pipe.send(NotPlayed(f"The original cannot be played beside Bouba's own sound ({reason})."))


def _play(sounddevice: Any, order: SoundOrder) -> None:
    sounddevice.play(levelled(order.sound), order.sample_rate_hz, device=order.device, blocking=True)


def levelled(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound at RMS, its peaks below PEAK; silence stays silence."""
    power = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    peak = float(np.abs(sound).max(initial=0.0))
    return sound * np.float32(min(RMS / power, PEAK / peak)) if power > 0.0 else sound
