"""Pictures in and drawings out."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.canvas_gestures import moved
from app.ink import ink_of
from app.painting import sketch_image
from app.picture_files import is_picture_name, pictured, pixels_of, read_picture, save_png, save_svg, shifted_underlay
from app.sketch_svg import svg_text
from models.errors import PictureError
from models.sketch_to_patch.picture import decode_png
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.errors import FileWriteError

PEN = Stroke(Tool.PEN, tuple(Point(0.1 + 0.02 * i, 0.3 + 0.005 * i, 0.2 + 0.02 * i) for i in range(40)), 0.08)
DISC = Stroke(Tool.ELLIPSE, (Point(0.4, 0.4), Point(0.9, 0.8)), 0.03, True)
SKETCH = Sketch((PEN, DISC, Stroke(Tool.ERASER, (Point(0.5, 0.2), Point(0.6, 0.9)), 0.05)))


def page(height: int = 300, width: int = 500) -> np.ndarray:
    pixels = np.full((height, width, 3), 250, np.uint8)
    pixels[height // 3 : height // 2, width // 4 : width // 2] = (20, 40, 120)
    return pixels


def test_a_wide_picture_is_laid_in_the_middle_small_and_grey(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.fromarray(page(900, 1500)).save(path)
    ink = decode_png(read_picture(path).picture or b"")
    assert ink.shape == (512, 512)
    assert not ink[:100].any()
    assert ink[230, 200] > 240


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(40), b"hello" * 100])
def test_a_hostile_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"bad\.png .*\.$"):
        read_picture(path)


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    image = QImage.fromData(QByteArray(content))
    if image.isNull():
        with pytest.raises(PictureError):
            pixels_of(image, "It")


def test_a_blank_picture_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    Image.new("RGB", (50, 50), "white").save(path)
    with pytest.raises(PictureError, match="nothing but one colour"):
        read_picture(path)


def test_a_transparent_picture_lies_on_white_paper() -> None:
    image = QImage(200, 200, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    with QPainter(image) as painter:
        painter.fillRect(60, 60, 80, 80, QColor("black"))
    ink = decode_png(pictured(pixels_of(image, "It"), "It").picture or b"")
    assert ink[100, 100] == 255
    assert ink[10, 10] == 0


def test_moving_a_drawing_moves_its_picture_as_far() -> None:
    sketch = replace(pictured(page(64, 64), "p"), strokes=(DISC,))
    before, after = ink_of(sketch, 64), ink_of(moved(sketch, 0.25, -0.125), 64)
    assert np.abs(after[:48, 16:].astype(int) - before[8:56, :48]).max() <= 2
    assert moved(sketch, 0.0, 0.0) is sketch


def test_moving_a_damaged_picture_keeps_it() -> None:
    assert shifted_underlay(b"damaged", 0.1, 0.1) == b"damaged"


def test_endings_of_pictures() -> None:
    assert is_picture_name(Path("a/b.JPeG"))
    assert not is_picture_name(Path("preset.json"))


def test_a_saved_png_is_what_was_seen(tmp_path: Path) -> None:
    save_png(tmp_path / "drawing.png", SKETCH, pixels=300)
    saved = np.asarray(Image.open(tmp_path / "drawing.png").convert("L")).astype(int)
    shown = sketch_image(SKETCH, 300).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(300, shown.bytesPerLine())[:, :300]
    assert saved.shape == (300, 300)
    assert np.abs(saved - rows).max() <= 2


@pytest.mark.parametrize("inverted", [False, True])
def test_an_svg_drawn_by_another_renderer_looks_the_same(inverted: bool) -> None:
    disc = pictured(pixels_of(sketch_image(Sketch((DISC,)), 90), "d"), "d")
    sketch = replace(disc, strokes=(*SKETCH.strokes, DISC.moved(-0.4, 0.1)), inverted=inverted)
    renderer = QSvgRenderer(QByteArray(svg_text(sketch).encode()))
    assert renderer.isValid()
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    drawn = np.frombuffer(grey.constBits(), np.uint8).reshape(256, 256).astype(int)
    shown = sketch_image(sketch, 256).convertToFormat(QImage.Format.Format_Grayscale8)
    seen = np.frombuffer(shown.constBits(), np.uint8).reshape(256, 256)
    assert np.abs(drawn - seen).mean() < 1.5


def test_an_svg_is_plain_xml_with_a_shape_for_each_stroke(tmp_path: Path) -> None:
    save_svg(tmp_path / "drawing.svg", SKETCH)
    root = ElementTree.parse(tmp_path / "drawing.svg").getroot()
    names = [element.tag.split("}")[1] for element in root[1]]
    assert names == ["rect", "path", "ellipse", "polyline"]


@pytest.mark.parametrize("save", [save_png, save_svg])
def test_a_place_that_cannot_be_written_is_a_sentence_and_leaves_nothing(tmp_path: Path, save) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FileWriteError, match=r"not saved.*\.$"):
        save(tmp_path / "missing" / "drawing.out", SKETCH)
    assert list(tmp_path.iterdir()) == []
