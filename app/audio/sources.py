"""Where a sound comes from while it is heard: a microphone, the instrument's own output, a file. Blocks of any size.

In a child process: PortAudio in it disturbs no engine. Loads neither Qt nor, before a microphone is opened, PortAudio.
"""

import contextlib
import queue
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.engine import layout

BLOCK_S: Final = 0.05
MICROPHONE_BLOCK_S: Final = 0.02
"""A picture waits for the end of a block."""
PATIENCE_S: Final = 2.0
"""A microphone that gives nothing for so long is lost."""
MOST_CHANNELS: Final = 2
UNHEARD: Final = "The sound cannot be played beside the instrument's, so it is painted silently."
NONE: Final = "There is no microphone. Connect one, or choose a sound file."
LOST: Final = "The microphone stopped giving sound: it may have been unplugged. Choose another one in the settings."

Frames = NDArray[np.float32]


class SourceError(Exception):
    """A source that cannot be used, or not any more; the message says why and what to do."""


class Source(Protocol):
    """Something that is heard right now."""

    name: str
    sample_rate_hz: int
    remark: str
    """What is not as one expects, in a sentence, or ""."""

    def read(self) -> Frames | None:
        """What came since the last call, (frames, channels), at the latest after BLOCK_S; None at the end of all.

        Raises SourceError.
        """


class Microphone:
    """An open input of PortAudio."""

    def __init__(self, name: str, sample_rate_hz: int) -> None:
        self.name, self.sample_rate_hz, self.remark = name, sample_rate_hz, ""
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
        return _numbers(np.concatenate(some))


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
            samplerate=found.sample_rate_hz, blocksize=round(MICROPHONE_BLOCK_S * found.sample_rate_hz),
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

    name, remark = "instrument", ""

    def __init__(self, record: NDArray[np.void]) -> None:
        self._shared: Any = record[0]
        self.sample_rate_hz = round(float(self._shared["rate_hz"]))
        self._read = int(self._shared["frames"])

    def read(self) -> Frames:
        """As every source; it has no end, but the engine may begin to play at another rate."""
        time.sleep(BLOCK_S / 2.0)
        if round(float(self._shared["rate_hz"])) != self.sample_rate_hz:
            raise SourceError("The instrument began to play at another rate. Press Listen again.")
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
        memory, record = layout.attach(memory_name, is_child=True)
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


class SoundFile:
    """A sound file, heard as fast as it plays."""

    def __init__(self, file: soundfile.SoundFile, name: str, output: Any) -> None:
        self._file, self._output = file, output
        self.name, self.sample_rate_hz = name, int(file.samplerate)
        self.remark = "" if output is not None else UNHEARD
        self._due = time.monotonic()

    def read(self) -> Frames | None:
        """As every source."""
        count = round(BLOCK_S * self.sample_rate_hz)
        try:
            block: Frames = self._file.read(count, dtype="float32", always_2d=True)
        except (OSError, RuntimeError) as error:
            reason = str(error).removeprefix("Error : ").rstrip(".")
            raise SourceError(f"{self.name} ends here: the rest of it is damaged ({reason}).") from None
        if not len(block):
            return None
        if not np.isfinite(block).any():
            raise SourceError(f"{self.name} is not heard on: it holds what is not numbers.")
        block = _numbers(block[:, :MOST_CHANNELS])
        if self._output is not None:
            try:
                self._output.write(np.ascontiguousarray(np.clip(block, -1.0, 1.0)))
            except Exception:  # drivers raise anything; the picture goes on without the sound
                self._output = None
        if self._output is None:
            self._due = max(self._due + len(block) / self.sample_rate_hz, time.monotonic() - BLOCK_S)
            time.sleep(max(0.0, self._due - time.monotonic()))
        return block


@contextlib.contextmanager
def sound_file(path: Path, output_name: str | None) -> Iterator[SoundFile]:
    """A file and the output with a name that plays it, None for the system's. Raises SourceError."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # a pipe or a device would block for ever
            raise SourceError(f"{path.name} is not a sound file.")
        if not facts.st_size:
            raise SourceError(f"{path.name} is empty.")
        path.open("rb").close()  # libsndfile does not say when it is refused
        file = soundfile.SoundFile(path)
    except FileNotFoundError:
        raise SourceError(f"{path.name} is not there any more.") from None
    except PermissionError:
        raise SourceError(f"{path.name} may not be read: the system refuses it. Choose another file.") from None
    except (OSError, RuntimeError, ValueError):
        raise SourceError(
            f"{path.name} cannot be heard: it is damaged or no sound file (WAV, FLAC, OGG, MP3 and AIFF are read)."
        ) from None
    with file, contextlib.ExitStack() as opened:
        if not file.frames:
            raise SourceError(f"{path.name} is empty.")
        output: Any = None
        try:
            import sounddevice  # as above

            output = sounddevice.OutputStream(
                samplerate=file.samplerate, channels=min(file.channels, MOST_CHANNELS), dtype="float32",
                device=output_name,
            )  # fmt: skip
            opened.enter_context(contextlib.closing(output))
            output.start()
        except Exception:  # drivers raise anything; it is painted all the same
            output = None
        yield SoundFile(file, path.name, output)


def _numbers(block: Frames) -> Frames:
    """Silence where there are no numbers."""
    return np.nan_to_num(block, posinf=0.0, neginf=0.0)
