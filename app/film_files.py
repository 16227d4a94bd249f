"""Films: moving pictures with sound as MP4 files. Whole or not at all. Needs PyAV."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image

from synth.atomic_write import open_atomically
from synth.errors import FileWriteError

VIDEO: Final = "libx264"
AUDIO: Final = "aac"
QUALITY: Final = "18"
"""x264's constant rate factor: less is better and larger; 18 is hard to tell from the pictures themselves."""
AUDIO_RATE_HZ: Final = 48_000
AUDIO_BITS_PER_S: Final = 192_000

Pieces = Iterable[NDArray[np.float32]]


def write_mp4(
    path: Path, pictures: Iterable[Image.Image], *, frames_per_s: Fraction, sound: Pieces, rate_hz: int, channels: int
) -> None:
    """Write pictures of one even size, with a sound in pieces (samples, `channels`), 1 or 2, as H.264 and AAC.

    Raises FileWriteError.
    """
    try:
        with open_atomically(path) as file:
            _encode(file, iter(pictures), frames_per_s, _Track(sound, rate_hz, channels))
    except FFmpegError as error:
        raise FileWriteError(f"{path.name} was not saved: it cannot be encoded ({error.strerror}).") from error


class _Track:
    """The sound of a film: frames for its encoder, as far as they are asked for."""

    def __init__(self, sound: Pieces, rate_hz: int, channels: int) -> None:
        self.layout = "mono" if channels == 1 else "stereo"
        self._frames = self._resampled(sound, rate_hz)
        self._seconds = 0.0

    def until(self, seconds: float) -> Iterator[av.AudioFrame]:
        """Those that begin before a moment and were not given yet."""
        while self._seconds < seconds:
            frame = next(self._frames, None)
            if frame is None:
                return
            self._seconds += frame.samples / AUDIO_RATE_HZ
            yield frame

    def _resampled(self, sound: Pieces, rate_hz: int) -> Iterator[av.AudioFrame]:
        resampler = av.AudioResampler(format="fltp", layout=self.layout, rate=AUDIO_RATE_HZ)
        at = 0
        for piece in sound:
            if not len(piece):
                continue  # PyAV takes no frame without samples
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece.T), format="fltp", layout=self.layout)
            frame.sample_rate, frame.pts, frame.time_base = rate_hz, at, Fraction(1, rate_hz)
            at += len(piece)
            yield from resampler.resample(frame)
        yield from resampler.resample(None)


def _encode(file: BinaryIO, pictures: Iterator[Image.Image], frames_per_s: Fraction, track: _Track) -> None:
    first = next(pictures)
    with av.open(file, "w", format="mp4") as container:
        video = container.add_stream(VIDEO, rate=frames_per_s, options={"crf": QUALITY})
        video.width, video.height = first.size
        video.pix_fmt = "yuv420p"  # the only one that every player shows
        # Named in the file: players guess other colours for larger pictures.
        video.codec_context.colorspace, video.codec_context.color_range = Colorspace.ITU601, ColorRange.MPEG
        audio = container.add_stream(AUDIO, rate=AUDIO_RATE_HZ, layout=track.layout)
        audio.bit_rate = AUDIO_BITS_PER_S
        for place, picture in enumerate(chain([first], pictures)):
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame.pts, frame.time_base = place, 1 / frames_per_s
            container.mux(video.encode(frame))
            for heard in track.until(float((place + 1) / frames_per_s)):
                container.mux(audio.encode(heard))
        for heard in track.until(float("inf")):
            container.mux(audio.encode(heard))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
