"""What a picture's tone promises: which feature of the sound each number moves, and why."""

from typing import Final

from models.sketch_to_patch.promises import Promise

TONE_PROMISES: Final = (
    Promise(
        property="brightness",
        feature="pitch_octaves",
        rises=True,
        low="dark: an octave lower",
        high="bright: an octave higher",
        values="transpose 1, 2 and 3, by octaves",
        reason="Bright things are matched with high sounds and dark ones with low sounds (Marks 1974; Hubbard 1996). "
        "Octaves keep every key in tune.",
    ),
    Promise(
        property="contrast",
        feature="punch_db",
        rises=True,
        low="soft: swells in and stays",
        high="hard: hits and falls back",
        values="amplitude attack 250 to 1 ms, decay, sustain 100 to 35 %",
        reason="Contrast is the step from dark to light; in a sound, the step from silence to loud.",
    ),
    Promise(
        property="colour",
        feature="ring_db",
        rises=True,
        low="grey: an even slope",
        high="colourful: the filter sings",
        values="filter 1 resonance 10 to 60 %; where there are extra oscillators, detune 14 to 40 cents and spread",
        reason="What colours a sound is a peak in its spectrum; many hues are many pitches beside each other.",
    ),
    Promise(
        property="warmth",
        feature="body_db",
        rises=True,
        low="cool: lean",
        high="warm: full at the bottom",
        values="filter 2 resonance 0 to 55 %: the highpass lifts what lies at its corner",
        reason="Engineers call a sound warm that has more of its lowest partials.",
    ),
    Promise(
        property="relief",
        feature="grit_db",
        rises=True,
        low="smooth: clean",
        high="rough: driven",
        values="drive 0 to 18 dB",
        reason="A rough surface under the finger is a rough sound: drive adds tones that belong to no key.",
    ),
    Promise(
        property="fineness",
        feature="release_s",
        rises=False,
        low="large forms: rings on",
        high="fine grain: stops at once",
        values="amplitude release 2 s to 60 ms",
        reason="Large bodies ring long, grains are short.",
    ),
    Promise(
        property="regularity",
        feature="dynamics_db",
        rises=False,
        low="irregular: answers to every stroke",
        high="a pattern: every note as loud",
        values="velocity 85 to 5 %",
        reason="A pattern repeats itself as a machine does; a machine strikes evenly.",
    ),
)
"""One for each number of the tone."""


def tone_table() -> str:
    """The table of tones in `models/BOUBA.md`, in Markdown."""
    rows = ["| tone | from | to | moves | measured by | why |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {it.property} | {it.low} | {it.high} | {it.values} | `{it.feature}` {'rises' if it.rises else 'falls'} "
        f"| {it.reason} |"
        for it in TONE_PROMISES
    ]
    return "\n".join(rows) + "\n"
