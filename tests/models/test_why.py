"""The answer to "which part of my drawing made this?" points at that part."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.sketch_to_patch.raster import SIZE, rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.why import heat_of, parts_of

LEFT = Stroke(Tool.ELLIPSE, (Point(0.1, 0.4), Point(0.3, 0.6)))
RIGHT = Stroke(Tool.RECTANGLE, (Point(0.7, 0.4), Point(0.9, 0.6)))
BOTH = rasterize(Sketch((LEFT, RIGHT)))


def by_halves(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    """A map whose first value is the ink on the left, whose second falls with the ink on the right."""
    left, right = rasters[:, :, : SIZE // 2].mean(axis=(1, 2)), rasters[:, :, SIZE // 2 :].mean(axis=(1, 2))
    return np.stack([left / 100.0, 1.0 - right / 100.0, np.full(len(rasters), 0.5)], axis=1)


def test_heat_lies_where_the_ink_is_that_turns_the_knob() -> None:
    up, down, still = heat_of(by_halves, BOTH, [0, 1, 2])
    middle = SIZE // 2
    assert up[:, :middle].max() > 0.0
    assert np.abs(up[:, middle + 12 :]).max() < 0.02 * up.max()
    assert down[:, middle:].min() < 0.0
    assert np.abs(down[:, : middle - 12]).max() < 0.02 * np.abs(down).max()
    assert np.abs(still).max() == pytest.approx(0.0, abs=1e-12)


def test_an_empty_drawing_has_no_heat_and_asks_nobody() -> None:
    def nobody(_: NDArray[np.uint8]) -> NDArray[np.float64]:
        raise AssertionError("asked for an empty drawing")

    assert not heat_of(nobody, np.zeros((SIZE, SIZE), dtype=np.uint8), [0]).any()


def test_a_drawing_of_any_size_costs_a_few_hundred_predictions_at_most() -> None:
    asked: list[int] = []

    def counting(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        asked.append(len(rasters))
        return by_halves(rasters)

    heat_of(counting, np.full((SIZE, SIZE), 255, dtype=np.uint8), [0])
    assert sum(asked) < 300


def test_coarse_parts_come_before_all_and_lie_over_the_whole_drawing() -> None:
    drawing = rasterize(Sketch((Stroke(Tool.ELLIPSE, (Point(0.1, 0.1), Point(0.9, 0.9)), filled=True),)))
    first, *_, last = parts_of(by_halves, drawing)
    assert not first.is_final
    assert last.is_final
    assert len(first.windows) < 0.5 * len(last.windows)
    assert first.windows.sum(axis=0)[drawing > 0].min() > 0.05
    coarse, fine = first.heat(0), last.heat(0)
    assert np.corrcoef(coarse[drawing > 0], fine[drawing > 0])[0, 1] > 0.9


def test_thin_line_is_looked_at_from_end_to_end_at_once() -> None:
    line = rasterize(Sketch((Stroke(Tool.LINE, (Point(0.05, 0.52), Point(0.95, 0.55)), 0.01),)))
    parts = next(parts_of(by_halves, line))
    assert parts.windows.sum(axis=0)[line > 0].min() > 0.05


def test_no_more_is_asked_when_the_answers_are_not_wanted_any_more() -> None:
    asked: list[int] = []

    def counting(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        asked.append(len(rasters))
        return by_halves(rasters)

    answers = parts_of(counting, np.full((SIZE, SIZE), 255, dtype=np.uint8))
    next(answers)
    answers.close()
    assert sum(asked) < 150
