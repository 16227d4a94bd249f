"""The oscilloscope stands still."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.widgets.scope import Scope
from app.widgets.scope_trigger import PERIODS, period_of, stretch_to_show, trace

RATE = 48000.0


def harmonic(hz: float, start: int, n: int = 8192) -> NDArray[np.float64]:
    """A sound with eight partials that crosses zero many times in a period."""
    t = (start + np.arange(n)) / RATE
    return np.sum([np.sin(2.0 * np.pi * hz * k * t + k * k) / k for k in range(1, 9)], axis=0)


@pytest.mark.parametrize("hz", [32.7, 61.3, 130.8, 440.0, 1046.5, 2093.0])
def test_period_is_found_to_a_thousandth(hz: float) -> None:
    assert period_of(harmonic(hz, 0), RATE) == pytest.approx(RATE / hz, rel=2e-3)


def test_noise_and_silence_have_no_period() -> None:
    assert period_of(np.random.default_rng(1).normal(size=8192), RATE) == 0.0
    assert period_of(np.zeros(8192), RATE) == 0.0


@pytest.mark.parametrize("hz", [61.3, 130.8, 440.0, 997.0])
def test_trace_is_the_same_whenever_one_looks(hz: float) -> None:
    traces = []
    for start in (0, 801, 1600, 2777, 48000):
        samples = harmonic(hz, start)
        traces.append(trace(samples, stretch_to_show(samples, RATE), 200))
    for other in traces[1:]:
        difference = np.sqrt(np.mean((other - traces[0]) ** 2))
        assert difference < 0.12 * np.sqrt(np.mean(traces[0] ** 2))


def test_sine_begins_where_it_rises_through_zero() -> None:
    samples = np.sin(2.0 * np.pi * 220.0 * (123 + np.arange(8192)) / RATE)
    stretch = stretch_to_show(samples, RATE)
    shown = trace(samples, stretch, 400)
    assert abs(shown[0]) < 0.03
    assert shown[5] > shown[0]
    assert stretch.length == pytest.approx(PERIODS * RATE / 220.0, rel=1e-3)


@pytest.mark.parametrize("hz", [25.5, 110.0, 3900.0])
def test_stretch_lies_inside_the_samples(hz: float) -> None:
    for samples in (harmonic(hz, 77), harmonic(hz, 77) * 1e-3, np.random.default_rng(2).normal(size=8192)):
        stretch = stretch_to_show(samples, RATE)
        assert stretch.start >= 0.0
        assert stretch.start + stretch.length <= len(samples) - 1


def test_quiet_sound_is_magnified_and_a_loud_one_fits(qtbot: QtBot) -> None:
    scope = Scope()
    qtbot.addWidget(scope)
    quiet = np.repeat(0.05 * harmonic(220.0, 0)[:, None], 2, axis=1).astype(np.float32)
    scope.push(quiet / np.abs(quiet).max() * 0.05, RATE)
    assert np.abs(scope.current_trace(300)).max() > 0.3
    assert scope.gain > 1
    scope.push(quiet / np.abs(quiet).max(), RATE)
    assert np.abs(scope.current_trace(300)).max() <= 1.0
    assert scope.gain == 1


def test_empty_push_and_silence_do_no_harm(qtbot: QtBot) -> None:
    scope = Scope()
    qtbot.addWidget(scope)
    scope.push(np.zeros((0, 2), np.float32), RATE)
    scope.push(np.zeros((20000, 2), np.float32), RATE)
    assert not scope.current_trace(100).any()
