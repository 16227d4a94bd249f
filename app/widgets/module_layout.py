"""Which rows of the parameter table stand in which module, page and line: the signal-flow panel as data."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.theme import Accent
from synth.parameters import ALL
from synth.patch import Patch


class View(Enum):
    """The live picture in a module."""

    WAVE = "wave"
    FILTER = "filter"
    ENVELOPE = "envelope"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One panel. `needs` are the switches (or levels) that must be up for it to sound; `knob_needs` the
    same for single knobs. `prefix` names the rows that the view reads. `weight` is its share of the line."""

    title: str
    accent: Accent
    knobs: tuple[str, ...]
    weight: int
    switch: str | None = None
    first_on: float = 1.0
    """What switching on means for a row that is a level or a choice, until the player had another value."""
    labelled: tuple[tuple[str, str], ...] = ()
    choice: str | None = None
    view: View | None = None
    prefix: str = ""
    needs: tuple[str, ...] = ()
    knob_needs: tuple[tuple[str, str], ...] = ()

    def ids(self) -> tuple[str, ...]:
        """Every row with a control in this module."""
        single = tuple(id for id in (self.switch, self.choice) if id)
        return tuple(dict.fromkeys((*single, *(id for id, _ in self.labelled), *self.knobs)))

    def sounds(self, patch: Patch) -> bool:
        """True when everything the module needs is switched on."""
        return all(patch[id] > 0.0 for id in self.needs)

    def knob_sounds(self, id: str, patch: Patch) -> bool:
        """The same for one of its controls."""
        return all(patch[need] > 0.0 for knob, need in self.knob_needs if knob == id)


Page = tuple[tuple[Module, ...], ...]


def _oscillator(n: int) -> Module:
    level = "osc1_on" if n == 1 else f"osc{n}_level"
    knobs = (f"osc{n}_extra", f"osc{n}_level", f"osc{n}_amp", f"osc{n}_semitones")
    return Module(title=f"Oscillator {n}", accent=Accent.CORAL, switch=level, choice=f"osc{n}_wave",
                  knobs=tuple(id for id in knobs if id != "osc1_level"), view=View.WAVE, prefix=f"osc{n}",
                  first_on=100.0, needs=(level,), weight=1)  # fmt: skip


def _filter(n: int) -> Module:
    ids = tuple(f"filter{n}_{part}" for part in ("cutoff_hz", "env_hz", "resonance", "attack_s", "decay_s"))
    envelope = tuple((id, f"filter{n}_env_on") for id in (ids[1], ids[3], ids[4]))
    return Module(title=f"Filter {n}", accent=Accent.CYAN, switch=f"filter{n}_type", choice=f"filter{n}_type",
                  knobs=ids, view=View.FILTER, prefix=f"filter{n}", labelled=((f"filter{n}_env_on", "envelope"),),
                  needs=("filters_on", f"filter{n}_type"), knob_needs=envelope, weight=1)  # fmt: skip


def _envelope(prefix: str, title: str, accent: Accent, needs: tuple[str, ...] = ()) -> Module:
    knobs = tuple(f"{prefix}_{part}" for part in ("attack_s", "decay_s", "sustain", "release_s"))
    return Module(title=title, accent=accent, knobs=knobs, view=View.ENVELOPE, prefix=prefix, needs=needs, weight=1)


MASTERS: Final = (
    ("filters_on", "filters", Accent.CYAN),
    ("effects_on", "effects", Accent.YELLOW),
    ("modulation_on", "modulation", Accent.VIOLET),
)
"""Switches of several modules at once, at the head of the panel."""

SOUND: Final[Page] = (
    (_oscillator(1), _oscillator(2), _oscillator(3)),
    (_filter(1), _filter(2)),
    (
        Module(title="Drive", accent=Accent.YELLOW, switch="drive_db", first_on=12.0, knobs=("drive_db", "drive_mix"),
               needs=("effects_on", "drive_db"), weight=148),
        Module(title="Chorus", accent=Accent.VIOLET, switch="chorus_on", labelled=(("chorus_invert", "invert"),),
               knobs=("chorus_delay_ms", "chorus_rate_hz", "chorus_depth", "chorus_low_cut_hz", "chorus_mix"),
               needs=("effects_on", "modulation_on", "chorus_on"), weight=300),
        Module(title="Reverb", accent=Accent.GREEN, switch="reverb_on", knobs=("reverb_space", "reverb_mix"),
               needs=("reverb_on",), weight=190),
    ),
)  # fmt: skip

_PLAYING: Final = ("velocity_sens", "glide_s", "polyphony", "bend_range", "vibrato_hz", "master_db")
_UNISON: Final = ("detune_cents", "spread", "pulse_width")


def _without_a_place(pages: tuple[Page, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Rows that no module names: a new row of the table is on the panel without a change here."""
    placed = {id for page in pages for line in page for module in line for id in module.ids()}
    placed.update(taken, (id for id, _, _ in MASTERS))
    return tuple(row.id for row in ALL if row.id not in placed)


_ENVELOPES: Final = (
    (_envelope("filter1", "Filter 1 envelope", Accent.CYAN, ("filters_on", "filter1_type", "filter1_env_on")),
     _envelope("filter2", "Filter 2 envelope", Accent.CYAN, ("filters_on", "filter2_type", "filter2_env_on"))),
)  # fmt: skip
VOICE: Final[Page] = (
    (Module(title="Voice", accent=Accent.CORAL, switch="sample_level", first_on=70.0, view=View.SAMPLE,
            knobs=("sample_level", "sample_semitones"), needs=("sample_level",), weight=1),),
)  # fmt: skip
_AMPLIFIER: Final = _envelope("amp", "Amplitude envelope", Accent.CORAL)
_REST: Final = _without_a_place((SOUND, VOICE, _ENVELOPES, ((_AMPLIFIER,),)), (*_PLAYING, *_UNISON))

PLAYING: Final[Page] = (
    (_AMPLIFIER, Module(title="Unison", accent=Accent.CORAL, knobs=_UNISON, weight=1)),
    *_ENVELOPES,
    (Module(title="Playing", accent=Accent.GREEN, knobs=(*_PLAYING, *_REST), weight=1),),
)
PAGES: Final = (("Sound", SOUND), ("Voice", VOICE), ("Playing", PLAYING))
