"""The window's side of the engine: start it, talk to it, watch it, replace it.

A spare engine process is always loaded and waiting, so that a dead or stuck engine is replaced in a
fraction of a second, with the patch it had and the keys that are held. Plain Python, no Qt: a timer of
the window calls `poll`. Nothing here waits for the engine.
"""

import time
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.engine import layout
from app.engine.child import Child
from app.engine.settings import AudioSettings, EngineStatus
from synth.events import Event, EventKind, Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain, encode
from synth.patch import Patch
from synth.sample import Sample

STUCK_S: Final = 1.0
"""No callback for so long, and the engine is taken for stuck (188 blocks). With the spare it is back in 2 s."""
CLIPPED: Final = 1.0 - 10.0 ** (-3.0 / 20.0)
"""The limiter took away so much of the gain, 3 dB: the sound would have passed full scale."""
FIRST_S: Final = 5.0
"""Time a stream that was just opened may take to its first callback."""
LOAD_S: Final = 180.0
"""Time a process may take to load: the very first one compiles, on a slow machine for a minute or more."""
OPEN_S: Final = 15.0
"""Time a process may take to open a device, also in the middle of playing: a sound server that hangs never answers."""
SUSPECT_S: Final = 3.0
"""The same after a stream that stood still: the device is the likely reason."""
DEATHS: Final = 3
STEADY_S: Final = 10.0
RETRY_S: Final = 5.0
"""After so many deaths in a row, none of them after `STEADY_S` of sound, the next process starts no sooner."""


class EngineSupervisor:
    """Starts, feeds, watches and replaces the engine process."""

    def __init__(self, *, compiled: bool = True) -> None:
        self._compiled = compiled
        self._memory, self._record = layout.create()
        self._shared: Any = self._record[0]
        self._settings = AudioSettings()
        self._status = EngineStatus()
        self._patch = Patch.default()
        self._sample: Sample | None = None
        self._sample_sent: Sample | None = None
        """The one whose frames lie in the memory."""
        self._held: dict[int, int] = {}
        self._controls: dict[int, tuple[int, float, float]] = {}
        """Kind of a wheel or the pedal to its newest event: from the window or from MIDI."""
        self._playing: Child | None = None
        self._spare: Child | None = None
        self._midi_read = 0
        self._has_been_ready = False
        self._ready_seen = 0
        self._progress = (0, 0.0)
        self._callbacks_at_ready = 0
        self._loaded_at_order = 0
        self._loaded_since: float | None = None
        """When it was first seen that the process that is to play has loaded."""
        self._deaths = 0
        self._open_s = OPEN_S
        self._work = (0, 0, 0.0)
        self._message = ""

    @property
    def memory_name(self) -> str:
        """The name of the memory in which the engine's newest sound lies, for a process that hears it."""
        return self._memory.name

    # what the window does

    def start(self, settings: AudioSettings, patch: Patch) -> None:
        """Begin to play with these settings. Returns at once; `poll` says when it runs."""
        self._settings = settings
        self.set_patch(patch)
        self._play()

    def send(self, event: Event) -> None:
        """Let the player do something now."""
        match event:
            case NoteOn(note, velocity):
                self._held[note] = velocity
            case NoteOff(note):
                self._held.pop(note, None)
            case Panic():
                self._held.clear()
                self._controls.clear()
            case Sustain() | PitchBend() | Modulation():
                kind, a, b = encode(event)
                self._controls[kind] = (kind, a, b)
        self._put(encode(event))

    def set_patch(self, patch: Patch) -> None:
        """Play with another patch from the next block on."""
        self._patch = patch
        number = int(self._shared["patch_number"]) + 1
        self._shared["patch"][number & 1] = patch.values
        self._shared["patch_number"] = number

    def set_sample(self, sample: Sample | None) -> None:
        """Let the keys play a recorded sound too, or none any more. It is taken a little later, without a click."""
        self._sample = sample
        if sample is not None:
            number = int(self._shared["marks_number"]) + 1
            self._shared["marks"][number & 1] = sample.marks
            self._shared["marks_number"] = number
        self._send_sample()

    def reconfigure(self, settings: AudioSettings) -> None:
        """Play with another device, rate, block size or MIDI inputs; the keys that are held go on."""
        self._settings = settings
        self._play()

    def stop(self) -> None:
        """End all engine processes and free the shared memory."""
        self._shared["stop"] = 1
        for child in (self._playing, self._spare):
            if child is not None:
                child.end()
        self._playing = self._spare = None
        self._status = replace(self._status, state="stopped")
        self._shared = None
        del self._record
        self._memory.close()
        self._memory.unlink()

    def poll(self) -> EngineStatus:
        """Look after the engine and say how it is. Never waits; call it on a timer."""
        if self._playing is None:
            return self._status
        now = time.monotonic()
        shared = self._shared
        if int(shared["ready"]) != self._ready_seen:
            self._has_been_ready = True
            self._ready_seen = int(shared["ready"])
            self._callbacks_at_ready = int(shared["callbacks"])
            self._progress = (self._callbacks_at_ready, now)
            self._open_s = OPEN_S
            self._send_held()
        callbacks = int(shared["callbacks"])
        if callbacks != self._progress[0]:
            self._progress = (callbacks, now)
        self._watch(now)
        self._send_sample()
        self._status = self._read_status(now)
        return self._status

    def midi_events(self) -> list[tuple[int, float, float]]:
        """MIDI notes, wheels and controllers since the last call, as `synth.midi.to_events` writes them."""
        events = []
        ring = self._shared["midi"]
        written = int(self._shared["midi_written"])
        self._midi_read = max(self._midi_read, written - layout.EVENTS)
        while self._midi_read < written:
            at = self._midi_read & (layout.EVENTS - 1)
            event = (int(ring["kind"][at]), float(ring["a"][at]), float(ring["b"][at]))
            events.append(event)
            self._midi_read += 1
            self._remember(event)
        return events

    def _remember(self, event: tuple[int, float, float]) -> None:
        """What a MIDI keyboard did and a fresh engine must be told."""
        match event[0]:
            case EventKind.NOTE_ON:
                self._held[int(event[1])] = int(event[2])
            case EventKind.NOTE_OFF:
                self._held.pop(int(event[1]), None)
            case EventKind.PANIC:
                self._held.clear()
                self._controls.clear()
            case EventKind.SUSTAIN | EventKind.PITCH_BEND | EventKind.MODULATION:
                self._controls[event[0]] = event

    @property
    def frames_played(self) -> int:
        """Frames since the start, over all restarts."""
        return int(self._shared["frames"])

    def read_scope(self, frames: int, *, end: int | None = None) -> NDArray[np.float32]:
        """The `frames` samples before frame `end`, float32 (frames, 2); zeros before the first.

        `end` is a value of `frames_played` (without it, the newest): reading on from there leaves nothing
        out and reads nothing twice, also when a block is played in between.
        """
        end = self.frames_played if end is None else end
        at = np.arange(end - frames, end) & (layout.SCOPE - 1)
        newest: NDArray[np.float32] = self._shared["scope"][at]
        return newest

    @property
    def patch_sent(self) -> int:
        """Number of the newest patch that was set."""
        return int(self._shared["patch_number"])

    @property
    def patch_taken(self) -> tuple[int, int]:
        """Number of the newest patch that is heard, and when its first block was begun (`monotonic_ns`)."""
        return int(self._shared["patch_seen"]), int(self._shared["patch_taken_ns"])

    @property
    def process_id(self) -> int | None:
        """The engine process's number, None before the start."""
        return self._playing.id if self._playing else None

    # what it does itself

    def _put(self, event: tuple[int, float, float]) -> None:
        written = int(self._shared["events_written"])
        at = written & (layout.EVENTS - 1)
        ring = self._shared["event"]
        ring["kind"][at], ring["a"][at], ring["b"][at] = event
        self._shared["events_written"] = written + 1

    def _send_sample(self) -> None:
        """Write the frames of the recorded sound, as soon as those before are not read any more."""
        shared, sample, sent = self._shared, self._sample, self._sample_sent
        waits = int(shared["sample_seen"]) != int(shared["sample_number"])
        if waits or (sample and sample.frames) == (sent and sent.frames):
            return
        self._sample_sent = sample
        if sample is None:
            shared["sample"]["frames"] = 0
        else:
            shared["sample"] = sample.bank()[0]
        shared["sample_number"] += 1

    def _play(self, *, silently: bool = False) -> None:
        """Let the spare (or a new process) play; the one that played before ends.

        `silently`: without a device for now, because the last one did not answer.
        """
        if self._playing is not None:
            self._playing.end()
        shared = self._shared
        # What was meant for the old engine is not for the new one.
        shared["events_read"] = shared["events_written"]
        shared["midi_read"] = shared["midi_written"]
        # What it did since the last poll is no sign of life of the new one.
        self._ready_seen = int(shared["ready"])
        self._progress = (int(shared["callbacks"]), self._progress[1])
        shared["opening"] = 0
        child = self._spare if self._spare is not None and not self._spare.is_dead else Child()
        self._loaded_at_order, self._loaded_since = int(shared["loaded"]), None
        child.order(
            {
                "memory": self._memory.name, "device": self._settings.device, "compiled": self._compiled,
                "sample_rate_hz": self._settings.sample_rate_hz, "block_frames": self._settings.block_frames,
                "midi_inputs": self._settings.midi_inputs, "silently": silently,
            }
        )  # fmt: skip
        self._playing, self._spare = child, None

    def _watch(self, now: float) -> None:
        child = self._playing
        assert child is not None
        if self._has_been_ready:
            self._look_after_spare(now)
        if child.is_dead:
            self._replace_dead(child, now)
        elif self._is_stuck(child, now):
            has_played = self._progress[1] >= child.started_at
            self._open_s = SUSPECT_S
            self._again(
                "The sound stood still, so the engine was started again with your sound.", silently=not has_played
            )

    def _look_after_spare(self, now: float) -> None:
        if self._spare is not None and self._spare.is_dead and now - self._spare.started_at > RETRY_S:
            self._spare.end()
            self._spare = None
        if self._spare is None:
            self._spare = Child()

    def _is_stuck(self, child: Child, now: float) -> bool:
        callbacks, last = self._progress
        if last >= child.started_at:
            if self._shared["opening"]:
                return now - last > self._open_s
            return now - last > (FIRST_S if callbacks == self._callbacks_at_ready else STUCK_S)
        if int(self._shared["loaded"]) == self._loaded_at_order:
            return now - child.started_at > LOAD_S
        if self._loaded_since is None:
            self._loaded_since = now
        return now - self._loaded_since > self._open_s

    def _replace_dead(self, child: Child, now: float) -> None:
        """Take another process, but not one after the other when each dies at once."""
        played_s = self._progress[1] - child.started_at  # negative: it never did
        deaths = 1 if played_s > STEADY_S else self._deaths + 1
        if deaths > DEATHS and now - child.started_at < RETRY_S:
            return
        self._deaths = deaths
        if deaths == DEATHS:
            fails = "does not start" if played_s < 0.0 else "stops again and again"
            why = f"The sound engine {fails}, so there is no sound: {child.last_words()}."
        else:
            why = "The sound engine stopped and was started again with your sound." if played_s >= 0.0 else ""
        self._again(why)

    def _again(self, why: str, *, silently: bool = False) -> None:
        self._message = why or self._message
        self._status = replace(self._status, restarts=self._status.restarts + 1)
        self._play(silently=silently)

    def _send_held(self) -> None:
        """Give a fresh engine the wheels, the pedal and the keys that are down."""
        for control in self._controls.values():
            self._put(control)
        for note, velocity in self._held.items():
            self._put(encode(NoteOn(note, velocity)))

    def _read_status(self, now: float) -> EngineStatus:
        shared, child = self._shared, self._playing
        assert child is not None
        running = self._progress[1] > child.started_at
        is_null = bool(shared["is_null"])
        peak = (float(shared["peak"][0]), float(shared["peak"][1]))
        shared["peak_number"] += 1
        message = layout.get_text(self._record, "message")
        if message:
            layout.put_text(self._record, "message", "")
            self._message = message
        state = ("null device" if is_null else "running") if running else "starting"
        if not running and self._status.restarts:
            state = "restarting"
        rate = int(shared["rate_hz"]) or self._settings.sample_rate_hz
        block = int(shared["block"]) or self._settings.block_frames
        said, self._message = self._message, ""
        return EngineStatus(
            state=state, device=layout.get_text(self._record, "device"), sample_rate_hz=rate, block_frames=block,
            latency_ms=1000.0 * float(shared["latency_s"]), load=self._load(now, rate, block),
            underruns=int(shared["underruns"]), restarts=self._status.restarts, realtime=bool(shared["realtime"]),
            peak=peak, clipped=float(shared["cut"]) > CLIPPED, active_voices=int(shared["active"]),
            midi_ports=tuple(filter(None, layout.get_text(self._record, "ports").split("\n"))), message=said,
        )  # fmt: skip

    def _load(self, now: float, rate: int, block: int) -> float:
        """Share of the time between blocks that the callback works, over about half a second."""
        callbacks, work, at = self._work
        if now - at < 0.5:
            return self._status.load
        blocks = int(self._shared["callbacks"]) - callbacks
        spent_s = (int(self._shared["work_ns"]) - work) * 1e-9
        self._work = (int(self._shared["callbacks"]), int(self._shared["work_ns"]), now)
        return min(1.0, spent_s / (blocks * block / rate)) if blocks > 0 else 0.0
