"""`bouba bench latency`: from a movement of the pen to the changed sound, on the real chain.

A pen draws strokes on the real canvas while a chord is held: pointer event, stroke, raster, network,
document, knobs, shared memory, callback, sound. A movement is heard when the first block that holds a
sound predicted from it (or from a later one) begins to play; one whole block is counted for the buffer.
What lies behind PortAudio is not in it: `device_latency` is what the device reports of that.
"""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from app.cli import CommandFailed
from app.cli.live_program import LiveProgram, Pen, live_program
from app.engine.settings import AudioSettings

CHORD: Final = (48, 52, 55, 60)
STROKES_A_SHEET: Final = 4
"""Then a fresh one is taken, while the pen is lifted: nobody draws for ever on one."""
LIFTED_MS: Final = 20


def measure(minutes: float = 0.5, device: str | None = None) -> Mapping[str, Mapping[str, float | str]]:
    """Figures over all movements of the pen, 125 a second in strokes of 1.2 s. Raises CommandFailed on Windows."""
    if sys.platform == "win32":
        raise CommandFailed("Windows has no clock that a compiled callback can read: the latency cannot be measured.")
    with live_program(AudioSettings(device=device)) as live:
        live.play(CHORD)
        pen = Pen(live.canvas)
        listener = Listener(live, pen)
        sheets = QTimer(interval=LIFTED_MS)
        sheets.timeout.connect(lambda: _take_fresh_sheet(live, pen))
        sheets.start()
        pen.start()
        live.spin(60.0 * minutes)
        sheets.stop()
        pen.stop()
        live.spin(0.5)
        listener.stop()
        status = live.supervisor.poll()
        live.rest()
    block_ms = 1000.0 * status.block_frames / status.sample_rate_hz
    waits = np.array([heard.wait_ms for heard in listener.heard]) + block_ms
    predicted = np.array([heard.predicted_ms for heard in listener.heard])
    return {
        "pen_to_sound_p50": {"value": float(np.percentile(waits, 50)), "unit": "ms"},
        "pen_to_sound_p95": {"value": float(np.percentile(waits, 95)), "unit": "ms"},
        "pen_to_sound_max": {"value": float(waits.max()), "unit": "ms"},
        "pen_to_prediction_p50": {"value": float(np.percentile(predicted, 50)), "unit": "ms"},
        "pen_to_prediction_p95": {"value": float(np.percentile(predicted, 95)), "unit": "ms"},
        "movements": {"value": float(len(waits)), "unit": ""},
        "block": {"value": float(status.block_frames), "unit": "frames"},
        "device_latency": {"value": status.latency_ms, "unit": "ms"},
        "device": {"value": status.device or "none", "unit": ""},
    }


def _take_fresh_sheet(live: LiveProgram, pen: Pen) -> None:
    drawn = len(live.program.document.work.sketch.strokes)
    if drawn >= STROKES_A_SHEET and not pen.is_down:
        live.program.window.actions_by_name["clear"].trigger()


@dataclass(frozen=True, slots=True)
class Heard:
    """One movement: from when it was due to its prediction, and to the begin of the block that sounds it."""

    predicted_ms: float
    wait_ms: float


class Listener(QObject):
    """Follows each movement: delivered, asked for, predicted, sent, taken by the callback."""

    def __init__(self, live: LiveProgram, pen: Pen) -> None:
        super().__init__(live.canvas)
        assert live.program.worker is not None  # a live program has its network
        self._pen, self._worker, self._supervisor = pen, live.program.worker, live.supervisor
        self._delivered = 0
        self._asked: list[tuple[int, int]] = []
        """Number of the request and due time, for each movement that waits for a prediction."""
        self._sent: list[tuple[int, int, int]] = []
        """Number of the patch, due time and time of the prediction, for each that waits for the callback."""
        self._newest_patch = self._supervisor.patch_sent
        self.heard: list[Heard] = []
        live.canvas.installEventFilter(self)
        # Joined after the program's own slots, so each of these finds their work done.
        live.canvas.stroke_moved.connect(self._stroke_moved)
        self._worker.predicted.connect(self._predicted)
        self._look = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._look.timeout.connect(self._take)
        self._look.start()

    def stop(self) -> None:
        """Look no more: the engine is about to end."""
        self._look.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseMove:
            self._delivered += 1
        return False

    def _stroke_moved(self, _: object) -> None:
        if 0 < self._delivered <= len(self._pen.due_ns):
            self._asked.append((self._worker.asked, self._pen.due_ns[self._delivered - 1]))

    def _predicted(self, number: int, _: object) -> None:
        now, patch = time.monotonic_ns(), self._supervisor.patch_sent
        answered = [due for asked, due in self._asked if asked <= number]
        self._asked = [(asked, due) for asked, due in self._asked if asked > number]
        if patch != self._newest_patch:  # a movement that leaves the sound as it is cannot be heard
            self._newest_patch = patch
            self._sent += [(patch, due, now) for due in answered]

    def _take(self) -> None:
        taken, at_ns = self._supervisor.patch_taken
        self.heard += [
            Heard(1e-6 * (predicted - due), 1e-6 * (at_ns - due))
            for patch, due, predicted in self._sent
            if patch <= taken
        ]
        self._sent = [waiting for waiting in self._sent if waiting[0] > taken]
