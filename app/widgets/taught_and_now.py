"""Each taught drawing with its 33 values: as taught, and as the network gives them now."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.painting import thumbnail
from app.theme import GRID, RADIUS, Accent, TextSize, Theme, text_font, theme_of
from models.sketch_to_patch.stroke import Sketch
from synth.parameters import N_PREDICTED

PICTURE: Final = 48
ROW: Final = PICTURE + 2 * GRID
TICK: Final = 3.0
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NAME: Final = 116
"""Room for the name and the distance."""


@dataclass(frozen=True, slots=True)
class Target:
    """A taught drawing: what it should sound like as knob travel of the 33 rows, and which of them are heard."""

    id: str
    name: str
    sketch: Sketch
    taught: tuple[float, ...]
    heard: tuple[bool, ...]

    def off(self, now: Sequence[float]) -> float:
        """Mean knob travel from here to there, over what is heard."""
        each = [abs(a - b) for a, b, heard in zip(self.taught, now, self.heard, strict=True) if heard]
        return sum(each) / max(1, len(each))


class TaughtAndNow(QWidget):
    """A row a drawing: picture, name, distance, and 33 columns. Coral marks are taught, cyan bars are now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: tuple[Target, ...] = ()
        self._now: Mapping[str, Sequence[float]] = {}
        self.setAccessibleName("taught and now")

    def sizeHint(self) -> QSize:
        return QSize(480, ROW * max(1, len(self._targets)))

    @property
    def words(self) -> tuple[str, ...]:
        """What each row says of its drawing."""
        return tuple(self._words(target) for target in self._targets)

    def set_targets(self, targets: Sequence[Target]) -> None:
        """Show these drawings; nothing is known of now."""
        self._targets, self._now = tuple(targets), {}
        self.setFixedHeight(self.sizeHint().height())
        self._changed()

    def set_now(self, now: Mapping[str, Sequence[float]]) -> None:
        """Show what the network gives now, by id of the drawing."""
        self._now = now
        self._changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        first, last = event.rect().top() // ROW, event.rect().bottom() // ROW
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, target in list(enumerate(self._targets))[first : last + 1]:
                self._paint_row(painter, theme, target, QRectF(0, place * ROW, self.width(), ROW))

    def _paint_row(self, painter: QPainter, theme: Theme, target: Target, row: QRectF) -> None:
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            row.topLeft() + QPointF(GRID, GRID),
            thumbnail(target.sketch, PICTURE, scale=scale),
        )
        text = QRectF(PICTURE + 2.5 * GRID, row.top() + GRID, _NAME, 0.5 * PICTURE)
        for words, size, colour, down in (
            (target.name, TextSize.NORMAL, theme.text, 0.0),
            (self._words(target), TextSize.SMALL, theme.secondary, 0.5 * PICTURE),
        ):
            painter.setFont(text_font(size))
            painter.setPen(colour)
            elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _NAME)
            painter.drawText(text.translated(0, down), _LEFT, elided)
        left = text.right() + GRID
        self._paint_values(painter, theme, target, QRectF(left, row.top() + GRID, row.right() - GRID - left, PICTURE))

    def _paint_values(self, painter: QPainter, theme: Theme, target: Target, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(box, 0.5 * RADIUS, 0.5 * RADIUS)
        step = box.width() / N_PREDICTED
        inner = box.adjusted(0, TICK, 0, -TICK)
        now = self._now.get(target.id, ())
        for column, (taught, heard) in enumerate(zip(target.taught, target.heard, strict=True)):
            x = box.left() + column * step
            painter.setOpacity(1.0 if heard else 0.25)
            if now:
                height = max(1.0, min(max(now[column], 0.0), 1.0) * inner.height())
                painter.setBrush(theme.accent(Accent.CYAN))
                painter.drawRect(QRectF(x + 0.25 * step, inner.bottom() - height, 0.5 * step, height))
            painter.setBrush(theme.accent(Accent.CORAL))
            y = inner.bottom() - taught * inner.height()
            painter.drawRect(QRectF(x + 0.5, y - 0.5 * TICK, step - 1.0, TICK))
        painter.setOpacity(1.0)

    def _words(self, target: Target) -> str:
        now = self._now.get(target.id)
        return "" if now is None else f"{math.ceil(1000.0 * target.off(now)) / 10.0:.1f} % away"

    def _changed(self) -> None:
        told = (f"{target.name} {self._words(target)}" for target in self._targets)
        self.setAccessibleDescription(", ".join(told))
        self.update()
