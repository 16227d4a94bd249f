"""Redrawings of taught drawings, what they learn from, and what a training says of itself."""

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.sketch_map.deep_config import DeepConfig
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.redrawings import redrawing, redrawings
from models.sketch_map.specimens import plain_sketches
from models.sketch_map.training_group import missing_group
from models.sketch_map.training_report import Progress, progress_of
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

STAR, WAVE = plain_sketches()[4], plain_sketches()[7]
SHAPES = [
    Sketch((Stroke(Tool.ELLIPSE, (Point(0.2, 0.3), Point(0.8, 0.7)), 0.03),)),
    Sketch((Stroke(Tool.RECTANGLE, (Point(0.3, 0.3), Point(0.7, 0.7)), 0.03, True),)),
    Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.7)), 0.03),)),
    Sketch((Stroke(Tool.PEN, (Point(0.5, 0.5),), 0.05),)),
]


def distance(one: np.ndarray, other: np.ndarray) -> float:
    points = PixelEmbedding().embed(np.stack([one, other]))
    return float(np.linalg.norm(points[0] - points[1]))


@pytest.mark.parametrize("sketch", [STAR, WAVE, *SHAPES[:3]])
def test_a_redrawing_looks_like_its_drawing_but_is_not_the_same(sketch: Sketch) -> None:
    rng = np.random.default_rng(1)
    drawn = [redrawing(sketch, rng) for _ in range(12)]
    assert len({raster.tobytes() for raster in drawn}) == 12
    away = [distance(rasterize(sketch), raster) for raster in drawn]
    unlike = [distance(rasterize(other), raster) for raster in drawn for other in (STAR, WAVE) if other is not sketch]
    assert np.median(away) < 0.75 * np.median(unlike)


@pytest.mark.parametrize("sketch", [STAR, *SHAPES, Sketch()])
def test_any_drawing_can_be_drawn_anew(sketch: Sketch) -> None:
    raster = redrawing(sketch, np.random.default_rng(3))
    assert raster.shape == (128, 128)
    assert (raster.max() > 0) == (not sketch.is_empty)


def test_redrawings_stay_on_the_canvas() -> None:
    corner = Sketch((Stroke(Tool.ELLIPSE, (Point(0.02, 0.02), Point(0.4, 0.4)), 0.02),))
    rng = np.random.default_rng(5)
    ink = [redrawing(corner, rng).astype(float).sum() for _ in range(30)]
    assert min(ink) > 0.3 * np.median(ink)


def test_a_filled_shape_stays_filled_and_an_eraser_still_erases() -> None:
    filled = SHAPES[1]
    hole = filled.adding(Stroke(Tool.ERASER, (Point(0.5, 0.4), Point(0.5, 0.6)), 0.2))
    rng = np.random.default_rng(6)
    inked, cut = ((np.mean([redrawing(s, rng).mean() for _ in range(8)])) for s in (filled, hole))
    assert inked > 20.0
    assert cut < 0.9 * inked


def test_a_picture_under_a_drawing_is_moved_and_inverted_as_the_drawing_says() -> None:
    out = io.BytesIO()
    grey = np.zeros((128, 128), dtype=np.uint8)
    grey[40:90, 30:70] = 200
    Image.fromarray(grey).save(out, "PNG")
    sketch = Sketch((Stroke(Tool.LINE, (Point(0.1, 0.9), Point(0.9, 0.9))),), out.getvalue())
    drawn = redrawing(sketch, np.random.default_rng(7))
    assert 0.3 < drawn.mean() / rasterize(sketch).mean() < 2.5
    assert not np.array_equal(drawn, rasterize(sketch))
    assert redrawing(replace(sketch, inverted=True), np.random.default_rng(7)).mean() > 128.0


def test_the_same_seed_gives_the_same_pictures_whatever_else_is_drawn() -> None:
    alone, _ = redrawings([STAR], np.array([3]), 9)
    both, which = redrawings([STAR, WAVE], np.array([3, 2]), 9)
    assert which.tolist() == [0, 0, 0, 1, 1]
    assert np.array_equal(alone, both[:3])
    assert not np.array_equal(alone, redrawings([STAR], np.array([3]), 10)[0])


def test_a_few_drawings_become_thousands_by_their_weights() -> None:
    counts = DeepConfig().counts(np.array([1.0, 1.0, 0.5]))
    assert 3990 <= counts.sum() <= 4010
    assert counts[0] == counts[1] == pytest.approx(2 * counts[2], abs=2)
    assert DeepConfig().counts(np.ones(1000)).sum() <= DeepConfig().most_pictures
    assert DeepConfig().seconds(10, processors=8) < DeepConfig().seconds(10, processors=2)


def test_a_report_comes_back_from_its_line() -> None:
    said = Progress(stage="training", share=0.25, seconds_left=12.0, epoch=3, loss=0.5, held_error=0.1, moved=0.02,
                    device="cpu", now={"e1": (0.5,) * 33})  # fmt: skip
    assert progress_of(said.to_line()) == said


@pytest.mark.parametrize(
    "line",
    ["", "Epoch 1", "{", "[]", '{"stage": "lunch"}', '{"stage": "training", "loss": NaN}',
     '{"stage": "training", "share": 2}', '{"stage": "training", "now": {"a": [1]}}', '{"stage":"' + "x" * 2_000_000],
)  # fmt: skip
def test_other_lines_are_no_reports(line: str) -> None:
    assert progress_of(line) is None


@given(st.text(max_size=60))
def test_any_line_is_survived(line: str) -> None:
    assert progress_of(line) is None or line.startswith("{")


def test_the_missing_group_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.sketch_map.training_group.NEEDED", ("there_is_no_such_package",))
    assert "group `train`" in missing_group() and "requirements-train.txt" in missing_group()
    monkeypatch.setattr("models.sketch_map.training_group.NEEDED", ("json",))
    assert missing_group() == ""
