"""What a drawing means: from its measured properties to the 33 values, as a sound designer chose it.

Every property has one thing in the sound that it moves, and leaves the others alone as far as it can;
`models/BOUBA.md` has the table with the evidence. A drawing that is something (a star, a cloud) has a character on
top: waves and colours that no property moves. The network of the map "Bouba" learns both from pictures; nothing here
is learned.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.sketch_to_patch.geometry import Geometry
from synth.patch import Patch

ROUND_HZ, SHARP_HZ = 120.0, 18_500.0
"""Cutoff of a drawing without corners and of one that is all corners; an octave below C4 it is 0.7 octaves lower."""
DULLEST_HZ: Final = 190.0
"""Added to the cutoff as the sides of a right angle add up: a filter that shuts further takes the note itself away."""
SHARPEST: Final = 0.65
"""Angularity from which a drawing is all corners."""
FIRST_CORNERS: Final = 1.2
"""How much more the first corners count than the last ones: the exponent of the share of what has none."""
BITE: Final = (0.0, 0.5)
"""Octaves from the cutoff to where its envelope begins, round to sharp."""
HEIGHT: Final = 2.0
"""Octaves that the cutoff is higher at the top of the canvas than at the bottom."""
TILT: Final = 4.0
"""Octaves that a rising line begins lower, and a falling one higher."""
STEEP: Final = 1.0
"""Tilt above which a line does not rise much more for the ear."""
LOWEST_HZ, FLOOR_HZ = 115.0, (400.0, 1100.0)
"""Cutoff of the highpass at the bottom of the canvas, and at its top for round and for sharp drawings."""
FLOOR_BETWEEN: Final = (0.2, 0.8)
"""Heights between which the highpass moves."""
LATE_HZ: Final = (1000.0, 20.0)
"""How far above its cutoff the highpass begins, for an open and for a closed line."""
SPACE: Final = (6.0, 120.0)
"""Reverb type, small to large."""
WET: Final = (2.0, 25.0)
"""Reverb mix in percent, left to right, before the size of the room counts."""
SMALL_ROOM, LARGE_ROOM = 1.3, 0.8
"""A large room is heard more than a small one: so much less reverb it needs."""
WIDTH: Final = (5.0, 60.0)
"""Chorus mix in percent, from even to slim."""
EVEN: Final = (4.0, 0.03)
"""Full wave against hollow wave, from no symmetry to a mirror image."""
FIRST_AREAS: Final = 8.0
"""How much more the first areas count than the last ones."""
FULLER: Final = 1.7
"""Energy of the full wave for that of the hollow one, with the same fundamental."""
ROUND: Final = 0.12
"""Angularity below which the hollow wave is a triangle; from there on a square."""
ODD: Final = {"Square": 1.0, "Triangle": 0.29}
"""Level of the partials 3, 5 and 7 of a hollow wave for that of a square's, with the same fundamental."""
DELAY_MS, LOW_CUT_HZ = 7.0, 150.0
"""Of the chorus, for every drawing: others would be heard as another width."""
NOISE: Final = (1.6, 0.8)
"""Amplification of the noise for that of the waves, round to sharp: a closed filter lets little of it through."""
EVEN_LEVEL: Final = {"Square": 0.7, "Triangle": 1.1, "Sawtooth": 1.4, "Pulse": 1.0}
"""Amplification that gives each wave about the level of a saw; a triangle has a little less, as it is all bass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What the thing that is drawn adds to its properties."""

    full: str = "Sawtooth"
    """Wave of oscillator 2, with all partials: the side without symmetry. Sawtooth or Pulse."""
    brighter_octaves: float = 0.0
    bite_octaves: float = 0.0
    noise: float = 0.0
    """Added to the level of the noise, 0 to 1."""
    space: float = 0.0
    """Added to the space of the reverb."""


def ramp(value: float, start: float, stop: float, low: float, high: float) -> float:
    """`low` up to `start`, `high` from `stop`, a straight line between."""
    return low + (high - low) * min(1.0, max(0.0, (value - start) / (stop - start)))


def log_ramp(value: float, start: float, stop: float, low: float, high: float) -> float:
    """As `ramp`, by equal ratios."""
    return float(low * (high / low) ** ramp(value, start, stop, 0.0, 1.0))


def sound_of(g: Geometry, character: Character | None = None) -> Patch:
    """The sound of a drawing by its properties and, where it is known, what it shows."""
    character = character or Character()
    values: dict[str, float | str | bool] = {"osc1_on": True, "filters_on": True, "effects_on": True}
    values |= {"modulation_on": True, "chorus_on": True, "reverb_on": True}
    return Patch.of({**values, **_oscillators(g, character), **_filters(g, character), **_effects(g, character)})


def sharpness(angularity: float) -> float:
    """How sharp a drawing sounds, 0 to 1, by its angularity."""
    return 1.0 - math.pow(ramp(angularity, 0.0, SHARPEST, 1.0, 0.0), FIRST_CORNERS)


def angularity_of(sharp: float) -> float:
    """The angularity of a drawing that sounds so sharp: `sharpness` backwards."""
    return SHARPEST * (1.0 - math.pow(1.0 - min(max(sharp, 0.0), 1.0), 1.0 / FIRST_CORNERS))


def slope(tilt: float) -> float:
    """How steeply a line is heard to rise or fall, -1 to 1: the first degrees count most."""
    return tilt * (1.0 + STEEP) / (abs(tilt) + STEEP)


def tilt_of(heard: float) -> float:
    """The tilt of a line that is heard to rise so steeply: `slope` backwards."""
    heard = min(max(heard, -1.0), 1.0)
    return heard * STEEP / (1.0 + STEEP - abs(heard))


def filled(fill: float) -> float:
    """How filled a drawing sounds, 0 to 1: the first areas count most."""
    return math.log1p(FIRST_AREAS * ramp(fill, 0.0, 0.9, 0.0, 1.0)) / math.log1p(FIRST_AREAS)


def fill_of(heard: float) -> float:
    """The fill of a drawing that sounds so filled: `filled` backwards."""
    return 0.9 * math.expm1(heard * math.log1p(FIRST_AREAS)) / FIRST_AREAS


def _oscillators(g: Geometry, character: Character) -> Mapping[str, float | str]:
    sharp = sharpness(g.angularity)
    voices = round(ramp(g.parts, 0.0, 0.8, 0.0, 7.0))
    # The wave of a square is its own mirror image and has odd partials alone; the less symmetric, the more saw.
    wave = "Triangle" if g.angularity < ROUND else "Square"
    even = ODD[wave] * log_ramp(ramp(g.symmetry, 0.5, 1.0, 0.0, 1.0) ** 2, 0.0, 1.0, *EVEN)
    hollow, full = 1.0 / math.hypot(1.0, even), even / math.hypot(1.0, even)
    ink = ramp(g.weight, 0.1, 0.9, 0.25, 0.28) + ramp(filled(g.fill), 0.0, 1.0, 0.0, 0.48)
    # Two waves together are louder than one, and a wide or sharp sound is less loud than it was.
    ink *= 1.2 / math.sqrt(hollow**2 + FULLER * full**2 + 2.0 * hollow * full)
    ink *= ramp(g.elongation, 0.05, 0.65, 0.93, 1.18) * ramp(g.closed, 0.0, 0.9, 1.12, 1.0)
    # What loses its overtones or its bass would lose its loudness too.
    ink *= log_ramp(sharp, 0.0, 0.4, 1.12, 1.0)
    ink *= log_ramp(g.y, 0.4, 0.85, 1.0, log_ramp(sharp, 0.0, 0.5, 3.4, 2.6))
    rough = ramp(g.roughness, 0.1, 0.48, 0.0, 1.0)
    return {
        "osc1_wave": wave,
        "osc1_extra": voices,
        "osc1_amp": min(100.0, 100.0 * ink * EVEN_LEVEL[wave]) * hollow,
        "osc2_level": 100.0 * full,
        "osc2_wave": character.full,
        "osc2_extra": voices,
        "osc2_amp": min(100.0, 100.0 * ink * EVEN_LEVEL[character.full]),
        "osc3_level": 100.0 * min(1.0, rough + 0.08 * sharp + character.noise),
        "osc3_wave": "Noise",
        "osc3_amp": min(100.0, 100.0 * ink * log_ramp(sharp, 0.0, 1.0, *NOISE)),
    }


def _filters(g: Geometry, character: Character) -> Mapping[str, float | str | bool]:
    sharp = sharpness(g.angularity)
    cutoff = log_ramp(sharp, 0.0, 1.0, ROUND_HZ, SHARP_HZ)
    cutoff = math.hypot(DULLEST_HZ, cutoff * 2.0 ** (character.brighter_octaves + HEIGHT * (g.y - 0.5)))
    octaves = ramp(sharp, 0.0, 1.0, *BITE) - TILT * slope(g.tilt)
    # What has little but its low partials keeps more of them.
    floor = log_ramp(g.y, *FLOOR_BETWEEN, LOWEST_HZ, log_ramp(sharp, 0.0, 1.0, *FLOOR_HZ))
    return {
        "filter1_type": "Lowpass",
        "filter1_cutoff_hz": cutoff,
        "filter1_env_on": True,
        "filter1_env_hz": cutoff * 2.0 ** (octaves + character.bite_octaves),
        "filter2_type": "Highpass",
        "filter2_cutoff_hz": floor,
        "filter2_env_on": True,
        "filter2_env_hz": floor + log_ramp(g.closed, 0.0, 0.9, *LATE_HZ),
    }


def _effects(g: Geometry, character: Character) -> Mapping[str, float | str | bool]:
    return {
        "chorus_delay_ms": DELAY_MS,
        "chorus_rate_hz": log_ramp(g.density, 0.15, 0.67, 0.7, 9.0),
        "chorus_depth": log_ramp(g.density, 0.15, 0.67, 25.0, 6.0),
        "chorus_invert": True,
        "chorus_low_cut_hz": LOW_CUT_HZ,
        "chorus_mix": ramp(g.elongation, 0.05, 0.7, *WIDTH),
        "reverb_space": ramp(g.size, 0.12, 0.98, *SPACE) + character.space,
        "reverb_mix": ramp(g.x, 0.15, 0.85, *WET) * log_ramp(g.size, 0.15, 0.9, SMALL_ROOM, LARGE_ROOM),
    }
