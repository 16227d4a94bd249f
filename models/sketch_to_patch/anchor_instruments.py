"""What each of the things that people draw becomes as an instrument: a name, a pen, and what a player sets.

The 33 predicted values of these presets follow from the drawing, as the rules of the map "Bouba" say
(`meaning.py`); see `anchor_presets.py`. The pen chooses where and how large the thing is drawn, and so the room, the
bass and the loudness. Everything else that makes an instrument (envelopes, octave, resonance, glide, level) stands
here: chosen for what the thing suggests, and set by the measures of `models/preset_listening.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from models.sketch_to_patch.pen import Pen

HAND: Final[Mapping[str, float]] = {"drift": 0.008, "tremor": 0.0012, "tremor_length": 0.1, "miss": 0.006}
"""A careful hand: lines waver a little, ends nearly meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A preset without its 33 values: words for the library, the pen, and natural values of performance rows."""

    name: str
    tags: tuple[str, ...]
    comment: str
    pen: Pen
    played: Mapping[str, float] = field(hash=False)
    seed: int = 33
    """Of the hand: the network hears this drawing nearly as the rules do, so that drawing on keeps the sound."""


def _pen(size: float, x: float = 0.5, y: float = 0.5, **more: float) -> Pen:
    """A careful hand; x and y say where in the free room, from left to right and from top to bottom."""
    return Pen(**{**HAND, "size": size, "width": 0.022, **more}, place=(x, y))  # type: ignore[arg-type]


def _amp(attack_s: float, decay_s: float, sustain: float, release_s: float) -> dict[str, float]:
    times = {"amp_attack_s": attack_s, "amp_decay_s": decay_s, "amp_sustain": sustain, "amp_release_s": release_s}
    return dict(times)


def _sweep(attack_s: float, decay_s: float, sustain: float, release_s: float, resonance: float) -> dict[str, float]:
    """Envelope and resonance of filter 1, the lowpass."""
    times = {"filter1_attack_s": attack_s, "filter1_decay_s": decay_s, "filter1_sustain": sustain}
    return {**times, "filter1_release_s": release_s, "filter1_resonance": resonance}


def _driven(drive_db: float, mix: float) -> dict[str, float]:
    return {"drive_db": drive_db, "drive_mix": mix}


def _solo(glide_s: float) -> dict[str, float]:
    return {"glide_s": glide_s, "polyphony": 1.0}


INSTRUMENTS: Final[Mapping[str, Instrument]] = {
    # Round things.
    "circle": Instrument(
        name="Pebble Choir", tags=("pad", "soft", "round"), comment="Smooth stones that hum together; hold a chord.",
        pen=_pen(0.72),
        played=_amp(0.45, 1.2, 88, 1.6) | _sweep(0.9, 2.0, 70, 1.5, 18)
        | {"key_track": 60, "vibrato_hz": 4.6, "velocity_sens": 40, "master_db": 6},
    ),
    "oval": Instrument(
        name="Slow Tide", tags=("pad", "warm", "slow"), comment="Comes in over seconds and leaves as slowly.",
        pen=_pen(0.75, 0.5, 0.92, stretch=0.5, fill=1.0),
        played=_amp(2.2, 2.0, 95, 3.5) | _sweep(3.0, 4.0, 85, 3.0, 18) | _driven(18, 50)
        | {"osc1_semitones": -12, "osc2_semitones": 12, "key_track": 50, "velocity_sens": 25, "master_db": 3},
    ),
    "cloud": Instrument(
        name="Cumulus", tags=("pad", "airy", "wide"), comment="More air than tone; it drifts under a melody.",
        seed=25, pen=_pen(0.9, 0.5, 0.1, stretch=0.75),
        played=_amp(0.9, 1.5, 90, 2.8) | _sweep(1.6, 3.0, 60, 2.5, 8)
        | {"osc1_semitones": 12, "key_track": 80, "velocity_sens": 30, "master_db": 2},
    ),
    "moon": Instrument(
        name="Moonlit Glass", tags=("bell", "night", "soft"), comment="A rubbed glass: it swells, then rings for long.",
        seed=0, pen=_pen(0.62, 0.8, 0.15),
        played=_amp(0.06, 3.5, 35, 2.6) | _sweep(0.02, 1.8, 20, 2.0, 46)
        | {"osc1_semitones": 12, "key_track": 70, "velocity_sens": 55, "master_db": 6},
    ),
    "heart": Instrument(
        name="Heartstring Bass", tags=("bass", "soft", "mono"), comment="A round bass that leans from note to note.",
        pen=_pen(0.5, 0.5, 0.93, fill=1.0),
        played=_amp(0.006, 0.9, 62, 0.18) | _sweep(0.003, 0.35, 25, 0.2, 22) | _solo(0.07) | _driven(24, 80)
        | {"osc1_semitones": -12, "velocity_sens": 60, "master_db": 5},
    ),
    "flower": Instrument(
        name="Petal Box", tags=("pluck", "bright", "toy"), comment="A music box that opens like a flower.",
        seed=6, pen=_pen(0.6, 0.6, 0.2, fill=1.0),
        played=_amp(0.001, 1.8, 0, 1.1) | _sweep(0.001, 0.5, 0, 0.5, 30)
        | {"osc1_semitones": 24, "key_track": 50, "velocity_sens": 75, "master_db": 3},
    ),
    "drop": Instrument(
        name="Raindrop Kalimba", tags=("pluck", "short", "round"), comment="Thumb on a tine, a drop on a leaf.",
        seed=20, pen=_pen(0.4, 0.5, 0.5, fill=1.0),
        played=_amp(0.001, 0.9, 0, 0.5) | _sweep(0.001, 0.09, 0, 0.1, 20)
        | {"osc1_semitones": 12, "filter2_resonance": 45, "key_track": 90, "velocity_sens": 80, "master_db": 6},
    ),
    "face": Instrument(
        name="Small Talk", tags=("lead", "voice", "mono"), comment="A mouth that says one vowel a note; bend it.",
        seed=4, pen=_pen(0.7, 0.3, 0.5, drift=0.03),
        played=_amp(0.03, 0.4, 85, 0.15) | _sweep(0.12, 0.5, 45, 0.2, 60) | _solo(0.09) | _driven(14, 80)
        | {"detune_cents": 9, "spread": 40, "key_track": 60, "vibrato_hz": 5.8, "master_db": 6},
    ),
    "rainbow": Instrument(
        name="Seven Colours", tags=("strings", "wide", "warm"),
        comment="Bows in arcs over each other, from near to far.",
        seed=26, pen=_pen(0.92, 0.5, 0.3),
        played=_amp(0.3, 0.8, 90, 1.1) | _sweep(0.4, 1.0, 80, 1.0, 6)
        | {"osc1_semitones": 12, "osc2_semitones": -12, "detune_cents": 19, "spread": 100, "key_track": 50,
            "velocity_sens": 45, "master_db": 2},
    ),
    "sun": Instrument(
        name="Sunrise Horns", tags=("brass", "swell", "bright"),
        comment="Each note rises; held chords reach full light.",
        seed=26, pen=_pen(0.85, 0.5, 0.5, drift=0.02),
        played=_amp(0.12, 0.8, 92, 0.5) | _sweep(0.55, 1.6, 75, 0.5, 5) | _driven(6, 70)
        | {"key_track": 40, "velocity_sens": 65, "master_db": 6},
    ),
    "spiral": Instrument(
        name="Spiral Stair", tags=("lead", "moving", "glide"), comment="Slides between notes as on a banister.",
        seed=23, pen=_pen(0.75, 0.4, 0.5),
        played=_amp(0.01, 0.6, 80, 0.5) | _sweep(0.002, 1.1, 30, 0.6, 62) | _solo(0.18)
        | {"pulse_width": 35, "osc2_semitones": 7, "key_track": 60, "vibrato_hz": 6.2, "master_db": 6},
    ),
    "squiggle": Instrument(
        name="Eel", tags=("lead", "soft", "mono"), comment="One smooth voice that slips away; use the wheel.",
        seed=23, pen=_pen(0.7, 0.4, 0.4),
        played=_amp(0.04, 0.5, 90, 0.25) | _sweep(0.15, 0.8, 60, 0.3, 40) | _solo(0.12)
        | {"osc2_semitones": 12, "pulse_width": 40, "key_track": 75, "vibrato_hz": 5.0, "master_db": -1},
    ),
    # Built things.
    "square": Instrument(
        name="Brick Organ", tags=("organ", "hollow", "dry"), comment="Speaks at once, stops at once, never tires.",
        seed=15, pen=_pen(0.45, 0.2, 0.5, fill=1.0),
        played=_amp(0.004, 0.1, 100, 0.05) | _sweep(0.001, 0.06, 0, 0.1, 12)
        | {"key_track": 60, "velocity_sens": 10, "master_db": -3},
    ),
    "rectangle": Instrument(
        name="Plank Marimba", tags=("mallet", "wood", "short"), comment="Long planks, soft mallets, an empty room.",
        seed=5, pen=_pen(0.75, 0.4, 0.8, stretch=0.4, fill=1.0),
        played=_amp(0.001, 1.0, 0, 0.4) | _sweep(0.001, 0.12, 0, 0.2, 36) | _driven(20, 80)
        | {"key_track": 40, "velocity_sens": 85, "master_db": 6},
    ),
    "house": Instrument(
        name="Porch Harmonium", tags=("organ", "reed", "warm"), comment="Bellows on a veranda; it breathes a little.",
        seed=3, pen=_pen(0.7, 0.4, 0.7, drift=0.015),
        played=_amp(0.09, 0.3, 95, 0.22) | _sweep(0.2, 0.6, 70, 0.3, 16) | _driven(5, 60)
        | {"key_track": 50, "velocity_sens": 25, "vibrato_hz": 5.2, "master_db": 6},
    ),
    "cross": Instrument(
        name="Vesper", tags=("organ", "cathedral", "slow"), comment="Pipes far away, at the other end of the nave.",
        pen=_pen(0.9, 0.5, 0.5),
        played=_amp(0.25, 0.5, 100, 0.9) | _sweep(0.5, 1.0, 50, 0.8, 4)
        | {"key_track": 30, "velocity_sens": 10, "filter2_resonance": 20, "master_db": 6},
    ),
    "grid": Instrument(
        name="Clockwork Loom", tags=("pluck", "dry", "rhythm"), comment="Short and even, for patterns that run on.",
        seed=35, pen=_pen(0.35, 0.1, 0.5),
        played=_amp(0.001, 0.3, 25, 0.1) | _sweep(0.001, 0.14, 0, 0.1, 55) | _driven(18, 80)
        | {"osc1_semitones": 12, "key_track": 30, "velocity_sens": 70, "master_db": 6},
    ),
    "gear": Instrument(
        name="Rust", tags=("metal", "harsh", "short"), comment="Teeth on teeth; the tone is under the grit.",
        seed=21, pen=_pen(0.55, 0.4, 0.6),
        played=_amp(0.002, 0.9, 55, 0.3) | _sweep(0.001, 0.25, 10, 0.2, 58) | _driven(14, 80)
        | {"detune_cents": 38, "velocity_sens": 65, "master_db": 6},
    ),
    "arrow": Instrument(
        name="Arrowhead", tags=("lead", "fast", "mono"), comment="Quick and straight; it hits before you hear it.",
        pen=_pen(0.8, 0.6, 0.4, drift=0.02),
        played=_amp(0.001, 0.3, 75, 0.1) | _sweep(0.001, 0.18, 35, 0.1, 30) | _solo(0.03) | _driven(10, 70)
        | {"osc1_semitones": 12, "osc2_semitones": 12, "key_track": 80, "master_db": 2},
    ),
    # Corners between round and sharp.
    "pentagon": Instrument(
        name="Five Strings", tags=("pluck", "string", "warm"), comment="A small guitar with one string too few.",
        pen=_pen(0.55, 0.4, 0.7, drift=0.05, fill=1.0),
        played=_amp(0.001, 2.0, 0, 0.4) | _sweep(0.001, 0.6, 0, 0.4, 14) | _driven(14, 90)
        | {"key_track": 70, "velocity_sens": 85, "filter2_resonance": 30, "master_db": 6},
    ),
    "hexagon": Instrument(
        name="Honeycomb Keys", tags=("keys", "soft", "warm"), comment="An electric piano dipped in honey.",
        pen=_pen(0.6, 0.5, 0.9, drift=0.05, fill=1.0),
        played=_amp(0.003, 2.2, 45, 0.5) | _sweep(0.001, 0.8, 10, 0.5, 24) | _driven(16, 70)
        | {"osc2_semitones": 24, "key_track": 55, "velocity_sens": 90, "master_db": 5},
    ),
    "octagon": Instrument(
        name="Lantern Vibes", tags=("mallet", "soft", "night"), comment="Bars over tubes, a slow fan, a dim light.",
        pen=_pen(0.8, 0.6, 0.3, fill=1.0),
        played=_amp(0.002, 2.8, 0, 1.8) | _sweep(0.001, 0.2, 20, 0.8, 10) | _driven(15, 50)
        | {"key_track": 80, "velocity_sens": 70, "master_db": 6},
    ),
    "diamond": Instrument(
        name="Cut Glass", tags=("bell", "bright", "clear"), comment="Facets in the light: bright, brittle, gone.",
        seed=25, pen=_pen(0.5, 0.7, 0.1),
        played=_amp(0.001, 1.1, 0, 1.3) | _sweep(0.001, 0.3, 0, 0.3, 50)
        | {"osc1_semitones": 24, "key_track": 70, "velocity_sens": 75, "master_db": 6},
    ),
    # Sharp things.
    "triangle": Instrument(
        name="Shark Fin", tags=("bass", "sharp", "mono"), comment="Below the surface, then a bite.",
        seed=36, pen=_pen(0.5, 0.3, 0.93, drift=0.025, fill=1.0),
        played=_amp(0.002, 0.5, 70, 0.12) | _sweep(0.001, 0.2, 5, 0.1, 48) | _solo(0.04) | _driven(6, 60)
        | {"osc1_semitones": -12, "velocity_sens": 65, "master_db": 4},
    ),
    "star": Instrument(
        name="Starling", tags=("lead", "bright", "sharp"), comment="A flock in one voice, high and never still.",
        seed=12, pen=_pen(0.8, 0.6, 0.2, drift=0.03),
        played=_amp(0.004, 0.5, 80, 0.45) | _sweep(0.002, 0.5, 40, 0.4, 22)
        | {"osc1_semitones": 12, "key_track": 60, "vibrato_hz": 6.5, "velocity_sens": 55, "master_db": 3},
    ),
    "zigzag": Instrument(
        name="Chainsaw Waltz", tags=("bass", "harsh", "mono"), comment="Angry at the bottom; two notes are plenty.",
        pen=_pen(0.75, 0.3, 0.95),
        played=_amp(0.002, 0.4, 85, 0.1) | _sweep(0.001, 0.4, 30, 0.1, 35) | _solo(0.05) | _driven(18, 90)
        | {"osc1_semitones": -24, "velocity_sens": 40, "master_db": 3},
    ),
    "lightning": Instrument(
        name="Thunderbolt", tags=("hit", "noise", "dark"), comment="A crack, then it rolls away behind the hills.",
        pen=_pen(0.95, 0.7, 0.5, fill=1.0),
        played=_amp(0.001, 2.8, 0, 2.8) | _sweep(0.001, 1.2, 0, 1.0, 20)
        | {"osc1_semitones": -24, "osc2_semitones": -12, "drive_db": 18, "velocity_sens": 80, "master_db": 6},
    ),
    "snowflake": Instrument(
        name="Ice Needles", tags=("pluck", "cold", "bright"), comment="Frost that grows in the air above the tune.",
        pen=_pen(0.7, 0.7, 0.2, width=0.03),
        played=_amp(0.001, 0.9, 22, 1.8) | _sweep(0.001, 0.08, 0, 0.4, 64) | _driven(14, 50)
        | {"osc1_semitones": 12, "filter2_decay_s": 0.15, "key_track": 80, "velocity_sens": 80, "master_db": 6},
    ),
    "mountain": Instrument(
        name="Alpine Horn", tags=("brass", "far", "dark"), comment="Blown on one side of the valley, heard on both.",
        pen=_pen(0.98, 0.5, 0.8, drift=0.02),
        played=_amp(0.18, 0.6, 88, 1.0) | _sweep(0.35, 1.2, 65, 0.8, 26)
        | {"osc1_semitones": -12, "glide_s": 0.03, "key_track": 40, "velocity_sens": 60, "master_db": 6},
    ),
    # Lines and many small things.
    "line": Instrument(
        name="Horizon", tags=("drone", "wide", "slow"), comment="One line from edge to edge. Lay something on it.",
        pen=_pen(0.96, 0.5, 0.6),
        played=_amp(1.4, 1.0, 100, 2.4) | _sweep(2.5, 3.0, 50, 2.0, 44) | _driven(15, 70)
        | {"osc1_semitones": -12, "filter2_resonance": 20, "velocity_sens": 20, "master_db": 6},
    ),
    "dots": Instrument(
        name="Popcorn Rain", tags=("percussion", "noise", "short"), comment="A handful of pops; play fast, play many.",
        pen=_pen(0.6, 0.6, 0.9, fill=1.0),
        played=_amp(0.001, 0.4, 22, 0.25) | _sweep(0.001, 0.05, 0, 0.05, 45)
        | {"filter2_decay_s": 0.02, "drive_db": 28, "detune_cents": 60, "spread": 100, "key_track": 60,
            "velocity_sens": 85, "master_db": 3},
    ),
    "hatching": Instrument(
        name="Bowed Grass", tags=("strings", "texture", "wide"), comment="A field of thin strings, all bowed at once.",
        pen=_pen(0.8, 0.6, 0.3),
        played=_amp(0.5, 1.0, 85, 0.9) | _sweep(0.2, 1.0, 60, 0.8, 12)
        | {"osc1_semitones": 12, "detune_cents": 30, "spread": 95, "key_track": 50, "velocity_sens": 40,
           "master_db": 4},
    ),
    "scribble": Instrument(
        name="Static Swarm", tags=("noise", "texture", "harsh"),
        comment="Insects in a radio. The low keys are the worst.",
        seed=5, pen=_pen(0.7, 0.5, 0.5),
        played=_amp(0.2, 0.8, 80, 0.7) | _sweep(0.6, 1.4, 50, 0.6, 74)
        | {"pulse_width": 10, "key_track": 100, "velocity_sens": 35, "master_db": -5},
    ),
    "tree": Instrument(
        name="Old Oak", tags=("strings", "dark", "wood"), comment="A cello's body: slow to speak, full when it does.",
        seed=16, pen=_pen(0.85, 0.3, 0.9, drift=0.015, fill=1.0),
        played=_amp(0.12, 0.9, 80, 0.4) | _sweep(0.1, 0.7, 50, 0.4, 28)
        | {"osc1_semitones": -12, "glide_s": 0.02, "key_track": 45, "vibrato_hz": 5.4, "velocity_sens": 70,
            "master_db": 4},
    ),
}  # fmt: skip
"""By the name of the thing, as in `anchors.py`."""
