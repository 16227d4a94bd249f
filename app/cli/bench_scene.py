"""`bouba bench scene`: does the page Scene cost the sound anything, and does its memory grow?

Chords are played all the time. In the second half of the time, between two quarters, the page paints what the
instrument plays; then pictures and memory are counted, too.
"""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.cli import CommandFailed
from app.cli.live_program import Chords, LiveProgram, live_program
from app.engine.settings import AudioSettings
from app.main_window import PLAY, SCENE
from app.widgets.listen_panel import INSTRUMENT

BEGIN_S: Final = 60.0
LOOK_S: Final = 2.0
"""Between two looks at the memory."""


@dataclass(slots=True)
class Tally:
    """What happened while it played."""

    seconds: float = 0.0
    underruns: int = 0
    pictures: int = 0
    megabytes: list[float] = field(default_factory=list)


def measure(minutes: float = 1.0, device: str | None = None) -> Mapping[str, Mapping[str, float | str]]:
    """Figures of `minutes` with the page and as long without it."""
    alone, painted = Tally(), Tally()
    with live_program(AudioSettings(device=device)) as live:
        chords = Chords(live)
        chords.start()
        _play(live, alone, 30.0 * minutes)
        _paint(live, painted, 60.0 * minutes)
        _play(live, alone, 30.0 * minutes)
        chords.stop()
        live.rest()
        status = live.supervisor.poll()
    figures: dict[str, Mapping[str, float | str]] = {
        "underruns_with_scene": {"value": float(painted.underruns), "unit": f"in {painted.seconds:.0f} s"},
        "underruns_without": {"value": float(alone.underruns), "unit": f"in {alone.seconds:.0f} s"},
        "pictures": {"value": painted.pictures / painted.seconds, "unit": "1/s"},
        "load": {"value": 100.0 * status.load, "unit": "%"},
        "block": {"value": float(status.block_frames), "unit": "frames"},
        "device": {"value": status.device or "none", "unit": ""},
    }
    if painted.megabytes:
        tenth = max(1, len(painted.megabytes) // 10)
        figures["memory_at_first"] = {"value": statistics.median(painted.megabytes[:tenth]), "unit": "MB"}
        figures["memory_in_the_end"] = {"value": statistics.median(painted.megabytes[-tenth:]), "unit": "MB"}
    return figures


def _play(live: LiveProgram, tally: Tally, seconds: float) -> None:
    before, began = live.supervisor.poll().underruns, time.monotonic()
    live.spin(seconds)
    tally.underruns += live.supervisor.poll().underruns - before
    tally.seconds += time.monotonic() - began


def _paint(live: LiveProgram, tally: Tally, seconds: float) -> None:
    def seen(_seen: object) -> None:
        tally.pictures += 1

    scene = live.program.scene
    live.program.window.show_page(SCENE)
    scene.seen.connect(seen)
    scene.listen_to(INSTRUMENT)
    if not live.spin(BEGIN_S, until=lambda: tally.pictures > 0):
        raise CommandFailed(f"No picture was painted within {BEGIN_S:g} s.")
    tally.pictures = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _play(live, tally, min(LOOK_S, max(0.01, end - time.monotonic())))
        memory = held_mb()
        if memory is not None:
            tally.megabytes.append(memory)
    scene.seen.disconnect(seen)
    scene.end()
    live.program.window.show_page(PLAY)


def held_mb() -> float | None:
    """Memory of this process and its children, each shared page in parts, in MB; None where the system does not tell.

    Source: proc(5), smaps_rollup.
    """
    try:
        processes = [Path("/proc/self")]
        for process in processes:
            for children in (process / "task").glob("*/children"):
                processes += [Path("/proc", number) for number in children.read_text().split()]
        return sum(_proportional_kb(process) for process in processes) / 1000.0
    except OSError:
        return None


def _proportional_kb(process: Path) -> float:
    lines = (process / "smaps_rollup").read_text().splitlines()
    return next(float(line.split()[1]) * 1.024 for line in lines if line.startswith("Pss:"))
