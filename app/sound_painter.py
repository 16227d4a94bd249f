"""From the recording of a sound to a picture file or a film of what is heard."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.gif_files import write_gif
from app.imagined_pictures import sheet, write_sheet_png
from models.errors import ModelError
from models.imagine.animation import FRAMES_PER_S, frame_count, frames
from models.imagine.imaginer import Imaginer
from models.imagine.listener import Heard, Listener
from models.imagine.sound_file import Recording
from models.paired.features import RATE_HZ, features, loudest_windows, network_input

LONGEST_GIF_S: Final = 60.0
LARGEST_GIF_PIXELS: Final = round(LONGEST_GIF_S * FRAMES_PER_S) * 1024**2
"""In all frames together: Pillow holds them all in memory."""
TOLD_S: Final = 30
"""A longer film says so often how far it is."""

Note = Callable[[str], None]
"""Takes sentences on what was left out, and on how far a film is."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SoundPainter:
    """Paints any number of sounds alike: `noise` (n², `imaginer.noise`) for n rows of n pictures, `side` pixels in all.

    `facts` stand in picture files as text.
    """

    listener: Listener
    imaginer: Imaginer
    noise: NDArray[np.float32]
    side: int
    facts: Mapping[str, str]

    def hear(self, recording: Recording) -> Heard:
        """What is heard where a sound is loudest."""
        window = loudest_windows(recording.sound, 1)[0]
        return self.listener.hear(network_input(features(window))[None])

    def still(self, heard: Heard, place: Path) -> None:
        """Write a PNG file of what was heard. Raises ModelFileError and FileWriteError."""
        # One by one: painted together, the first could differ in its last bits from what it is alone.
        pixels = np.concatenate([self.imaginer.paint(heard, row[None]) for row in self.noise])
        write_sheet_png(place, pixels, self.side, self.facts)

    def gif(self, recording: Recording, place: Path, note: Note) -> None:
        """Write a film without sound. Raises ModelError and FileWriteError."""
        if recording.seconds > LONGEST_GIF_S:
            note(f"Of {recording.seconds:.0f} s the first {LONGEST_GIF_S:g} s are in the GIF.")
        sound = recording.sound[: round(LONGEST_GIF_S * RATE_HZ)]
        count = frame_count(sound)
        if count * self.side**2 > LARGEST_GIF_PIXELS:
            most = int((LARGEST_GIF_PIXELS / count) ** 0.5)
            raise ModelError(f"{place.name} would be too large: choose a size of {most} or less, or an MP4 file.")
        painted = _told(frames(sound, self.listener, self.imaginer, self.noise), count, note)
        write_gif(place, (sheet(pixels, self.side) for pixels in painted), frames_per_s=FRAMES_PER_S)

    def mp4(self, recording: Recording, place: Path, note: Note) -> None:
        """Write a film with its sound. Raises ModelError and FileWriteError."""
        try:
            from app.film_files import write_mp4  # PyAV is left out of programs that run without Python
        except ImportError:
            raise ModelError("Films with sound need the library PyAV, which is not here. Write a .gif file.") from None
        side = self.side - self.side % 2
        if side != self.side:
            note(f"Pictures of an MP4 have an even side: {side} pixels.")
        count = frame_count(recording.sound)
        painted = _told(frames(recording.sound, self.listener, self.imaginer, self.noise), count, note)
        missing = round((count / float(FRAMES_PER_S) - recording.seconds) * recording.rate_hz)
        silence = np.zeros((max(missing, 0), recording.channels_played), dtype=np.float32)
        write_mp4(
            place, (sheet(pixels, side) for pixels in painted), frames_per_s=FRAMES_PER_S,
            sound=chain(recording.played(), [silence]), rate_hz=recording.rate_hz, channels=recording.channels_played,
        )  # fmt: skip


def _told(painted: Iterable[T], count: int, note: Note) -> Iterator[T]:
    """The same, with a note now and then that says how far it is."""
    every = round(TOLD_S * FRAMES_PER_S)
    for place, picture in enumerate(painted):
        if place and place % every == 0:
            note(f"{place / float(FRAMES_PER_S):.0f} of {count / float(FRAMES_PER_S):.0f} s are painted.")
        yield picture
