"""The process that trains and whoever started it: one ends with the other, and neither in a crash."""

import subprocess
import sys
from pathlib import Path

from models.sketch_map.map_file import save_map
from models.sketch_map.sketch_map import SketchMap

PATIENCE_S = 120.0
WAITS = """
import threading, time
from models.sketch_map.deep_training import _end_with_parent
threading.Thread(target=_end_with_parent, daemon=True).start()
{then}
"""


def started(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_it_ends_when_whoever_started_it_has_gone() -> None:
    with started(WAITS.format(then=f"print('waits', flush=True); time.sleep({PATIENCE_S})")) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "waits\n"
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 1


def test_it_ends_by_itself_while_the_other_holds_on() -> None:
    with started(WAITS.format(then="time.sleep(0.2)")) as process:
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None and process.stderr.read() == ""


def test_what_cannot_be_trained_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    save_map(tmp_path / "empty.boubamap", SketchMap(name="Empty"))
    words = ["--map", str(tmp_path / "empty.boubamap"), "--out", str(tmp_path / "out"), "--with-parent"]
    command = [sys.executable, "-m", "models.sketch_map.deep_training", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.wait(PATIENCE_S) == 1
        assert process.stderr is not None
        assert process.stderr.read().strip().splitlines()[-1].startswith("Error: ")
