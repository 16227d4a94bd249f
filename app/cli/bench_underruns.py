"""`bouba bench underruns`: does the sound break up when everything else is busy?

Half minutes of an idle stream and of busy playing take turns on one device, so that both meet the same
troubles of the machine. Busy is: chords of up to 16 notes, the views of the sound repainted at 60 pictures a
second, a pen that has the network predict 30 times a second, and every 2 s a stall of the interpreter of
50 ms, in which no other Python code of the window's process can run.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer

from app.cli.live_program import LIFTED_MOVES, STROKE_MOVES, Chords, LiveProgram, Pen, live_program
from app.engine.settings import AudioSettings

TURN_S: Final = 30.0
PICTURE_MS: Final = 16
MOVE_S: Final = STROKE_MOVES / (STROKE_MOVES + LIFTED_MOVES) / 30.0
"""Between two movements of the pen, so that with the moments when it is lifted 30 a second are predicted."""
STALL_EVERY_MS: Final = 2000
STALL_S: Final = 0.05


@dataclass(slots=True)
class Tally:
    """What one kind of turns added up to."""

    seconds: float = 0.0
    underruns: int = 0
    missing_blocks: float = 0.0
    pictures: int = 0
    predictions: int = 0
    stalls_ms: list[float] = field(default_factory=list)


def measure(minutes: float = 1.0, device: str | None = None) -> Mapping[str, Mapping[str, float | str]]:
    """Figures of `minutes` of busy playing and as long an idle stream."""
    idle, busy = Tally(), Tally()
    with live_program(AudioSettings(device=device)) as live:
        for _ in range(max(1, round(60.0 * minutes / TURN_S))):
            _listen(live, idle)
            with Bustle(live, busy):
                _listen(live, busy)
            live.rest()
            live.spin(1.0)
        status = live.supervisor.poll()
    return {
        "underruns_busy": {"value": float(busy.underruns), "unit": f"in {busy.seconds:.0f} s"},
        "underruns_idle": {"value": float(idle.underruns), "unit": f"in {idle.seconds:.0f} s"},
        "missing_blocks_busy": {"value": busy.missing_blocks, "unit": "blocks"},
        "missing_blocks_idle": {"value": idle.missing_blocks, "unit": "blocks"},
        "pictures": {"value": busy.pictures / busy.seconds, "unit": "1/s"},
        "predictions": {"value": busy.predictions / busy.seconds, "unit": "1/s"},
        "stalls": {"value": float(len(busy.stalls_ms)), "unit": ""},
        "mean_stall": {"value": sum(busy.stalls_ms) / max(1, len(busy.stalls_ms)), "unit": "ms"},
        "block": {"value": float(status.block_frames), "unit": "frames"},
        "load_busy": {"value": 100.0 * status.load, "unit": "%"},
        "real_time_priority": {"value": "yes" if status.realtime else "no", "unit": ""},
        "device": {"value": status.device or "none", "unit": ""},
    }


def _listen(live: LiveProgram, tally: Tally) -> None:
    """Let one turn pass and add what happened."""
    status, frames, began = live.supervisor.poll(), live.supervisor.frames_played, time.monotonic()
    live.spin(TURN_S)
    after, played, seconds = live.supervisor.poll(), live.supervisor.frames_played - frames, time.monotonic() - began
    tally.seconds += seconds
    tally.underruns += after.underruns - status.underruns
    tally.missing_blocks += max(0.0, (seconds * after.sample_rate_hz - played) / after.block_frames)


class Bustle(QObject):
    """All that goes on while somebody plays, between `__enter__` and `__exit__`."""

    def __init__(self, live: LiveProgram, tally: Tally) -> None:
        super().__init__(live.canvas)
        self._live, self._tally = live, tally
        self._pen = Pen(live.canvas, period_s=MOVE_S)
        play = live.program.window.play
        self._views = (play.spectrogram, play.scope)
        self._chords = Chords(live, self)
        self._timers = [
            self._timer(PICTURE_MS, self._repaint),
            self._timer(STALL_EVERY_MS, self._stall),
        ]
        play.spectrogram.installEventFilter(self)
        assert live.program.worker is not None
        live.program.worker.predicted.connect(self._predicted)
        self._power = _power_that_takes(STALL_S)

    def __enter__(self) -> "Bustle":
        self._pen.start()
        self._chords.start()
        for timer in self._timers:
            timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self._timers:
            timer.stop()
        self._chords.stop()
        self._pen.stop()
        self._views[0].removeEventFilter(self)
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._tally.pictures += 1
        return False

    def _timer(self, interval_ms: int, act: object) -> QTimer:
        timer = QTimer(self, interval=interval_ms)
        timer.timeout.connect(act)
        return timer

    def _predicted(self, _number: int, _patch: object) -> None:
        self._tally.predictions += 1

    def _repaint(self) -> None:
        for view in self._views:
            view.update()

    def _stall(self) -> None:
        began = time.perf_counter()
        _power(self._power)
        self._tally.stalls_ms.append(1000.0 * (time.perf_counter() - began))


def _power(exponent: int) -> int:
    """One operation of the interpreter that lets no other thread in until it is done."""
    return int(3**exponent)


def _power_that_takes(seconds: float) -> int:
    """An exponent for `_power` that takes this long here, found by doubling and then by proportion."""
    exponent = 50_000
    while True:
        began = time.perf_counter()
        _power(exponent)
        taken = time.perf_counter() - began
        if taken > 0.3 * seconds:
            return int(exponent * (seconds / taken) ** (1.0 / 1.585))  # Karatsuba's algorithm
        exponent *= 2
