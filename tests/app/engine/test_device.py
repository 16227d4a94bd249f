"""What is said when a device does not open, and what plays when no callback can be compiled."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.engine import device, layout
from app.engine.device import NoDeviceError, check_output, open_output
from app.engine.player import Player
from app.engine.settings import AudioSettings

sd = pytest.importorskip("sounddevice", reason="needs PortAudio", exc_type=OSError)


class Streams:
    """Stands for `app.engine.stream`."""

    sd = sd

    def __init__(self, fail: Callable[[], None]) -> None:
        class Stream:
            device = 0
            latency = 0.01

            def __init__(self, *_: object) -> None:
                fail()

            def start(self) -> None:
                pass

        class PythonStream:
            device, latency = 0, 0.01

            def __init__(self, *_: object) -> None:
                pass

            def start(self) -> None:
                pass

        self.CompiledStream, self.PythonStream = Stream, PythonStream

    def find_device(self, name: str | None) -> int | None:
        return None if name is None else 3

    def rescan_devices(self) -> None:
        pass


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], Streams]:
    def use(fail: Callable[[], None]) -> Streams:
        it = Streams(fail)
        monkeypatch.setattr(device, "_streams", lambda: it)
        monkeypatch.setattr(sd, "query_devices", lambda _: {"name": "loudspeaker"})
        return it

    return use


def player() -> Player:
    return Player(np.zeros(1, layout.SHARED), 48_000.0)


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_refused_rate_is_said_with_the_way_out(streams: Any) -> None:
    streams(raising(sd.PortAudioError("Error opening OutputStream: Invalid sample rate", -9997)))
    with pytest.raises(NoDeviceError, match=r"USB refuses 96000 Hz: playing silently\. Choose another rate"):
        open_output(player(), AudioSettings("USB", 96_000), compiled=True)


def test_device_that_does_not_open_is_named(streams: Any) -> None:
    streams(raising(sd.PortAudioError("Device unavailable", -9985)))
    with pytest.raises(NoDeviceError, match=r"USB cannot be opened"):
        open_output(player(), AudioSettings("USB"), compiled=True)


def test_callback_that_cannot_be_compiled_is_replaced_by_one_in_python(streams: Any) -> None:
    streams(raising(RuntimeError("this processor has no C callbacks")))
    output = open_output(player(), AudioSettings(), compiled=True)
    assert type(output.stream).__name__ == "PythonStream"
    assert output.name == "loudspeaker"


def test_device_is_asked_by_its_number_as_two_systems_may_share_its_name(
    streams: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams(lambda: None)
    asked: list[object] = []
    monkeypatch.setattr(sd, "check_output_settings", lambda number, *_, **__: asked.append(number))
    check_output(AudioSettings("Speakers"))
    assert asked == [3]


def test_missing_portaudio_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPortAudio:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "app.engine.stream":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "app.engine.stream", raising=False)
    monkeypatch.delattr(sys.modules["app.engine"], "stream", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
    with pytest.raises(NoDeviceError, match=r"PortAudio, the library for sound devices, is missing"):
        open_output(player(), AudioSettings(), compiled=True)
