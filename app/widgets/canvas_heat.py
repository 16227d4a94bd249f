"""Which ink turns a knob up and which turns it down, as colours over a drawing on its paper.

Dark pixels are ink: they become coral or cyan, and the paper close to them gets a breath of the same. The line
stays as dark as before where it decides nothing.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from scipy import ndimage

from app.theme import DARK, LIGHT, Accent
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


class HeatLayer:
    """The heat over a drawing at device pixels, painted once."""

    def __init__(self) -> None:
        self._colours: tuple[QImage, QImage] | None = None
        self._under = 0
        self._pixmap = QPixmap()

    def set_heat(self, heat: Heat | None, raster: Raster | None) -> None:
        """Another heat, or none."""
        self._colours = None if heat is None or raster is None else heat_colours(heat, raster)
        self._under = 0

    @property
    def is_there(self) -> bool:
        """True when there is something to show."""
        return self._colours is not None

    def over(self, drawing: QPixmap) -> QPixmap:
        """The drawing with the heat on it."""
        if self._colours is None:
            return drawing
        if drawing.cacheKey() != self._under:
            self._pixmap = QPixmap(drawing)
            side = drawing.width() / drawing.devicePixelRatio()
            with QPainter(self._pixmap) as painter:
                paint_heat(painter, QRectF(0.0, 0.0, side, side), self._colours)
            self._under = drawing.cacheKey()
        return self._pixmap


def _by_sign(heat: Heat, up: QColor, down: QColor) -> NDArray[np.float64]:
    """The colour of each pixel, (128, 128, 3), 0 to 1: there is little where the sign changes."""
    ends = (np.array([it.redF(), it.greenF(), it.blueF()]) for it in (up, down))
    return np.asarray(np.where((heat >= 0.0)[..., None], next(ends), next(ends)))


def _image(colour: NDArray[np.float64]) -> QImage:
    height, width, _ = colour.shape
    pixels = np.rint(255.0 * np.clip(colour, 0.0, 1.0)).astype(np.uint8)
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
