"""The tone of a picture: the same at any size and after JPEG, neutral for plain drawings, strict in files."""

import io
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import SketchError
from models.sketch_to_patch.page import is_page
from models.sketch_to_patch.picture import picture_to_raster, to_ink, underlay
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone import NAMES, NEUTRAL, Tone, tone_from_json
from models.sketch_to_patch.tone_measure import colourfulness, tone_of
from models.sketch_to_patch.tone_promises import TONE_PROMISES
from models.sketch_to_patch.tone_sweeps import sweep_of

Pixels = NDArray[np.uint8]
DARK, BRIGHT = Tone(brightness=0.2, warmth=0.8), Tone(brightness=0.8, warmth=0.5667)


def page(ink: tuple[int, int, int] = (30, 30, 30), paper: tuple[int, int, int] = (250, 250, 250)) -> Pixels:
    """A ring on paper."""
    y, x = np.mgrid[0:240, 0:320]
    ring = np.abs(np.hypot(x - 160, y - 120) - 70) < 6
    return np.where(ring[..., None], np.uint8(ink), np.uint8(paper))


def photograph(seed: int = 1) -> Pixels:
    """Forms of every size in colour, without any paper."""
    return sweep_of("colour", seed)[4]


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out))


def test_scans_of_plain_drawings_and_empty_pages_have_the_neutral_tone() -> None:
    lamp = np.linspace(1.0, 0.7, 320)[None, :, None] * np.array([1.0, 0.95, 0.86])
    grain = np.random.default_rng(1).normal(0.0, 4.0, (240, 320, 1))
    scan = np.uint8(np.clip(page() * lamp + grain, 0, 255))
    chalk = page(ink=(240, 240, 240), paper=(20, 20, 20))
    for drawn in (page(), scan, jpeg(scan, 60), chalk, np.full((60, 80, 3), 255, np.uint8)):
        assert is_page(drawn)
        assert tone_of(drawn) == NEUTRAL


def test_coloured_ink_has_its_colour_and_nothing_else() -> None:
    red, blue = tone_of(page((210, 40, 20))), tone_of(page((30, 60, 200)))
    assert red.warmth > 0.8 and blue.warmth < 0.2
    assert min(red.colour, blue.colour) > 0.2
    light_and_texture = set(NAMES) - {"colour", "warmth"}
    assert all(getattr(tone, name) == getattr(NEUTRAL, name) for tone in (red, blue) for name in light_and_texture)


def test_yellow_paper_is_no_colour_of_the_ink() -> None:
    assert tone_of(page(paper=(245, 236, 205))) == NEUTRAL


@pytest.mark.parametrize("name", NAMES)
def test_every_number_grows_in_pictures_that_have_more_of_it(name: str) -> None:
    found = [getattr(tone_of(picture), name) for picture in sweep_of(name, 2)]
    assert found[-1] > found[4] > found[0]
    assert np.corrcoef(np.arange(9), found)[0, 1] > 0.85


@pytest.mark.parametrize("name", NAMES)
def test_size_and_jpeg_hardly_change_the_tone(name: str) -> None:
    small = photograph()
    large = np.asarray(Image.fromarray(small).resize((500, 500), Image.Resampling.BICUBIC))
    expected = getattr(tone_of(small), name)
    assert getattr(tone_of(large), name) == pytest.approx(expected, abs=0.05)
    assert getattr(tone_of(jpeg(large, 50)), name) == pytest.approx(expected, abs=0.06)


def test_colourfulness_is_that_of_its_paper() -> None:
    halves = np.zeros((2, 2, 3), np.uint8)
    halves[0], halves[1] = (255, 0, 0), (0, 0, 255)
    # rg is 255 and 0, yb is 127.5 and -255: deviations 127.5 and 191.25, means 127.5 and -63.75.
    expected = math.hypot(127.5, 191.25) + 0.3 * math.hypot(127.5, 63.75)
    assert colourfulness(halves) == pytest.approx(expected)
    assert colourfulness(np.full((4, 4, 3), 90, np.uint8)) == 0.0


def test_a_photograph_becomes_lines_and_not_a_grey_picture() -> None:
    ink = to_ink(photograph())
    assert ink.shape == (512, 512)
    between = np.mean((ink > 60) & (ink < 195))
    assert between < 0.1
    assert 0.03 < ink.mean() / 255.0 < 0.45


def test_edges_of_colour_alone_are_drawn() -> None:
    red = np.full((200, 200, 3), (150, 100, 60), np.uint8)
    y, x = np.mgrid[0:200, 0:200]
    red[np.hypot(x - 100, y - 100) < 50] = (60, 122, 150)  # as light as its ground
    ring = np.abs(np.hypot(*(np.mgrid[0:128, 0:128] - 63.5)) - 32.0) < 4.0
    raster = picture_to_raster(red)
    assert raster[ring].mean() > 4.0 * raster[~ring].mean()


def test_a_tone_survives_the_drawing_in_json_and_old_drawings_have_the_neutral_one() -> None:
    sketch = Sketch(picture=b"png", tone=tone_of(photograph()))
    assert Sketch.from_json(sketch.to_json()) == sketch
    assert "tone" not in Sketch(picture=b"png").to_json()
    assert Sketch.from_json({"strokes": [], "picture": "cG5n"}).tone == NEUTRAL


def test_numbers_of_a_tone_are_moved_into_the_range_and_anything_else_is_refused() -> None:
    assert tone_from_json({"warmth": 7, "colour": -1.0}) == Tone(warmth=1.0, colour=0.0)
    numbers = ({"warmth": "high"}, {"warmth": None}, {"warmth": True}, {"colour": 1e999})
    for damaged in ([], "warm", {"scent": 0.5}, *numbers):
        with pytest.raises(SketchError, match=r"\.$"):
            tone_from_json(damaged)
    with pytest.raises(SketchError, match="no picture"):
        Sketch.from_json({"strokes": [], "tone": {"warmth": 0.9}})


def test_words_name_what_stands_out() -> None:
    assert NEUTRAL.words() == ""
    assert Tone(brightness=0.3, warmth=0.8, colour=0.6).words() == "dark, warm, colourful"
    assert Tone(colour=0.2, relief=0.6, fineness=0.6).words() == "fine texture"
    assert Tone(colour=0.2).words() == "balanced light and colour"


def test_every_number_has_one_promise() -> None:
    assert [promise.property for promise in TONE_PROMISES] == list(NAMES)


def test_between_two_photographs_lies_the_tone_between_theirs() -> None:
    one, other = (Sketch(picture=underlay(photograph(seed)), tone=tone) for seed, tone in ((1, DARK), (2, BRIGHT)))
    morph = SketchMorph([one, other])
    assert morph.at([1.0, 0.0]) is one
    assert morph.at([0.25, 0.75]).tone == Tone(brightness=0.65, warmth=0.625)
    assert SketchMorph([Sketch(), Sketch()]).at([0.5, 0.5]).tone == NEUTRAL
