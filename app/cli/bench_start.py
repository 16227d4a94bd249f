"""How long the program takes to start: `measure` for `bouba bench start`.

Each figure is the median of several starts of the real program, after one that fills the caches. The
window opens on the display there is, or off screen without one, with an empty home folder.
"""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from app.child_process import program
from app.cli import CommandFailed
from app.cli.display import display_problem
from app.paths import home_variables
from app.start_report import REQUEST, Stage, read_stage

STARTS: Final = 3
PATIENCE_S: Final = 120.0


def measure(starts: int = STARTS) -> dict[str, dict[str, float | str]]:
    """Seconds from the start of the process: help shown, window shown, engine ready, picture predicted."""
    with tempfile.TemporaryDirectory(prefix="bouba-bench-") as folder:
        home = Path(folder)
        picture = home / "square.png"
        Image.fromarray(_square()).save(picture)
        environment = _environment(home)
        figures: dict[str, list[float]] = {"help": [], "window_shown": [], "engine_ready": [], "predict": []}
        for start in range(starts + 1):
            stages = _window_start(environment)
            taken = {
                "help": _command_s(["--help"], environment),
                "window_shown": stages[Stage.WINDOW_SHOWN],
                "engine_ready": stages[Stage.ENGINE_READY],
                "predict": _command_s(["predict", str(picture), "--json"], environment),
            }
            if start > 0:  # the first one fills the caches
                for name, seconds in taken.items():
                    figures[name].append(seconds)
    return {name: {"value": statistics.median(values), "unit": "s"} for name, values in figures.items()}


def _environment(home: Path) -> dict[str, str]:
    """An empty home, so that nobody's session is touched, and a display or none."""
    environment = {**os.environ, REQUEST: "1", **home_variables(home)}
    root = str(Path(__file__).resolve().parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    if display_problem():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def _square() -> np.ndarray:
    picture = np.full((200, 200), 255, dtype=np.uint8)
    picture[50:150, 50:150] = 0
    picture[56:144, 56:144] = 255
    return picture


def _command_s(words: Sequence[str], environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    result = subprocess.run([*program(), *words], env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise CommandFailed(f"`bouba {words[0]}` failed: {result.stderr.strip() or 'it said nothing.'}")
    return time.perf_counter() - began


def _window_start(environment: Mapping[str, str]) -> dict[Stage, float]:
    """Seconds to each stage of one start of the window, which is then ended."""
    began = time.perf_counter()
    process = subprocess.Popen(program(), env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    overdue = threading.Timer(PATIENCE_S, process.kill)
    overdue.start()
    reached: dict[Stage, float] = {}
    try:
        assert process.stdout is not None
        for line in process.stdout:
            stage = read_stage(line)
            if stage is not None:
                reached.setdefault(stage, time.perf_counter() - began)
            if len(reached) == len(Stage):
                break
    finally:
        overdue.cancel()
        _end(process)
    missing = [stage.value for stage in Stage if stage not in reached]
    if missing:
        raise CommandFailed(f"The window did not start within {PATIENCE_S:g} s: no sign of {' and '.join(missing)}.")
    return reached


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.communicate(timeout=10.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
