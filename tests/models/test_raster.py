"""The raster against geometry, and against a slow reference that samples every pixel finely."""

import io
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import PictureError
from models.sketch_to_patch import raster as raster_module
from models.sketch_to_patch.known_canvases import KnownCanvases
from models.sketch_to_patch.outline import LIGHTEST, polyline
from models.sketch_to_patch.raster import SIZE, inked, rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

Raster = NDArray[np.uint8]


def draw(*strokes: Stroke, inverted: bool = False) -> Raster:
    return rasterize(Sketch(strokes, inverted=inverted))


def ink(raster: Raster) -> float:
    """Inked area as a share of the canvas."""
    return float(raster.mean()) / 255.0


def pen(*points: tuple[float, float], width: float = 0.02, filled: bool = False) -> Stroke:
    return Stroke(Tool.PEN, tuple(Point(*p) for p in points), width, filled)


def shape(tool: Tool, low: float, high: float, *, width: float = 0.02, filled: bool = False) -> Stroke:
    return Stroke(tool, (Point(low, low), Point(high, high)), width, filled)


def finely_sampled(stroke: Stroke, size: int, per_pixel: int) -> NDArray[np.float64]:
    """Coverage by brute force: the share of sample points of a pixel within the radius of any segment."""
    line = polyline(stroke) * size
    steps = (np.arange(size * per_pixel) + 0.5) / per_pixel
    x, y = np.meshgrid(steps, steps)
    covered = np.zeros_like(x, dtype=bool)
    for (x0, y0, r0), (x1, y1, r1) in pairwise(line):
        length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2
        t = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length2, 0.0, 1.0)
        distance = np.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0))
        covered |= distance <= r0 + t * (r1 - r0)
    if stroke.filled:
        inside = np.zeros_like(covered)
        ends = np.roll(line, -1, axis=0)
        for (xa, ya, _), (xb, yb, _) in zip(line, ends, strict=True):
            if ya != yb:
                inside ^= ((ya <= y) != (yb <= y)) & (x < xa + (y - ya) / (yb - ya) * (xb - xa))
        covered |= inside
    return covered.reshape(size, per_pixel, size, per_pixel).mean(axis=(1, 3))


@pytest.mark.parametrize("filled", [False, True])
def test_a_free_line_agrees_with_fine_sampling(filled: bool) -> None:
    rng = np.random.default_rng(4)
    places = rng.uniform(0.1, 0.9, (9, 2))
    points = tuple(Point(float(x), float(y), float(rng.uniform(0.3, 1.0))) for x, y in places)
    stroke = Stroke(Tool.PEN, points, 0.1, filled)
    fine = finely_sampled(stroke, 48, 10)
    quick = rasterize(Sketch((stroke,)), 48) / 255.0
    # Coverage by distance is exact for straight edges along the pixels, and off by up to a tenth across them.
    assert np.abs(quick - fine).mean() < 0.01
    assert np.percentile(np.abs(quick - fine), 99) < 0.15


@pytest.mark.parametrize(("radius", "place"), [(0.1, 0.5), (0.2, 0.37), (0.3, 0.61)])
def test_a_dot_has_the_area_of_a_disc(radius: float, place: float) -> None:
    assert ink(draw(pen((place, place), width=2.0 * radius))) == pytest.approx(math.pi * radius**2, rel=0.01)


def test_a_line_has_the_area_of_a_capsule() -> None:
    stroke = pen((0.2, 0.3), (0.7, 0.8), width=0.08)
    length = math.hypot(0.5, 0.5)
    assert ink(draw(stroke)) == pytest.approx(length * 0.08 + math.pi * 0.04**2, rel=0.01)


def test_a_filled_ellipse_and_rectangle_have_their_areas() -> None:
    assert ink(draw(shape(Tool.RECTANGLE, 0.2, 0.7, filled=True))) == pytest.approx(0.52**2, rel=0.01)
    assert ink(draw(shape(Tool.ELLIPSE, 0.2, 0.7, filled=True))) == pytest.approx(math.pi * 0.26**2, rel=0.01)


def test_an_outline_leaves_the_inside_empty_and_filling_inks_it() -> None:
    corners = ((0.2, 0.2), (0.8, 0.2), (0.5, 0.8), (0.2, 0.2))
    assert draw(pen(*corners))[50, 64] == 0
    assert draw(pen(*corners, filled=True))[50, 64] == 255


def test_less_pressure_makes_a_thinner_line() -> None:
    def at(pressure: float) -> float:
        return ink(draw(Stroke(Tool.PEN, (Point(0.1, 0.5, pressure), Point(0.9, 0.5, pressure)), 0.1)))

    assert at(0.0) < at(0.5) < at(1.0)
    assert at(0.0) / at(1.0) == pytest.approx(LIGHTEST, abs=0.04)


def test_a_hairline_keeps_its_ink_by_getting_fainter() -> None:
    thin, fine = (ink(draw(pen((0.1, 0.5), (0.9, 0.5), width=w))) for w in (0.004, 0.002))
    assert 0 < fine < thin
    assert fine / thin == pytest.approx(0.5, rel=0.1)


def test_moving_by_whole_pixels_moves_the_raster() -> None:
    stroke = pen((0.3, 0.3), (0.5, 0.4), (0.4, 0.6), width=0.03)
    there = draw(stroke.moved(16 / SIZE, -8 / SIZE))
    assert np.array_equal(there, np.roll(draw(stroke), (-8, 16), axis=(0, 1)))


def test_a_mirrored_drawing_gives_the_mirrored_raster() -> None:
    stroke = pen((0.3, 0.31), (0.52, 0.4), (0.4, 0.67), width=0.03)
    mirrored = Stroke(Tool.PEN, tuple(Point(1.0 - p.x, p.y) for p in stroke.points), stroke.width)
    assert np.abs(draw(mirrored)[:, ::-1].astype(int) - draw(stroke)).max() <= 1


def test_corners_of_a_shape_may_be_given_in_any_order() -> None:
    for tool in (Tool.ELLIPSE, Tool.RECTANGLE):
        one = Stroke(tool, (Point(0.2, 0.3), Point(0.7, 0.6)))
        other = Stroke(tool, (Point(0.7, 0.3), Point(0.2, 0.6)))
        assert np.abs(draw(one).astype(int) - draw(other)).max() <= 1


def test_the_eraser_takes_away_and_later_ink_covers_it() -> None:
    line = pen((0.1, 0.5), (0.9, 0.5), width=0.1)
    gap = Stroke(Tool.ERASER, (Point(0.5, 0.4), Point(0.5, 0.6)), 0.2)
    assert draw(line, gap)[64, 64] == 0
    assert draw(line, gap)[64, 20] == 255
    assert draw(line, gap, line)[64, 64] == 255


def test_inverting_turns_ink_and_paper_round() -> None:
    stroke = shape(Tool.ELLIPSE, 0.2, 0.8)
    assert np.abs(255 - draw(stroke).astype(int) - draw(stroke, inverted=True)).max() <= 1


def test_nothing_and_what_lies_off_the_canvas_leave_it_black() -> None:
    assert not draw().any()
    assert not draw(pen((-3.0, -3.0), (-2.0, 4.0), width=0.3), pen((4.0, 0.5))).any()


def test_a_picture_lies_under_the_strokes() -> None:
    out = io.BytesIO()
    picture = np.zeros((64, 64), np.uint8)
    picture[:32] = 255
    Image.fromarray(picture).save(out, "PNG")
    raster = rasterize(Sketch((pen((0.1, 0.9), (0.9, 0.9)),), out.getvalue()))
    assert (raster[:62] == 255).all()
    assert not raster[66:110].any()
    assert raster[115, 64] == 255


def test_a_damaged_or_oversized_picture_under_a_drawing_is_named() -> None:
    with pytest.raises(PictureError, match="under the drawing"):
        rasterize(Sketch(picture=b"not a picture"))
    out = io.BytesIO()
    Image.new("L", (2000, 2000)).save(out, "PNG")
    with pytest.raises(PictureError, match="2000 × 2000"):
        rasterize(Sketch(picture=out.getvalue()))


def scribble(count: int, seed: int = 7) -> tuple[Stroke, ...]:
    """Pen lines, erasers, filled lines and shapes, one after another."""
    rng = np.random.default_rng(seed)

    def line(index: int) -> Stroke:
        points = tuple(Point(float(x), float(y)) for x, y in rng.uniform(0.0, 1.0, (2 + index % 4, 2)))
        width = float(rng.uniform(0.005, 0.08))
        kind = index % 5
        if kind == 4:
            return Stroke(Tool.RECTANGLE, points[:2], width, filled=bool(index % 2))
        return Stroke(Tool.ERASER if kind == 2 else Tool.PEN, points, width, filled=kind == 3)

    return tuple(line(index) for index in range(count))


class Inked:
    """Counts the strokes that are painted, and forgets what was painted before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.strokes: list[Stroke] = []
        monkeypatch.setattr(raster_module, "_known", KnownCanvases())
        monkeypatch.setattr(raster_module, "inked", self._inked)

    def _inked(self, stroke: Stroke, size: int) -> NDArray[np.float32]:
        self.strokes.append(stroke)
        return inked(stroke, size)

    def painted_by(self, sketch: Sketch) -> int:
        """How many strokes this drawing cost."""
        before = len(self.strokes)
        rasterize(sketch)
        return len(self.strokes) - before


def afresh(sketch: Sketch) -> Raster:
    """The raster of new strokes that are equal: nothing of them is known."""
    return rasterize(replace(sketch, strokes=tuple(replace(stroke) for stroke in sketch.strokes)))


@pytest.mark.parametrize("inverted", [False, True])
def test_drawing_that_grows_has_the_raster_of_one_painted_at_once(inverted: bool) -> None:
    strokes = scribble(60)
    for count in range(1, len(strokes) + 1):
        sketch = Sketch(strokes[:count], inverted=inverted)
        assert np.array_equal(rasterize(sketch), afresh(sketch))


def test_thousand_finished_strokes_cost_nothing_while_a_new_one_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    finished, count = scribble(1000), Inked(monkeypatch)
    assert count.painted_by(Sketch(finished)) == 1000
    for pen_down in scribble(20, seed=8):
        assert count.painted_by(Sketch((*finished, pen_down))) == 1
    assert count.painted_by(Sketch(finished)) == 0


def test_drawing_that_was_loaded_is_painted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    finished, count = scribble(200), Inked(monkeypatch)
    costs = [count.painted_by(Sketch((*finished, pen_down))) for pen_down in scribble(5, seed=8)]
    assert costs == [201, 1, 1, 1, 1]


def test_stroke_with_mirror_images_costs_its_images(monkeypatch: pytest.MonkeyPatch) -> None:
    finished, count = scribble(200), Inked(monkeypatch)
    costs = [count.painted_by(Sketch((*finished, *scribble(8, seed)))) for seed in range(20)]
    assert costs[2:] == [8] * 18


def test_undone_and_changed_strokes_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    strokes = scribble(30)
    Inked(monkeypatch)
    for sketch in (
        Sketch(strokes), Sketch(strokes[:-1]), Sketch(strokes[:5]), Sketch((*strokes[:5], *strokes[6:])),
        Sketch(strokes[::-1]), Sketch(), Sketch(strokes),
    ):  # fmt: skip
        assert np.array_equal(rasterize(sketch), afresh(sketch))


def test_drawing_on_another_picture_or_at_another_size_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("L", (64, 64), 255).save(out, "PNG")
    strokes, count = scribble(10), Inked(monkeypatch)
    assert count.painted_by(Sketch(strokes)) == 10
    assert count.painted_by(Sketch(strokes, out.getvalue())) == 10
    assert rasterize(Sketch(strokes), 64).shape == (64, 64)
    assert count.painted_by(Sketch(strokes)) == 0


def test_several_threads_may_paint_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    Inked(monkeypatch)
    strokes = scribble(40)
    sketches = [Sketch(strokes[:count]) for count in range(1, 41)] * 5
    expected = [afresh(sketch) for sketch in sketches[:40]] * 5
    with ThreadPoolExecutor(4) as threads:
        rasters = list(threads.map(rasterize, sketches))
    assert np.array_equal(rasters, expected)
