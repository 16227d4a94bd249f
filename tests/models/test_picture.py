"""Picture files, kind and hostile, become ink or one clear sentence."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from models.errors import PictureError
from models.sketch_to_patch.page import is_page
from models.sketch_to_patch.picture import (
    UNDERLAY_PIXELS,
    WORKING_SIDE,
    decode_picture,
    decode_png,
    fit_lines,
    fit_square,
    load_picture,
    picture_to_raster,
    to_ink,
    underlay,
)
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.stroke import Sketch


def disc(side: int = 200, *, paper: int = 255, ink: int = 0) -> NDArray[np.uint8]:
    """A filled disc a little left of the middle, grey (side, side)."""
    y, x = np.mgrid[0:side, 0:side] / side
    return np.where(np.hypot(x - 0.4, y - 0.5) < 0.25, ink, paper).astype(np.uint8)


def as_bytes(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.abs(one.astype(float) - other).mean())


EXPECTED = picture_to_raster(disc())


def test_a_dark_figure_on_bright_paper_is_white_ink_on_black() -> None:
    assert EXPECTED.shape == (128, 128)
    assert EXPECTED[64, 51] == 255
    assert EXPECTED[5, 5] == 0
    assert EXPECTED.mean() / 255 == pytest.approx(np.pi * 0.25**2, rel=0.02)


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray(disc(paper=0, ink=255)),
        Image.fromarray(disc(paper=190, ink=90)),
        Image.fromarray(disc()).convert("1"),
        Image.fromarray(disc()).convert("P"),
        Image.fromarray(disc()).convert("CMYK").convert("RGB"),
        Image.fromarray(np.uint16(disc()) * 200),
        Image.merge("RGB", [Image.fromarray(disc(ink=c)) for c in (160, 30, 30)]),
        Image.merge("RGBA", [Image.fromarray(disc() * 0)] * 3 + [Image.fromarray(255 - disc())]),
        Image.merge("RGBA", [Image.fromarray(disc() * 0 + 255)] * 3 + [Image.fromarray(255 - disc())]),
        Image.merge("LA", [Image.fromarray(disc() * 0), Image.fromarray(255 - disc())]),
    ],
    ids=[
        "white on black",
        "grey",
        "1 bit",
        "palette",
        "cmyk",
        "16 bit",
        "red",
        "alpha",
        "white alpha",
        "grey alpha",
    ],
)
def test_the_same_figure_in_any_kind_of_pixels_gives_the_same_ink(image: Image.Image) -> None:
    assert difference(picture_to_raster(decode_picture(as_bytes(image))), EXPECTED) < 1.0


@pytest.mark.parametrize("format", ["JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_the_usual_file_formats_are_read(format: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.bin"
    path.write_bytes(as_bytes(Image.fromarray(disc()), format))
    assert difference(picture_to_raster(load_picture(path)), EXPECTED) < 2.0


def test_a_cmyk_photograph_is_read() -> None:
    picture = Image.fromarray(disc()).convert("RGB").convert("CMYK")
    assert difference(picture_to_raster(decode_picture(as_bytes(picture, "JPEG"))), EXPECTED) < 2.0


def test_uneven_light_on_the_page_is_paper_and_not_ink() -> None:
    light = np.linspace(1.0, 0.6, 200)[None, :]
    page = np.uint8(disc(ink=60, paper=230) * light)
    assert difference(picture_to_raster(page), EXPECTED) < 5.0


def test_a_blank_page_has_no_ink() -> None:
    rng = np.random.default_rng(1)
    assert not to_ink(np.uint8(230 + rng.integers(-2, 3, (80, 80)))).any()


def test_a_thin_line_in_a_large_photograph_stays_visible() -> None:
    page = np.full((1600, 1600), 240, np.uint8)
    page[800:803, 200:1400] = 40
    assert picture_to_raster(page).max() > 180
    assert rasterize(Sketch(picture=underlay(page))).max() > 180


@pytest.mark.parametrize("side", [100, 300, 700, 1600])
def test_a_picture_is_the_same_alone_and_under_a_drawing(side: int) -> None:
    page = disc(side, paper=240, ink=40)
    page[side // 8, side // 8 : -side // 8] = 40
    assert np.array_equal(picture_to_raster(page), rasterize(Sketch(picture=underlay(page))))


def test_only_what_ink_lost_in_shrinking_is_given_back() -> None:
    faint = np.zeros((256, 256), np.uint8)
    faint[40:80, 40:80] = 50
    assert np.array_equal(fit_lines(faint, 128), fit_square(faint, 128))
    faint[40:80, 40:80] = 0
    faint[100] = 50
    assert fit_square(faint, 128).max() == 25
    assert fit_lines(faint, 128).max() == 50


def test_a_wide_picture_is_letterboxed() -> None:
    wide = np.full((50, 200), 255, np.uint8)
    wide[10:40, 20:180] = 0
    raster = picture_to_raster(wide)
    assert not raster[:45].any() and not raster[-45:].any()
    assert raster[64, 64] == 255


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_camera_says_which_side_is_up(orientation: int, format: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(disc(160)[:100])
    data = as_bytes(image, format, exif=exif, quality=95)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L"))
    assert difference(decode_picture(data)[..., 0], upright) < 1.0
    assert upright.shape == ((160, 100) if orientation > 4 else (100, 160))


def test_a_damaged_note_of_the_camera_does_not_cost_the_picture() -> None:
    data = as_bytes(Image.fromarray(disc()), "PNG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + 40 * b"\x99")
    assert difference(picture_to_raster(decode_picture(data)), EXPECTED) < 1.0


def test_of_an_animation_the_first_picture_counts() -> None:
    frames = [Image.fromarray(disc()), Image.fromarray(disc(paper=0, ink=0))]
    data = as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert difference(picture_to_raster(decode_picture(data)), EXPECTED) < 2.0


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "I", "F", "CMYK"])
def test_large_pictures_of_every_kind_are_made_smaller_at_once(mode: str) -> None:
    large = Image.fromarray(disc(1500))
    image = Image.fromarray(np.uint16(disc(1500)) * 200) if mode == "I;16" else large.convert(mode)
    picture = decode_picture(as_bytes(image, "TIFF"))
    assert picture.ndim == 3 and max(picture.shape) <= WORKING_SIDE
    assert difference(picture_to_raster(picture), EXPECTED) < 2.0


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_one_colour_that_stands_for_nothing_is_paper(mode: str) -> None:
    image = Image.fromarray(disc()).convert(mode)
    clear = image.getpixel((0, 0))
    assert difference(picture_to_raster(decode_picture(as_bytes(image, transparency=clear))), EXPECTED) < 1.0


def test_numbers_that_are_none_in_a_float_picture_are_taken_as_nought() -> None:
    values = disc().astype(np.float32)
    values[3, 3:6] = np.nan, np.inf, -np.inf
    assert difference(picture_to_raster(decode_picture(as_bytes(Image.fromarray(values), "TIFF"))), EXPECTED) < 2.0


def chunk(kind: bytes, body: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, *, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG that promises many pixels and holds none."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture this program knows"),
        (b"\x00" * 1000, "not a picture this program knows"),
        (png_header(12_000, 8_000), "12000 × 8000 pixels"),
        (png_header(100_000, 100_000), "pixels"),
        (png_header(64, 64), "damaged"),
        (as_bytes(Image.fromarray(disc()))[:200], "damaged"),
        (as_bytes(Image.fromarray(disc()), "JPEG")[:900], "damaged"),
    ],
)
def test_a_hostile_file_gives_one_sentence(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.png"
    path.write_bytes(data)
    with pytest.raises(PictureError, match=words) as failure:
        load_picture(path)
    assert str(failure.value).startswith("evil.png")
    assert str(failure.value).endswith(".")


def test_a_missing_file_and_a_huge_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"none\.png cannot be opened: No such file"):
        load_picture(tmp_path / "none.png")
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(70_000_000)  # sparse: nothing is really written
    with pytest.raises(PictureError, match=r"huge\.png has 70\.0 MB; at most 64\.0 MB are read\. Choose"):
        load_picture(huge)


SEEDS = [as_bytes(Image.fromarray(disc(24)), format) for format in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")]


def pixels_or_one_sentence(data: bytes) -> None:
    try:
        raster = picture_to_raster(decode_picture(data))
    except PictureError as error:
        assert "\n" not in str(error) and str(error).endswith(".")
    else:
        assert raster.shape == (128, 128) and raster.dtype == np.uint8


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=12),
    st.integers(0, 400),
)
@settings(max_examples=300, deadline=None)
def test_any_damage_to_a_picture_file_gives_pixels_or_one_sentence(
    seed: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(seed[: len(seed) - cut if cut < len(seed) // 2 else len(seed)])
    for place, value in changes:
        data[place % len(data)] = value
    pixels_or_one_sentence(bytes(data))


BEGINNINGS = (
    b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"GIF89a", b"BM", b"RIFF\x40\x00\x00\x00WEBPVP8 ",
    b"II*\x00\x08\x00\x00\x00", b"MM\x00*", b"P6 9 9 255 ", b"P4 ", b"P2\n",
)  # fmt: skip


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_pixels_or_one_sentence(beginning: bytes, rest: bytes) -> None:
    pixels_or_one_sentence(beginning + rest)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 255), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_any_header_of_an_empty_png_gives_one_sentence(width: int, height: int, depth: int, colour: int) -> None:
    with pytest.raises(PictureError, match=r"\.$"):
        decode_picture(png_header(width, height, depth=depth, colour=colour))


def test_a_bomb_in_a_text_chunk_is_not_unpacked() -> None:
    text = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(200_000_000), 1))
    picture = as_bytes(Image.fromarray(disc()))
    end = picture.index(b"IDAT") - 4
    with pytest.raises(PictureError, match="damaged"):
        decode_picture(picture[:end] + text + picture[end:])


def test_an_underlay_is_a_small_grey_png_of_the_ink() -> None:
    grey = decode_png(underlay(disc(1500)))
    assert grey.shape == (UNDERLAY_PIXELS, UNDERLAY_PIXELS)
    assert grey[256, 205] == 255 and grey[5, 5] == 0


@pytest.mark.parametrize("shape", [(0, 5), (5, 5, 2), (5,)])
def test_pixels_of_no_known_kind_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError):
        picture_to_raster(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (1000, 2, 3)])
def test_strip_of_a_picture_is_looked_at_as_any_other(shape: tuple[int, int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert not is_page(noise)
    assert is_page(np.full(shape, 250, dtype=np.uint8))
