"""Drawings as data: JSON there and back, and clear sentences for anything else."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import SketchError
from models.sketch_to_patch import stroke as module
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import SHAPES, Point, Sketch, Stroke, Tool
from synth.preset_file import MAX_BYTES
from synth.presets import factory_presets

coordinate = st.floats(-4.0, 5.0).map(lambda v: round(v, 5))
points = st.builds(Point, coordinate, coordinate, st.floats(0.0, 1.0).map(lambda v: round(v, 3)))


@st.composite
def strokes(draw: st.DrawFn) -> Stroke:
    tool = draw(st.sampled_from(Tool))
    count = (2, 2) if tool in SHAPES else (1, 12)
    line = tuple(draw(st.lists(points, min_size=count[0], max_size=count[1])))
    width = round(draw(st.floats(0.001, 0.5)), 5)
    return Stroke(tool, line, width, draw(st.booleans()))


sketches = st.builds(
    Sketch, st.lists(strokes(), max_size=4).map(tuple), st.none() | st.binary(max_size=40), st.booleans()
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["strokes", "tool", "points", "width", "filled", "inverted", "picture", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(sketches)
@settings(max_examples=100, deadline=None)
def test_a_drawing_survives_json_text(sketch: Sketch) -> None:
    assert Sketch.from_json(json.loads(json.dumps(sketch.to_json()))) == sketch


@given(json_values)
@settings(max_examples=300, deadline=None)
def test_any_json_is_a_drawing_or_one_clear_sentence(data: object) -> None:
    try:
        assert isinstance(Sketch.from_json(data), Sketch)
    except SketchError as error:
        assert str(error).endswith(".")


@given(st.sampled_from(["tool", "points", "width", "filled"]), json_values)
@settings(max_examples=300, deadline=None)
def test_a_stroke_with_one_spoilt_entry_is_read_or_refused(entry: str, value: object) -> None:
    stroke = {"tool": "pen", "points": [[0.1, 0.2, 1.0], [0.3, 0.4]], "width": 0.02, "filled": False}
    try:
        sketch = Sketch.from_json({"strokes": [stroke | {entry: value}]})
        assert all(math.isfinite(n) for point in sketch.strokes[0].points for n in point)
    except SketchError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "not a list of strokes"),
        ({"strokes": {}}, "list of at most"),
        ({"strokes": [{"tool": "brush", "points": [[0, 0]]}]}, "unknown tool: 'brush'"),
        ({"strokes": [{"tool": "line", "points": [[0, 0]]}]}, "two points"),
        ({"strokes": [{"tool": "pen", "points": [[0, math.nan]]}]}, "infinite number"),
        ({"strokes": [{"tool": "pen", "points": [[0, "1"]]}]}, "'1' is not a number"),
        ({"strokes": [], "layers": 2}, "does not know: 'layers'"),
        ({"strokes": [{"tool": "pen", "points": [[0, True]]}]}, "not a number"),
        ({"strokes": [], "inverted": 1}, "inverted"),
        ({"strokes": [], "picture": "no base 64!"}, "picture in the drawing is damaged"),
    ],
)
def test_what_is_wrong_with_a_drawing_is_said(data: object, words: str) -> None:
    with pytest.raises(SketchError, match=words):
        Sketch.from_json(data)


def test_the_largest_drawing_fits_into_a_preset_file() -> None:
    point = Point(-4.12345, -4.12345, 0.123)
    stroke = Stroke(Tool.RECTANGLE, (point,), 0.12345)
    one, two = (len(json.dumps(Sketch((stroke,) * count).to_json())) for count in (1, 2))
    points = len(json.dumps([list(point), list(point)])) - len(json.dumps([list(point)]))
    picture = module.LARGEST_PICTURE_BYTES * 4 // 3
    assert (two - one - points) * module.MOST_STROKES + points * module.MOST_POINTS + picture < MAX_BYTES - 500_000


def test_what_is_too_large_is_refused_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Sketch((Stroke(Tool.PEN, (Point(0.1, 0.2),) * 4),) * 2)
    assert not drawing.is_too_large
    for name, most in (("MOST_STROKES", 1), ("MOST_POINTS", 7)):
        with monkeypatch.context() as limits:
            limits.setattr(module, name, most)
            assert drawing.is_too_large
            with pytest.raises(SketchError):
                Sketch.from_json(drawing.to_json())


def test_a_drawing_is_empty_until_something_is_on_it() -> None:
    assert Sketch().is_empty
    assert not Sketch().adding(Stroke(Tool.PEN, (Point(0.5, 0.5),))).is_empty
    assert not Sketch(picture=b"png").is_empty


def test_moving_a_stroke_moves_every_point_and_keeps_the_pressure() -> None:
    moved = Stroke(Tool.PEN, (Point(0.1, 0.2, 0.5), Point(0.3, 0.4))).moved(0.5, -0.1)
    assert moved.points == (Point(0.6, 0.1, 0.5), Point(0.8, pytest.approx(0.3), 1.0))


def test_numbers_beyond_the_canvas_are_moved_to_its_surroundings() -> None:
    stroke = {"tool": "pen", "points": [[10**400, -1e300]], "width": 10**400}
    read = Sketch.from_json({"strokes": [stroke]}).strokes[0]
    assert read.points == (Point(5.0, -4.0),)
    assert read.width == 0.5


def test_the_drawings_of_all_factory_presets_are_read() -> None:
    drawings = [Sketch.from_json(preset.sketch) for preset in factory_presets() if preset.sketch is not None]
    assert len(drawings) > 3
    assert all(rasterize(drawing).any() for drawing in drawings)
