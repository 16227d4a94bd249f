"""The picture of the spectrogram: a ring of columns in one image that is never moved or redrawn.

A new column replaces the oldest; painting takes the two parts of the ring in order (as friture does).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.widgets.colour_map import level_colours

FLOOR_DB: Final = -96.0
TOP_DB: Final = -18.0
"""Levels of one partial that get the darkest and the lightest colour."""


class SpectrogramImage:
    """`columns` by `rows` pixels; row 0 is the highest frequency."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._colours = level_colours()
        self._levels = np.zeros((rows, columns), dtype=np.uint8)
        self._pixels = np.full((rows, columns), self._colours[0], dtype=np.uint32)
        # The image looks into the array: writing a column of one changes the other.
        self._image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        self._next = 0

    def write(self, levels_db: NDArray[np.float64]) -> None:
        """Adds a column of decibels, shape (rows,), at the right."""
        scaled = (levels_db - FLOOR_DB) * (255.0 / (TOP_DB - FLOOR_DB))
        levels = np.clip(scaled, 0.0, 255.0).astype(np.uint8)
        self._levels[:, self._next] = levels
        self._pixels[:, self._next] = self._colours[levels]
        self._next = (self._next + 1) % self.columns

    def level_db(self, age: int, row: int) -> float:
        """Level shown `age` columns before the newest, in the colour's steps of 0.3 dB."""
        level = self._levels[row, (self._next - 1 - age) % self.columns]
        return float(FLOOR_DB + level * (TOP_DB - FLOOR_DB) / 255.0)

    def resized(self, rows: int) -> "SpectrogramImage":
        """The same history with another number of rows."""
        other = SpectrogramImage(self.columns, rows)
        source = np.minimum((np.arange(rows) + 0.5) * self.rows / rows, self.rows - 1).astype(np.intp)
        other._levels[:] = self._levels[source]
        other._pixels[:] = other._colours[other._levels]
        other._next = self._next
        return other

    def draw(self, painter: QPainter, target: QRectF, visible: int) -> None:
        """Draws the newest `visible` columns into a rectangle, the newest at its right."""
        visible = min(visible, self.columns)
        step = target.width() / visible
        newer = min(visible, self._next)
        older = visible - newer
        rows = float(self.rows)
        if older:
            source = QRectF(self.columns - older, 0.0, older, rows)
            painter.drawImage(QRectF(target.left(), target.top(), older * step, target.height()), self._image, source)
        if newer:
            source = QRectF(self._next - newer, 0.0, newer, rows)
            left = target.left() + older * step
            painter.drawImage(QRectF(left, target.top(), newer * step, target.height()), self._image, source)
