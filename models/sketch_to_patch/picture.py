"""Picture files to ink: any picture becomes white ink on black, as drawings are."""

import io
import math
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from models.errors import PictureError
from models.regular_file import UnfitFileError, read_regular
from models.sketch_to_patch.page import is_page
from models.sketch_to_patch.photo_lines import photo_lines

LARGEST_BYTES: Final = 64_000_000
LARGEST_PIXELS: Final = 64_000_000
WORKING_SIDE: Final = 1024
"""Larger pictures are averaged down to fit this side before anything else is done with them."""
UNDERLAY_PIXELS: Final = 512
"""Longest side of a picture kept under a drawing."""
FORMATS: Final[tuple[str, ...]] = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
"""Nothing else is opened: some decoders (EPS) start other programs."""
FAINTEST: Final = 8.0
"""Contrast to the paper, of 255, below which a picture counts as empty."""
GRAIN: Final = 0.08
"""Share of the strongest ink that is taken for paper grain."""
MOST_GAIN: Final = 4.0
"""Ink that faded when its picture shrank is made at most so much stronger."""

Grey = NDArray[np.uint8]
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture of each EXIF orientation upright."""
_LUMINANCE: Final = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


def load_picture(path: Path | str) -> NDArray[np.uint8]:
    """The first frame of a picture file, upright: uint8 (height, width, 3), transparency over paper.

    Pictures larger than 1024 pixels come smaller. Raises PictureError in a sentence or two for what
    cannot be read, is empty or is too large; never waits for a pipe or a device.
    """
    path = Path(path)
    try:
        data = read_regular(path, most_bytes=LARGEST_BYTES)
    except UnfitFileError as error:
        raise PictureError(f"{path.name or path} {error}. Choose a picture file.") from None
    except OSError as error:
        raise PictureError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    return decode_picture(data, path.name)


def decode_picture(
    data: bytes, name: str = "The picture", *, most_pixels: int = LARGEST_PIXELS, formats: tuple[str, ...] = FORMATS
) -> NDArray[np.uint8]:
    """As `load_picture`, from the bytes of a file; `name` is what its errors call it."""
    if not data:
        raise PictureError(f"{name} is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=formats) as image:
                if image.width * image.height > most_pixels:
                    raise PictureError(
                        f"{name} has {image.width} × {image.height} pixels; at most {most_pixels:,} can be opened."
                    )
                # A decoder that can skip detail (JPEG) does; others ignore this.
                image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
                return _upright_rgb(image)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(f"{name} is not a picture this program knows (PNG, JPEG, GIF, BMP, WebP, TIFF).") from None
    except Image.DecompressionBombError:
        raise PictureError(f"{name} has too many pixels to open safely.") from None
    except MemoryError:
        raise PictureError(f"{name} needs more memory than there is.") from None
    except Exception as error:  # decoders answer damaged files with anything, struct.error to ZeroDivisionError
        raise PictureError(
            f"{name} is damaged and cannot be read ({str(error)[:80] or type(error).__name__})."
        ) from None


def _upright_rgb(image: Image.Image) -> NDArray[np.uint8]:
    image.load()
    turn = _TURNS.get(_orientation(image))
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    elif has_alpha:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "CMYK", "I", "F"):
        image = image.convert("RGB")
    # Smaller first: everything below then takes little time and memory.
    step = math.ceil(max(image.size) / WORKING_SIDE)
    if step > 1:
        image = image.reduce(step)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode in ("I", "F"):
        return _stretched(np.array(image, dtype=np.float64))
    return over_paper(np.array(image)) if has_alpha else np.array(image.convert("RGB"))


def _orientation(image: Image.Image) -> int:
    """How the camera was held (EXIF); a damaged note of that is no reason to refuse the picture."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # the EXIF reader, too, answers damage with anything
        return 1


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Grey of more than 8 bits, from its darkest to its brightest, as uint8 (height, width, 3)."""
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    grey = np.rint(255.0 * (values - low) / max(high - low, 1e-9)).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def over_paper(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGBA (h, w, 4) on paper, RGB (h, w, 3): white paper, or black when what is visible is light itself."""
    colour, alpha = rgba[..., :3].astype(np.float32), rgba[..., 3:].astype(np.float32) / 255.0
    seen = float(alpha.sum())
    light = float((colour @ _LUMINANCE * alpha[..., 0]).sum()) / seen if seen > 0.0 else 0.0
    paper = 0.0 if light > 160.0 else 255.0
    return np.asarray(np.rint(paper + (colour - paper) * alpha), dtype=np.uint8)


def _paper(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """The brightness of the paper under every pixel: a plane through the border, without what is drawn there.

    A lamp on one side of a photographed page is a slope, not ink.
    """
    height, width = grey.shape
    rim = max(1, min(height, width) // 32)
    y, x = np.mgrid[0:height, 0:width]
    edge = (y < rim) | (y >= height - rim) | (x < rim) | (x >= width - rim)
    terms = np.stack([np.ones(int(edge.sum())), x[edge] / width - 0.5, y[edge] / height - 0.5], axis=1)
    values = grey[edge]
    kept = np.abs(values - np.median(values)) <= 48.0
    plane = np.linalg.lstsq(terms[kept], values[kept], rcond=None)[0]
    return np.asarray(plane[0] + plane[1] * (x / width - 0.5) + plane[2] * (y / height - 0.5))


def to_ink(picture: NDArray[np.uint8]) -> Grey:
    """White ink on black from grey (h, w), RGB (h, w, 3) or RGBA (h, w, 4) pixels.

    A photograph becomes lines and areas, its longest side 512 pixels. A page keeps its size: the border tells the
    paper, and where that is bright the picture is turned round. The contrast is then stretched, so that pencil on grey
    paper counts as ink.
    """
    rgb = as_rgb(picture)
    return _page_ink(rgb @ _LUMINANCE) if is_page(rgb) else photo_lines(rgb)


def as_rgb(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGB (h, w, 3) of grey (h, w), RGB or RGBA (h, w, 4) pixels, transparency over paper."""
    if picture.ndim == 2:
        return np.repeat(picture[..., None], 3, axis=2)
    return over_paper(picture) if picture.shape[2] == 4 else picture


def _page_ink(grey: NDArray[np.float64]) -> Grey:
    paper = _paper(grey)
    # Bright paper reflects a share of the light, so ink is a ratio; on black, light adds up.
    ink = 255.0 * (1.0 - grey / np.maximum(paper, 1.0)) if float(np.median(paper)) > 127.5 else grey - paper
    strongest = max(float(np.percentile(ink, 99.5)), 0.6 * float(ink.max()))
    if strongest < FAINTEST:
        return np.zeros(grey.shape, dtype=np.uint8)
    share = np.clip((ink / strongest - GRAIN) / (1.0 - GRAIN), 0.0, 1.0)
    return np.asarray(np.rint(255.0 * share), dtype=np.uint8)


def fit_square(grey: Grey, size: int) -> Grey:
    """Scale (h, w) into the middle of a black square, keeping its proportions: (size, size)."""
    height, width = grey.shape
    scale = size / max(height, width)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = Image.fromarray(grey).resize(fitted, Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BILINEAR)
    square = Image.new("L", (size, size), 0)
    square.paste(small, ((size - fitted[0]) // 2, (size - fitted[1]) // 2))
    return np.array(square)


def fit_lines(grey: Grey, size: int) -> Grey:
    """As `fit_square`, with the strength that ink loses there given back, up to MOST_GAIN.

    Thin lines of a large picture fade when it shrinks; a pen's line does not.
    """
    fitted = fit_square(grey, size)
    strongest, was = int(fitted.max()), int(grey.max())
    if 0 < strongest < was:
        gain = min(MOST_GAIN, was / strongest)
        fitted = np.asarray(np.minimum(255.0, np.rint(fitted * gain)), dtype=np.uint8)
    return fitted


def picture_to_raster(picture: NDArray[np.uint8], size: int = 128) -> Grey:
    """Network input of any picture, grey (h, w), RGB (h, w, 3) or RGBA (h, w, 4): uint8 (size, size).

    The same as `rasterize` makes of a sketch with this picture under it.
    """
    if picture.size == 0 or picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] not in (3, 4)):
        raise PictureError("The picture is empty or has an unknown kind of pixels.")
    return fit_lines(_kept_ink(picture), size)


def underlay(picture: NDArray[np.uint8]) -> bytes:
    """The picture as ink, square, as PNG bytes of at most 512 x 512: what a sketch keeps."""
    out = io.BytesIO()
    Image.fromarray(_kept_ink(picture)).save(out, "PNG", optimize=True)
    return out.getvalue()


def _kept_ink(picture: NDArray[np.uint8]) -> Grey:
    """The ink of a picture in the middle of a square of at most 512 x 512."""
    ink = to_ink(picture)
    return fit_lines(ink, min(UNDERLAY_PIXELS, max(ink.shape)))


@lru_cache(maxsize=2)
def decode_png(data: bytes) -> Grey:
    """The grey pixels of a sketch's underlay, read only. Raises PictureError when it is damaged.

    The last two are kept: while a pen moves over a picture, it is asked for at every move.
    """
    most = UNDERLAY_PIXELS * UNDERLAY_PIXELS
    rgb = decode_picture(data, "The picture under the drawing", most_pixels=most, formats=("PNG",))
    grey = np.array(Image.fromarray(rgb).convert("L"))
    grey.flags.writeable = False
    return grey
