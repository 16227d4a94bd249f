"""Picture files to ink: any picture becomes white ink on black, as drawings are."""

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from models.errors import PictureError

LARGEST_BYTES: Final = 64_000_000
LARGEST_PIXELS: Final = 64_000_000
UNDERLAY_PIXELS: Final = 512
"""Longest side of a picture kept under a drawing."""

Grey = NDArray[np.uint8]


def load_picture(path: Path | str) -> NDArray[np.uint8]:
    """The first frame of a picture file, upright: uint8 (height, width, 3), transparency over white.

    Raises PictureError in one sentence for what cannot be read, is empty or is too large.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise PictureError(
                f"{path.name} is {size // 1_000_000} MB; pictures may have {LARGEST_BYTES // 1_000_000} MB."
            )
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path.name} cannot be opened: {error.strerror or error}.") from None
    return decode_picture(data, path.name)


def decode_picture(data: bytes, name: str = "The picture") -> NDArray[np.uint8]:
    """As `load_picture`, from the bytes of a file."""
    if not data:
        raise PictureError(f"{name} is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > LARGEST_PIXELS:
                    raise PictureError(
                        f"{name} has {image.width} × {image.height} pixels; at most {LARGEST_PIXELS // 1_000_000} million fit."
                    )
                image.draft("RGB", (2048, 2048))
                return _upright_rgb(image)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(f"{name} is not a picture this program knows (PNG, JPEG, GIF, BMP, WebP, TIFF).") from None
    except Image.DecompressionBombError:
        raise PictureError(f"{name} has too many pixels to open safely.") from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
        IndexError,
        KeyError,
        TypeError,
        OverflowError,
    ) as error:
        raise PictureError(
            f"{name} is damaged and cannot be read ({str(error)[:80] or type(error).__name__})."
        ) from None


def _upright_rgb(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith(("I;16", "I", "F")):
        # 16-bit and float greys: stretch what is there to 8 bits.
        values = np.asarray(image, dtype=np.float64)
        low, high = float(values.min()), float(values.max())
        image = Image.fromarray(np.uint8(255.0 * (values - low) / max(high - low, 1e-9)))
    image = ImageOps.exif_transpose(image)
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return np.array(image.convert("RGB"))


def to_ink(picture: NDArray[np.uint8]) -> Grey:
    """White ink on black from grey (h, w) or colour (h, w, 3) pixels.

    The border tells the paper: where it is bright the picture is turned round. The contrast is then
    stretched, so that pencil on grey paper counts as ink.
    """
    grey = picture.astype(np.float64)
    if grey.ndim == 3:
        grey = grey[..., :3] @ np.array([0.299, 0.587, 0.114])
    rim = max(1, min(grey.shape) // 32)
    border = np.concatenate([grey[:rim].ravel(), grey[-rim:].ravel(), grey[:, :rim].ravel(), grey[:, -rim:].ravel()])
    paper = float(np.median(border))
    ink = paper - grey if paper > 127.5 else grey - paper
    strongest = float(np.percentile(ink, 99.5))
    strongest = max(strongest, 0.6 * float(ink.max()))
    if strongest < 8.0:
        return np.zeros(grey.shape, dtype=np.uint8)
    return np.asarray(np.rint(255.0 * np.clip(ink / strongest, 0.0, 1.0)), dtype=np.uint8)


def fit_square(grey: Grey, size: int) -> Grey:
    """Scale (h, w) into the middle of a black square, keeping its proportions: (size, size)."""
    height, width = grey.shape
    scale = size / max(height, width)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = Image.fromarray(grey).resize(fitted, Image.Resampling.BOX if scale < 1.0 else Image.Resampling.BILINEAR)
    square = Image.new("L", (size, size), 0)
    square.paste(small, ((size - fitted[0]) // 2, (size - fitted[1]) // 2))
    return np.array(square)


def picture_to_raster(picture: NDArray[np.uint8], size: int = 128) -> Grey:
    """Network input of any picture, grey (h, w) or colour (h, w, 3): uint8 (size, size)."""
    if picture.size == 0 or picture.ndim not in (2, 3):
        raise PictureError("The picture is empty.")
    return fit_square(to_ink(picture), size)


def underlay(picture: NDArray[np.uint8]) -> bytes:
    """The picture as ink, square, as PNG bytes of at most 512 x 512: what a sketch keeps."""
    ink = to_ink(picture)
    side = min(UNDERLAY_PIXELS, max(ink.shape))
    out = io.BytesIO()
    Image.fromarray(fit_square(ink, side)).save(out, "PNG", optimize=True)
    return out.getvalue()


def decode_png(data: bytes) -> Grey:
    """The grey pixels of a sketch's underlay. Raises PictureError when it is damaged."""
    return np.array(Image.fromarray(decode_picture(data)).convert("L"))
