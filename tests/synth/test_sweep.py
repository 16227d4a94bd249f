"""A note whose patch changes all the time: no click anywhere, and the sounds of both ends."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from synth.blend import blend
from synth.errors import RenderError
from synth.parameters import INDEX, Scale
from synth.parameters import PREDICTED as ROWS
from synth.patch import Patch
from synth.presets import find_factory
from synth.render import render_note
from synth.sweep import render_sweep
from tests.synth.measuring import BARE, RATE, db

LOW = BARE.replace({"osc1_amp": 60, "osc2_level": 80, "osc2_wave": "Sine", "osc2_amp": 10})
FAR = BARE.replace(
    {
        "osc1_amp": 10, "osc2_level": 40, "osc2_wave": "Sine", "osc2_amp": 90, "osc3_level": 50, "osc3_wave": "Sine",
        "filters_on": True, "filter1_type": "Lowpass", "filter1_cutoff_hz": 300, "reverb_on": True, "reverb_mix": 30,
        "effects_on": True, "chorus_on": True, "chorus_mix": 40, "master_db": -12,
    }
)  # fmt: skip
SECONDS = 1.5


def treble(y: NDArray[np.float32]) -> NDArray[np.float64]:
    """What of a sound (n, 2) lies above 6 kHz, the louder side."""
    sos = signal.butter(6, 6000.0, "high", fs=RATE, output="sos")
    return np.asarray(np.abs(signal.sosfilt(sos, y, axis=0)).max(axis=1))


def clicks_db(y: NDArray[np.float32]) -> float:
    """The largest treble after the attack against the peak of the sound."""
    settled = slice(round(0.1 * RATE), round(SECONDS * RATE))
    return db(float(treble(y)[settled].max()) / float(np.abs(y[settled]).max()))


def test_dense_sweep_through_two_dull_sounds_makes_no_click() -> None:
    y = render_sweep(lambda share: blend([LOW, FAR], [1.0 - share, share]), 36, seconds=SECONDS, tail=0.0)
    assert clicks_db(y) < -55.0


def test_the_measure_finds_a_step_of_a_hundredth() -> None:
    y = render_sweep(lambda _: LOW, 36, seconds=SECONDS, tail=0.0)
    assert clicks_db(y) < -80.0
    at = round(RATE) + int(np.argmax(y[round(RATE) : round(RATE) + 1000, 0]))
    y[at:] *= 0.98
    assert clicks_db(y) > -55.0


def test_sweep_begins_and_ends_as_its_ends_sound() -> None:
    first, last = BARE, BARE.replace({"osc1_amp": 12})  # one sine: two of them may meet in any phase
    y = render_sweep(lambda share: first if share < 0.3 else last, 36, seconds=SECONDS, tail=0.0)
    for patch, part in ((first, slice(4800, 19_200)), (last, slice(48_000, 72_000))):
        alone = render_note(patch, 36, seconds=SECONDS)
        levels = [float(np.sqrt(np.mean(sound[part] ** 2))) for sound in (y, alone)]
        assert levels[0] == pytest.approx(levels[1], rel=0.02)


@pytest.mark.parametrize("names", [("Round Pad", "Kiki Lead"), ("Deep Bass", "Wind"), ("Paper 1", "Glass Bell")])
def test_knobs_travel_without_a_jump_between_presets(names: tuple[str, str]) -> None:
    ends = [find_factory(name).patch for name in names]
    steps = np.array([blend(ends, [1.0 - s, s]).to_unit() for s in np.linspace(0.002, 0.998, 499)])
    whole = np.array([row.scale in (Scale.SWITCH, Scale.CHOICE, Scale.WHOLE) for row in ROWS])
    travel = np.abs(np.diff(steps, axis=0))
    # Where a filter changes its type it is open, whichever end of its cutoff that is. Where a wave changes, its
    # amplification does: the waves are not as loud as each other.
    turns = ("filter1_type", "filter2_type", "osc1_wave", "osc2_wave", "osc3_wave")
    quiet = (travel[:, [INDEX[id] for id in turns]] == 0.0).all(axis=1)
    assert (~quiet).sum() <= len(turns)
    # Towards such a place it goes all the way out and back in a part of the way: up to 10 mean steps of a knob
    # that crosses its range.
    assert travel[quiet][:, ~whole].max() <= 10.0 / len(travel)


@pytest.mark.parametrize("seconds", [0.0, 1e6])
def test_length_that_makes_no_sense_is_refused(seconds: float) -> None:
    with pytest.raises(RenderError):
        render_sweep(lambda _: Patch.default(), seconds=seconds)
