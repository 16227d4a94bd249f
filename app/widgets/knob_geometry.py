"""Where things are on a knob, and what a movement does to it: plain functions over plain numbers.

Travel runs from 0 to 1. Angles are Qt's: degrees, counted against the clock, 0 at three o'clock.
"""

import math
from dataclasses import dataclass
from typing import Final

from synth.parameters import Parameter, Scale

FIRST_ANGLE: Final = 225.0
SWEEP: Final = 270.0
DRAG_PIXELS: Final = 200.0
"""Vertical way of the mouse for the whole travel."""
FINE: Final = 0.1
"""Share of a movement that is left with Shift."""
USUAL_DIAL, LARGEST_DIAL, SHARE_OF_HEIGHT = 42.0, 72.0, 0.45
"""Largest diameter in a usual window, and in a large one, where the dial takes a share of the height."""
TEXT_LINES: Final = 28.0
"""Height under the dial: label and value."""
_TOP: Final = 3.0


@dataclass(frozen=True, slots=True)
class Dial:
    """Centre and outer radius of the round part, in the knob's pixels."""

    x: float
    y: float
    radius: float


def dial_in(width: float, height: float) -> Dial:
    """The largest dial (up to 42 pixels, 72 where there is room) with two lines of text below it, in the middle."""
    largest = min(LARGEST_DIAL, max(USUAL_DIAL, SHARE_OF_HEIGHT * height))
    diameter = float(max(12, int(min(largest, width - 4.0, height - TEXT_LINES - _TOP))) // 2 * 2)
    top = max(_TOP, (height - TEXT_LINES - diameter) // 2)
    return Dial(width // 2, top + diameter / 2.0, diameter / 2.0)


def angle_of(travel: float) -> float:
    """Angle of the pointer: 225 at the lower left, round over the top to -45 at the lower right."""
    return FIRST_ANGLE - SWEEP * travel


def point_at(dial: Dial, travel: float, share: float) -> tuple[float, float]:
    """The point in the direction of a travel, at a share of the radius from the centre."""
    angle = math.radians(angle_of(travel))
    return dial.x + share * dial.radius * math.cos(angle), dial.y - share * dial.radius * math.sin(angle)


def arc_of(row: Parameter, travel: float) -> tuple[float, float]:
    """Start angle and span of the coloured arc; a range with both signs fills from its zero."""
    origin = row.to_unit(0.0) if row.minimum < 0.0 < row.maximum and row.scale is not Scale.LOG else 0.0
    if row.unit == "dB" and row.minimum < 0.0:
        origin = 0.0  # a level is filled from silence, not from 0 dB
    return angle_of(origin), angle_of(travel) - angle_of(origin)


def travel_after_drag(travel: float, up_pixels: float, *, fine: bool) -> float:
    """Travel after the mouse went up (or down, negative) by some pixels."""
    return min(max(travel + up_pixels / DRAG_PIXELS * (FINE if fine else 1.0), 0.0), 1.0)


def one_step(row: Parameter, *, fine: bool, page: bool = False) -> float:
    """Travel of one arrow key or wheel notch; whole numbers and choices go from one to the next."""
    span = row.maximum - row.minimum
    if row.is_discrete:
        return max(1.0, round(span / 8.0)) / span if page else 1.0 / span
    if page:
        return 0.1
    return 0.002 if fine else 0.02
