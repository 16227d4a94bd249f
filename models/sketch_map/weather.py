"""The factory map "Weather": pictures of the sky, each with a sound that was chosen for it by association.

Nothing here is learned and nothing is measured: lightning cracks because lightning does. The pictures are drawn by
three hands, over the map "Bouba", which answers to all other drawings. Written to `assets/maps` by
`python packaging/factory_maps.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import Final

import numpy as np

from models.sketch_map.example import Example
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.weather_pictures import (
    bolt,
    crossed_star,
    fog,
    funnel,
    horizon_sun,
    moon_with_star,
    peaks,
    rain,
    thundercloud,
    wind,
)
from models.sketch_to_patch.drawings import clean, made
from models.sketch_to_patch.drawn.shape import Shape
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.thinned import thinned
from synth.patch import Patch

NAME: Final = "Weather"
BASE: Final = "bouba"
COMMENT: Final = "Pictures of the sky, with the sounds that one thinks of: rain patters, fog muffles, lightning cracks."
REACH: Final = 0.9
"""`weather_study.py` has the measures: much more takes drawings of other things away from the base."""
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
HANDS: Final = (
    Pen(size=0.8, width=0.022, drift=0.008, tremor=0.0012, tremor_length=0.1, miss=0.006),
    Pen(size=0.62, width=0.03, drift=0.022, worn=0.03, miss=0.03, overrun=0.03, loose=0.008, place=(0.4, 0.6)),
    Pen(size=0.92, width=0.016, drift=0.012, tremor=0.004, tremor_length=0.06, loose=0.006, turn=0.06),
)
"""Careful and in the middle; quick, bold and smaller; large, thin and a little shaky."""

Picture = Callable[[], Shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """One thing of the sky: its pictures, drawn by the hands in turn, and natural values beside those of `PLAIN`."""

    name: str
    pictures: tuple[Picture, ...]
    sound: Mapping[str, float | str] = field(hash=False)


def _any(family: str, seed: int) -> Picture:
    return lambda: made(family, np.random.default_rng(seed))


def _usual(family: str) -> Picture:
    return lambda: clean(family)


def _mirrored(picture: Picture) -> Picture:
    return lambda: picture().changed(np.diag([-1.0, 1.0]))


PLAIN: Final[Mapping[str, float | str]] = {
    "osc1_on": "On", "osc1_amp": 60, "filters_on": "On", "filter1_type": "Lowpass", "filter1_env_on": "On",
    "effects_on": "On", "modulation_on": "On", "chorus_on": "On", "chorus_delay_ms": 8, "chorus_rate_hz": 0.6,
    "chorus_depth": 25, "chorus_invert": "On", "chorus_low_cut_hz": 150, "chorus_mix": 20, "reverb_on": "On",
    "reverb_space": 60, "reverb_mix": 15,
    "filter2_type": "Highpass", "filter2_cutoff_hz": 25, "filter2_env_on": "On",
}  # fmt: skip
"""What the sounds have in common, before their own values.

Both filters and their envelopes are always in, as in the base: what lies between a picture and the base then
glides, where switches would jump. An envelope that is not named goes nowhere."""

SKY: Final[tuple[Weather, ...]] = (
    Weather(name="Sun", pictures=(_usual("sun"), _any("sun", 11), _any("sun", 3)), sound={
        # Full and open, bright without an edge: a held brass chord at noon.
        "osc1_wave": "Sawtooth", "osc1_extra": 3, "osc1_amp": 80, "osc2_level": 80, "osc2_wave": "Triangle",
        "osc2_amp": 78, "filter1_cutoff_hz": 4200, "filter1_env_hz": 1800, "chorus_mix": 35, "reverb_space": 70,
        "amp_attack_s": 0.12, "amp_release_s": 0.6, "filter1_attack_s": 0.05, "filter1_decay_s": 0.9,
    }),
    Weather(name="Moon", pictures=(
        _usual("moon"), _mirrored(_any("moon", 2)), lambda: moon_with_star(clean("moon")), _any("moon", 5),
    ), sound={
        # One cool, plain voice in a large night.
        "osc1_wave": "Sine", "osc1_amp": 90, "osc2_level": 20, "osc2_wave": "Triangle", "osc2_amp": 40,
        "filter1_cutoff_hz": 1500, "filter1_env_hz": 2400, "chorus_rate_hz": 0.25, "chorus_mix": 30,
        "reverb_space": 118, "reverb_mix": 42, "amp_attack_s": 0.35, "amp_release_s": 2.2,
    }),
    Weather(name="Star", pictures=(_usual("star"), crossed_star, _any("star", 11)), sound={
        # Thin and far: only high partials, twinkling.
        "osc1_wave": "Pulse", "osc1_amp": 100, "osc2_level": 100, "osc2_wave": "Pulse", "osc2_amp": 70,
        "filter1_cutoff_hz": 9000, "filter1_env_hz": 14000, "filter2_cutoff_hz": 1300,
        "chorus_delay_ms": 2, "chorus_rate_hz": 7, "chorus_depth": 14, "chorus_mix": 45, "reverb_space": 100,
        "reverb_mix": 30, "amp_decay_s": 1.4, "amp_sustain": 45, "amp_release_s": 1.8, "master_db": 4,
    }),
    Weather(name="Cloud", pictures=(_usual("cloud"), _any("cloud", 6), _any("cloud", 2)), sound={
        # Soft everywhere, no beginning and no end.
        "osc1_wave": "Triangle", "osc1_extra": 5, "osc1_amp": 90, "osc3_level": 12, "osc3_wave": "Noise",
        "osc3_amp": 40, "filter1_cutoff_hz": 620, "filter1_env_hz": 480, "chorus_delay_ms": 18, "chorus_mix": 50,
        "reverb_space": 96, "reverb_mix": 30, "amp_attack_s": 0.8, "amp_release_s": 2.0,
    }),
    Weather(name="Rain", pictures=(lambda: rain(4, 5), lambda: rain(6, 4), lambda: rain(2, 7)), sound={
        # Patter on leaves over a small, hollow tone.
        "osc1_wave": "Triangle", "osc1_amp": 80, "osc3_level": 100, "osc3_wave": "Noise", "osc3_amp": 100,
        "filter1_cutoff_hz": 1500, "filter1_env_hz": 12000, "filter2_cutoff_hz": 300,
        "chorus_delay_ms": 3, "chorus_rate_hz": 5, "chorus_depth": 35, "chorus_mix": 50, "reverb_space": 34,
        "reverb_mix": 22, "filter1_attack_s": 0.001, "filter1_decay_s": 0.12, "amp_decay_s": 0.25, "amp_sustain": 60,
        "master_db": 6,
    }),
    Weather(name="Lightning", pictures=(
        _usual("lightning"), lambda: bolt([(0.3, 0.0), (0.0, 0.5), (0.3, 0.45), (0.05, 1.0)]),
        lambda: thundercloud(4),
    ), sound={
        # A crack with everything in it, that falls shut at once; the hills answer.
        "osc1_wave": "Sawtooth", "osc1_extra": 7, "osc1_amp": 80, "osc2_level": 100, "osc2_wave": "Pulse",
        "osc2_extra": 4, "osc2_amp": 70, "osc3_level": 100, "osc3_wave": "Noise", "osc3_amp": 100,
        "filter1_cutoff_hz": 350, "filter1_env_hz": 20000, "chorus_delay_ms": 1, "chorus_mix": 25,
        "reverb_space": 122, "reverb_mix": 45, "filter1_attack_s": 0.0, "filter1_decay_s": 0.5,
        "amp_attack_s": 0.0, "amp_decay_s": 1.6, "amp_sustain": 35, "amp_release_s": 1.4, "master_db": 3,
        "detune_cents": 45,
    }),
    Weather(name="Snow", pictures=(_usual("snowflake"), _usual("asterisk"), _any("snowflake", 6)), sound={
        # Glass and nothing under it, every edge rounded by the snow around.
        "osc1_wave": "Sine", "osc1_amp": 72, "osc2_level": 100, "osc2_wave": "Square", "osc2_amp": 70,
        "filter1_cutoff_hz": 2600, "filter1_env_hz": 6500, "filter2_cutoff_hz": 400,
        "chorus_delay_ms": 5, "chorus_rate_hz": 0.4, "chorus_mix": 40, "reverb_space": 84, "reverb_mix": 34,
        "filter1_decay_s": 0.3, "amp_attack_s": 0.002, "amp_decay_s": 1.2, "amp_sustain": 45, "amp_release_s": 1.6,
        "master_db": 4,
    }),
    Weather(name="Wind", pictures=(
        lambda: wind([(0.7, 0.0, 0.16), (1.0, 0.34, 0.2), (0.6, 0.66, 0.14)]),
        lambda: wind([(0.8, 0.0, 0.2), (0.55, 0.4, 0.16)]),
        lambda: wind([(0.5, 0.0, 0.12), (0.9, 0.26, 0.16), (0.7, 0.52, 0.14), (0.4, 0.74, 0.1)]),
    ), sound={
        # Air alone, through a gap; a trace of tone so that a tune can blow in it.
        "osc1_wave": "Noise", "osc1_amp": 100, "osc2_level": 60, "osc2_wave": "Sine", "osc2_amp": 70,
        "osc3_level": 100, "osc3_wave": "Noise", "osc3_amp": 100, "filter1_type": "Bandpass",
        "filter1_cutoff_hz": 640, "filter1_env_hz": 2400, "filter2_cutoff_hz": 110,
        "chorus_rate_hz": 0.2, "chorus_depth": 60, "chorus_mix": 50, "reverb_space": 90, "reverb_mix": 28,
        "filter1_attack_s": 1.2, "filter1_decay_s": 2.0, "filter1_sustain": 30, "amp_attack_s": 0.6,
        "amp_release_s": 1.5, "key_track": 80, "filter1_resonance": 25, "master_db": 6,
    }),
    Weather(name="Rainbow", pictures=(_usual("rainbow"), _any("rainbow", 6), _any("rainbow", 3)), sound={
        # All colours side by side, from one edge to the other.
        "osc1_wave": "Sawtooth", "osc1_extra": 7, "osc1_amp": 75, "osc2_level": 90, "osc2_wave": "Sawtooth",
        "osc2_extra": 5, "osc2_amp": 62, "filter1_cutoff_hz": 9000,
        "filter2_cutoff_hz": 240, "chorus_delay_ms": 12, "chorus_mix": 50,
        "reverb_space": 80, "reverb_mix": 24, "amp_attack_s": 0.25, "amp_release_s": 1.0, "spread": 100,
    }),
    Weather(name="Whirlwind", pictures=(_usual("spiral"), lambda: funnel(5), _any("spiral", 9)), sound={
        # Round and round: a hollow howl that a fast, deep chorus turns.
        "osc1_wave": "Pulse", "osc1_extra": 2, "osc1_amp": 100, "osc2_level": 70, "osc2_wave": "Sawtooth",
        "osc2_amp": 70, "osc3_level": 70, "osc3_wave": "Noise", "osc3_amp": 70, "filter1_type": "Bandpass",
        "filter1_cutoff_hz": 1900, "filter1_env_hz": 380,
        "chorus_delay_ms": 11, "chorus_rate_hz": 4.5, "chorus_depth": 90, "chorus_low_cut_hz": 40, "chorus_mix": 55,
        "reverb_space": 58, "reverb_mix": 20, "filter1_attack_s": 0.7, "filter1_decay_s": 1.5,
        "filter1_resonance": 30, "master_db": 3,
    }),
    Weather(name="Fog", pictures=(lambda: fog(4, 0.0, 0.0), lambda: fog(3, 2.0, 0.05), lambda: fog(5, 1.0, 0.03)),
            sound={
        # Muffled: one dull tone, more room than tone.
        "osc1_wave": "Triangle", "osc1_amp": 62, "osc2_level": 60, "osc2_wave": "Square", "osc2_amp": 30,
        "osc3_level": 100, "osc3_wave": "Noise", "osc3_amp": 60,
        "filter1_cutoff_hz": 260, "chorus_delay_ms": 26, "chorus_rate_hz": 0.15,
        "chorus_depth": 30, "chorus_low_cut_hz": 20, "chorus_mix": 50, "reverb_space": 110, "reverb_mix": 60,
        "amp_attack_s": 1.2, "amp_release_s": 2.8,
    }),
    Weather(name="Thunder", pictures=(
        _usual("mountains"), lambda: peaks([(0.0, 1.0), (0.55, 0.0), (1.1, 1.0)], snow=True),
        lambda: peaks([(0.0, 1.0), (0.4, 0.35), (0.6, 0.6), (1.0, 0.0), (1.3, 0.5), (1.5, 0.3), (2.0, 1.0)]),
    ), sound={
        # The mountains roll: a low square with gravel in it that comes up slowly.
        "osc1_wave": "Square", "osc1_extra": 2, "osc1_amp": 58, "osc3_level": 100, "osc3_wave": "Noise",
        "osc3_amp": 80, "filter1_cutoff_hz": 1000, "filter1_env_hz": 90, "chorus_delay_ms": 20,
        "chorus_rate_hz": 0.9, "chorus_depth": 60, "chorus_low_cut_hz": 20, "chorus_mix": 40, "reverb_space": 127,
        "reverb_mix": 38, "filter1_attack_s": 0.02, "filter1_decay_s": 2.2, "filter1_resonance": 20,
        "amp_decay_s": 3.0, "amp_sustain": 40, "amp_release_s": 2.4,
    }),
    Weather(name="Evening", pictures=(
        lambda: horizon_sun(5, 0), lambda: horizon_sun(3, 1), lambda: horizon_sun(7, 2)
    ), sound={
        # The light goes: each note begins golden and closes.
        "osc1_wave": "Sawtooth", "osc1_extra": 1, "osc1_amp": 55, "osc2_level": 100, "osc2_wave": "Square",
        "osc2_amp": 45, "filter1_cutoff_hz": 420, "filter1_env_hz": 3600, "chorus_delay_ms": 14,
        "chorus_rate_hz": 0.35, "chorus_mix": 40, "reverb_space": 76, "reverb_mix": 22, "filter1_decay_s": 1.8,
        "amp_attack_s": 0.04, "amp_release_s": 0.9,
    }),
)  # fmt: skip


def weather_map() -> SketchMap:
    """The whole map, the same every time, as its file has it."""
    examples = [example for weather in SKY for example in _examples(weather)]
    return SketchMap(name=NAME, author="Bouba", comment=COMMENT, base=BASE, examples=tuple(examples), reach=REACH)


def _examples(weather: Weather) -> list[Example]:
    values = {**PLAIN, **weather.sound}
    still = {f"filter{n}_env_hz": values[f"filter{n}_cutoff_hz"] for n in (1, 2)}
    patch = Patch.of({**still, **values})
    found = []
    for hand, (picture, pen) in enumerate(zip(weather.pictures, cycle(HANDS), strict=False), 1):
        sketch = thinned(draw(picture(), pen, np.random.default_rng(hand)))
        name = weather.name if hand == 1 else f"{weather.name} {hand}"
        found.append(Example(id=f"{weather.name.lower()}{hand}", sketch=sketch, patch=patch, name=name, created=MADE))
    return found
