"""All engines side by side: what each of them paints of the same sound."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from app.engine_names import ENGINE_NAMES
from app.theme import GRID, RADIUS, Accent, theme_of
from app.widgets.stage_view import StageView, square_in

LEAST: Final = 120
"""Pixels of a side, at least."""


class Tile(StageView):
    """What one engine paints, with its name on the plate."""

    clicked = Signal()

    def __init__(self, engine: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = ENGINE_NAMES[engine][0]
        self._chosen = False
        self.setMinimumSize(LEAST, LEAST)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"the picture by {self.name}")
        self.setToolTip(f"Paint with {self.name}. A double click shows it alone")
        self.show_nothing(self.name)

    @property
    def is_chosen(self) -> bool:
        """Whether it has the frame."""
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:
        """With a frame, or without."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._chosen:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme_of(self.palette()).accent(Accent.CORAL), 2.0))
            painter.drawRoundedRect(square_in(self.rect().toRectF()).adjusted(1.0, 1.0, -1.0, -1.0), RADIUS, RADIUS)


class CompareView(QWidget):
    """A tile for each engine that is there."""

    chosen = Signal(str)
    """A tile was clicked: its engine."""
    opened = Signal(str)
    """A tile was double-clicked: that engine is to be seen alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, Tile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)

    def set_engines(self, there: tuple[str, ...], current: str) -> None:
        """A tile for each of these; the current one has the frame."""
        if tuple(self.tiles) != there:
            for tile in self.tiles.values():
                self._grid.removeWidget(tile)
                tile.deleteLater()
            self.tiles = {engine: self._tile(engine) for engine in there}
            columns = max(1, math.ceil(math.sqrt(len(there))))
            for place, tile in enumerate(self.tiles.values()):
                self._grid.addWidget(tile, *divmod(place, columns))
        for engine, tile in self.tiles.items():
            tile.set_chosen(engine == current)

    def show_pictures(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """The newest picture (64, 64, 3) of each engine."""
        for engine, picture in pictures.items():
            if engine in self.tiles:
                self.tiles[engine].show_picture(picture, self.tiles[engine].name)

    def _tile(self, engine: str) -> Tile:
        tile = Tile(engine)
        tile.clicked.connect(partial(self.chosen.emit, engine))
        tile.double_clicked.connect(partial(self.opened.emit, engine))
        return tile
