"""Drawings between drawings: exact at the ends, without a jump between them."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from models.sketch_to_patch.morph_ground import png_of
from models.sketch_to_patch.picture import decode_png
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.sketch_morph import MOST_PIECES, SketchMorph
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.presets import factory_presets


def pen(*points: tuple[float, float], width: float = 0.03, filled: bool = False, tool: Tool = Tool.PEN) -> Stroke:
    return Stroke(tool, tuple(Point(x, y) for x, y in points), width, filled)


def circle(x: float, y: float, radius: float, *, start: float = 0.0, end: float = 1.0, turn: int = 1) -> Stroke:
    """A circle by hand; it closes when it ends where it starts."""
    at = start + turn * np.linspace(0.0, end, 60)
    return pen(*((x + radius * math.cos(2 * math.pi * a), y + radius * math.sin(2 * math.pi * a)) for a in at))


def ink(sketch: Sketch) -> NDArray[np.float64]:
    """Share of ink in each pixel."""
    return rasterize(sketch) / 255.0


def size(sketch: Sketch) -> tuple[float, float]:
    """Width and height of what is inked, in canvas units."""
    rows, columns = np.nonzero(ink(sketch) > 0.5)
    return float(np.ptp(columns)) / 128.0, float(np.ptp(rows)) / 128.0


BALL = Stroke(Tool.ELLIPSE, (Point(0.3, 0.3), Point(0.7, 0.7)), 0.03, filled=True)
BOX = Stroke(Tool.RECTANGLE, (Point(0.1, 0.2), Point(0.5, 0.9)), 0.02)
RUB = pen((0.2, 0.5), (0.8, 0.5), width=0.08, tool=Tool.ERASER)
GREY = png_of(np.tile(np.linspace(0.0, 255.0, 256, dtype=np.float32), (256, 1)))
DRAWINGS = {
    "one ring": Sketch((circle(0.5, 0.5, 0.3),)),
    "open ring": Sketch((circle(0.4, 0.5, 0.3, start=0.3, end=0.93, turn=-1),)),
    "ball": Sketch((BALL,)),
    "box and line": Sketch((BOX, Stroke(Tool.LINE, (Point(0.6, 0.1), Point(0.9, 0.8)), 0.01))),
    "rubbed": Sketch((BALL, RUB, pen((0.1, 0.1), (0.9, 0.2)))),
    "black": Sketch((BOX, RUB), inverted=True),
    "grey": Sketch((BOX,), picture=GREY),
    "dot": Sketch((pen((0.2, 0.8), width=0.1),)),
    "nothing": Sketch(),
    "zigzag": Sketch((pen(*((0.1 + 0.1 * n, 0.3 + 0.4 * (n % 2)) for n in range(9)), width=0.02),)),
}
PAIRS = [(a, b) for a in DRAWINGS for b in DRAWINGS if a < b]


def way(one: Sketch, other: Sketch, steps: int) -> list[Sketch]:
    morph = SketchMorph((one, other))
    return [morph.at((1.0 - share, share)) for share in np.linspace(0.0, 1.0, steps)]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_ends_are_the_very_drawings_and_so_is_what_lies_next_to_them(a: str, b: str) -> None:
    one, other = DRAWINGS[a], DRAWINGS[b]
    morph = SketchMorph((one, other))
    assert morph.at((1.0, 0.0)) is one
    assert morph.at((0.0, 3.0)) is other
    for share, end in ((1e-6, one), (1.0 - 1e-6, other)):
        near = ink(morph.at((1.0 - share, share)))
        assert np.abs(near - ink(end)).max() < 0.3, "an edge may be a fraction of a pixel elsewhere"
        assert np.abs(near - ink(end)).sum() < 0.03 * 128 * 2


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_nothing_jumps_on_the_way(a: str, b: str) -> None:
    def largest(steps: int) -> float:
        pictures = [ink(sketch) for sketch in way(DRAWINGS[a], DRAWINGS[b], steps)]
        return max(float(np.abs(x - y).sum()) for x, y in pairwise(pictures))

    coarse, fine = largest(17), largest(129)
    # A jump stays as large however small the steps are; what moves does not.
    assert fine < 0.35 * coarse + 3.0


@pytest.mark.parametrize("kind", ["pen", "drawn the other way", "begun elsewhere", "not quite closed"])
def test_ring_between_two_rings_is_a_ring_of_a_size_between_them(kind: str) -> None:
    other = {
        "pen": circle(0.5, 0.5, 0.2),
        "drawn the other way": circle(0.5, 0.5, 0.2, turn=-1),
        "begun elsewhere": circle(0.5, 0.5, 0.2, start=0.4),
        "not quite closed": circle(0.5, 0.5, 0.2, start=0.6, end=0.97),
    }[kind]
    half = way(Sketch((circle(0.5, 0.5, 0.4),)), Sketch((other,)), 3)[1]
    assert size(half) == pytest.approx((0.63, 0.63), abs=0.03)
    rows, columns = np.nonzero(ink(half) > 0.5)
    assert np.hypot(rows - 63.5, columns - 63.5).min() > 0.26 * 128, "nothing crosses the inside"


def test_strokes_go_to_what_is_nearest_in_place_and_size() -> None:
    left, right = circle(0.25, 0.5, 0.1), circle(0.75, 0.5, 0.1)
    half = way(Sketch((left, right)), Sketch((right.moved(0.0, 0.2), left.moved(0.0, 0.2))), 3)[1]
    xs = sorted(float(np.mean([point.x for point in stroke.points])) for stroke in half.strokes)
    assert xs == pytest.approx([0.25, 0.75], abs=0.02)


def test_stroke_without_a_partner_shrinks_to_a_point_where_it_stands() -> None:
    ring, dot = circle(0.3, 0.3, 0.1), circle(0.8, 0.8, 0.1)
    morph = SketchMorph((Sketch((ring, dot)), Sketch((ring,))))
    widths = []
    for share in (0.25, 0.5, 0.75):
        xs = np.array([p.x for p in morph.at((1.0 - share, share)).strokes[1].points])
        widths.append(np.ptp(xs))
        assert xs.mean() == pytest.approx(0.8, abs=0.01)
    assert widths == pytest.approx([0.15, 0.1, 0.05], abs=0.01)


def test_filled_shape_keeps_its_line_and_loses_its_inside() -> None:
    half = ink(way(Sketch((BALL,)), Sketch((replace(BALL, filled=False),)), 3)[1])
    assert half[64, 64] == 1.0
    assert half[64, 64 + round(0.15 * 128)] == 0.0
    assert half[64, 64 + round(0.2 * 128)] == 1.0


def test_eraser_erases_less_and_less() -> None:
    pictures = [ink(sketch) for sketch in way(Sketch((BALL, RUB)), Sketch((BALL,)), 9)]
    inked = np.array([picture.sum() for picture in pictures])
    assert (np.diff(inked) >= 0.0).all()
    assert inked[-1] > 1.1 * inked[0]


def test_pictures_fade_into_each_other() -> None:
    full = png_of(np.full((256, 256), 200.0, dtype=np.float32))
    quarter = SketchMorph((Sketch(picture=full), Sketch())).at((1.0, 3.0))
    assert quarter.picture is not None
    assert np.unique(decode_png(quarter.picture)) == pytest.approx([50])


def test_same_picture_stays_the_same_bytes() -> None:
    morph = SketchMorph((Sketch((BOX,), picture=GREY), Sketch((BALL,), picture=GREY)))
    assert morph.at((1.0, 1.0)).picture is GREY


def test_inverted_drawings_morph_inverted() -> None:
    morph = SketchMorph((Sketch((BOX,), inverted=True), Sketch((BALL,), inverted=True)))
    assert morph.at((1.0, 1.0)).inverted
    assert ink(morph.at((1.0, 1.0)))[0, 0] == 1.0


def test_four_drawings_are_exact_at_each_corner_and_close_to_what_counts_most() -> None:
    drawings = [DRAWINGS[name] for name in ("one ring", "rubbed", "grey", "black")]
    morph = SketchMorph(drawings)
    for index, drawing in enumerate(drawings):
        alone = [float(n == index) for n in range(4)]
        assert morph.at(alone) is drawing
        nearly = [0.97 if n == index else 0.01 for n in range(4)]
        others = [np.abs(ink(morph.at(nearly)) - ink(it)).sum() for it in drawings]
        assert int(np.argmin(others)) == index


def test_drawing_of_very_many_strokes_fades_as_a_picture() -> None:
    rng = np.random.default_rng(0)
    crowd = Sketch(tuple(pen((x, y), (x + 0.01, y)) for x, y in rng.random((MOST_PIECES + 1, 2)) * 0.9))
    half = SketchMorph((crowd, Sketch())).at((1.0, 1.0))
    assert half.strokes == ()
    assert ink(half).sum() == pytest.approx(0.5 * ink(crowd).sum(), rel=0.02)


def test_damaged_picture_counts_as_empty_paper() -> None:
    morph = SketchMorph((Sketch((BOX,), picture=b"no picture"), Sketch((BALL,))))
    assert morph.at((1.0, 1.0)).picture is None


def test_every_drawing_between_can_be_kept_in_a_file() -> None:
    sketches = [Sketch.from_json(preset.sketch) for preset in factory_presets() if preset.sketch]
    for one, other in pairwise(sketches):
        between = SketchMorph((one, other)).at((1.0, 2.0))
        assert not between.is_too_large
        kept = Sketch.from_json(between.to_json())
        assert np.abs(ink(kept) - ink(between)).max() < 0.1


@pytest.mark.parametrize("weights", [(0.0, 0.0), (1.0,), (-1.0, 0.0)])
def test_weights_that_make_no_sense_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="weight"):
        SketchMorph((Sketch((BOX,)), Sketch((BALL,)))).at(weights)
