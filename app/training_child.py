"""A training in a process of its own: started, listened to, ended, and its network checked. No Qt here."""

import contextlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from app.crash_log import write_crash_log
from models.card import ModelCard, read_card
from models.errors import ModelError
from models.onnx_model import LARGEST_BYTES
from models.regular_file import UnfitFileError, read_regular
from models.sketch_map.deep_config import NETWORK_FILE
from models.sketch_map.map_file import save_map
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.training_check import KEPT_OLD, Verdict, check
from models.sketch_map.training_report import Progress, progress_of

HERE: Final = Path(__file__).resolve().parents[1]
COMMAND: Final = (sys.executable, "-m", "models.sketch_map.deep_training")
LAST_BYTES: Final = 20_000
REFUSAL: Final = "Error: "
"""What a sentence on the error stream begins with."""
LONG_S: Final = 5.0
"""Patience with a killed process."""


class TrainingError(ModelError):
    """A training that gave no network; the message is one sentence or two."""


class TrainingCancelledError(ModelError):
    """A training that was ended on purpose."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A network that was trained on a map, its card, and what its check found."""

    sketch_map: SketchMap
    network: bytes
    card: ModelCard
    verdict: Verdict


class TrainingChild:
    """One training. `run` waits for it, `cancel` ends it from any thread; nothing is left on the disk."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._is_cancelled = False

    def run(self, sketch_map: SketchMap, tell: Callable[[Progress], None], *, minutes: float, device: str) -> Trained:
        """Train, and check what came of it; `tell` is called with each report.

        Raises TrainingError in words, TrainingCancelledError, and MapFileError for a map that no file could hold.
        """
        with tempfile.TemporaryDirectory(prefix="bouba-training-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            save_map(folder / "map.boubamap", sketch_map)
            order = ("--map", str(folder / "map.boubamap"), "--out", str(folder), "--with-parent")
            budget = ("--minutes", f"{minutes:g}", "--device", device)
            with (folder / "errors.txt").open("w+b") as errors:
                code = self._listen((*self._command, *order, *budget), errors, tell)
                if self._is_cancelled:
                    raise TrainingCancelledError("The training was cancelled. The sounds stay as they were.")
                if code:
                    raise TrainingError(_reason(code, errors))
            network, card = _result(folder / NETWORK_FILE)
            tell(Progress(stage="checking", share=1.0))
            verdict = check(sketch_map, network, card)
            if self._is_cancelled:
                raise TrainingCancelledError("The training was cancelled. The sounds stay as they were.")
            return Trained(sketch_map, network, card, verdict)

    def cancel(self) -> None:
        """End the process now; it has nothing to save."""
        with self._lock:
            self._is_cancelled = True
            if self._process is not None:
                self._process.kill()

    def _listen(self, words: Sequence[str], errors: IO[bytes], tell: Callable[[Progress], None]) -> int:
        """Start the process and hear it to its end; returns its exit code."""
        with self._lock:
            if self._is_cancelled:
                return 0
            try:
                # Its standard input is held open: when this program goes, however, that ends and the child with it.
                self._process = subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=HERE, text=True,
                    encoding="utf-8", errors="replace",
                )  # fmt: skip
            except OSError as error:
                raise TrainingError(f"The training could not be started: {error.strerror or error}.") from None
        process = self._process
        assert process.stdout is not None and process.stdin is not None
        try:
            for line in process.stdout:
                progress = progress_of(line)
                if progress is not None and not self._is_cancelled:
                    tell(progress)
            return process.wait()
        finally:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LONG_S)
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()


def _reason(code: int, errors: IO[bytes]) -> str:
    """Why a process ended without a network: its own sentence, or where its last words are kept."""
    errors.seek(max(0, errors.seek(0, 2) - LAST_BYTES))
    said = errors.read().decode("utf-8", "replace").strip()
    last = said.splitlines()[-1] if said else ""
    if code == 1 and last.startswith(REFUSAL):
        return f"{last.removeprefix(REFUSAL)} {KEPT_OLD}"
    log = write_crash_log(f"The training process ended with code {code}.\n{said}")
    where = f" The details are in {log}." if log else ""
    return f"The training stopped unexpectedly (code {code}). {KEPT_OLD}{where}"


def _result(path: Path) -> tuple[bytes, ModelCard]:
    try:
        return read_regular(path, most_bytes=LARGEST_BYTES), read_card(path.with_suffix(".json"))
    except (UnfitFileError, OSError, ModelError):
        raise TrainingError(f"The training ended without a network. {KEPT_OLD}") from None
