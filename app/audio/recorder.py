"""Takes of what is heard, in files that grow while they are recorded and begin a few seconds before one asked."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from app.audio.scene_words import Kept, TakeFailed
from app.audio.sources import Frames

PRE_ROLL_S: Final = 3.0
"""So much of what was heard before is part of a take: the sound that made one press is not lost."""
LONGEST_S: Final = 3600.0
PEAK_S: Final = 0.05
"""One peak of a take stands for so much of it."""
FLUSH_S: Final = 1.0
"""What a crash may take of a take."""


class Recorder:
    """Keeps the last seconds of a sound (frames, channels), and writes takes; what fails is told, and the rest goes on.

    A take is a WAV file that grows while it is recorded. When the program dies, what was written until then can be
    read: its length in the header is then 0, and libsndfile takes the rest of the file.
    """

    def __init__(self, sample_rate_hz: int, tell: Callable[[object], None]) -> None:
        self._rate, self._tell = sample_rate_hz, tell
        self._before: deque[Frames] = deque()
        self._file: soundfile.SoundFile | None = None
        self._path = Path()
        self._peaks: list[float] = []
        self._unflushed_s = 0.0

    def add(self, block: Frames) -> None:
        """A block was heard."""
        self._before.append(block)
        while sum(map(len, self._before)) - len(self._before[0]) >= PRE_ROLL_S * self._rate:
            self._before.popleft()
        if self._file is not None:
            self._write(block)

    def begin(self, path: Path) -> None:
        """Record from now on, and what was heard just before."""
        self.keep()
        if not self._before:
            self._tell(TakeFailed("Nothing was heard yet, so there is nothing to record."))
            return
        before = np.concatenate([block[:, : self._before[-1].shape[1]] for block in self._before])
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = soundfile.SoundFile(path, "x", self._rate, before.shape[1], subtype="PCM_24", format="WAV")
        except (OSError, soundfile.SoundFileError) as error:
            self._tell(TakeFailed(f"The take could not be begun ({_reason(error)})."))
            return
        self._path, self._peaks = path, []
        self._write(before[-round(PRE_ROLL_S * self._rate) :])

    def keep(self) -> None:
        """Enough was recorded."""
        if self._file is None:
            return
        file, self._file = self._file, None
        seconds = file.frames / self._rate
        try:
            file.close()
        except (OSError, soundfile.SoundFileError) as error:
            self._tell(TakeFailed(f"The end of the take was not written ({_reason(error)}). What was is kept."))
        self._tell(Kept(self._path, seconds, tuple(self._peaks)))

    close = keep

    def _write(self, block: Frames) -> None:
        file = self._file
        if file is None:
            return
        step = max(1, round(PEAK_S * self._rate))
        self._peaks += [float(np.abs(block[at : at + step]).max()) for at in range(0, len(block), step)]
        try:
            file.write(np.clip(block, -1.0, 1.0))
            self._unflushed_s += len(block) / self._rate
            if self._unflushed_s > FLUSH_S:
                self._unflushed_s = 0.0
                file.flush()
        except (OSError, soundfile.SoundFileError) as error:
            self._tell(TakeFailed(f"The take ends here: it could not be written on ({_reason(error)})."))
            self.keep()
            return
        if file.frames >= LONGEST_S * self._rate:
            self._tell(TakeFailed("The take ends here: an hour is the most."))
            self.keep()


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".")
