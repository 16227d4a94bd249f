"""The envelope picture: its corners and what dragging one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.theme import Accent
from app.widgets.envelope_geometry import POINTS, EnvelopeRows, after_drag, curve_points, nearest_point, outline
from app.widgets.envelope_view import EnvelopeView
from synth.parameters import parameter

ROWS = EnvelopeRows.of("amp")
VALUES = {id: parameter(id).default for id in ROWS.ids()}
UNIT = st.floats(0.0, 1.0)


@st.composite
def envelopes(draw: st.DrawFn) -> dict[str, float]:
    return {id: parameter(id).from_unit(draw(UNIT)) for id in ROWS.ids()}


@given(envelopes())
def test_corners_stand_in_order_of_time_inside_the_picture(values: dict[str, float]) -> None:
    shape = outline(ROWS, values)
    assert 0.0 <= shape.peak_x <= shape.decay_x <= shape.release_x <= 1.0


@given(envelopes(), st.sampled_from(POINTS))
def test_dragging_a_point_to_where_it_is_changes_nothing(values: dict[str, float], name: str) -> None:
    shape = outline(ROWS, values)
    x, level = shape.point(name)
    for id, value in after_drag(ROWS, shape, name, x=x, level=level).items():
        assert parameter(id).to_unit(value) == pytest.approx(parameter(id).to_unit(values[id]), abs=1e-6)


@given(envelopes())
def test_curve_starts_silent_peaks_at_one_and_ends_silent(values: dict[str, float]) -> None:
    points = curve_points(outline(ROWS, values))
    assert points[0][1] == pytest.approx(0.0, abs=1e-9)
    assert max(level for _, level in points) == pytest.approx(1.0)
    assert points[-1] == pytest.approx((1.0, 0.0), abs=1e-9)


def test_attack_point_wins_nothing_far_away() -> None:
    assert nearest_point(outline(ROWS, VALUES), 0.5, 0.1, width=200.0, height=100.0) is None


def test_drag_of_the_middle_point_edits_decay_and_sustain_in_one_gesture(qtbot: QtBot) -> None:
    view = EnvelopeView("amp", Accent.CORAL)
    view.resize(220, 110)
    qtbot.addWidget(view)
    view.show()
    said: dict[str, float] = {}
    gestures: list[int] = []
    view.value_edited.connect(lambda id, value: said.__setitem__(id, value))
    view.gesture_started.connect(lambda: gestures.append(1))
    start = view.point_position("decay").toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(15, 30))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(15, 30))
    assert set(said) == {"amp_decay_s", "amp_sustain"}
    assert said["amp_decay_s"] > VALUES["amp_decay_s"]
    assert said["amp_sustain"] < VALUES["amp_sustain"]
    assert len(gestures) == 1


def test_showing_values_says_nothing(qtbot: QtBot) -> None:
    view = EnvelopeView("amp", Accent.CORAL)
    qtbot.addWidget(view)
    with qtbot.assertNotEmitted(view.value_edited):
        view.set_value("amp_attack_s", 2.0)
