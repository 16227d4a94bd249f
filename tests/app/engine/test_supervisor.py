"""The engine process on a real stream: it plays, dies, hangs, loses its device, and comes back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.engine.settings import AudioSettings, EngineStatus
from app.engine.supervisor import EngineSupervisor
from synth.events import NoteOff, NoteOn
from synth.patch import Patch
from synth.units import note_to_hz
from tests.e2e.listening import pitch_hz, sounding_part
from tests.e2e.stage import RATE_HZ, Stage, missing_programs, stage

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]


@contextmanager
def sound_server_in(home: Path) -> Iterator[Stage]:
    """A sound server with a null sink, on which the engines of this process play."""
    before = dict(os.environ)
    try:
        with stage(home) as it:
            names = ("XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_LATENCY_MSEC")
            os.environ.update({name: it.environment[name] for name in names})
            yield it
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with sound_server_in(tmp_path_factory.mktemp("stage")) as it:
        yield it


@pytest.fixture
def own_sound_server(tmp_path: Path) -> Iterator[Stage]:
    """One that a test may stop."""
    with sound_server_in(tmp_path / "one") as it:
        yield it


@pytest.fixture
def supervisor() -> Iterator[EngineSupervisor]:
    it = EngineSupervisor()
    yield it
    it.stop()


def poll_until(
    supervisor: EngineSupervisor, condition: Callable[[EngineStatus], bool], seconds: float = 120.0
) -> tuple[EngineStatus, list[str], float]:
    """Poll as the window does; the status that fits, the messages on the way, and the time it took."""
    messages, began = [], time.monotonic()
    while time.monotonic() - began < seconds:
        status = supervisor.poll()
        if status.message:
            messages.append(status.message)
        if condition(status):
            return status, messages, time.monotonic() - began
        time.sleep(0.01)
    raise TimeoutError(f"{supervisor.poll()} {messages}")


def for_seconds(supervisor: EngineSupervisor, seconds: float) -> list[str]:
    end = time.monotonic() + seconds
    return poll_until(supervisor, lambda _: time.monotonic() > end)[1]


def processor_ticks(process: int) -> int:
    """What a process has used of the processor so far; 0 when it has ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, stat.rsplit(")", 1)[1].split()[11:13]))


def wait_for_spare(supervisor: EngineSupervisor) -> None:
    """The spare is launched once the engine plays; it has loaded when it has stopped to use the processor.

    On a slow machine the spare may be taken meanwhile: then it is the next one that counts.
    """
    used: tuple[int, int] | None = None
    for _ in range(120):
        status, _, _ = poll_until(supervisor, lambda _: supervisor._spare is not None)
        assert supervisor._spare is not None
        now = (supervisor._spare.id, processor_ticks(supervisor._spare.id))
        if now == used and now[1] > 0 and status.state == "running":
            return
        used = now
        for_seconds(supervisor, 1.0)
    raise TimeoutError("no spare engine came to rest")


def test_recorded_note_has_the_right_pitch_and_length(sound_server: Stage, supervisor: EngineSupervisor) -> None:
    supervisor.start(AudioSettings(), Patch.default().replace({"reverb_mix": 0.0}))
    status, _, _ = poll_until(supervisor, lambda status: status.state == "running")
    assert (status.sample_rate_hz, status.block_frames) == (48_000, 256)
    for_seconds(supervisor, 1.0)
    with sound_server.recording() as recordings:
        supervisor.send(NoteOn(57, 100))
        for_seconds(supervisor, 1.5)
        supervisor.send(NoteOff(57))
        for_seconds(supervisor, 1.0)
    note = sounding_part(recordings[0])
    assert abs(1200.0 * np.log2(pitch_hz(note[4800:48000]) / note_to_hz(57))) < 5.0
    assert 1.4 < len(note) / RATE_HZ < 2.2


def test_killed_engine_is_back_in_two_seconds_with_patch_and_held_notes(
    sound_server: Stage, supervisor: EngineSupervisor
) -> None:
    supervisor.start(AudioSettings(), Patch.default())
    poll_until(supervisor, lambda status: status.state == "running")
    supervisor.set_patch(Patch.of({"osc1_wave": "Sine", "reverb_mix": 0.0}))
    supervisor.send(NoteOn(69))
    wait_for_spare(supervisor)
    assert supervisor.process_id is not None
    os.kill(supervisor.process_id, signal.SIGKILL)
    before = supervisor.frames_played
    _, messages, took = poll_until(
        supervisor,
        lambda status: status.restarts >= 1 and supervisor.frames_played > before + 256 and status.active_voices == 1,
    )
    assert took < 2.0
    assert any("started again" in message for message in messages)
    for_seconds(supervisor, 0.6)
    heard = supervisor.read_scope(RATE_HZ // 2)
    spectrum = np.abs(np.fft.rfft(heard[:, 0] * np.hanning(len(heard))))
    assert abs(2.0 * float(np.argmax(spectrum)) - 440.0) <= 2.0


def test_stuck_engine_is_replaced(sound_server: Stage, supervisor: EngineSupervisor) -> None:
    supervisor.start(AudioSettings(), Patch.default())
    poll_until(supervisor, lambda status: status.state == "running")
    wait_for_spare(supervisor)
    assert supervisor.process_id is not None
    os.kill(supervisor.process_id, signal.SIGSTOP)
    _, messages, took = poll_until(supervisor, lambda status: status.restarts >= 1 and status.state == "running")
    assert took < 2.0
    assert any("stood still" in message for message in messages)


def test_refused_device_plays_into_none_and_says_so(supervisor: EngineSupervisor) -> None:
    supervisor.start(AudioSettings(device="no such device"), Patch.default())
    status, messages, _ = poll_until(supervisor, lambda status: status.state == "null device")
    supervisor.send(NoteOn(60))
    played, more, _ = poll_until(supervisor, lambda status: status.active_voices == 1 and max(status.peak) > 0.005)
    assert played.state == "null device"
    assert any("no such device" in message for message in messages + more)
    assert status.device == ""


def test_sixteen_loud_notes_light_the_clip_light_and_one_soft_note_does_not(supervisor: EngineSupervisor) -> None:
    loud = Patch.default().replace({"master_db": 6, "velocity_sens": 100})
    supervisor.start(AudioSettings(device="no such device"), loud)
    poll_until(supervisor, lambda status: status.state == "null device")
    supervisor.send(NoteOn(60, 40))
    began, soft = time.monotonic(), []
    while time.monotonic() < began + 0.5:
        soft.append(supervisor.poll())
        time.sleep(0.01)
    assert max(soft[-1].peak) > 0.005
    assert not any(status.clipped for status in soft)
    for note in range(16):
        supervisor.send(NoteOn(40 + note, 127))
    poll_until(supervisor, lambda status: status.clipped, 5.0)


def play_on_pulse(supervisor: EngineSupervisor) -> None:
    supervisor.start(AudioSettings(device="pulse"), Patch.default())
    poll_until(supervisor, lambda status: status.state == "running")


def test_device_that_comes_back_is_played_on_again(own_sound_server: Stage, supervisor: EngineSupervisor) -> None:
    play_on_pulse(supervisor)
    wait_for_spare(supervisor)
    sound = own_sound_server.processes[1]
    sound.terminate()
    sound.wait(10)
    lost, messages, _ = poll_until(supervisor, lambda status: status.state == "null device", 20.0)
    supervisor.send(NoteOn(60))
    poll_until(supervisor, lambda status: status.active_voices == 1)
    own_sound_server.processes[1] = own_sound_server.start_sound()
    back, more, _ = poll_until(supervisor, lambda status: status.state == "running", 20.0)
    assert lost.device == ""
    assert back.device == "pulse"
    assert any("pulse" in message for message in messages)
    assert any("back" in message for message in more)
    poll_until(supervisor, lambda status: status.active_voices == 1, 5.0)


def test_sound_server_that_hangs_leaves_the_engine_playing_into_none_until_it_answers(
    own_sound_server: Stage, supervisor: EngineSupervisor
) -> None:
    play_on_pulse(supervisor)
    supervisor.send(NoteOn(60))
    wait_for_spare(supervisor)
    sound = own_sound_server.processes[1]
    os.kill(sound.pid, signal.SIGSTOP)
    try:
        _, messages, _ = poll_until(
            supervisor, lambda status: status.state == "null device" and status.active_voices == 1, 30.0
        )
        assert any("does not answer" in message for message in messages)
    finally:
        os.kill(sound.pid, signal.SIGCONT)
    back, _, _ = poll_until(supervisor, lambda status: status.state == "running", 30.0)
    assert back.device == "pulse"


def test_callback_in_python_makes_the_same_note(sound_server: Stage) -> None:
    supervisor = EngineSupervisor(compiled=False)
    try:
        supervisor.start(AudioSettings(), Patch.default().replace({"reverb_mix": 0.0}))
        poll_until(supervisor, lambda status: status.state == "running")
        for_seconds(supervisor, 1.0)
        with sound_server.recording() as recordings:
            supervisor.send(NoteOn(57, 100))
            for_seconds(supervisor, 1.5)
        note = sounding_part(recordings[0])
        assert abs(1200.0 * np.log2(pitch_hz(note[4800:48000]) / note_to_hz(57))) < 5.0
    finally:
        supervisor.stop()


def test_nothing_is_left_running_after_the_end() -> None:
    supervisor = EngineSupervisor()
    supervisor.start(AudioSettings(device="no such device"), Patch.default())
    poll_until(supervisor, lambda status: status.state == "null device")
    process = supervisor.process_id
    assert process is not None
    supervisor.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_engine_ends_when_the_window_dies(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import os, time; from app.engine.supervisor import *\n"
        "s = EngineSupervisor(); s.start(AudioSettings(device='no such device'), Patch.default())\n"
        "while s.poll().state == 'starting': time.sleep(0.02)\n"
        "print(s.process_id, flush=True); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    process = int(done.stdout)
    end = time.monotonic() + 10.0
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail(f"the engine process {process} outlived its window")
