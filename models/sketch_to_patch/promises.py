"""What the map "Bouba" promises: which feature of the sound each property of a drawing moves, and why."""

from dataclasses import dataclass
from typing import Final

from models.sketch_to_patch.anchors import CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A property of `models.sketch_to_patch.geometry` and a feature of `models.sound_features`."""

    property: str
    feature: str
    rises: bool
    """Whether the feature grows with the property."""
    low: str
    high: str
    """What the sound is at either end."""
    values: str
    reason: str


PROMISES: Final = (
    Promise(
        property="angularity",
        feature="centroid_hz",
        rises=True,
        low="dull, begins softly",
        high="bright, begins with a bite, a little noise",
        values="filter 1 cutoff 225 Hz to 18.5 kHz, its envelope, level of oscillator 3",
        reason="People agree on it: soft timbre goes with rounded shapes, harsh timbre with sharp ones (Adeli, Rouat & "
        "Molotchnikoff 2014, 119 people; repeated by Gurman et al. 2021).",
    ),
    Promise(
        property="size",
        feature="decay_s",
        rises=True,
        low="a small room",
        high="a cathedral",
        values="reverb type 6 to 120",
        reason="A large thing needs a large place; musicians read size as space.",
    ),
    Promise(
        property="fill",
        feature="level_db",
        rises=True,
        low="an outline, light",
        high="a silhouette, loud",
        values="amplification of all oscillators",
        reason="More ink, more sound, as with dynamics in graphic scores. A thicker line is a little louder too.",
    ),
    Promise(
        property="parts",
        feature="ensemble",
        rises=True,
        low="one voice",
        high="eight voices beside each other",
        values="extra oscillators 1 and 2",
        reason="Many things, many players.",
    ),
    Promise(
        property="density",
        feature="movement_hz",
        rises=True,
        low="calm",
        high="busy, trembling",
        values="chorus rate 0.7 to 9 Hz, less depth as it gets faster",
        reason="Busy lines move the eye quickly; the sound moves as quickly.",
    ),
    Promise(
        property="roughness",
        feature="noise_db",
        rises=True,
        low="clean",
        high="full of noise",
        values="level of oscillator 3, which is noise",
        reason="A trembling line is a rough surface, and noise is what a rough surface sounds like.",
    ),
    Promise(
        property="symmetry",
        feature="even_db",
        rises=False,
        low="full: all partials",
        high="hollow: odd partials alone",
        values="oscillator 2 (saw, pulse) against oscillator 1 (a square; for round drawings a triangle)",
        reason="A wave that is its own mirror image has odd partials only. The picture of the wave is as symmetric as "
        "the drawing.",
    ),
    Promise(
        property="elongation",
        feature="width_db",
        rises=True,
        low="in the middle",
        high="wide",
        values="chorus mix 5 to 60 %",
        reason="What is long reaches from one side to the other.",
    ),
    Promise(
        property="tilt",
        feature="opening_octaves",
        rises=True,
        low="falls: begins bright and closes",
        high="rises: begins dull and opens",
        values="filter 1 envelope cutoff, up to 4 octaves above or below",
        reason="Read from left to right, a rising line goes up; rising pitch and brightness are heard as rising.",
    ),
    Promise(
        property="x",
        feature="wet_db",
        rises=True,
        low="left: near, dry",
        high="right: far, in the room",
        values="reverb mix 2 to 25 %, less in a large room",
        reason="A stage seen from the side: one walks away to the right.",
    ),
    Promise(
        property="y",
        feature="bass_db",
        rises=False,
        low="bottom: all the bass",
        high="top: light, without bass",
        values="filter 2 (highpass) cutoff 115 to 400 Hz (round) or 1.1 kHz (sharp), made up in level; filter 1 higher",
        reason="High is light and low is heavy, in sound as in pictures.",
    ),
    Promise(
        property="closed",
        feature="bass_onset_db",
        rises=True,
        low="open: the bass comes in late, like a breath",
        high="closed: all there at once",
        values="filter 2 envelope cutoff",
        reason="A closed line holds its body from the start; an open one lets it out and must fill first.",
    ),
)
"""One for each property that is heard alone; the weight of the line adds to the level."""


def as_tables() -> str:
    """The tables of `models/BOUBA.md`, in Markdown."""
    rows = ["| property | from | to | moves | measured by | why |", "|---|---|---|---|---|---|"]
    for promise in PROMISES:
        feature = f"`{promise.feature}` {'rises' if promise.rises else 'falls'}"
        rows.append(
            f"| {promise.property} | {promise.low} | {promise.high} | {promise.values} | {feature} | {promise.reason} |"
        )
    rows += ["", "| drawing | full wave | what else |", "|---|---|---|"]
    for name, c in CHARACTERS.items():
        more = [
            f"{c.brighter_octaves:+g} octaves brighter" if c.brighter_octaves else "",
            f"{c.bite_octaves:+g} octaves of bite" if c.bite_octaves else "",
            f"{100 * c.noise:g} % noise" if c.noise else "",
            f"space {c.space:+g}" if c.space else "",
        ]
        what = ", ".join(part for part in more if part)
        rows.append(f"| {name} | {c.full.lower()} | {what} |")
    return "\n".join(rows) + "\n"
