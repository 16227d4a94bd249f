"""The parameter table: every row the instrument knows, and the conversions of a row.

`PREDICTED` holds the 33 rows of Table I in Saldaña & Mendizabal-Ruiz, "Deep Learning for Image to
Sound Synthesis" (CCE 2020), in its order: the values a network predicts. `PERFORMANCE` holds what a
player needs beyond them; it is saved in presets and never predicted. Knobs, tooltips, presets,
network heads, MIDI, random patches and the table in the README are all read from here.

A row describes, it holds no value. Values live in a `synth.patch.Patch`, always as floats in natural
units: hertz, percent, seconds; a switch is 0.0 or 1.0; a choice is the index of its name.
"""

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from synth.errors import ParameterError

WAVES: Final = ("Sine", "Triangle", "Sawtooth", "Square", "Pulse", "Noise")
FILTER_TYPES: Final = ("None", "Lowpass", "Highpass", "Bandpass", "Notch")
OFF_ON: Final = ("Off", "On")


def _three_digits(value: float) -> str:
    """Three significant digits for values from 1 to 999, so that a text keeps its length while a knob turns."""
    if value < 0.005:
        return "0"
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


_FACTORS: Final = {("khz", "Hz"): 1e3, ("k", "Hz"): 1e3, ("ms", "s"): 1e-3, ("s", "ms"): 1e3}
"""What a typed suffix multiplies by, for a row of that unit."""


class Scale(Enum):
    """How a knob's travel (0 to 1) maps to natural values."""

    LINEAR = "linear"
    LOG = "log"
    """Shifted logarithm, `knee * ((maximum / knee + 1)**u - 1)` for a range that begins at 0."""
    WHOLE = "whole"
    """Whole numbers, evenly spaced."""
    SWITCH = "switch"
    CHOICE = "choice"


class Group(Enum):
    """The module of the signal flow that a row belongs to."""

    OSCILLATOR_1 = "Oscillator 1"
    OSCILLATOR_2 = "Oscillator 2"
    OSCILLATOR_3 = "Oscillator 3"
    FILTERS = "Filters"
    FILTER_1 = "Filter 1"
    FILTER_2 = "Filter 2"
    EFFECTS = "Effects"
    DRIVE = "Drive"
    CHORUS = "Chorus"
    REVERB = "Reverb"
    VOICE = "Voice"
    AMPLIFIER = "Amplifier"
    PLAYING = "Playing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One row of the table.

    `minimum`, `maximum`, `default` and `knee` are natural values; `midi_cc` is the default
    controller number or None; `since` is the preset format that first had the row.
    """

    id: str
    label: str
    short: str
    group: Group
    unit: str
    minimum: float
    maximum: float
    default: float
    scale: Scale
    description: str
    choices: tuple[str, ...] = ()
    knee: float = 1.0
    decimals: int = 0
    midi_cc: int | None = None
    since: int = 1

    @property
    def is_discrete(self) -> bool:
        """True for switches, choices and whole numbers."""
        return self.scale in (Scale.SWITCH, Scale.CHOICE, Scale.WHOLE)

    def clamp(self, value: float) -> float:
        """The nearest legal natural value; not-a-number gives the default."""
        if math.isnan(value):
            return self.default
        value = min(max(value, self.minimum), self.maximum)
        return float(round(value)) if self.is_discrete else value

    def to_unit(self, value: float) -> float:
        """Natural value to knob travel, 0 to 1."""
        value = self.clamp(value)
        if self.scale is Scale.LOG:
            return math.log1p(value / self.knee) / math.log1p(self.maximum / self.knee)
        return (value - self.minimum) / (self.maximum - self.minimum)

    def from_unit(self, unit: float) -> float:
        """Knob travel, 0 to 1, to natural value."""
        unit = 0.0 if math.isnan(unit) else min(max(unit, 0.0), 1.0)
        if self.scale is Scale.LOG:
            return self.clamp(self.knee * math.expm1(unit * math.log1p(self.maximum / self.knee)))
        return self.clamp(self.minimum + unit * (self.maximum - self.minimum))

    def format(self, value: float) -> str:
        """Text for a player: the choice, or the number with its unit ("1.84 kHz", "48 %")."""
        value = self.clamp(value)
        if self.choices:
            return self.choices[int(value)]
        if self.unit == "Hz" and self.scale is Scale.LOG:
            return f"{_three_digits(value / 1000.0)} kHz" if value >= 999.5 else f"{_three_digits(value)} Hz"
        if self.unit == "s":
            return f"{value:.2f} s" if value >= 1.0 else f"{value * 1000.0:.0f} ms"
        number = f"{value:.{self.decimals}f}"
        return f"{number} {self.unit}" if self.unit else number

    def parse(self, text: str) -> float:
        """Natural value of a typed text; units are optional ("2k", "480 ms", "Sawtooth", "on").

        Raises ParameterError when the text is no value of this row.
        """
        words = text.strip()
        if self.choices:
            for index, choice in enumerate(self.choices):
                if words.lower() == choice.lower():
                    return float(index)
            raise ParameterError(f"{self.label} has no {words!r}: choose one of {', '.join(self.choices)}.")
        lowered = words.lower().replace(",", ".").replace(" ", "")
        factor = 1.0
        for suffix in ("khz", "hz", "ms", "s", "%", "db", "cents", "ct", "st", "k"):
            if lowered.endswith(suffix):
                lowered, factor = lowered[: -len(suffix)], _FACTORS.get((suffix, self.unit), 1.0)
                break
        try:
            value = float(lowered) * factor
        except ValueError:
            raise ParameterError(f"{text!r} is not a value of {self.label}: {self.range_text()}.") from None
        if not math.isfinite(value):
            raise ParameterError(f"{text!r} is not a value of {self.label}: {self.range_text()}.")
        return self.clamp(value)

    def range_text(self) -> str:
        """The legal values in words: "0 Hz to 20.0 kHz"."""
        if self.choices:
            return ", ".join(self.choices)
        return f"{self.format(self.minimum)} to {self.format(self.maximum)}"


def _switch(id: str, label: str, short: str, group: Group, default: float, description: str, cc: int) -> Parameter:
    return Parameter(id=id, label=label, short=short, group=group, unit="", minimum=0.0, maximum=1.0,
                     default=default, scale=Scale.SWITCH, description=description, choices=OFF_ON,
                     midi_cc=cc)  # fmt: skip


def _choice(id: str, label: str, short: str, group: Group, choices: tuple[str, ...], default: str,
            description: str, cc: int) -> Parameter:  # fmt: skip
    return Parameter(id=id, label=label, short=short, group=group, unit="", minimum=0.0,
                     maximum=float(len(choices) - 1), default=float(choices.index(default)), scale=Scale.CHOICE,
                     description=description, choices=choices, midi_cc=cc)  # fmt: skip


def _number(id: str, label: str, short: str, group: Group, unit: str, limits: tuple[float, float, float],
            description: str, *, scale: Scale = Scale.LINEAR, knee: float = 1.0, decimals: int = 0,
            cc: int | None = None) -> Parameter:  # fmt: skip
    minimum, maximum, default = limits
    return Parameter(id=id, label=label, short=short, group=group, unit=unit, minimum=minimum, maximum=maximum,
                     default=default, scale=scale, description=description, knee=knee, decimals=decimals,
                     midi_cc=cc)  # fmt: skip


def _oscillator(n: int, cc: int) -> tuple[Parameter, ...]:
    group = (Group.OSCILLATOR_1, Group.OSCILLATOR_2, Group.OSCILLATOR_3)[n - 1]
    if n == 1:
        first = _switch("osc1_on", "oscillator 1", "on", group, 1.0, "Switches oscillator 1 on or off.", cc)
    else:
        first = _number(f"osc{n}_level", f"oscillator {n} level", "level", group, "%", (0.0, 100.0, 0.0),
                        f"Level of oscillator {n} before its amplification; 0 switches it off.", cc=cc)  # fmt: skip
    return (
        first,
        _choice(f"osc{n}_wave", f"wave {n}", "wave", group, WAVES, "Sawtooth", f"Waveform of oscillator {n}.", cc + 1),
        _number(
            f"osc{n}_extra",
            f"extra oscillators {n}",
            "extra",
            group,
            "",
            (0.0, 7.0, 0.0),
            f"Extra voices of oscillator {n}, detuned and spread in stereo at the same loudness.",
            scale=Scale.WHOLE,
            cc=cc + 2,
        ),
        _number(
            f"osc{n}_amp",
            f"amplification {n}",
            "amp",
            group,
            "%",
            (0.0, 100.0, 50.0),
            f"Amplification of oscillator {n}: its share in the mix.",
            cc=cc + 3,
        ),
    )


def _filter(n: int, cc: int) -> tuple[Parameter, ...]:
    group = (Group.FILTER_1, Group.FILTER_2)[n - 1]
    return (
        _choice(
            f"filter{n}_type",
            f"filter {n} type",
            "type",
            group,
            FILTER_TYPES,
            ("Lowpass", "None")[n - 1],
            f"What filter {n} lets through; None passes everything.",
            cc,
        ),
        _number(
            f"filter{n}_cutoff_hz",
            f"filter {n} cutoff",
            "cutoff",
            group,
            "Hz",
            (0.0, 20000.0, 20000.0),
            f"Corner frequency of filter {n}, 12 dB per octave.",
            scale=Scale.LOG,
            knee=20.0,
            cc=cc + 1,
        ),
        _switch(
            f"filter{n}_env_on",
            f"filter {n} envelope",
            "env",
            group,
            0.0,
            f"Lets the envelope of filter {n} move its cutoff.",
            cc + 2,
        ),
        _number(
            f"filter{n}_env_hz",
            f"filter {n} envelope cutoff",
            "env to",
            group,
            "Hz",
            (0.0, 20000.0, 0.0),
            f"Where the envelope of filter {n} takes the cutoff at its peak; it falls back from there.",
            scale=Scale.LOG,
            knee=20.0,
            cc=cc + 3,
        ),
    )


PREDICTED: Final[tuple[Parameter, ...]] = (
    *_oscillator(1, 14),
    *_oscillator(2, 18),
    *_oscillator(3, 22),
    _switch("filters_on", "filters", "on", Group.FILTERS, 1.0, "Switches both filters in or out.", 26),
    *_filter(1, 27),
    *_filter(2, 102),
    _switch("effects_on", "effects", "on", Group.EFFECTS, 1.0,
            "Main switch of drive and modulation effects; the reverb has its own.", 106),
    _switch("modulation_on", "modulation effects", "mod", Group.EFFECTS, 1.0,
            "Switches the modulation effects (the chorus) in or out.", 107),
    _switch("chorus_on", "chorus", "on", Group.CHORUS, 0.0, "Switches the chorus in or out.", 108),
    _number("chorus_delay_ms", "chorus delay", "delay", Group.CHORUS, "ms", (0.0, 30.0, 4.0),
            "Middle delay of the chorus; short is metallic, long is wide.", decimals=1, cc=109),
    _number("chorus_rate_hz", "chorus rate", "rate", Group.CHORUS, "Hz", (0.0, 10.0, 1.0),
            "How fast the chorus moves.", scale=Scale.LOG, knee=0.5, cc=110),
    _number("chorus_depth", "chorus depth", "depth", Group.CHORUS, "%", (0.0, 100.0, 30.0),
            "How far the chorus moves its delay.", cc=111),
    _switch("chorus_invert", "chorus stereo invert", "invert", Group.CHORUS, 0.0,
            "Moves the right side against the left, for a wider sound.", 112),
    _number("chorus_low_cut_hz", "chorus low cut", "low cut", Group.CHORUS, "Hz", (0.0, 2000.0, 250.0),
            "Keeps the chorus out of the bass below this frequency.", scale=Scale.LOG, knee=20.0, cc=113),
    _number("chorus_mix", "chorus mix", "mix", Group.CHORUS, "%", (0.0, 100.0, 0.0),
            "Share of the chorus in the sound; 50 is the widest.", cc=114),
    _switch("reverb_on", "reverb", "on", Group.REVERB, 1.0, "Switches the reverb in or out.", 115),
    _number("reverb_space", "reverb type", "space", Group.REVERB, "", (0.0, 127.0, 40.0),
            "The space: 0 a small room, 40 a chamber, 80 a hall, 127 a cathedral.", scale=Scale.WHOLE, cc=116),
    _number("reverb_mix", "reverb mix", "mix", Group.REVERB, "%", (0.0, 100.0, 15.0),
            "Share of the reverb in the sound.", cc=91),
)  # fmt: skip
"""The 33 predicted rows, in the paper's order."""


def _envelope(
    prefix: str,
    name: str,
    group: Group,
    adsr: tuple[float, float, float, float],
    ccs: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None),
) -> tuple[Parameter, ...]:
    attack, decay, sustain, release = adsr
    return (
        _number(f"{prefix}_attack_s", f"{name} attack", "attack", group, "s", (0.0, 10.0, attack),
                f"Time the {name} envelope takes to its peak.", scale=Scale.LOG, knee=0.01, decimals=3, cc=ccs[0]),
        _number(f"{prefix}_decay_s", f"{name} decay", "decay", group, "s", (0.0, 20.0, decay),
                f"Time the {name} envelope takes to fall to its sustain.", scale=Scale.LOG, knee=0.01, decimals=3,
                cc=ccs[1]),
        _number(f"{prefix}_sustain", f"{name} sustain", "sustain", group, "%", (0.0, 100.0, sustain),
                f"Level the {name} envelope holds while the key is down.", cc=ccs[2]),
        _number(f"{prefix}_release_s", f"{name} release", "release", group, "s", (0.0, 20.0, release),
                f"Time the {name} envelope takes to end after the key is up.", scale=Scale.LOG, knee=0.01,
                decimals=3, cc=ccs[3]),
    )  # fmt: skip


def _semitones(n: int) -> Parameter:
    group = (Group.OSCILLATOR_1, Group.OSCILLATOR_2, Group.OSCILLATOR_3)[n - 1]
    return _number(f"osc{n}_semitones", f"transpose {n}", "pitch", group, "st", (-24.0, 24.0, 0.0),
                   f"Moves oscillator {n} up or down in semitones.", scale=Scale.WHOLE)  # fmt: skip


def _resonance(n: int, cc: int) -> Parameter:
    group = (Group.FILTER_1, Group.FILTER_2)[n - 1]
    return _number(f"filter{n}_resonance", f"filter {n} resonance", "reson.", group, "%", (0.0, 100.0, 10.0),
                   f"Emphasis at the cutoff of filter {n}; at 0 the corner is flat (Q 0.707), at 100 Q is 20.",
                   cc=cc)  # fmt: skip


PERFORMANCE: Final[tuple[Parameter, ...]] = (
    *(_semitones(n) for n in (1, 2, 3)),
    _number("detune_cents", "unison detune", "detune", Group.PLAYING, "ct", (0.0, 100.0, 14.0),
            "Distance of the outermost extra oscillators from the note.", decimals=1, cc=94),
    _number("spread", "unison spread", "spread", Group.PLAYING, "%", (0.0, 100.0, 70.0),
            "How far the extra oscillators stand apart in stereo.", cc=95),
    _number("pulse_width", "pulse width", "width", Group.PLAYING, "%", (5.0, 95.0, 25.0),
            "Share of the cycle that the pulse wave is up.", cc=70),
    _resonance(1, 71),
    *_envelope("filter1", "filter 1", Group.FILTER_1, (0.005, 0.6, 0.0, 0.4)),
    _resonance(2, 76),
    *_envelope("filter2", "filter 2", Group.FILTER_2, (0.005, 0.6, 0.0, 0.4)),
    _number("key_track", "filter key track", "track", Group.FILTERS, "%", (0.0, 100.0, 70.0),
            "How much both cutoffs follow the key played, from C4.", cc=77),
    _number("drive_db", "drive", "drive", Group.DRIVE, "dB", (0.0, 36.0, 0.0),
            "Level into the distortion; 0 dB is clean.", decimals=1, cc=92),
    _number("drive_mix", "drive mix", "mix", Group.DRIVE, "%", (0.0, 100.0, 100.0),
            "Share of the distorted sound.", cc=93),
    *_envelope("amp", "amplitude", Group.AMPLIFIER, (0.005, 0.3, 80.0, 0.35), (73, 75, 79, 72)),
    _number("velocity_sens", "velocity", "velocity", Group.PLAYING, "%", (0.0, 100.0, 60.0),
            "How much a harder stroke is louder."),
    _number("glide_s", "glide", "glide", Group.PLAYING, "s", (0.0, 5.0, 0.0),
            "Time to slide from the last note to the next.", scale=Scale.LOG, knee=0.02, decimals=3, cc=5),
    _number("polyphony", "polyphony", "voices", Group.PLAYING, "", (1.0, 16.0, 16.0),
            "How many notes may sound together.", scale=Scale.WHOLE),
    _number("bend_range", "pitch-bend range", "bend", Group.PLAYING, "st", (0.0, 24.0, 2.0),
            "Pitch bend at the end of the wheel, in semitones.", scale=Scale.WHOLE),
    _number("vibrato_hz", "vibrato rate", "vibrato", Group.PLAYING, "Hz", (0.0, 12.0, 5.5),
            "Speed of the vibrato that the modulation wheel brings in.", decimals=1),
    _number("master_db", "master volume", "volume", Group.PLAYING, "dB", (-60.0, 6.0, 0.0),
            "Level of everything, before the limiter; -60 dB is silence.", decimals=1, cc=7),
    _number("sample_level", "voice level", "level", Group.VOICE, "%", (0.0, 100.0, 70.0),
            "Level of the sound that a picture became, beside the oscillators."),
    _number("sample_semitones", "voice transpose", "pitch", Group.VOICE, "st", (-24.0, 24.0, 0.0),
            "Moves the sound that a picture became up or down in semitones.", scale=Scale.WHOLE),
)  # fmt: skip
"""What a player sets beyond the 33; saved in presets, never predicted."""

ALL: Final[tuple[Parameter, ...]] = PREDICTED + PERFORMANCE
BY_ID: Final[dict[str, Parameter]] = {row.id: row for row in ALL}
INDEX: Final[dict[str, int]] = {row.id: index for index, row in enumerate(ALL)}
"""Position of each id in a patch's value array: the 33 first, then the performance rows."""
N_PREDICTED: Final = len(PREDICTED)
N_ALL: Final = len(ALL)


def parameter(id: str) -> Parameter:
    """The row of an id. Raises ParameterError when there is none."""
    try:
        return BY_ID[id]
    except KeyError:
        raise ParameterError(f"There is no parameter {id!r}.") from None
