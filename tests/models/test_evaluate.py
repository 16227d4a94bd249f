"""The measures of the training record, on predictors whose answers are known."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import ModelError
from models.sketch_to_patch.evaluate import human_drawings, judge, nearest_sound, paper_targets, settings_right
from models.sketch_to_patch.figures import Figure
from models.sketch_to_patch.sweeps import SIZES, WIDTHS, Drawing, human_strokes, sweep
from synth.parameters import INDEX, Scale

FIGURES = np.arange(30, dtype=np.int64) % 3
RASTERS = np.zeros((30, 128, 128), np.uint8)


def knows_all(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    return paper_targets()[np.arange(len(rasters)) % 3]


def says_circle(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.repeat(paper_targets()[:1], len(rasters), axis=0)


def write_drawings(data: Path) -> None:
    """Two drawings of each figure in `data`, the second in the test split; only that one's strokes are known."""
    (data / "sketch").mkdir()
    for figure in Figure:
        images = np.zeros((2, 128, 128), np.uint8)
        images[1, 10:20, 10:20] = 80 * (int(figure) + 1)
        corners = np.array([[20, 30], [100, 30], [60, 90], [20, 30]], np.int16) * 16
        np.savez(
            data / "sketch" / f"{figure.name.lower()}.npz",
            images=images,
            split=np.array(["train", "test"]),
            stroke_xy=corners,
            stroke_start=np.array([1, 0, 1, 0], np.uint8),
            stroke_offset=np.array([0, 0, 4]),
        )


def test_a_predictor_that_knows_the_sounds_is_right_in_every_measure() -> None:
    report = judge(knows_all, RASTERS, FIGURES)
    assert report.pop("validation_error") == 0.0
    assert set(report.values()) == {1.0}


def test_a_predictor_that_always_says_circle_is_right_in_a_third() -> None:
    report = judge(says_circle, RASTERS, FIGURES)
    third = pytest.approx(1 / 3)
    assert report["nearest_sound_right"] == third
    assert report["all_within_2_percent"] == third
    assert report["switches_and_choices_right"] == third
    assert report["validation_error"] > 0.05


def test_one_value_of_33_that_is_off_by_3_percent_of_its_knob_counts() -> None:
    unit = knows_all(RASTERS)
    unit[0, INDEX["reverb_mix"]] += 0.019
    unit[1, INDEX["reverb_mix"]] += 0.03
    assert judge(lambda _: unit, RASTERS, FIGURES)["all_within_2_percent"] == pytest.approx(29 / 30)


def test_a_switch_is_right_until_half_its_travel_and_whole_numbers_when_they_round_right() -> None:
    unit = knows_all(RASTERS)
    unit[0, INDEX["effects_on"]] = 0.51
    unit[3, INDEX["effects_on"]] = 0.49
    assert settings_right(unit, FIGURES)[[0, 3]].tolist() == [True, False]
    unit[6, INDEX["reverb_space"]] += 0.6 / 127.0
    assert settings_right(unit, FIGURES, (Scale.WHOLE,))[[0, 6]].tolist() == [True, False]


def test_the_nearest_sound_is_the_one_with_the_least_squared_difference() -> None:
    between = 0.6 * paper_targets()[1] + 0.4 * paper_targets()[2]
    assert nearest_sound(between[None]).tolist() == [1]


def test_human_drawings_are_those_of_the_split_that_is_asked_for(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    rasters, figures = human_drawings(tmp_path, "test")
    assert figures.tolist() == [0, 1, 2]
    assert rasters[:, 15, 15].tolist() == [80, 160, 240]
    assert not human_drawings(tmp_path, "train")[0].any()
    report = judge(knows_all, RASTERS, FIGURES, data=tmp_path)
    assert report["human_accuracy"] == report["human_square"] == 1.0
    assert judge(says_circle, RASTERS, FIGURES, data=tmp_path)["human_triangle"] == 0.0


def test_missing_drawings_are_one_sentence(tmp_path: Path) -> None:
    for read in (human_drawings, human_strokes):
        with pytest.raises(ModelError, match=r"no human drawings in .*: sketch/circle.npz is missing"):
            read(tmp_path)


def test_known_strokes_become_drawings_of_side_1_with_their_breaks(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    drawings = human_strokes(tmp_path)
    assert [drawing.figure for drawing in drawings] == list(Figure)
    assert [len(stroke) for stroke in drawings[0].strokes] == [2, 2]
    points = np.concatenate(drawings[0].strokes)
    assert points.min(axis=0).tolist() == [0.0, 0.0]
    assert points.max(axis=0) == pytest.approx([1.0, 0.75])
    assert human_strokes(tmp_path, "train") == ()


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.5, 1.0), (1.0, 1.0)])
def test_a_drawing_fits_the_canvas_with_its_line_at_every_place(place: tuple[float, float]) -> None:
    drawing = Drawing(Figure.SQUARE, (np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.5]]),))
    stroke = drawing.on_canvas(0.4, place, width=0.06).strokes[0]
    x, y = np.array([(p.x, p.y) for p in stroke.points]).T
    assert np.ptp(x) + stroke.width == pytest.approx(0.4)
    assert x.min() - 0.03 == pytest.approx(place[0] * 0.6)
    assert 1.0 - y.max() - 0.03 == pytest.approx((1.0 - place[1]) * (1.0 - 0.17 - 0.06))


def test_a_sweep_names_every_size_width_and_place(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    report = sweep(knows_all, human_strokes(tmp_path))
    assert len(report) == len(SIZES) + len(WIDTHS) + 9 + 1
    assert set(report.values()) == {1.0}
    assert sweep(says_circle, human_strokes(tmp_path))["all"] == pytest.approx(1 / 3)
