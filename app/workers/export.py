"""Rendering to a file beside the window, with progress and a cancel that is obeyed."""

import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.crash_log import write_crash_log
from synth.errors import RenderError, SynthError
from synth.patch import Patch
from synth.render import render_note
from synth.sample import Sample
from synth.wav import write_wav

RENDERING: Final = 0.9
"""Share of the work before the file is written."""


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
    sample: Sample | None = None


class ExportWorker(QObject):
    """Renders and writes one WAV file. Thread: worker."""

    progressed = Signal(float)
    """Share done, 0 to 1."""
    succeeded = Signal(str)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, order: ExportOrder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self._is_cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="export", daemon=True)

    def start(self) -> None:
        """Begin. One of `succeeded`, `failed` and `cancelled` is the last that is heard."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop soon; nothing is left behind."""
        self._is_cancelled.set()

    def _run(self) -> None:
        order = self._order
        try:
            audio = render_note(
                order.patch, order.note, velocity=order.velocity, seconds=order.seconds,
                sample_rate_hz=order.sample_rate_hz, tail="until silent" if order.until_silent else 0.0,
                sample=order.sample, progress=lambda share: self.progressed.emit(RENDERING * share),
                cancelled=self._is_cancelled.is_set,
            )  # fmt: skip
            if self._is_cancelled.is_set():
                raise RenderError("cancelled")
            write_wav(order.path, audio, sample_rate_hz=order.sample_rate_hz, bits=order.bits)
        except SynthError as error:
            self._end_without(str(error))
        except MemoryError:
            self._end_without(f"{order.path.name} was not written: there is not enough memory. Make it shorter.")
        except Exception:  # the outermost edge of this thread; the dialog waits for an end
            log = write_crash_log(traceback.format_exc())
            where = f" The details are in {log}." if log else ""
            self._end_without(f"{order.path.name} was not written, something unexpected happened.{where}")
        else:
            self.progressed.emit(1.0)
            self.succeeded.emit(f"Wrote {order.path.name}, {len(audio) / order.sample_rate_hz:.1f} s.")

    def _end_without(self, problem: str) -> None:
        if self._is_cancelled.is_set():
            self.cancelled.emit()
        else:
            self.failed.emit(problem)
