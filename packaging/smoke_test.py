"""Starts the frozen program and looks: python packaging/smoke_test.py dist/bouba

With an empty home folder it must answer on the command line, render a note, keep the kernels that it
compiled for that in the user's cache, load the network, and open its window (off screen when there is
no display) up to the last line of its start, with no fatal word in what it prints.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

FATAL = ("Traceback", "Error", "Fatal", "cannot open shared object", "could not load", "ImportError", "Segmentation")
LAST_LINE = "bouba start: engine ready"
PATIENCE_S = 300.0


def main() -> int:
    """Run every check; 0 when all passed."""
    folder = Path(sys.argv[1]).resolve()
    program = folder / ("bouba.exe" if sys.platform == "win32" else "bouba")
    with tempfile.TemporaryDirectory() as home:
        stage = Stage(program, Path(home))
        checks: dict[str, Callable[[], bool]] = {
            "version": lambda: stage.answer("--version").startswith("Bouba, version "),
            "presets": lambda: "Paper 1" in stage.answer("presets"),
            "render": stage.renders,
            "networks": lambda: (
                {m["state"] for m in json.loads(stage.answer("doctor", "--json"))["models"]} == {"ready"}
            ),
            "no torch": lambda: not list(folder.rglob("*torch*")),
            "kernels kept": lambda: bool(list(Path(home).rglob("*.nbi"))),
            "window": stage.window_opens,
        }
        failed = [name for name, check in checks.items() if not passed(name, check)]
    print(f"smoke test: {'FAILED: ' + ', '.join(failed) if failed else 'everything passed'}")
    return 1 if failed else 0


def passed(name: str, check: Callable[[], bool]) -> bool:
    """Run one check and print its line."""
    try:
        good, reason = check(), ""
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        good, reason = False, f" ({error})"
    print(f"{name}: {'passed' if good else 'FAILED'}{reason}", flush=True)
    return good


class Stage:
    """The frozen program with an empty home folder."""

    def __init__(self, program: Path, home: Path) -> None:
        self.program, self.home = program, home
        self.environment = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "BOUBA_REPORT_START": "1"}
        self.environment["WIN_PD_OVERRIDE_LOCAL_APPDATA"] = str(home / "local")
        self.environment |= {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        self.environment.pop("PYTHONPATH", None)

    def answer(self, *words: str) -> str:
        """What a command prints. Raises CalledProcessError when it fails."""
        return subprocess.run(
            [self.program, *words], env=self.environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S
        ).stdout

    def renders(self) -> bool:
        """Whether a note becomes a file."""
        wav = self.home / "note.wav"
        self.answer("render", "Paper 1", str(wav), "--seconds", "0.5")
        return wav.stat().st_size > 50_000

    def window_opens(self) -> bool:
        """Whether the start reaches its last line without a fatal word."""
        environment = dict(self.environment)
        if sys.platform == "linux" and not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
            environment["QT_QPA_PLATFORM"] = "offscreen"
        process = subprocess.Popen(
            [self.program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        overdue = threading.Timer(PATIENCE_S, process.kill)
        overdue.start()
        lines: list[str] = []
        try:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if line.strip() == LAST_LINE:
                    break
        finally:
            overdue.cancel()
            process.terminate()
            try:
                process.communicate(timeout=20.0)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        fatal = [line for line in lines if any(word in line for word in FATAL)]
        print("".join(fatal), end="")
        return not fatal and bool(lines) and lines[-1].strip() == LAST_LINE


if __name__ == "__main__":
    sys.exit(main())
