"""A full-range jump of any row of the table while a note sounds makes no click."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.events import Modulation, NoteOn, PitchBend
from synth.parameters import ALL, WAVES, Parameter
from synth.patch import Patch
from tests.synth.measuring import BARE, RATE, burst_db, db, play

NO_CLICK_DB = -55.0
BEFORE_S, SETTLE_S, TOTAL_S = 0.5, 0.25, 1.1

SINES = {"osc2_level": 60, "osc2_wave": "Sine", "osc3_level": 60, "osc3_wave": "Sine"}
CHORUS = {"effects_on": True, "chorus_on": True, "chorus_mix": 50, "chorus_delay_ms": 8, "chorus_invert": True}
REVERB = {"reverb_on": True, "reverb_mix": 50, "reverb_space": 60}
DRIVE = {"effects_on": True, "drive_db": 24}
AGE = 3.0
"""Attack, decay or release in seconds of an envelope whose row jumps half-way through it."""


def surroundings(row: Parameter) -> dict[str, Any]:
    """Values that make a row heard, in a sound with little treble of its own, where a click stands out."""
    id = row.id
    if id.startswith("osc"):
        return SINES
    if id in ("detune_cents", "spread"):
        return {"osc1_extra": 5}
    if id == "pulse_width":
        return {"osc1_wave": "Pulse"}
    if id in ("filters_on", "key_track"):
        return filtered(1)
    if id.startswith("filter"):
        return filtered(int(id[6]))
    if id == "effects_on":
        return CHORUS | DRIVE
    if id == "modulation_on" or id.startswith("chorus"):
        return CHORUS
    if id.startswith("reverb"):
        return REVERB
    if id.startswith("drive"):
        return DRIVE
    if id == "amp_attack_s":
        return {"amp_attack_s": AGE}
    if id == "amp_decay_s":
        return {"amp_decay_s": AGE, "amp_sustain": 20}
    return {}


def filtered(n: int) -> dict[str, Any]:
    """Filter n with its envelope half-way down; the other is out of the way."""
    return {
        "filters_on": True, "osc1_wave": "Triangle", f"filter{3 - n}_type": "None", f"filter{n}_type": "Lowpass",
        f"filter{n}_cutoff_hz": 300, f"filter{n}_env_on": True, f"filter{n}_env_hz": 900, f"filter{n}_decay_s": AGE,
        f"filter{n}_sustain": 20,
    }  # fmt: skip


def jump(before: Patch, after: Patch) -> float:
    """How much of a click there is when the patch changes while a low note sounds, wheels off their rest."""
    y = play(
        before,
        [(0.0, Modulation(1.0)), (0.0, PitchBend(0.7)), (0.0, NoteOn(36, 80)), (BEFORE_S, after)],
        seconds=TOTAL_S,
        seed=1,
    )
    assert np.abs(y).max() > 0.01, "nothing was heard"
    return burst_db(y, round(BEFORE_S * RATE), round(SETTLE_S * RATE))


@pytest.mark.parametrize("back", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("row", ALL, ids=lambda row: row.id)
def test_a_full_range_jump_of_any_row_makes_no_click(row: Parameter, back: bool) -> None:
    patch = BARE.replace(surroundings(row))
    ends = (row.maximum, row.minimum) if back else (row.minimum, row.maximum)
    before = patch[row.id] if row.id.endswith(("attack_s", "decay_s")) and back else ends[0]
    assert jump(patch.replace({row.id: before}), patch.replace({row.id: ends[1]})) < NO_CLICK_DB


@pytest.mark.parametrize("start", WAVES)
@pytest.mark.parametrize("end", ["Sine", "Square"])
def test_a_change_of_wave_makes_no_click(start: str, end: str) -> None:
    assert jump(BARE.replace({"osc1_wave": start}), BARE.replace({"osc1_wave": end})) < NO_CLICK_DB


@pytest.mark.parametrize("start", ["None", "Lowpass", "Highpass", "Bandpass", "Notch"])
@pytest.mark.parametrize("end", ["None", "Highpass"])
def test_a_change_of_filter_makes_no_click(start: str, end: str) -> None:
    patch = BARE.replace({"filters_on": True, "filter1_cutoff_hz": 130, "filter1_resonance": 60})
    assert jump(patch.replace({"filter1_type": start}), patch.replace({"filter1_type": end})) < NO_CLICK_DB


def tone() -> NDArray[np.float64]:
    return play(BARE, [(0.0, NoteOn(36, 80))], seconds=TOTAL_S)


@pytest.mark.parametrize("share", [1.0, 0.1, 0.01])
def test_the_measure_finds_a_hard_switch(share: float) -> None:
    y, at = tone(), round(BEFORE_S * RATE)
    at += int(np.argmax(y[0, at : at + 1000]))  # at the top of the wave: the step is `share` of the peak
    y[:, at:] *= 1.0 - share
    found = burst_db(y, at, round(SETTLE_S * RATE))
    assert db(share) - 8.0 < found < db(share) + 6.0


def test_the_measure_finds_a_gain_that_moves_in_steps() -> None:
    y, at = tone(), round(BEFORE_S * RATE)
    steps = np.repeat(np.linspace(1.0, 0.1, 30), 32)
    y[:, at : at + len(steps)] *= steps
    y[:, at + len(steps) :] *= 0.1
    assert burst_db(y, at, round(SETTLE_S * RATE)) > NO_CLICK_DB + 10.0


def test_the_measure_is_silent_about_a_steady_sound_and_a_slow_fade() -> None:
    y, at = tone(), round(BEFORE_S * RATE)
    assert burst_db(y, at, round(SETTLE_S * RATE)) < -100.0
    y *= np.clip(1.0 - (np.arange(y.shape[1]) - at) / (0.1 * RATE), 0.2, 1.0)
    assert burst_db(y, at, round(SETTLE_S * RATE)) < NO_CLICK_DB
