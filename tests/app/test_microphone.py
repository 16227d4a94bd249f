"""The child that opens the microphone, over a made-up PortAudio: what it tells, and how it refuses."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.audio import microphone, sources
from app.audio.microphone import Block, Opened, RecordOrder, Refused, record
from app.audio.one_sound import PEAK, RMS, levelled
from app.audio.sources import LOST, NONE
from models.imagine.live_hearing import LiveHearing

DEVICES = [
    {"name": "loudspeaker", "index": 0, "max_input_channels": 0, "default_samplerate": 48_000.0},
    {"name": "line", "index": 1, "max_input_channels": 2, "default_samplerate": 44_100.0},
    {"name": "headset", "index": 2, "max_input_channels": 1, "default_samplerate": 16_000.0},
]


class Pipe:
    """The window's end of a pipe: it keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def send(self, word: object) -> None:
        self.told.append(word)

    @property
    def blocks(self) -> list[Block]:
        return [word for word in self.told if isinstance(word, Block)]


class Stream:
    """A made-up input: it gives its blocks as soon as it is open."""

    opened: dict[str, Any]
    is_closed = False
    blocks = 30

    def __init__(self, **words: Any) -> None:
        Stream.opened, Stream.is_closed = words, False
        self._callback: Callable[..., None] = words["callback"]

    def start(self) -> None:
        for number in range(self.blocks):
            self._callback(np.full((self.opened["blocksize"], 1), number / 100.0, np.float32), 0, None, None)

    def close(self) -> None:
        Stream.is_closed = True


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    there = SimpleNamespace(
        query_devices=lambda: DEVICES, default=SimpleNamespace(device=(1, 0)), InputStream=Stream,
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "sounddevice", there)
    monkeypatch.setattr(microphone, "orders", lambda pipe, heard: None)
    monkeypatch.setattr(sources, "PATIENCE_S", 0.05)
    return there


@pytest.mark.usefixtures("portaudio")
def test_system_input_is_heard_for_as_long_as_was_ordered_and_then_closed() -> None:
    pipe = Pipe()
    record(pipe, RecordOrder(seconds=0.4))  # type: ignore[arg-type]
    assert pipe.told[0] == Opened("line", 44_100)
    assert sum(len(block.sound) for block in pipe.blocks) == round(0.4 * 44_100)
    assert Stream.opened["device"] == 1 and Stream.opened["channels"] == 1
    assert Stream.is_closed


@pytest.mark.usefixtures("portaudio")
def test_chosen_input_is_opened_at_its_own_rate() -> None:
    pipe = Pipe()
    record(pipe, RecordOrder("headset", seconds=0.2))  # type: ignore[arg-type]
    assert pipe.told[0] == Opened("headset", 16_000)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_inputs_of_every_rate_and_of_one_or_two_channels_are_opened_as_they_are(
    portaudio: SimpleNamespace, rate_hz: int, channels: int
) -> None:
    device = {"name": "it", "index": 0, "max_input_channels": channels, "default_samplerate": float(rate_hz)}
    portaudio.query_devices = lambda: [device]
    with sources.microphone(None, channels=2) as source:
        assert source.sample_rate_hz == rate_hz
        assert Stream.opened["channels"] == channels
        live = LiveHearing(source.sample_rate_hz)
        assert np.isfinite(live.add(source.read().mean(axis=1))).all()


@pytest.mark.usefixtures("portaudio")
def test_an_input_that_gives_what_is_not_numbers_is_silent_there() -> None:
    with sources.microphone(None) as source:
        source.read()
        source.blocks.put(np.array([[np.nan], [np.inf], [-np.inf], [0.5]], np.float32))
        assert source.read()[:, 0].tolist() == [0.0, 0.0, 0.0, 0.5]


def test_without_an_input_nothing_is_opened(portaudio: SimpleNamespace) -> None:
    portaudio.query_devices = lambda: DEVICES[:1]
    pipe = Pipe()
    record(pipe, RecordOrder())  # type: ignore[arg-type]
    assert pipe.told == [Refused(NONE)]


@pytest.mark.usefixtures("portaudio")
def test_chosen_input_that_is_away_is_named_rather_than_replaced_by_another() -> None:
    pipe = Pipe()
    record(pipe, RecordOrder("webcam"))  # type: ignore[arg-type]
    assert len(pipe.told) == 1 and "webcam is not there" in pipe.told[0].problem


def test_input_that_is_refused_is_one_sentence(portaudio: SimpleNamespace) -> None:
    def refuse(**_: Any) -> None:
        raise RuntimeError("Device unavailable\n[-9985].")

    portaudio.InputStream = refuse
    pipe = Pipe()
    record(pipe, RecordOrder())  # type: ignore[arg-type]
    assert pipe.told == [
        Refused("The microphone could not be opened (Device unavailable [-9985]). Another program may use it.")
    ]


@pytest.mark.usefixtures("portaudio")
def test_input_that_is_unplugged_is_noticed_and_closed() -> None:
    pipe = Pipe()
    record(pipe, RecordOrder(seconds=9.0))  # type: ignore[arg-type]
    assert pipe.told[-1] == Refused(LOST)
    assert sum(len(block.sound) for block in pipe.blocks) == Stream.blocks * round(sources.MICROPHONE_BLOCK_S * 44_100)
    assert Stream.is_closed


def test_original_is_played_at_an_even_level_and_never_clips() -> None:
    quiet = (0.001 * np.sin(np.arange(4000))).astype(np.float32)
    assert np.sqrt(np.mean(levelled(quiet) ** 2)) == pytest.approx(RMS, rel=1e-3)
    click = np.zeros(4000, np.float32)
    click[7] = 1.0
    assert np.abs(levelled(click)).max() == pytest.approx(PEAK)
    assert not levelled(np.zeros(10, np.float32)).any()
