"""The supervisor with engine processes that do not work: it neither storms nor stays silent about it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

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


def test_engine_that_dies_at_once_is_tried_three_times_and_then_rarely(
    supervisor: EngineSupervisor, runs: Callable[[str], list[list[str]]]
) -> None:
    started = runs("import sys; sys.exit('the driver is broken')")
    supervisor.start(AudioSettings(), Patch.default())
    _, messages = poll_for(supervisor, 3.0)
    assert len(started) == 4
    assert messages == ["The sound engine does not start, so there is no sound: the driver is broken."]


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
