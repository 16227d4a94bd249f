"""A recorded sound that the keys play: its frames, where it begins, ends and loops, and what it is of."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from synth.errors import SampleError
from synth.sample_bank import BANK, MOST_FRAMES, build_points, loop_fade_s

RATES_HZ: Final = (8_000, 48_000)
SHORTEST_S: Final = 0.05
"""Of what is played, and of a loop."""
FULL_SCALE: Final = 32_767.0
MIDDLE_C: Final = 60.0


@dataclass(frozen=True)
class Sample:
    """Mono, 16 bits a frame. Times are in seconds from the first frame. Build with `of_sound`.

    `pcm` are the frames, little-endian; `root_note` is the key at which it sounds as recorded, with fraction. `heard`
    is what the picture it was made of was taken for, `confidence` how surely, 0 to 1; `like` the kind of real sounds
    that it comes nearest to.
    """

    pcm: bytes
    rate_hz: int
    name: str = ""
    root_note: float = MIDDLE_C
    start_s: float = 0.0
    end_s: float = 0.0
    loop: tuple[float, float] | None = None
    heard: str = ""
    confidence: float = 0.0
    like: str = ""

    def __post_init__(self) -> None:
        frames = len(self.pcm) // 2
        if not (RATES_HZ[0] <= self.rate_hz <= RATES_HZ[1] and SHORTEST_S * self.rate_hz <= frames <= MOST_FRAMES):
            raise SampleError(
                f"A sound for the keys has {SHORTEST_S:g} s to {MOST_FRAMES:,} frames, at {RATES_HZ[0]:,} to "
                f"{RATES_HZ[1]:,} Hz: this one has {frames:,} frames at {self.rate_hz:,} Hz."
            )

    @classmethod
    def of_sound(cls, sound: NDArray[np.floating], rate_hz: int, **about: Any) -> "Sample":
        """A mono sound (frames,), -1 to 1, whole, and what else is known of it. Raises SampleError for its length."""
        pcm = np.round(np.clip(sound, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes()
        return cls(pcm, rate_hz, **{"end_s": len(sound) / rate_hz} | about)

    @property
    def frames(self) -> tuple[bytes, int, float]:
        """What the engine must have anew when it differs; marks are told apart from it."""
        return self.pcm, self.rate_hz, self.root_note

    @property
    def seconds(self) -> float:
        """Its whole length."""
        return len(self.pcm) / 2 / self.rate_hz

    @cached_property
    def sound(self) -> NDArray[np.float32]:
        """The frames as float32, -1 to 1: to be read only."""
        frames = np.frombuffer(self.pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        frames.setflags(write=False)
        return frames

    @property
    def marks(self) -> NDArray[np.float64]:
        """Start, end, loop and its likeness as the engine takes them, shape (N_MARKS,); see `synth.sample_bank`.

        What stands outside is moved in; a loop lies within start and end, or there is none.
        """
        start = min(max(0.0, self.start_s), self.seconds - SHORTEST_S)
        end = min(max(self.end_s, start + SHORTEST_S), self.seconds)
        if self.loop is None:
            return np.array([start, end, 0.0, 0.0, 0.0])
        loop_start = min(max(self.loop[0], start), end - SHORTEST_S)
        loop_end = min(max(self.loop[1], loop_start + SHORTEST_S), end)
        return np.array([start, end, loop_start, loop_end, self._likeness(loop_start, loop_end)])

    def _likeness(self, loop_start: float, loop_end: float) -> float:
        fade = round(loop_fade_s(loop_start, loop_end) * self.rate_hz)
        one, other = (
            self.sound[max(0, at - fade) : at]
            for at in (round(loop_start * self.rate_hz), round(loop_end * self.rate_hz))
        )
        power = float(np.sqrt((one @ one) * (other @ other)))
        return min(1.0, max(0.0, float(one @ other) / power)) if fade and power else 0.0

    def bank(self) -> NDArray[np.void]:
        """What the engine plays, shape (1,), dtype BANK: to be read only."""
        return _bank(*self.frames)


@lru_cache(maxsize=8)
def _bank(pcm: bytes, rate_hz: int, root_note: float) -> NDArray[np.void]:
    frames = np.frombuffer(pcm, "<i2") / FULL_SCALE
    bank = np.zeros(1, BANK)
    bank["frames"], bank["rate_hz"], bank["root"] = len(frames), rate_hz, root_note
    bank["points"] = build_points(frames)
    return bank
