"""A stage for the real program: its own X display, its own sound server, a pointer and a recorder.

Everything runs on this machine and ends with the test. The program under test is started as a user
starts it, with an empty home folder.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 48_000
NEEDED = ("Xvfb", "xdotool", "pulseaudio", "pactl", "parec")


def missing_programs() -> list[str]:
    """Programs the stage needs and this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> object:
    """The first true result of `condition`, polled; TimeoutError naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds:g} s")


@dataclass
class Stage:
    """The running display and sound server; `start` puts the program on it."""

    environment: dict[str, str]
    home: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    log: Path = Path()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the program; its output goes to `log`."""
        self.log = self.home / "program.log"
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", *arguments],
                cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_sound(self) -> subprocess.Popen[bytes]:
        """Start the sound server with its null sink, and wait until it answers."""
        socket = self.environment["PULSE_SERVER"].removeprefix("unix:")
        server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes", "--log-level=error",
             f"--load=module-native-protocol-unix socket={socket}",
             f"--load=module-null-sink sink_name=stage rate={RATE_HZ}"],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(lambda: "stage" in self.run("pactl", "list", "short", "sinks"), 15.0, "the sound server")
        return server

    def run(self, *command: str) -> str:
        """Run a small command on the stage and return what it prints."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip()

    def window(self, seconds: float = 60.0) -> str:
        """The id of the program's window, once it is there."""

        def find() -> str:
            found = self.run("xdotool", "search", "--onlyvisible", "--name", " – Bouba$").split()
            return found[-1] if found else ""

        return str(wait_for(find, seconds, "the window"))

    def drag(self, points: Sequence[tuple[float, float]], *, pause_s: float = 0.01) -> None:
        """Press the left button at the first point, move through the others, release: real pointer events."""
        command = ["xdotool", "mousemove", str(round(points[0][0])), str(round(points[0][1])), "mousedown", "1"]
        for x, y in points[1:]:
            command += ["sleep", f"{pause_s:g}", "mousemove", str(round(x)), str(round(y))]
        self.run(*command, "mouseup", "1")

    def key(self, name: str, seconds: float) -> None:
        """Hold a key of the computer keyboard down."""
        self.run("xdotool", "keydown", name, "sleep", f"{seconds:g}", "keyup", name)

    def screenshot(self, path: Path) -> None:
        """A picture of the whole display (needs ImageMagick)."""
        self.run("import", "-window", "root", str(path))

    @contextmanager
    def recording(self) -> Iterator[list[NDArray[np.float32]]]:
        """Record what the loudspeaker would play; the list holds one array (frames, 2) afterwards."""
        path = self.home / "recording.raw"
        with path.open("wb") as out:
            recorder = subprocess.Popen(
                ["parec", "--device=stage.monitor", "--format=float32le", f"--rate={RATE_HZ}", "--channels=2",
                 "--latency-msec=20"],
                env=self.environment, stdout=out, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            heard: list[NDArray[np.float32]] = []
            try:
                wait_for(lambda: path.stat().st_size > 0, 10.0, "the first recorded sample")
                yield heard
                time.sleep(0.3)
            finally:
                recorder.terminate()
                recorder.wait(10)
        heard.append(np.fromfile(path, dtype="<f4").reshape(-1, 2))

    def close(self) -> None:
        """End the program and the servers, by their ids, newest first."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(10)


@contextmanager
def stage(home: Path, *, size: str = "1440x900") -> Iterator[Stage]:
    """A display of `size` and a sound server with a null sink called "stage"; both end on leaving."""
    runtime = home / "runtime"
    runtime.mkdir(parents=True, mode=0o700)
    read, write = os.pipe()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DISPLAY")
    }
    environment |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
        "PULSE_SERVER": f"unix:{runtime / 'pulse' / 'native'}",
        # A roomy buffer: each underrun of a PulseAudio null sink is followed by two seconds of nothing.
        "PULSE_LATENCY_MSEC": "80",
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as number:
        environment["DISPLAY"] = f":{number.readline().strip()}"
    (runtime / "pulse").mkdir(mode=0o700)
    it = Stage(environment=environment, home=home, processes=[display])
    try:
        it.processes.append(it.start_sound())
        yield it
    finally:
        it.close()
