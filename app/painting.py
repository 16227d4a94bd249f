"""Sketches with Qt: on the canvas, as pictures, as thumbnails. The ink is that of `app.ink`."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from app.ink import Ink, ink_of
from app.theme import INK, PAPER, mixed
from models.sketch_to_patch.stroke import Sketch
from synth.preset_file import COVER_SIDE

THUMBNAILS: Final = 256
CORNER: Final = 0.12
"""Corner radius of a thumbnail, as a share of its side."""


def colours(sketch: Sketch, paper: QColor = PAPER, ink: QColor = INK) -> tuple[QColor, QColor]:
    """The colours of paper and ink, the other way round when the drawing is inverted."""
    return (ink, paper) if sketch.inverted else (paper, ink)


def coloured(ink: Ink, paper: QColor, colour: QColor) -> QImage:
    """Ink (height, width) between the colour of the paper and its own."""
    height, width = ink.shape
    # Qt reads rows as they lie in memory: `ink` may be a window of something larger.
    image = QImage(ink.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(list(_shades(paper.rgb(), colour.rgb())))
    return image.convertToFormat(QImage.Format.Format_RGB32)  # also a copy that owns its pixels


@lru_cache(maxsize=8)
def _shades(paper: int, colour: int) -> tuple[int, ...]:
    return tuple(mixed(QColor(paper), QColor(colour), value / 255.0).rgb() for value in range(256))


def paint_sketch(painter: QPainter, sketch: Sketch, rect: QRectF, *, paper: QColor = PAPER, ink: QColor = INK) -> None:
    """Draw paper and drawing into a square rectangle, at the pixels of the painter's device."""
    pixels = max(1, round(rect.width() * painter.deviceTransform().m11()))
    painter.drawImage(rect, sketch_image(sketch, pixels, paper=paper, ink=ink))


def sketch_image(sketch: Sketch, pixels: int, *, paper: QColor = PAPER, ink: QColor = INK) -> QImage:
    """The drawing on its paper, `pixels` square."""
    return coloured(ink_of(sketch, pixels), *colours(sketch, paper, ink))


def thumbnail(sketch: Sketch, pixels: int, *, scale: float = 1.0, cover: bytes | None = None) -> QPixmap:
    """A small picture of a drawing with rounded corners, `pixels` square at the screen's scale; kept.

    A `cover` (see `synth.presets.Preset`) is seen in its place.
    """
    side = max(1, round(pixels * scale))
    image = _thumbnail_image(_Same(sketch), side) if cover is None else _cover_image(cover, side)
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(scale)
    return pixmap


class _Same:
    """A drawing as a key by identity: to hash all points of a large one at every paint takes too long."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch

    def __hash__(self) -> int:
        return id(self.sketch)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.sketch is self.sketch


@lru_cache(maxsize=THUMBNAILS)
def _thumbnail_image(same: _Same, side: int) -> QImage:
    return _rounded(sketch_image(same.sketch, side), side)


@lru_cache(maxsize=THUMBNAILS)
def _cover_image(cover: bytes, side: int) -> QImage:
    small = QImage(cover, COVER_SIDE, COVER_SIDE, 3 * COVER_SIDE, QImage.Format.Format_RGB888)
    smooth, whole = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
    return _rounded(small.scaled(side, side, whole, smooth), side)


def _rounded(picture: QImage, side: int) -> QImage:
    # Images and not pixmaps are kept: they may outlive the application.
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded = QPainterPath()
        rounded.addRoundedRect(0, 0, side, side, CORNER * side, CORNER * side)
        painter.setClipPath(rounded)
        painter.drawImage(0, 0, picture)
    return image
