"""Pictures in and out: files, the clipboard and drops to drawings; drawings to PNG and SVG."""

import io
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt
from PySide6.QtGui import QImage, QImageWriter

from app.painting import sketch_image
from app.sketch_svg import svg_text
from models.errors import PictureError
from models.sketch_to_patch.picture import decode_png, load_picture, underlay
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone_measure import tone_of
from synth.atomic_write import write_atomically

PICTURE_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
PICTURE_FILTER: Final = f"Pictures ({' '.join('*' + ending for ending in PICTURE_ENDINGS)})"
"""For a dialog that opens a picture."""
WORKING_SIDE: Final = 1024
"""Longest side in which a picture is looked at: twice that of an underlay."""

OWN_PICTURE: Final = "application/x-bouba-picture"
"""What is dragged out of this program as a picture: its pixels count, its file is for other programs."""

Pixels = NDArray[np.uint8]


def is_picture_name(path: Path) -> bool:
    """True when a file's name says that it is a picture."""
    return path.suffix.lower() in PICTURE_ENDINGS


def read_picture(path: Path) -> Sketch:
    """A picture file as a drawing: its ink (grey PNG, at most 512 x 512) and its tone.

    Thread: any; a large file takes a second. Raises PictureError in one sentence.
    """
    return pictured(load_picture(path), path.name)


def pictured(picture: Pixels, name: str) -> Sketch:
    """The drawing of uint8 pixels (height, width, 3), and their tone. Raises PictureError for a blank picture.

    Thread: any; a tenth of a second.
    """
    image = Image.fromarray(picture)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    pixels = np.asarray(image)
    png = underlay(pixels)
    if not decode_png(png).any():
        raise PictureError(f"{name} shows nothing but one colour.")
    return Sketch(picture=png, tone=tone_of(pixels))


def pixels_of(image: QImage, name: str) -> Pixels:
    """The pixels (height, width, 3) of a picture that came through Qt, transparency over white. Raises PictureError."""
    if image.isNull() or image.width() == 0:
        raise PictureError(f"{name} cannot be read.")
    if max(image.width(), image.height()) > WORKING_SIDE:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(WORKING_SIDE, WORKING_SIDE, keep, smooth)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    rgba = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).astype(np.float32)
    alpha = rgba[..., 3:] / 255.0
    return np.asarray(np.rint(rgba[..., :3] * alpha + 255.0 * (1.0 - alpha)), dtype=np.uint8)


def file_in(mime: QMimeData) -> Path | None:
    """The first file on this machine that is dragged or copied, if there is one; none for a picture of our own."""
    if mime.hasFormat(OWN_PICTURE):
        return None
    for url in mime.urls() if mime.hasUrls() else ():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None


def offers_picture(mime: QMimeData) -> bool:
    """Whether a picture may be in what is dragged."""
    path = file_in(mime)
    return mime.hasImage() or (path is not None and path.suffix.lower() in PICTURE_ENDINGS)


def pixels_in(mime: QMimeData) -> Pixels:
    """Pixels (height, width, 3) that were dragged or copied from another program. Raises PictureError in words."""
    if mime.hasImage():
        image = mime.imageData()
        return pixels_of(image if isinstance(image, QImage) else QImage(), "The picture")
    if mime.hasUrls():
        raise PictureError("That is an address, not a picture: save the picture on this machine and drop its file.")
    raise PictureError("There is no picture in that.")


def shifted_underlay(png: bytes, dx: float, dy: float) -> bytes:
    """A picture moved by shares of its side; paper comes in where it leaves. A damaged one stays as it is."""
    try:
        grey = decode_png(png)
    except PictureError:
        return png
    height, width = grey.shape
    side = max(height, width)
    x, y = round(dx * side), round(dy * side)
    moved = Image.new("L", (width, height), 0)
    moved.paste(Image.fromarray(grey), (x, y))
    return _grey_png(moved)


def _grey_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)  # at every movement of the pointer: quick rather than small
    return out.getvalue()


def save_png(path: Path, sketch: Sketch, *, pixels: int = 1024) -> None:
    """Write the drawing as PNG, whole or not at all. Raises synth.errors.FileWriteError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(sketch_image(sketch, pixels))
    write_atomically(path, bytes(buffer.data().data()))


def save_svg(path: Path, sketch: Sketch) -> None:
    """Write the drawing as SVG, whole or not at all. Raises synth.errors.FileWriteError."""
    write_atomically(path, svg_text(sketch).encode())
