"""Drawings by people from a folder of data, traced to lines and drawn again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from models.errors import SketchError
from models.sketch_to_patch.drawings import clean, made
from models.sketch_to_patch.drawn.tracing import strokes_of
from models.sketch_to_patch.human_drawings import DRAWN_CLASSES, HumanDrawing, load_drawings, redrawn
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool


def picture(name: str, pen: Pen | None = None) -> np.ndarray:
    return rasterize(draw(clean(name), pen or Pen.clean(0.8, 0.03), np.random.default_rng(1)))


def redrawn_lines(raster: np.ndarray, width: float) -> np.ndarray:
    lines = [tuple(Point(x, y) for x, y in line.tolist()) for line in strokes_of(raster)]
    return rasterize(Sketch(tuple(Stroke(Tool.PEN, points, width) for points in lines)))


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of the ink, two pixels wider on every side."""
    a, b = (ndimage.binary_dilation(raster > 96, np.ones((3, 3)), iterations=2) for raster in (one, other))
    return float((a & b).sum() / (a | b).sum())


def pair(tmp_path: Path, **changes: np.ndarray) -> Path:
    """A data folder with two moons: a picture without strokes for training, one with two strokes for the test."""
    points = np.array([[200, 200], [1800, 200], [1800, 900], [300, 1800], [900, 1800]], dtype=np.int16)
    arrays = {
        "images": np.stack([picture("moon"), picture("cross")]),
        "split": np.array(["train", "test"]),
        "stroke_xy": points,
        "stroke_start": np.array([1, 0, 0, 1, 0], dtype=np.uint8),
        "stroke_offset": np.array([0, 0, 5]),
    }
    (tmp_path / "sketch").mkdir()
    np.savez_compressed(tmp_path / "sketch" / "moon.npz", **(arrays | changes))
    return tmp_path


@pytest.mark.parametrize("name", ["rectangle", "star", "spiral", "circle", "cross", "flower", "house", "sun", "zigzag"])
@pytest.mark.parametrize("width", [0.024, 0.045])
def test_a_traced_drawing_lies_on_the_original(name: str, width: float) -> None:
    raster = picture(name, Pen.clean(0.9, width))
    # The middle of a thin line that is an even number of pixels wide lies half a pixel beside the traced one.
    assert overlap(raster, redrawn_lines(raster, width)) > (0.85 if width < 0.03 else 0.9)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("circle", 1),
        ("rectangle", 1),
        ("star", 1),
        ("spiral", 1),
        ("zigzag", 1),
        ("wave", 1),
        ("rainbow", 4),
        ("sun", 10),
    ],
)
def test_a_drawing_is_traced_to_as_many_lines_as_it_has(name: str, lines: int) -> None:
    assert len(strokes_of(picture(name))) == lines


def test_lines_go_on_through_a_crossing() -> None:
    plus = Sketch(
        (
            Stroke(Tool.PEN, (Point(0.2, 0.5), Point(0.8, 0.52)), 0.03),
            Stroke(Tool.PEN, (Point(0.48, 0.2), Point(0.5, 0.8)), 0.03),
        )
    )
    lines = strokes_of(rasterize(plus))
    assert len(lines) == 2
    assert sorted(int(np.argmax(np.ptp(line, axis=0))) for line in lines) == [0, 1]
    assert all(np.ptp(line, axis=0).max() > 0.55 for line in lines)


def test_a_closed_line_ends_where_it_began_and_an_open_one_does_not() -> None:
    (ring,), (bow,) = strokes_of(picture("circle")), strokes_of(picture("bow"))
    assert np.hypot(*(ring[0] - ring[-1])) < 0.02
    assert np.hypot(*(bow[0] - bow[-1])) > 0.5


def test_traced_points_are_where_the_ink_is() -> None:
    line = Sketch((Stroke(Tool.PEN, (Point(0.25, 0.7), Point(0.75, 0.7)), 0.02),))
    (points,) = strokes_of(rasterize(line))
    assert np.abs(points[:, 1] - 0.7).max() < 1 / 128
    assert sorted(points[[0, -1], 0]) == pytest.approx([0.25, 0.75], abs=2 / 128)


def test_an_area_is_traced_to_its_outline() -> None:
    lines = strokes_of(picture("circle", Pen(fill=1.0)))
    radius = np.hypot(*(np.concatenate(lines) - 0.5).T)
    assert radius.min() > 0.36 and radius.max() < 0.41


def test_a_dot_is_a_line_and_nothing_is_none() -> None:
    dot = rasterize(Sketch((Stroke(Tool.PEN, (Point(0.3, 0.6),), 0.02),)))
    (line,) = strokes_of(dot)
    assert np.abs(line - (0.3, 0.6)).max() < 0.01
    assert strokes_of(np.zeros((128, 128), dtype=np.uint8)) == []


def test_all_of_a_dense_drawing_is_traced() -> None:
    rng = np.random.default_rng(2)
    for name in ("scribble", "hatching", "grid", "snowflake", "squiggle"):
        raster = rasterize(draw(made(name, rng), Pen.clean(0.9, 0.012), rng))
        assert overlap(raster, redrawn_lines(raster, 0.012)) > 0.8, name


def test_drawings_are_read_by_split_with_their_strokes(tmp_path: Path) -> None:
    data = pair(tmp_path)
    train, test = (load_drawings(data, split, ["moon"]) for split in ("train", "test"))
    assert len(train) == len(test) == 1 and train.classes == ("moon",)
    assert train.drawings[0].lines == () and train.drawings[0].name == "moon"
    assert np.array_equal(train.rasters[0], picture("moon")) and train.labels.tolist() == [0]
    first, second = test.drawings[0].lines
    assert first.shape == (3, 2) and second.shape == (2, 2)
    assert first[1] == pytest.approx([1800 / 2048, 200 / 2048])


def test_tracing_gives_lines_to_drawings_that_have_none(tmp_path: Path) -> None:
    data = pair(tmp_path)
    train, test = (load_drawings(data, split, ["moon"]).traced() for split in ("train", "test"))
    assert len(train.drawings[0].lines) == 1
    assert [len(line) for line in test.drawings[0].lines] == [3, 2]


def test_a_redrawn_drawing_varies_in_place_size_and_pen_and_keeps_its_form() -> None:
    rng = np.random.default_rng(3)
    drawing = HumanDrawing("moon", picture("moon")).traced()
    sides, inks, middles = [], [], []
    for _ in range(60):
        raster = redrawn(drawing, rng)
        rows, columns = np.nonzero(raster > 60)
        sides.append(max(np.ptp(rows), np.ptp(columns)) / 127)
        middles.append((rows.mean(), columns.mean()))
        inks.append((raster > 60).sum() / sides[-1])
        assert 0.6 < np.ptp(columns) / np.ptp(rows) < 1.2
    assert min(sides) < 0.3 and max(sides) > 0.85
    assert max(inks) > 3.0 * min(inks)
    assert np.ptp(middles, axis=0).min() > 40


def test_redrawing_follows_its_generator_and_needs_no_traced_lines() -> None:
    drawing = HumanDrawing("star", picture("star"))
    one, again, other = (redrawn(drawing, np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(one, again) and not np.array_equal(one, other)
    assert np.array_equal(one, redrawn(drawing.traced(), np.random.default_rng(4)))


def test_an_empty_drawing_stays_empty() -> None:
    empty = HumanDrawing("line", np.zeros((128, 128), dtype=np.uint8))
    assert not redrawn(empty, np.random.default_rng(6)).any()


def test_the_classes_are_in_order_and_each_once() -> None:
    assert len(DRAWN_CLASSES) == 23 and list(DRAWN_CLASSES) == sorted(set(DRAWN_CLASSES))


def test_a_missing_class_is_named(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match=r"'heart'.*heart\.npz is missing"):
        load_drawings(pair(tmp_path), "train", ["moon", "heart"])


def test_an_empty_split_is_named(tmp_path: Path) -> None:
    with pytest.raises(SketchError, match="no drawings of the split 'val'"):
        load_drawings(pair(tmp_path), "val", ["moon"])


def spoilt(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:400])


def text(path: Path) -> None:
    path.write_text("moon")


def one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def objects(path: Path) -> None:
    np.savez(path, images=np.array([{}, []], dtype=object))


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [spoilt, text, one_array, objects, folder])
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    data = pair(tmp_path)
    spoil(data / "sketch" / "moon.npz")
    with pytest.raises(SketchError, match=r"moon\.npz"):
        load_drawings(data, "train", ["moon"])


@pytest.mark.parametrize(
    "changes",
    [
        {"images": np.zeros((2, 64, 64), dtype=np.uint8)},
        {"images": np.zeros((2, 128, 128))},
        {"split": np.array(["train"])},
        {"stroke_offset": np.array([0, 3, 900])},
        {"stroke_offset": np.array([0, 7, 5])},
        {"stroke_offset": np.array([0.0, 0.0, 5.0])},
        {"stroke_xy": np.zeros((4, 2), dtype=np.int16)},
        {"stroke_xy": np.full((5, 2), "a")},
        {"stroke_start": np.zeros(())},
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(tmp_path: Path, changes: dict[str, np.ndarray]) -> None:
    with pytest.raises(SketchError, match="do not fit together"):
        load_drawings(pair(tmp_path, **changes), "train", ["moon"])
