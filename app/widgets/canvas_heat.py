"""The heat over a drawing on the canvas, kept at the pixels of the screen."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap

from app.heat_picture import heat_colours, paint_heat
from models.sketch_to_patch.raster import Raster
from models.sketch_to_patch.why import Heat


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
