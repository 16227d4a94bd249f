"""What a training says while it runs, one JSON object a line: written by the child process, read by whoever waits."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from synth.parameters import N_PREDICTED

LONGEST_LINE: Final = 1_000_000
MOST_SHOWN: Final = 48
"""Examples of which a line says how they sound now."""


Stage = Literal["drawing", "training", "done", "checking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One report. `stage` is "drawing" (pictures are made), "training", "done" (the network's files are there), or
    "checking" (whoever waited for it looks at it).

    `share` of the work and `seconds_left` are estimates. Errors are mean knob travel over what can be heard: of
    redrawings that were not learnt from, and what other drawings moved by. `now` has the 33 values (knob travel)
    that the network gives for each example by id, the first ones of the map.
    """

    stage: Stage
    share: float = 0.0
    seconds_left: float = 0.0
    epoch: int = 0
    loss: float = 0.0
    held_error: float = 0.0
    moved: float = 0.0
    device: str = ""
    now: Mapping[str, tuple[float, ...]] = field(default_factory=dict, hash=False)

    def to_line(self) -> str:
        """The report as a line of JSON."""
        facts: dict[str, Any] = {key: _short(value) for key, value in asdict(self).items() if key != "now"}
        facts["now"] = {id: [round(value, 4) for value in values] for id, values in self.now.items()}
        return json.dumps(facts, allow_nan=False)


_Number = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]
_Values = Annotated[tuple[float, ...], Field(min_length=N_PREDICTED, max_length=N_PREDICTED)]


class _Line(BaseModel):
    """A report as it comes from another process."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Stage
    share: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    seconds_left: _Number = 0.0
    epoch: Annotated[int, Field(ge=0)] = 0
    loss: _Number = 0.0
    held_error: _Number = 0.0
    moved: _Number = 0.0
    device: Annotated[str, Field(max_length=20)] = ""
    now: Annotated[dict[str, _Values], Field(max_length=MOST_SHOWN)] = Field(default_factory=dict)


def progress_of(line: str) -> Progress | None:
    """The report in a line; None for anything else that a child process may print."""
    if len(line) > LONGEST_LINE or not line.startswith("{"):
        return None
    try:
        read = _Line.model_validate_json(line)
    except ValidationError:
        return None
    return Progress(**{name: getattr(read, name) for name in _Line.model_fields})


def _short(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value
