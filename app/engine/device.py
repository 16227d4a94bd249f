"""Opens the wanted output, in words when that fails.

sounddevice is imported here alone, when a device is wanted: without PortAudio the engine goes on without.
"""

from dataclasses import dataclass
from typing import Any

from app.engine.player import Player
from app.engine.priority import real_time_threads
from app.engine.settings import AudioSettings


class NoDeviceError(Exception):
    """Why no device plays, as one sentence for a player."""


@dataclass(frozen=True, slots=True)
class Output:
    """A stream that plays."""

    stream: Any
    name: str
    is_real_time: bool


def open_output(player: Player, settings: AudioSettings, *, compiled: bool) -> Output:
    """Open the wanted device and begin to play; without a compiled callback, by one in Python.

    Raises NoDeviceError.
    """
    streams = _streams()
    try:
        number = streams.find_device(settings.device)
        with real_time_threads() as granted:
            stream = _new_stream(streams, player, settings, number=number, compiled=compiled)
            stream.start()
        name = str(streams.sd.query_devices(stream.device)["name"])
    except (streams.sd.PortAudioError, ValueError) as error:
        raise NoDeviceError(_sentence(error, settings)) from error
    return Output(stream, name, granted)


def check_output(settings: AudioSettings) -> None:
    """Look for the wanted device anew and ask whether it would open. Raises NoDeviceError. Not while one plays."""
    streams = _streams()
    try:
        streams.rescan_devices()
        number = streams.find_device(settings.device)
        streams.sd.check_output_settings(number, 2, "float32", samplerate=settings.sample_rate_hz)
    except (streams.sd.PortAudioError, ValueError) as error:
        raise NoDeviceError(_sentence(error, settings)) from error


def _streams() -> Any:
    try:
        from app.engine import stream
    except OSError as error:
        raise NoDeviceError(
            "No sound: PortAudio, the library for sound devices, is missing. `bouba doctor` says how to get it."
        ) from error
    return stream


def _new_stream(streams: Any, player: Player, settings: AudioSettings, *, number: int | None, compiled: bool) -> Any:
    if compiled:
        try:
            return streams.CompiledStream(player, settings, number)
        except streams.sd.PortAudioError:
            raise
        except Exception:  # numba cannot make a C callback on every processor; the kernels still work
            pass
    return streams.PythonStream(player, settings, number)


def _sentence(error: Exception, settings: AudioSettings) -> str:
    name = settings.device or "the audio device"
    text = str(error.args[0] if error.args else error)
    if "sample rate" in text.lower():
        return f"{name} refuses {settings.sample_rate_hz} Hz: playing silently. Choose another rate in the settings."
    return f"No sound: {name} cannot be opened. Playing silently until it is there."
