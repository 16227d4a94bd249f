"""Waveform and filter pictures show what sounds."""

import math
from itertools import pairwise

import numpy as np
import pytest

from app.widgets.filter_curve import frequencies, quality, response_db, x_of
from app.widgets.wave_shape import wave_points
from synth.dsp.filter import FLATTEST_Q, HIGHEST_Q, damping
from synth.parameters import FILTER_TYPES, WAVES

KIND = {name: index for index, name in enumerate(FILTER_TYPES)}


@pytest.mark.parametrize("wave", range(len(WAVES)))
def test_every_wave_fills_its_picture_without_leaving_it(wave: int) -> None:
    points = wave_points(wave)
    assert points[0][0] == 0.0
    assert points[-1][0] == pytest.approx(1.0)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert max(y for _, y in points) > 0.9
    assert min(y for _, y in points) < -0.9
    assert all(-1.0 <= y <= 1.0 for _, y in points)


def test_pulse_is_high_for_its_width() -> None:
    points = wave_points(WAVES.index("Pulse"), pulse_width=10.0)
    falls = [x for (x, y), (_, after) in pairwise(points) if y > 0 > after]
    assert falls == pytest.approx([0.05, 0.55])


@pytest.mark.parametrize("resonance", [0.0, 10.0, 50.0, 100.0])
def test_resonance_means_the_same_as_in_the_filter_that_sounds(resonance: float) -> None:
    assert quality(resonance) == pytest.approx(1.0 / damping.py_func(resonance))


def test_resonance_range_ends_are_flat_and_twenty() -> None:
    assert (quality(0.0), quality(100.0)) == pytest.approx((FLATTEST_Q, HIGHEST_Q))


def test_lowpass_is_3_db_down_at_the_cutoff_and_falls_12_db_per_octave() -> None:
    hz = np.array([20.0, 1000.0, 8000.0, 16000.0])
    gain = response_db(KIND["Lowpass"], 1000.0, 0.0, hz=hz)
    assert gain[0] == pytest.approx(0.0, abs=0.01)
    assert gain[1] == pytest.approx(-3.01, abs=0.01)
    assert gain[2] - gain[3] == pytest.approx(12.0, abs=0.2)


def test_highpass_mirrors_the_lowpass() -> None:
    low = response_db(KIND["Lowpass"], 1000.0, 30.0, hz=np.array([250.0]))
    high = response_db(KIND["Highpass"], 1000.0, 30.0, hz=np.array([4000.0]))
    assert low == pytest.approx(high)


def test_bandpass_peaks_at_the_cutoff_with_0_db_and_notch_is_empty_there() -> None:
    at = np.array([1000.0])
    assert response_db(KIND["Bandpass"], 1000.0, 40.0, hz=at)[0] == pytest.approx(0.0, abs=1e-9)
    assert response_db(KIND["Notch"], 1000.0, 40.0, hz=at)[0] < -100.0


def test_no_filter_is_a_flat_line() -> None:
    assert not response_db(KIND["None"], 500.0, 90.0, hz=frequencies(50)).any()


def test_cutoff_of_nothing_still_draws() -> None:
    assert np.isfinite(response_db(KIND["Lowpass"], 0.0, 100.0, hz=frequencies(50))).all()


def test_horizontal_axis_is_even_in_octaves() -> None:
    assert x_of(400.0, 100.0) - x_of(200.0, 100.0) == pytest.approx(x_of(4000.0, 100.0) - x_of(2000.0, 100.0))
    assert math.isclose(x_of(1.0, 100.0), 0.0)
    assert x_of(99999.0, 100.0) == 100.0
