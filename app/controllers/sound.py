"""The engine beside the window: the document's sound goes to it, its state and samples come back."""

from dataclasses import replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.controllers.patch_gate import PatchGate
from app.controllers.playing import Playing
from app.document import Document
from app.engine.settings import AudioSettings, EngineStatus
from synth.events import Event
from synth.midi import CONTROLLER, row_of
from synth.patch import Patch
from synth.sample import Sample

TICK_MS: Final = 24
"""Forty views of the sound a second: more costs the pen time and shows nothing."""
LONGEST_READ: Final = 8192
BURST_MS: Final = 700
"""Movements of a MIDI controller closer together than this are one undo step."""


class Supervisor(Protocol):
    """What this needs of an `EngineSupervisor`."""

    def start(self, settings: AudioSettings, patch: Patch) -> None: ...
    def send(self, event: Event) -> None: ...
    def set_patch(self, patch: Patch) -> None: ...
    def set_sample(self, sample: Sample | None) -> None: ...
    def reconfigure(self, settings: AudioSettings) -> None: ...
    def poll(self) -> EngineStatus: ...
    def midi_events(self) -> list[tuple[int, float, float]]: ...
    def read_scope(self, frames: int, *, end: int | None = None) -> NDArray[np.float32]: ...
    def stop(self) -> None: ...
    @property
    def frames_played(self) -> int: ...
    @property
    def memory_name(self) -> str: ...


class Sound(QObject):
    """Polls the engine forty times a second and passes on what is new."""

    status_changed = Signal(object)
    samples = Signal(object, float)
    """New samples, float32 (frames, 2), and the sample rate in hertz."""
    message = Signal(str)
    controller = Signal(int, float)
    """A MIDI controller that moves no knob: its number, and its value from 0 to 1."""

    def __init__(self, document: Document, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._supervisor = supervisor
        self._frames = 0
        self._ports: frozenset[str] = frozenset()
        self._controller_gesture = 0
        self._is_running = False
        self.playing = Playing(self._send, self)
        self.gate = PatchGate(self._set_patch)
        document.patch_changed.connect(self._patch_changed)
        document.sample_changed.connect(self._set_sample)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._controller_burst = QTimer(self, singleShot=True, interval=BURST_MS)

    def start(self, settings: AudioSettings) -> None:
        """Begin to play."""
        self._supervisor.set_sample(self._document.work.sample)
        self._supervisor.start(settings, self._document.patch)
        self._is_running = True
        self._timer.start()

    def reconfigure(self, settings: AudioSettings) -> None:
        """Play on another device."""
        self._supervisor.reconfigure(settings)

    @property
    def controller_is_moving(self) -> bool:
        """True while movements of MIDI controllers join the same undo step."""
        return self._controller_burst.isActive()

    def stop(self) -> None:
        """End the engine; what is played afterwards is not heard."""
        self._timer.stop()
        if self._is_running:
            self.gate.close()
            self._is_running = False
            self._supervisor.stop()

    def tick(self) -> None:
        """One turn of the timer."""
        for event in self._supervisor.midi_events():  # first: what was let go is not to be struck again
            self._midi(*event)
        status = self._supervisor.poll()
        if status.message:
            self.message.emit(status.message)
        self.status_changed.emit(status)
        ports = frozenset(status.midi_ports)
        if self._ports - ports:
            self.playing.midi_gone(was_last=not ports)
        self._ports = ports
        played = self._supervisor.frames_played
        fresh = min(played - self._frames, LONGEST_READ)
        self._frames = played
        if fresh > 0:
            self.samples.emit(self._supervisor.read_scope(fresh, end=played), float(status.sample_rate_hz))

    def _send(self, event: Event) -> None:
        if self._is_running:
            self._supervisor.send(event)

    def _patch_changed(self, patch: Patch, _glide: bool) -> None:
        if patch == self._document.work.patch:
            self.gate.set(patch)
        else:  # a preview
            self.gate.follow(patch)

    def _set_patch(self, patch: Patch) -> None:
        if self._is_running:
            self._supervisor.set_patch(patch)

    def _set_sample(self, sample: Sample | None) -> None:
        if self._is_running:
            self._supervisor.set_sample(sample)

    def _midi(self, kind: int, a: float, b: float) -> None:
        if kind < CONTROLLER:
            self.playing.midi_seen(kind, a, b)
            return
        row = row_of(kind)
        if row is None:
            self.controller.emit(kind - CONTROLLER, a)
            return
        if not self.controller_is_moving:
            self._controller_gesture += 1
        self._controller_burst.start()
        work = self._document.work
        changed = replace(work, patch=work.patch.replace({row.id: row.from_unit(a)}))
        self._document.edit(changed, f"change {row.label}", key=f"controller {row.id} {self._controller_gesture}")
