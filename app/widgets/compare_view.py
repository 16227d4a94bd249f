"""All engines side by side: what each of them paints of the same sound."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.engine_names import ENGINE_NAMES
from app.theme import GRID, Accent, theme_of
from app.widgets.stage_view import StageView, square_in

LEAST: Final = 120
"""Pixels of a side, at least."""
FRAME: Final = 3.0


class Tile(StageView):
    """What one engine paints, with its name on the plate."""

    clicked = Signal()

    def __init__(self, engine: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = ENGINE_NAMES[engine][0]
        self._chosen = False
        self._pixels: NDArray[np.uint8] | None = None
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

    def show_picture(self, pixels: NDArray[np.uint8], words: str) -> None:
        """As every stage; a picture that is there already is not enlarged again."""
        if self._pixels is None or not np.array_equal(pixels, self._pixels):
            self._pixels = pixels
            super().show_picture(pixels, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._chosen:
            painter = QPainter(self)
            pen = QPen(theme_of(self.palette()).accent(Accent.CORAL), FRAME)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)  # the corners of the picture are not round
            painter.setPen(pen)
            half = FRAME / 2.0
            painter.drawRect(square_in(self.rect().toRectF()).adjusted(half, half, -half, -half))


class CompareView(QWidget):
    """A tile for each engine that is there."""

    chosen = Signal(str)
    """A tile was clicked: its engine."""
    opened = Signal(str)
    """A tile was double-clicked: that engine is to be seen alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, Tile] = {}

    def set_engines(self, there: tuple[str, ...], current: str) -> None:
        """A tile for each of these; the current one has the frame."""
        if tuple(self.tiles) != there:
            for engine in self.tiles.keys() - set(there):
                self.tiles[engine].hide()
                self.tiles[engine].deleteLater()
            self.tiles = {engine: self.tiles.get(engine) or self._tile(engine) for engine in there}
            self._place()
        for engine, tile in self.tiles.items():
            tile.set_chosen(engine == current)

    def set_rest(self, *, at_rest: bool) -> None:
        """As every stage, all at once."""
        for tile in self.tiles.values():
            tile.set_rest(at_rest=at_rest)

    def show_pictures(self, pictures: Mapping[str, NDArray[np.uint8]]) -> None:
        """The newest picture (64, 64, 3) of each engine."""
        for engine, picture in pictures.items():
            if engine in self.tiles:
                self.tiles[engine].show_picture(picture, self.tiles[engine].name)

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * LEAST + 2 * GRID, 2 * LEAST + GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for tile, square in zip(self.tiles.values(), squares_in(self.size(), len(self.tiles)), strict=True):
            tile.setGeometry(square)
            tile.show()

    def _tile(self, engine: str) -> Tile:
        tile = Tile(engine, self)
        tile.clicked.connect(partial(self.chosen.emit, engine))
        tile.double_clicked.connect(partial(self.opened.emit, engine))
        return tile


def squares_in(room: QSize, count: int) -> list[QRect]:
    """So many squares, as large as they can be, row by row in the middle of a room, GRID between them."""
    if not count:
        return []

    def side_of(columns: int) -> int:
        rows = -(-count // columns)
        return min((room.width() + GRID) // columns, (room.height() + GRID) // rows) - GRID

    columns = max(range(1, count + 1), key=side_of)
    side, rows = side_of(columns), -(-count // columns)
    left = (room.width() - columns * (side + GRID) + GRID) // 2
    top = (room.height() - rows * (side + GRID) + GRID) // 2
    places = (divmod(place, columns) for place in range(count))
    return [QRect(left + column * (side + GRID), top + row * (side + GRID), side, side) for row, column in places]
