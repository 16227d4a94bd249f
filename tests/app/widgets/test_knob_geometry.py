"""The plain functions behind a knob."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets import knob_geometry as geometry
from synth.parameters import parameter

TRAVEL = st.floats(0.0, 1.0)


def test_pointer_sweeps_270_degrees_over_the_top() -> None:
    assert geometry.angle_of(0.0) == 225.0
    assert geometry.angle_of(0.5) == 90.0
    assert geometry.angle_of(1.0) == -45.0


def test_pointer_of_the_middle_is_straight_above_the_centre() -> None:
    dial = geometry.Dial(30.0, 24.0, 20.0)
    assert geometry.point_at(dial, 0.5, 0.5) == pytest.approx((30.0, 14.0))


def test_arc_of_a_plain_row_fills_from_the_left_end() -> None:
    start, span = geometry.arc_of(parameter("chorus_mix"), 0.5)
    assert (start, span) == (225.0, -135.0)


def test_arc_of_a_row_with_both_signs_fills_from_its_zero() -> None:
    row = parameter("osc1_semitones")
    assert geometry.arc_of(row, row.to_unit(0.0)) == (90.0, 0.0)
    assert geometry.arc_of(row, row.to_unit(12.0)) == pytest.approx((90.0, -67.5))
    assert geometry.arc_of(row, row.to_unit(-24.0)) == pytest.approx((90.0, 135.0))


def test_arc_of_a_volume_fills_from_silence() -> None:
    start, _ = geometry.arc_of(parameter("master_db"), 0.5)
    assert start == 225.0


@given(TRAVEL, st.floats(-2000.0, 2000.0), st.booleans())
def test_drag_never_leaves_the_travel(travel: float, pixels: float, fine: bool) -> None:
    assert 0.0 <= geometry.travel_after_drag(travel, pixels, fine=fine) <= 1.0


def test_drag_of_200_pixels_is_the_whole_travel_and_shift_a_tenth() -> None:
    assert geometry.travel_after_drag(0.0, 200.0, fine=False) == 1.0
    assert geometry.travel_after_drag(0.0, 200.0, fine=True) == pytest.approx(0.1)


def test_step_of_a_whole_number_row_goes_to_the_next_number() -> None:
    row = parameter("osc1_extra")
    assert row.from_unit(row.to_unit(3.0) + geometry.one_step(row, fine=True)) == 4.0


@given(st.integers(12, 300), st.integers(12, 300))
def test_dial_stays_inside_its_knob_when_there_is_room_for_one(width: int, height: int) -> None:
    dial = geometry.dial_in(width, height)
    assert 12.0 <= 2.0 * dial.radius <= geometry.LARGEST_DIAL
    if width >= 16 and height >= 12 + geometry.TEXT_LINES + 3:
        assert dial.x - dial.radius >= 0.0
        assert dial.x + dial.radius <= width
        assert dial.y + dial.radius + geometry.TEXT_LINES <= height
