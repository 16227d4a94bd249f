"""The supervisor with engine processes that do not work: it neither storms nor stays silent about it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.engine import child as child_module
from app.engine import layout
from app.engine import supervisor as supervisor_module
from app.engine.child import Child
from app.engine.settings import AudioSettings, EngineStatus
from app.engine.supervisor import EngineSupervisor
from synth.events import EventKind, NoteOn, PitchBend, Sustain, encode
from synth.patch import Patch


@pytest.fixture
def supervisor() -> Iterator[EngineSupervisor]:
    it = EngineSupervisor()
    yield it
    it.stop()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[list[str]]]:
    """Let every engine process run some other code; the list grows by one for each that is started."""

    def use(code: str) -> list[list[str]]:
        started: list[list[str]] = []
        popen = subprocess.Popen

        def start(command: list[str], **options: object) -> object:
            started.append(command)
            return popen([sys.executable, "-c", code], **options)  # type: ignore[call-overload]

        monkeypatch.setattr(child_module.subprocess, "Popen", start)
        return started

    return use


def poll_for(supervisor: EngineSupervisor, seconds: float) -> tuple[EngineStatus, list[str]]:
    messages, end = [], time.monotonic() + seconds
    while True:
        status = supervisor.poll()
        if status.message:
            messages.append(status.message)
        if time.monotonic() > end:
            return status, messages
        time.sleep(0.005)


def play_a_block(supervisor: EngineSupervisor) -> Any:
    """Start, and do to the shared memory what an engine does until its first block; returns that memory."""
    supervisor.start(AudioSettings(), Patch.default())
    shared = supervisor._shared
    shared["ready"] += 1
    supervisor.poll()
    shared["callbacks"] += 1
    return shared


def test_engine_that_dies_at_once_is_tried_three_times_and_then_rarely(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]]
) -> None:
    started = runs("import sys; sys.exit('the driver is broken')")
    supervisor.start(AudioSettings(), Patch.default())
    messages: list[str] = []
    while not messages:
        messages += poll_for(supervisor, 0.1)[1]
    poll_for(supervisor, 1.0)
    assert len(started) == 4
    assert messages == ["The sound engine does not start, so there is no sound: the driver is broken."]


def test_new_settings_give_the_new_engine_its_time_to_load(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "STUCK_S", 0.1)
    runs("import sys; sys.stdin.read()")
    shared = play_a_block(supervisor)
    supervisor.poll()
    shared["callbacks"] += 4  # blocks that the old engine plays before it ends
    supervisor.reconfigure(AudioSettings(block_frames=512))
    status, messages = poll_for(supervisor, 0.4)
    assert (status.state, status.restarts, messages) == ("starting", 0, [])


def test_engine_that_opens_another_stream_may_take_its_time(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "STUCK_S", 0.1)
    monkeypatch.setattr(supervisor_module, "FIRST_S", 0.1)
    runs("import sys; sys.stdin.read()")
    shared = play_a_block(supervisor)
    shared["opening"] = 1
    assert poll_for(supervisor, 0.4)[0].restarts == 0
    shared["opening"] = 0
    status, messages = poll_for(supervisor, 0.4)
    assert status.restarts == 1
    assert any("stood still" in message for message in messages)


def test_engine_that_plays_for_a_moment_and_dies_is_not_started_for_ever(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]]
) -> None:
    # It lives for five looks at it, so that it has played when it dies.
    started = runs("import sys, time; sys.stdin.readline(); time.sleep(0.1); sys.exit('the driver is broken')")
    supervisor.start(AudioSettings(), Patch.default())
    end = time.monotonic() + 8.0
    messages: list[str] = []
    while not any("again and again" in message for message in messages) and time.monotonic() < end:
        supervisor._shared["callbacks"] += 1
        messages += poll_for(supervisor, 0.02)[1]
    assert messages[-1] == "The sound engine stops again and again, so there is no sound: the driver is broken."
    begun = len(started)
    poll_for(supervisor, 1.0)
    assert len(started) <= begun + 1


def test_engine_that_hangs_while_it_opens_its_device_is_replaced_by_one_without(
    supervisor: EngineSupervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[dict[str, object]] = []

    class Hanging(Child):
        def __init__(self) -> None:
            super().__init__()
            self._process.kill()
            self._process.wait()

        is_dead = False  # type: ignore[assignment]

        def order(self, order: dict[str, object]) -> None:
            super().order(order)
            orders.append(order)
            supervisor._shared["loaded"] += 1

    monkeypatch.setattr(supervisor_module, "Child", Hanging)
    monkeypatch.setattr(supervisor_module, "SUSPECT_S", 0.2)
    supervisor._open_s = 0.2
    supervisor.start(AudioSettings(), Patch.default())
    poll_for(supervisor, 0.5)
    assert [order["silently"] for order in orders[:2]] == [False, True]


def test_engine_that_loads_slowly_still_has_its_time_to_open_the_device(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]]
) -> None:
    runs("import sys; sys.stdin.read()")
    supervisor._open_s = 0.5
    supervisor.start(AudioSettings(), Patch.default())
    assert poll_for(supervisor, 0.7)[0].restarts == 0, "it loads"
    supervisor._shared["loaded"] += 1
    assert poll_for(supervisor, 0.3)[0].restarts == 0, "it opens the device"
    assert poll_for(supervisor, 0.5)[0].restarts == 1


def test_wheels_and_pedal_of_midi_are_given_to_a_fresh_engine(supervisor: EngineSupervisor) -> None:
    for event in (NoteOn(60, 90), Sustain(True), PitchBend(0.5)):
        put_midi(supervisor, encode(event))
    supervisor.midi_events()
    supervisor._send_held()
    ring, written = supervisor._shared["event"], int(supervisor._shared["events_written"])
    kinds = [int(ring["kind"][at]) for at in range(written)]
    assert sorted(kinds) == sorted([EventKind.SUSTAIN, EventKind.PITCH_BEND, EventKind.NOTE_ON])


def test_nothing_is_struck_again_after_a_midi_panic(supervisor: EngineSupervisor) -> None:
    put_midi(supervisor, encode(NoteOn(60, 90)))
    put_midi(supervisor, (EventKind.PANIC, 0.0, 0.0))
    supervisor.midi_events()
    supervisor._send_held()
    assert int(supervisor._shared["events_written"]) == 0


def put_midi(supervisor: EngineSupervisor, event: tuple[int, float, float]) -> None:
    """What the engine's MIDI thread does."""
    shared = supervisor._shared
    at = int(shared["midi_written"]) & (layout.EVENTS - 1)
    ring = shared["midi"]
    ring["kind"][at], ring["a"][at], ring["b"][at] = event
    shared["midi_written"] += 1
