"""Symmetry drawing: pictures really are symmetric."""

import numpy as np
import pytest

from app.ink import ink_of
from app.symmetry import Symmetry, guide_lines, maps, repeated
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

STROKE = Stroke(Tool.PEN, (Point(0.2, 0.3), Point(0.45, 0.2, 0.5), Point(0.4, 0.45)), 0.03)


def picture(stroke: Stroke, symmetry: Symmetry) -> np.ndarray:
    return ink_of(Sketch(repeated(stroke, symmetry)), 120).astype(int)


def test_off_leaves_one_stroke() -> None:
    assert repeated(STROKE, Symmetry.OFF) == (STROKE,)


@pytest.mark.parametrize("tool", [Tool.PEN, Tool.LINE, Tool.ELLIPSE, Tool.RECTANGLE])
@pytest.mark.parametrize(
    ("symmetry", "flips"),
    [
        (Symmetry.LEFT_RIGHT, [np.fliplr]),
        (Symmetry.UP_DOWN, [np.flipud]),
        (Symmetry.FOUR, [np.fliplr, np.flipud]),
        (Symmetry.RADIAL, [lambda ink: ink[::-1, ::-1]]),
    ],
)
def test_the_picture_is_its_own_mirror_image(tool: Tool, symmetry: Symmetry, flips: list) -> None:
    points = STROKE.points if tool is Tool.PEN else (STROKE.points[0], STROKE.points[2])
    drawn = picture(Stroke(tool, points, 0.03), symmetry)
    assert drawn.any()
    for flip in flips:
        assert np.abs(flip(drawn) - drawn).max() <= 2


def test_six_turns_spread_the_ink_evenly() -> None:
    rows, columns = np.mgrid[0:120, 0:120] - 59.5
    sector = ((np.degrees(np.arctan2(rows, columns)) % 360.0) // 60.0).astype(int)
    drawn = picture(STROKE, Symmetry.RADIAL)
    totals = np.array([drawn[sector == k].sum() for k in range(6)])
    assert totals.min() > 0.97 * totals.max()


def test_a_turned_rectangle_keeps_its_fill() -> None:
    box = Stroke(Tool.RECTANGLE, (Point(0.7, 0.45), Point(0.9, 0.55)), 0.01, True)
    one, six = picture(box, Symmetry.OFF).sum(), picture(box, Symmetry.RADIAL).sum()
    assert six == pytest.approx(6 * one, rel=0.02)


def test_guides_are_the_axes_of_the_maps() -> None:
    assert guide_lines(Symmetry.OFF) == ()
    assert len(guide_lines(Symmetry.FOUR)) == 2
    assert len(guide_lines(Symmetry.RADIAL)) == 3
    x0, _, x1, _ = guide_lines(Symmetry.LEFT_RIGHT)[0]
    assert (x0, x1) == pytest.approx((0.5, 0.5))
    assert all(maps(symmetry)[0] == pytest.approx((1.0, 0.0, 0.0, 1.0)) for symmetry in Symmetry)
