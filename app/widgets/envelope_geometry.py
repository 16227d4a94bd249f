"""An envelope as a picture: where its points are, and what dragging one does. Pure functions.

Each time takes a share of the width by its knob's travel, so that 5 ms and 5 s are both visible.
"""

import math
from dataclasses import dataclass
from typing import Final

from synth.parameters import parameter

ATTACK_SHARE: Final = 0.26
DECAY_SHARE: Final = 0.30
RELEASE_SHARE: Final = 0.30
"""Shares of the width that the longest attack, decay and release take; the rest is the held part."""
POINTS: Final = ("attack", "decay", "release")


@dataclass(frozen=True, slots=True)
class EnvelopeRows:
    """The ids of one envelope's four rows."""

    attack: str
    decay: str
    sustain: str
    release: str

    @classmethod
    def of(cls, prefix: str) -> "EnvelopeRows":
        """The rows of "amp", "filter1" or "filter2"."""
        return cls(f"{prefix}_attack_s", f"{prefix}_decay_s", f"{prefix}_sustain", f"{prefix}_release_s")

    def ids(self) -> tuple[str, str, str, str]:
        """In order of time."""
        return self.attack, self.decay, self.sustain, self.release


@dataclass(frozen=True, slots=True)
class Outline:
    """Corners of an envelope in a unit square: x to the right, level upwards."""

    peak_x: float
    decay_x: float
    release_x: float
    sustain: float

    def point(self, name: str) -> tuple[float, float]:
        """Place of one of `POINTS`."""
        return {
            "attack": (self.peak_x, 1.0),
            "decay": (self.decay_x, self.sustain),
            "release": (self.release_x, self.sustain),
        }[name]


def outline(rows: EnvelopeRows, values: dict[str, float]) -> Outline:
    """The corners for natural values by id."""
    attack, decay, sustain, release = (parameter(id).to_unit(values[id]) for id in rows.ids())
    peak_x = attack * ATTACK_SHARE
    return Outline(peak_x, peak_x + decay * DECAY_SHARE, 1.0 - release * RELEASE_SHARE, sustain)


def after_drag(rows: EnvelopeRows, shape: Outline, name: str, *, x: float, level: float) -> dict[str, float]:
    """New natural values by id when a point is dragged to (x, level) of the unit square."""
    sustain = {rows.sustain: parameter(rows.sustain).from_unit(level)}
    match name:
        case "attack":
            return {rows.attack: parameter(rows.attack).from_unit(x / ATTACK_SHARE)}
        case "decay":
            return {rows.decay: parameter(rows.decay).from_unit((x - shape.peak_x) / DECAY_SHARE)} | sustain
        case _:
            return {rows.release: parameter(rows.release).from_unit((1.0 - x) / RELEASE_SHARE)} | sustain


def nearest_point(
    shape: Outline, x: float, level: float, *, width: float, height: float, reach: float = 14.0
) -> str | None:
    """The point within `reach` pixels of a place, or None; a later point wins a tie, so none is hidden."""
    best, best_distance = None, reach
    for name in POINTS:
        px, py = shape.point(name)
        distance = math.hypot((px - x) * width, (py - level) * height)
        if distance <= best_distance:
            best, best_distance = name, distance
    return best


def curve_points(shape: Outline, steps: int = 16) -> list[tuple[float, float]]:
    """The whole curve in the unit square, with the exponential falls of the envelope that sounds."""
    attack = [(shape.peak_x * t, 1.2 * (1.0 - 6.0**-t)) for t in _ramp(steps)]  # towards 1.2, reaches 1 at t = 1
    decay = _fall((shape.peak_x, 1.0), (shape.decay_x, shape.sustain), steps)
    release = _fall((shape.release_x, shape.sustain), (1.0, 0.0), steps)
    return [*attack, *decay, *release]


def _ramp(steps: int) -> list[float]:
    return [i / steps for i in range(steps + 1)]


def _fall(start: tuple[float, float], end: tuple[float, float], steps: int) -> list[tuple[float, float]]:
    (x0, y0), (x1, y1) = start, end
    rest = math.exp(-4.0)  # the last part of a 60 dB fall is flat; e^-4 shows the bend without hiding the time
    return [(x0 + (x1 - x0) * t, y1 + (y0 - y1) * (math.exp(-4.0 * t) - rest) / (1.0 - rest)) for t in _ramp(steps)]
