"""The meter: quick up, slow down, marks that hold, a light that stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.level_ballistics import FALL_DB_PER_S, HOLD_S, LOWEST_DB, Reading, after_peak, share_of
from app.widgets.level_meter import LevelMeter


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_rises_at_once_and_falls_at_its_rate() -> None:
    reading = after_peak(Reading(), 1.0, 10.0)
    assert reading.level_db == 0.0
    reading = after_peak(reading, 0.0, 10.5)
    assert reading.level_db == pytest.approx(-0.5 * FALL_DB_PER_S)


def test_held_mark_stays_then_falls() -> None:
    reading = after_peak(Reading(), 0.5, 10.0)
    reading = after_peak(reading, 0.0, 10.0 + HOLD_S)
    assert reading.held_db == pytest.approx(-6.02, abs=0.01)
    reading = after_peak(reading, 0.0, 10.0 + HOLD_S + 0.5)
    assert reading.held_db == pytest.approx(-6.02 - 0.5 * FALL_DB_PER_S, abs=0.01)


def test_silence_rests_at_the_bottom() -> None:
    reading = after_peak(after_peak(Reading(), 0.1, 0.0), 0.0, 60.0)
    assert reading.level_db == LOWEST_DB


def test_bar_grows_with_the_level_from_nothing_to_full() -> None:
    shares = [share_of(db) for db in range(-70, 4)]
    assert shares == sorted(shares)
    assert (shares[0], share_of(0.0), share_of(6.0)) == (0.0, 1.0, 1.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(qtbot: QtBot, clock: Clock) -> LevelMeter:
    meter = LevelMeter(clock=clock)
    qtbot.addWidget(meter)
    meter.show()
    return meter


def test_sides_are_shown_apart(meter: LevelMeter) -> None:
    meter.set_level(1.0, 0.1, False)
    assert meter.levels_db == pytest.approx((0.0, -20.0))


def test_clip_light_stays_until_it_is_clicked(meter: LevelMeter, clock: Clock) -> None:
    meter.set_level(1.0, 1.0, True)
    clock.now_s += 60.0
    meter.set_level(0.0, 0.0, False)
    assert meter.has_clipped
    assert "click to clear" in meter.words()
    QTest.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert not meter.has_clipped


def test_clip_light_can_be_put_out_by_keyboard(meter: LevelMeter) -> None:
    meter.set_level(1.0, 1.0, True)
    QTest.keyClick(meter, Qt.Key.Key_Space)
    assert not meter.has_clipped


def test_resting_meter_does_not_repaint(meter: LevelMeter, clock: Clock, qtbot: QtBot) -> None:
    painted: list[int] = []
    meter.update = lambda *_: painted.append(1)  # type: ignore[method-assign]
    for _ in range(10):
        clock.now_s += 0.016
        meter.set_level(0.0, 0.0, False)
    assert painted == []
