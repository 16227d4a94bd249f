"""Says on request how far the start has come, for `bouba bench start` and the smoke test."""

import os
from enum import StrEnum
from typing import Final

REQUEST: Final = "BOUBA_REPORT_START"
"""Environment variable that asks for the report."""
_MARK: Final = "bouba start: "


class Stage(StrEnum):
    """What a person waits for, in order."""

    WINDOW_SHOWN = "window shown"
    ENGINE_READY = "engine ready"


def report_start(stage: Stage) -> None:
    """Print one line when the environment asks for it; otherwise do nothing."""
    if os.environ.get(REQUEST):
        print(f"{_MARK}{stage}", flush=True)


def read_stage(line: str) -> Stage | None:
    """The stage that a line of output reports, if it does."""
    text = line.strip().removeprefix(_MARK)
    return Stage(text) if line.startswith(_MARK) and text in list(Stage) else None
