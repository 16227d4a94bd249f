"""A full-range jump of any row of the table while a note sounds makes no click."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.events import Modulation, NoteOff, NoteOn, PitchBend
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


@pytest.mark.parametrize("at_s", [0.5, 0.503, 0.506, 0.509])
@pytest.mark.parametrize(("first", "second"), [(127, 1), (1, 127), (127, 30), (40, 110)])
def test_a_key_struck_again_with_another_velocity_makes_no_click(first: int, second: int, at_s: float) -> None:
    patch = BARE.replace({"velocity_sens": 60})
    y = play(patch, [(0.0, NoteOn(36, first)), (at_s, NoteOn(36, second))], seconds=TOTAL_S, seed=1)
    assert burst_db(y, round(at_s * RATE), round(SETTLE_S * RATE)) < NO_CLICK_DB


def test_a_key_struck_again_has_its_new_velocity_after_20_ms() -> None:
    patch = BARE.replace({"velocity_sens": 100, "amp_sustain": 100})
    once = play(patch, [(0.0, NoteOn(36, 30))], seconds=0.6)
    again = play(patch, [(0.0, NoteOn(36, 127)), (0.5, NoteOn(36, 30))], seconds=0.6)
    late = round(0.52 * RATE)
    assert np.abs(again[:, late:]).max() == pytest.approx(np.abs(once[:, late:]).max(), rel=0.02)


def test_a_soft_stroke_into_a_loud_release_brings_no_loud_attack() -> None:
    patch = BARE.replace({"velocity_sens": 100, "amp_release_s": 0.5})
    loud = [(0.0, NoteOn(36, 127)), (0.4, NoteOff(36))]
    released = play(patch, loud, seconds=0.6)
    y = play(patch, [*loud, (0.5, NoteOn(36, 20))], seconds=0.6)
    at = round(0.5 * RATE)
    assert np.abs(y[:, at:]).max() < 1.05 * np.abs(released[:, at:]).max()


def test_a_key_struck_again_and_let_go_at_once_makes_no_click() -> None:
    patch = BARE.replace({"velocity_sens": 100, "amp_release_s": 0.15})
    y = play(patch, [(0.0, NoteOn(36, 127)), (0.5, NoteOn(36, 10)), (0.5, NoteOff(36))], seconds=TOTAL_S, seed=1)
    assert burst_db(y, round(0.5 * RATE), round(SETTLE_S * RATE)) < NO_CLICK_DB


def test_a_fresh_note_attacks_at_once() -> None:
    y = play(BARE, [(0.0, NoteOn(36, 127)), (0.5, NoteOff(36))], seconds=TOTAL_S)
    soft = play(BARE, [(0.0, NoteOn(36, 20)), (0.5, NoteOff(36))], seconds=TOTAL_S)
    ratio = soft[0, 200:2000] / np.where(np.abs(y[0, 200:2000]) > 0.01, y[0, 200:2000], np.nan)
    assert np.nanmax(ratio) - np.nanmin(ratio) < 1e-5, "softer from the first sample, by one factor"


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
