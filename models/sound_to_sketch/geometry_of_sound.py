"""Which drawing would mean a sound: the rules of the map "Bouba" (`models.sketch_to_patch.meaning`) read backwards.

A sound that no rule gives is taken as the nearest that one gives. For another map these are first guesses like any.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.sketch_to_patch.drawings import FAMILIES, clean
from models.sketch_to_patch.geometry import BOLDEST, Geometry, measure
from models.sketch_to_patch.meaning import (
    BITE,
    DULLEST_HZ,
    EVEN,
    FLOOR_BETWEEN,
    FLOOR_HZ,
    HEIGHT,
    LARGE_ROOM,
    LATE_HZ,
    LOWEST_HZ,
    NOISE,
    ROUND_HZ,
    SHARP_HZ,
    SMALL_ROOM,
    SPACE,
    TILT,
    WET,
    WIDTH,
    angularity_of,
    fill_of,
    log_ramp,
    sharpness,
    tilt_of,
)
from models.sketch_to_patch.pen import SIZES, WIDTHS, Pen, draw
from models.sketch_to_patch.raster import rasterize
from models.sound_to_sketch.drawn_guess import DrawnGuess
from synth.patch import Patch

SHAPE_OF: Final = {"angularity": 1.5, "density": 1.0, "symmetry": 0.7, "parts": 1.0, "closed": 0.7, "elongation": 0.5}
"""Properties by which a family is chosen, with what each counts; a pen gives the others."""
_TURNS: Final = 4
_FLATTEST: Final = 0.2


def geometry_of(patch: Patch) -> Geometry:
    """The properties of a drawing that would sound like a patch, as far as they can be told."""
    angularity, y = _colour(patch)
    sharp = sharpness(angularity)
    size = _back(patch["reverb_space"], *SPACE, 0.12, 0.98) if patch["reverb_on"] else 0.5
    wet = patch["reverb_mix"] if patch["reverb_on"] else WET[0]
    hollow, full, noise = _gains(patch)
    uneven = _back_log(max(full, 1e-3) / max(hollow, 1e-3), *EVEN[::-1], 0.0, 1.0)
    ink = math.hypot(hollow, full)
    bite = BITE[0] + (BITE[1] - BITE[0]) * sharp
    cutoff = max(patch["filter1_cutoff_hz"], 20.0)
    rough = noise / max(ink * log_ramp(sharp, 0.0, 1.0, *NOISE), 1e-3)
    peak = max(patch["filter1_env_hz"], 20.0) if patch["filter1_env_on"] else cutoff
    sweep = math.log2(peak / cutoff) - bite
    gap_hz = max(0.0, patch["filter2_env_hz"] - patch["filter2_cutoff_hz"]) if patch["filter2_env_on"] else 20.0
    return Geometry(
        angularity=angularity,
        size=size,
        fill=fill_of(_back(ink, 0.3, 0.75, 0.0, 1.0)),
        parts=_back(patch["osc1_extra"] if hollow > full else patch["osc2_extra"], 0.0, 7.0, 0.0, 0.8),
        density=_back_log(max(patch["chorus_rate_hz"], 0.1), 0.7, 9.0, 0.15, 0.67),
        roughness=_back(rough - 0.08 * sharp, 0.0, 1.0, 0.1, 0.48),
        symmetry=0.5 + 0.5 * math.sqrt(1.0 - uneven),
        elongation=_back(patch["chorus_mix"] if patch["chorus_on"] else WIDTH[0], *WIDTH, 0.05, 0.7),
        tilt=tilt_of(-sweep / TILT),
        x=_back(wet / log_ramp(size, 0.15, 0.9, SMALL_ROOM, LARGE_ROOM), *WET, 0.15, 0.85),
        y=y,
        closed=_back_log(max(gap_hz, 20.0), *LATE_HZ, 0.0, 0.9),
        weight=0.45,
    )


def pen_for(geometry: Geometry) -> Pen:
    """The pen that gives a shape the properties that are the pen's: size, place, slimness, tremor, fill, gaps."""
    size = float(np.clip(geometry.size, *SIZES))
    width = float(np.clip(0.01 * (BOLDEST / 0.01) ** geometry.weight * size, *WIDTHS))
    place = [float(np.clip((at - 0.5 * size) / max(1.0 - size, 0.02), 0.0, 1.0)) for at in (geometry.x, 1 - geometry.y)]
    upright = geometry.tilt**2 < 0.01
    return Pen(
        size=size,
        place=(place[0], place[1]),
        turn=0.0 if upright else math.copysign(0.25 * math.pi, -geometry.tilt),
        stretch=max(_FLATTEST, 1.0 - geometry.elongation),
        width=width,
        fill=float(geometry.fill > 0.5),
        tremor=0.0 if geometry.roughness < 0.15 else 0.03 * geometry.roughness,
        gaps=0.0 if geometry.closed > 0.6 else 0.25 * (1.0 - geometry.closed),
    )


def first_guesses(patch: Patch, count: int) -> list[DrawnGuess]:
    """The families whose typical shape is nearest to what a sound would mean, drawn by the pen for the rest."""
    wanted = geometry_of(patch)
    pen = pen_for(wanted)
    names = tuple(SHAPE_OF)
    weights = np.array([SHAPE_OF[name] for name in names])
    there = np.array([[getattr(one, name) for name in names] for one in _typical_properties()])
    off = (weights * (there - [getattr(wanted, name) for name in names]) ** 2).sum(axis=1)
    return [DrawnGuess(FAMILIES[int(i)], pen) for i in np.argsort(off)[:count]]


@lru_cache(maxsize=1)
def _typical_properties() -> tuple[Geometry, ...]:
    """What is measured of the typical shape of each family; the first time takes half a second."""
    rng = np.random.default_rng
    return tuple(measure(rasterize(draw(clean(name), Pen.clean(), rng(0)))) for name in FAMILIES)


def _colour(patch: Patch) -> tuple[float, float]:
    """Angularity and height: both move the two cutoffs, so each is told from the other in turn."""
    cutoff = patch["filter1_cutoff_hz"] if patch["filters_on"] else SHARP_HZ
    cutoff = math.sqrt(max(cutoff**2 - DULLEST_HZ**2, 20.0**2))
    floor = max(patch["filter2_cutoff_hz"], 20.0) if patch["filters_on"] else LOWEST_HZ
    y, sharp = 0.5, 0.0
    for _ in range(_TURNS):
        sharp = _back_log(cutoff / 2.0 ** (HEIGHT * (y - 0.5)), ROUND_HZ, SHARP_HZ, 0.0, 1.0)
        y = _back_log(floor, LOWEST_HZ, log_ramp(sharp, 0.0, 1.0, *FLOOR_HZ), *FLOOR_BETWEEN)
    return angularity_of(sharp), y


def _gains(patch: Patch) -> tuple[float, float, float]:
    """How much there is of the odd waves, of the full ones and of noise, 0 to 1."""
    odd: NDArray[np.float64] = np.zeros(3)
    levels = (100.0 * patch["osc1_on"], patch["osc2_level"], patch["osc3_level"])
    kinds = {0: 0, 1: 0, 3: 0, 2: 1, 4: 1, 5: 2}  # sine, triangle, square; saw, pulse; noise
    for o, level in enumerate(levels, 1):
        odd[kinds[int(patch[f"osc{o}_wave"])]] += level * patch[f"osc{o}_amp"] / 10_000.0
    return min(1.0, odd[0]), min(1.0, odd[1]), min(1.0, odd[2])


def _back(value: float, low: float, high: float, start: float, stop: float) -> float:
    """Where a straight line from (start, low) to (stop, high) has a value, at its ends at most."""
    return start + (stop - start) * min(1.0, max(0.0, (value - low) / (high - low)))


def _back_log(value: float, low: float, high: float, start: float, stop: float) -> float:
    """As `_back`, for a line of equal ratios."""
    return _back(math.log(value), math.log(low), math.log(high), start, stop)
