"""How the engine is asked to play, and what it says of itself."""

from dataclasses import dataclass
from typing import Final

SAMPLE_RATES_HZ: Final = (44_100, 48_000, 96_000)
BLOCKS: Final = (64, 128, 256, 512, 1024, 2048)


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """`device` and MIDI inputs by name; None is the system's device, and every MIDI input."""

    device: str | None = None
    sample_rate_hz: int = 48_000
    block_frames: int = 256
    midi_inputs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the window shows.

    Since the last poll: `peak` is the highest sample of each side; `clipped` says that the limiter had to
    take away more than 3 dB, so that without it the sound would have passed full scale.
    """

    state: str = "starting"
    device: str = ""
    sample_rate_hz: int = 48_000
    block_frames: int = 256
    latency_ms: float = 0.0
    load: float = 0.0
    underruns: int = 0
    restarts: int = 0
    realtime: bool = False
    peak: tuple[float, float] = (0.0, 0.0)
    clipped: bool = False
    active_voices: int = 0
    midi_ports: tuple[str, ...] = ()
    message: str = ""
