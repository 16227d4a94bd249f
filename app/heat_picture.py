"""Which ink turns a knob up and which turns it down, as colours over a drawing. Needs no display.

Dark pixels are ink: they become coral or cyan, and the paper close to them gets a breath of the same. The line
stays as dark as before where it decides nothing.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from scipy import ndimage

from app.painting import coloured
from app.theme import DARK, INK, LIGHT, PAPER, Accent
from models.sketch_to_patch.raster import Raster
from models.sketch_to_patch.why import Heat

GLOW_PX: Final = 2.6
"""How far the paper beside a line is tinted, in pixels of the raster."""
GLOW: Final = 0.8


def heat_colours(heat: Heat, raster: Raster) -> tuple[QImage, QImage]:
    """What is laid on ink (to be screened) and on paper (to be multiplied), each 128 pixels square.

    The part that decides most has the full colour, whatever its travel.
    """
    most = float(np.abs(heat).max())
    strength = np.sqrt(np.abs(heat) / most) if most > 0.0 else np.zeros_like(heat)
    near = np.minimum(1.0, 2.5 * ndimage.gaussian_filter(raster / 255.0, GLOW_PX))
    # A line keeps a deep colour on bright paper; the paper itself takes the bright one of the same name.
    deep, bright = (_by_sign(heat, theme.accent(Accent.CORAL), theme.accent(Accent.CYAN)) for theme in (LIGHT, DARK))
    on_ink = deep * (strength * (near > 0.02))[..., None]
    on_paper = 1.0 - (1.0 - bright) * (GLOW * strength * near)[..., None]
    return _image(on_ink), _image(on_paper)


def paint_heat(painter: QPainter, sheet: QRectF, colours: tuple[QImage, QImage]) -> None:
    """Lay the colours over a drawing that is painted already."""
    on_ink, on_paper = colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
    painter.drawImage(sheet, on_ink)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(sheet, on_paper)
    painter.restore()


def heat_png(heat: Heat, raster: Raster, side: int) -> bytes:
    """A drawing with its heat, `side` pixels square, as the bytes of a PNG file."""
    smooth = Qt.TransformationMode.SmoothTransformation
    image = coloured(raster, PAPER, INK).scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    with QPainter(image) as painter:
        paint_heat(painter, QRectF(0.0, 0.0, side, side), heat_colours(heat, raster))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, which Qt refuses
    return bytes(data.data())


def _by_sign(heat: Heat, up: QColor, down: QColor) -> NDArray[np.float64]:
    """The colour of each pixel, (128, 128, 3), 0 to 1: there is little where the sign changes."""
    ends = (np.array([it.redF(), it.greenF(), it.blueF()]) for it in (up, down))
    return np.asarray(np.where((heat >= 0.0)[..., None], next(ends), next(ends)))


def _image(colour: NDArray[np.float64]) -> QImage:
    height, width, _ = colour.shape
    pixels = np.rint(255.0 * np.clip(colour, 0.0, 1.0)).astype(np.uint8)
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
