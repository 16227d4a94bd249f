"""Colours over a drawing: coral where ink turns a knob up, cyan where it turns it down, dark where it does neither."""

import io

import numpy as np
from PIL import Image

from app.heat_picture import heat_png
from app.theme import INK, PAPER
from models.sketch_to_patch.raster import SIZE

RASTER = np.zeros((SIZE, SIZE), dtype=np.uint8)
RASTER[20:40, 10:120] = 255
HEAT = np.zeros((SIZE, SIZE))
HEAT[:, :45], HEAT[:, 85:] = 0.05, -0.05


def picture() -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(heat_png(HEAT, RASTER, 256))).convert("RGB")).astype(int)


def test_ink_is_coral_cyan_or_as_it_was() -> None:
    red, _, blue = picture()[60, 2 * 25]
    assert red > blue + 60
    red, _, blue = picture()[60, 2 * 105]
    assert blue > red + 60
    assert np.abs(picture()[60, 2 * 65] - np.array(INK.getRgb()[:3])).max() <= 3


def test_paper_far_from_ink_stays_paper() -> None:
    assert np.abs(picture()[200, 50] - np.array(PAPER.getRgb()[:3])).max() <= 3


def test_coloured_ink_stays_readable_on_its_paper() -> None:
    grey = picture().mean(axis=2)
    assert grey[60, 50] < 0.6 * grey[30 * 2 - 22, 50]
    assert grey[60, 210] < 0.6 * grey[30 * 2 - 22, 210]


def test_no_heat_leaves_the_drawing_alone() -> None:
    data = heat_png(np.zeros((SIZE, SIZE)), RASTER, 128)
    plain = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    assert np.abs(plain[30, 60] - np.array(INK.getRgb()[:3])).max() <= 3
