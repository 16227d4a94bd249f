"""The network of the map "Paper", on drawings it has never seen."""

import numpy as np
import pytest

from models.sketch_to_patch.evaluate import SOUNDS, judge, nearest_sound, paper_targets
from models.sketch_to_patch.figures import Figure, paper_set
from models.sketch_to_patch.hand import human_set
from models.sketch_to_patch.predictor import MAPS_FOLDER, SketchPredictor, nearest
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.presets import find_factory

PAPER = "paper"


@pytest.fixture(scope="module")
def predictor() -> SketchPredictor:
    return SketchPredictor(PAPER, use_gpu=False)


def regular(figure: Figure, size: float, place: tuple[float, float], *, width: float, filled: bool) -> Sketch:
    """A clean figure drawn with the pen, its longest side `size`."""
    n = {Figure.CIRCLE: 60, Figure.SQUARE: 4, Figure.TRIANGLE: 3}[figure]
    turn = -0.5 * np.pi + (np.pi / 4 if figure is Figure.SQUARE else 0.0) + 2.0 * np.pi * np.arange(n + 1) / n
    shape = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    shape = np.array(place) + (size - width) * (shape / np.ptp(shape, axis=0).max())
    return Sketch((Stroke(Tool.PEN, tuple(Point(float(x), float(y)) for x, y in shape), width, filled),))


def test_fresh_pictures_of_the_paper_s_kind_get_their_taught_sound(predictor: SketchPredictor) -> None:
    report = judge(predictor.predict_unit, *paper_set(987, 300))
    assert report["nearest_sound_right"] >= 0.99
    assert report["switches_and_choices_right"] >= 0.98
    assert report["validation_error"] < 2e-4


def test_fresh_drawings_by_an_unsteady_hand_get_their_taught_sound(predictor: SketchPredictor) -> None:
    rasters, figures = human_set(988, 300)
    assert np.mean(nearest_sound(predictor.predict_unit(rasters)) == figures) >= 0.98


@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("filled", [False, True])
def test_size_place_and_pen_do_not_change_the_sound(predictor: SketchPredictor, figure: Figure, filled: bool) -> None:
    sketches = [
        regular(figure, size, (0.5 + dx * (0.97 - size), 0.5 + dy * (0.97 - size)), width=width * size, filled=filled)
        for size in (0.18, 0.3, 0.5, 0.75, 0.92)
        for dx, dy in ((0.0, 0.0), (-0.45, -0.3), (0.4, 0.45))
        for width in (0.04, 0.08, 0.14)
    ]
    unit = predictor.predict_unit(np.stack([rasterize(sketch) for sketch in sketches]))
    assert np.mean(nearest_sound(unit) == figure) >= 0.95


def test_the_shape_tools_give_their_sounds_by_name(predictor: SketchPredictor) -> None:
    presets = [(name, find_factory(name).patch) for name in SOUNDS]
    for tool, expected in ((Tool.ELLIPSE, "Paper 1"), (Tool.RECTANGLE, "Paper 2")):
        sketch = Sketch((Stroke(tool, (Point(0.25, 0.25), Point(0.75, 0.75))),))
        patch = predictor.predict(rasterize(sketch))
        name, distance = nearest(patch, presets, n=1)[0]
        assert name == expected
        assert distance < 0.05


def test_a_shape_between_two_figures_sounds_between_their_sounds(predictor: SketchPredictor) -> None:
    """On the way from a square to a circle the prediction moves from one taught sound to the other."""
    turn = np.linspace(0.0, 2.0 * np.pi, 200)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    square = 0.9 * circle / np.abs(circle).max(axis=1, keepdims=True)
    shares = np.linspace(0.0, 1.0, 41)
    shapes = [0.5 + 0.35 * ((1.0 - share) * square + share * circle) for share in shares]
    sketches = [Sketch((Stroke(Tool.PEN, tuple(Point(float(x), float(y)) for x, y in s)),)) for s in shapes]
    unit = predictor.predict_unit(np.stack([rasterize(sketch) for sketch in sketches]))
    first, second = paper_targets()[Figure.SQUARE], paper_targets()[Figure.CIRCLE]
    along = (unit - first) @ (second - first) / np.sum((second - first) ** 2)
    assert along[0] < 0.05 and along[-1] > 0.95
    assert np.any((along > 0.1) & (along < 0.9))


def test_the_file_is_small_and_its_card_says_how_good_it_is(predictor: SketchPredictor) -> None:
    assert (MAPS_FOLDER / f"{PAPER}.onnx").stat().st_size <= 2_000_000
    assert predictor.card.metrics["nearest_sound_right"] >= 0.99
    assert predictor.card.metrics["human_accuracy"] >= 0.95
    assert predictor.provider == "CPU"
