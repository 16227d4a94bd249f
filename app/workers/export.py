"""Rendering to a file beside the window, with progress and a cancel that is obeyed."""

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from synth.errors import SynthError
from synth.patch import Patch
from synth.render import render_note
from synth.wav import write_wav


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to render and where to."""

    path: Path
    patch: Patch
    note: int = 48
    velocity: int = 100
    seconds: float = 3.0
    sample_rate_hz: int = 48_000
    bits: int = 24
    until_silent: bool = True


class ExportWorker(QObject):
    """Renders and writes one WAV file. Thread: worker."""

    progressed = Signal(float)
    """Share done, 0 to 1."""
    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, order: ExportOrder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="export", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop soon; nothing is left behind."""
        self._cancelled.set()

    def _run(self) -> None:
        order = self._order
        try:
            audio = render_note(
                order.patch, order.note, velocity=order.velocity, seconds=order.seconds,
                sample_rate_hz=order.sample_rate_hz, tail="until silent" if order.until_silent else 0.0,
                progress=lambda share: self.progressed.emit(0.9 * share), cancelled=self._cancelled.is_set,
            )  # fmt: skip
            if self._cancelled.is_set():
                return
            write_wav(order.path, audio, sample_rate_hz=order.sample_rate_hz, bits=order.bits)
        except SynthError as error:
            self.failed.emit(str(error))
            return
        self.progressed.emit(1.0)
        self.succeeded.emit(f"Wrote {order.path.name}, {len(audio) / order.sample_rate_hz:.1f} s.")
