"""What the player sees is what the network sees."""

import math

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.ink import ink_of, lay_line, line_of
from app.painting import paint_sketch, sketch_image, thumbnail
from app.picture_files import pictured
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

BLACK, WHITE = QColor("black"), QColor("white")


def wave(width: float = 0.03, *, pressed: bool = False, filled: bool = False) -> Stroke:
    points = tuple(
        Point(0.1 + 0.008 * i, 0.5 + 0.3 * math.sin(i / 9), 0.5 + 0.5 * math.sin(i / 7) if pressed else 1.0)
        for i in range(100)
    )
    return Stroke(Tool.PEN, points, width, filled)


def star() -> Stroke:
    """A five-pointed star in one line, which crosses itself."""
    turns = [0.8 * math.pi * k - math.pi / 2 for k in range(6)]
    return Stroke(Tool.PEN, tuple(Point(0.5 + 0.4 * math.cos(t), 0.5 + 0.4 * math.sin(t)) for t in turns), 0.01, True)


def corners(tool: Tool, *, filled: bool = False, width: float = 0.03) -> Stroke:
    return Stroke(tool, (Point(0.2, 0.3), Point(0.75, 0.62)), width, filled)


SKETCHES = {
    "pen": Sketch((wave(),)),
    "pressure": Sketch((wave(0.08, pressed=True),)),
    "filled pen": Sketch((wave(filled=True),)),
    "star": Sketch((star(),)),
    "hairline": Sketch((wave(0.004),)),
    "dot": Sketch((Stroke(Tool.PEN, (Point(0.4, 0.4),), 0.1),)),
    "line": Sketch((corners(Tool.LINE),)),
    "ellipse": Sketch((corners(Tool.ELLIPSE),)),
    "disc": Sketch((corners(Tool.ELLIPSE, filled=True),)),
    "box": Sketch((corners(Tool.RECTANGLE, filled=True),)),
    "erased": Sketch((corners(Tool.RECTANGLE, filled=True), Stroke(Tool.ERASER, wave().points, 0.08))),
    "inverted": Sketch((wave(), corners(Tool.ELLIPSE)), inverted=True),
    "over the edge": Sketch((corners(Tool.ELLIPSE, filled=True).moved(0.5, -0.4),)),
}


def seen(sketch: Sketch, pixels: int) -> np.ndarray:
    """Ink of the painted picture, 0 to 255."""
    image = sketch_image(sketch, pixels, paper=WHITE, ink=BLACK).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(pixels, image.bytesPerLine())
    return 255 - rows[:, :pixels].astype(int)


@pytest.mark.parametrize("name", SKETCHES)
def test_painting_at_the_networks_size_is_the_networks_picture(name: str) -> None:
    difference = np.abs(seen(SKETCHES[name], 128) - rasterize(SKETCHES[name], 128))
    assert difference.mean() < 0.15
    assert difference.max() <= 26  # a tenth: corners of the ellipse's polygon


@pytest.mark.parametrize("name", SKETCHES)
def test_a_large_painting_shrinks_to_the_networks_picture(name: str) -> None:
    large = seen(SKETCHES[name], 512).reshape(128, 4, 128, 4).mean(axis=(1, 3))
    assert np.abs(large - rasterize(SKETCHES[name], 128)).mean() < 1.0


def test_a_picture_lies_under_the_strokes_as_in_the_network() -> None:
    page = np.full((60, 200, 3), 255, np.uint8)
    page[20:40, 50:150] = 30
    sketch = Sketch((corners(Tool.LINE),), pictured(page, "page.png").picture)
    assert np.abs(seen(sketch, 128) - rasterize(sketch, 128)).mean() < 0.15


def test_a_damaged_picture_counts_as_empty() -> None:
    assert not ink_of(Sketch(picture=b"no picture"), 64).any()


@pytest.mark.parametrize("name", ["pen", "pressure", "filled pen", "star", "disc", "over the edge"])
def test_windows_of_a_drawing_fit_together(name: str) -> None:
    """Painting only a part gives the pixels of the whole: no seams where strokes are repainted."""
    whole = ink_of(SKETCHES[name], 200)
    for left, top, width, height in ((0, 0, 90, 70), (37, 51, 1, 1), (120, 30, 80, 170), (0, 190, 200, 10)):
        window = np.zeros((height, width), np.uint8)
        for stroke in SKETCHES[name].strokes:
            lay_line(window, stroke, line_of(stroke, 200), left, top)
        assert np.abs(window.astype(int) - whole[top : top + height, left : left + width]).max() <= 1


def test_painting_fills_its_rectangle_at_the_pixels_of_the_screen() -> None:
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1.5)
    image.fill(QColor("red"))
    with QPainter(image) as painter:
        paint_sketch(painter, SKETCHES["disc"], QRectF(20, 20, 160, 160), paper=WHITE, ink=BLACK)
    assert image.pixelColor(10, 10) == QColor("red")
    assert image.pixelColor(32, 32) == WHITE
    middle = image.pixelColor(30 + round(0.475 * 240), 30 + round(0.46 * 240))
    assert middle == BLACK


def test_thumbnails_are_round_sharp_and_kept() -> None:
    small = thumbnail(SKETCHES["disc"], 40, scale=2.0)
    assert (small.width(), small.devicePixelRatio()) == (80, 2.0)
    image = small.toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(40, 2).alpha() == 255
    assert image == thumbnail(SKETCHES["disc"], 40, scale=2.0).toImage()


def test_the_array_of_a_picture_is_not_changed_by_strokes_over_it() -> None:
    page = np.full((64, 64, 3), 255, np.uint8)
    page[10:20, 10:20] = 0
    png = pictured(page, "page.png").picture
    plain = ink_of(Sketch(picture=png), 96)
    ink_of(Sketch((corners(Tool.RECTANGLE, filled=True),), png), 96)
    assert np.array_equal(ink_of(Sketch(picture=png), 96), plain)
    assert Image.fromarray(plain).getextrema() == (0, 255)
