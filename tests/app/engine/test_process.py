"""The engine process's own decisions, on devices that are played by the test."""

from collections.abc import Iterator

import mido
import numpy as np
import pytest

from app.engine import layout, process
from app.engine.device import NoDeviceError, Output
from app.engine.player import Player
from app.engine.process import UNDERRUNS_TO_STEP, EngineProcess
from app.engine.settings import AudioSettings


class FakeStream:
    latency = 0.01

    def close(self) -> None:
        pass


class Devices:
    """What opening the wanted device does."""

    def __init__(self) -> None:
        self.problem = ""
        self.blocks: list[int] = []

    def open(self, player: Player, settings: AudioSettings, *, compiled: bool) -> Output:
        self.check(settings)
        self.blocks.append(settings.block_frames)
        return Output(FakeStream(), "loudspeaker", True)

    def check(self, settings: AudioSettings) -> None:
        if self.problem:
            raise NoDeviceError(self.problem)


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> Devices:
    it = Devices()
    monkeypatch.setattr(process, "open_output", it.open)
    monkeypatch.setattr(process, "check_output", it.check)
    monkeypatch.setattr(process, "settle_memory", lambda: None)
    monkeypatch.setattr(mido, "get_input_names", list)  # not the keyboards of whoever runs the tests
    return it


@pytest.fixture
def record() -> np.ndarray:
    return np.zeros(1, layout.SHARED)


@pytest.fixture
def engine(record: np.ndarray, devices: Devices) -> Iterator[EngineProcess]:
    it = EngineProcess(record, AudioSettings(block_frames=128), compiled=True)
    yield it
    it.close()


def test_underruns_of_the_engine_before_are_not_counted_against_a_new_one(record: np.ndarray, devices: Devices) -> None:
    record["underruns"] = 40
    engine = EngineProcess(record, AudioSettings(block_frames=128), compiled=True)
    engine.start()
    engine.turn()
    assert devices.blocks == [128]
    record["underruns"] += UNDERRUNS_TO_STEP
    engine.turn()
    assert devices.blocks == [128, 256]
    assert layout.get_text(record, "message") == "The sound broke up, so the block is now 256 frames."


def test_device_that_cannot_be_opened_leaves_a_sounding_null_device(
    engine: EngineProcess, record: np.ndarray, devices: Devices
) -> None:
    devices.problem = "No sound: it is away."
    engine.start()
    assert record["is_null"][0] == 1
    assert layout.get_text(record, "message") == "No sound: it is away."
    assert layout.get_text(record, "device") == ""
    assert engine.stream.is_playing


def test_device_is_opened_when_it_is_back(
    engine: EngineProcess, record: np.ndarray, devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SEARCH_S", 0.0)
    devices.problem = "No sound: it is away."
    engine.start()
    null = engine.stream
    engine.turn()
    assert engine.stream is null
    devices.problem = ""
    engine.turn()
    assert not null.is_playing
    assert (record["is_null"][0], layout.get_text(record, "device")) == (0, "loudspeaker")
    assert layout.get_text(record, "message") == "The audio device is back."


def test_device_that_passes_the_check_and_does_not_open_is_said_once(
    engine: EngineProcess, record: np.ndarray, devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SEARCH_S", 0.0)
    monkeypatch.setattr(process, "check_output", lambda settings: None)
    devices.problem = "No sound: another program holds it."
    engine.start()
    since = engine._silent_since
    layout.put_text(record, "message", "")
    for _ in range(3):
        engine.turn()
    assert layout.get_text(record, "message") == ""
    assert (record["is_null"][0], record["opening"][0], engine._silent_since) == (1, 0, since)


def test_silent_start_opens_no_device(engine: EngineProcess, record: np.ndarray, devices: Devices) -> None:
    engine.start(silently=True)
    assert devices.blocks == []
    assert layout.get_text(record, "message") == process.UNANSWERED


def test_list_of_midi_ports_is_fresh_from_the_start(engine: EngineProcess, record: np.ndarray) -> None:
    layout.put_text(record, "ports", "an input of the engine before")
    engine.start()
    assert layout.get_text(record, "ports") == ""
