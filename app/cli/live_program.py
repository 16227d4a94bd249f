"""The whole program, alive for a measurement: window, network and engine, with a pen that draws by itself.

Without a display the window is drawn off screen; without a sound card the engine plays into none. The
home folder is an empty one, so that nobody's session is touched.
"""

import math
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.build import Program
from app.cli import CommandFailed
from app.cli.display import display_problem
from app.controllers.playing import Holder
from app.engine.settings import AudioSettings
from app.engine.supervisor import EngineSupervisor
from app.paths import home_variables
from app.run import make_predictors
from app.settings import Settings
from app.theme import apply_settings_theme
from app.widgets.sketch_canvas import SketchCanvas

START_S: Final = 180.0
SPARE_S: Final = 12.0
"""Time for the spare engine to load, which takes a core while it does."""
CHORD_MS: Final = 400
CHORDS: Final = ((36, 48, 55, 60, 63, 67, 70, 74), (41, 53, 57, 60, 65, 69, 72, 76), (43, 50, 55, 59, 62, 65, 71, 79))
STROKE_MOVES: Final = 150
LIFTED_MOVES: Final = 30
"""Movements of the pen from press to release, and before the next press."""


class LiveProgram:
    """A program that plays; `spin` lets its window live."""

    def __init__(self, audio: AudioSettings) -> None:
        settings = Settings(reduce_motion=False)
        apply_settings_theme(settings)
        self.supervisor = EngineSupervisor()
        self.program = Program(self.supervisor, make_predictors(), settings)
        window = self.program.window
        window.resize(1440, 900)
        window.show()
        self.program.sound.start(audio)
        if not self.spin(START_S, until=lambda: self.supervisor.poll().state in ("running", "null device")):
            self.end()
            raise CommandFailed(f"The sound engine did not start within {START_S:g} s: see bouba doctor.")
        self.spin(SPARE_S)

    @property
    def canvas(self) -> SketchCanvas:
        """Where the pen draws."""
        return self.program.window.play.canvas

    def spin(self, seconds: float, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Let the window work for a time, or until something holds (looked at every 50 ms): True when it did."""
        loop = QEventLoop()
        over = QTimer(singleShot=True, interval=round(1000.0 * seconds))
        over.timeout.connect(loop.quit)
        look = QTimer(interval=50)
        look.timeout.connect(lambda: loop.exit() if until() else None)
        over.start()
        look.start()
        loop.exec()
        look.stop()
        return until()

    def play(self, notes: tuple[int, ...]) -> None:
        """Hold keys down."""
        for note in notes:
            self.program.sound.playing.press(note, 100, Holder.MOUSE)

    def rest(self) -> None:
        """Let all keys go and leave an empty sheet."""
        self.program.sound.playing.release_all()
        self.program.window.actions_by_name["clear"].trigger()

    def end(self) -> None:
        """End window, engine and network."""
        self.program.window.close()
        QApplication.processEvents()


@contextmanager
def live_program(audio: AudioSettings) -> Iterator[LiveProgram]:
    """A program in an empty home folder, ended on leaving. One a process."""
    with tempfile.TemporaryDirectory(prefix="bouba-bench-") as home:
        os.environ |= home_variables(Path(home))  # the kernels stay where they are: `use_cache_folder` has said so
        if display_problem():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QApplication.instance() or QApplication(["bouba"])
        it = LiveProgram(audio)
        try:
            yield it
        finally:
            it.end()
            del application


class Chords(QTimer):
    """Eight keys are held down and changed, as a player's hands do, from `start` to `stop`."""

    def __init__(self, live: LiveProgram, parent: QObject | None = None) -> None:
        super().__init__(parent, interval=CHORD_MS)
        self._playing, self._at = live.program.sound.playing, 0
        self.timeout.connect(self._change)

    def _change(self) -> None:
        for note in CHORDS[self._at]:
            self._playing.release(note, Holder.MOUSE)
        self._at = (self._at + 1) % len(CHORDS)
        for note in CHORDS[self._at]:
            self._playing.press(note, 100, Holder.MOUSE)


class Pen(threading.Thread):
    """Draws strokes on a canvas, a movement every `period_s`, whether the window keeps up or not.

    `due_ns[k]` is when movement `k` was due on the monotonic clock: what the window, or another thread,
    makes a movement wait counts as part of its way. Thread: its own; the events go through Qt's queue.
    """

    def __init__(self, canvas: SketchCanvas, *, period_s: float = 0.008, random_state: int = 1) -> None:
        super().__init__(name="pen", daemon=True)
        self._canvas = canvas
        self._side = float(min(canvas.width(), canvas.height()))
        self._period_s = period_s
        self._turn = random_state
        self._over = threading.Event()
        self.due_ns: list[int] = []
        self.is_down = False
        """Whether a stroke is being drawn; with some lead, as events wait in the queue."""

    def stop(self) -> None:
        """Lift the pen for good."""
        self._over.set()
        self.join()

    def run(self) -> None:
        due_ns = time.monotonic_ns()
        while not self._over.is_set():
            self._turn += 1
            for move in range(STROKE_MOVES + LIFTED_MOVES):
                due_ns += round(1e9 * self._period_s)
                if self._over.wait(max(0.0, 1e-9 * (due_ns - time.monotonic_ns()))):
                    break
                self._post(move, due_ns)
            self._send(QEvent.Type.MouseButtonRelease, self._place(STROKE_MOVES))

    def _post(self, move: int, due_ns: int) -> None:
        self.is_down = move < STROKE_MOVES or move > STROKE_MOVES + LIFTED_MOVES // 2
        if move == 0:
            self._send(QEvent.Type.MouseButtonPress, self._place(0))
        elif move < STROKE_MOVES:
            self.due_ns.append(due_ns)
            self._send(QEvent.Type.MouseMove, self._place(move))
        elif move == STROKE_MOVES:
            self._send(QEvent.Type.MouseButtonRelease, self._place(move))

    def _place(self, move: int) -> QPointF:
        """A point of a rosette whose number of leaves changes with every stroke."""
        angle = 2.0 * math.pi * move / STROKE_MOVES
        leaves = 2 + self._turn % 5
        radius = self._side * (0.18 + 0.05 * (self._turn % 4)) * (0.75 + 0.25 * math.cos(leaves * angle))
        centre = 0.5 * self._side
        return QPointF(centre + radius * math.cos(angle), centre + radius * math.sin(angle))

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        button = none if kind is QEvent.Type.MouseMove else left
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, at, self._canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(time.monotonic_ns() // 1_000_000)
        QCoreApplication.postEvent(self._canvas, event)
