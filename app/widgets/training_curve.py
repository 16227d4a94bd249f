"""How a training goes: the errors after each round, and its loss, as lines that fall."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.theme import GRID, RADIUS, Accent, TextSize, text_font, theme_of
from models.sketch_map.training_report import Progress

HEIGHT: Final = 132
LEFT: Final = 44
"""Room for the percentages."""
LEAST_TOP: Final = 0.05
"""The highest line of the scale, at least: what moves less is small."""


class TrainingCurve(QWidget):
    """Coral: redrawings that are not learnt from. Cyan: what other drawings moved by. Thin: the loss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rounds: tuple[Progress, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("curve of the training")

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    @property
    def rounds(self) -> tuple[Progress, ...]:
        """What is shown."""
        return self._rounds

    def set_rounds(self, rounds: Sequence[Progress]) -> None:
        """Show these rounds, oldest first."""
        self._rounds = tuple(rounds)
        self.setAccessibleDescription(spoken(self._rounds))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.edge)
            painter.setBrush(theme.ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            plot = QRectF(self.rect()).adjusted(LEFT, 1.5 * GRID, -1.5 * GRID, -1.5 * GRID)
            top = top_of(self._rounds)
            painter.setFont(text_font(TextSize.SMALL))
            for share in (0.0, 0.5, 1.0):
                y = plot.bottom() - share * plot.height()
                painter.setPen(theme.edge)
                painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
                painter.setPen(theme.secondary)
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, y - 8, LEFT - 8, 16), right, f"{100.0 * top * share:.3g} %")
            most = max((it.loss for it in self._rounds), default=0.0) or 1.0
            self._line(painter, plot, [it.loss / most for it in self._rounds], theme.secondary, 1.0)
            self._line(painter, plot, [it.moved / top for it in self._rounds], theme.accent(Accent.CYAN), 2.0)
            self._line(painter, plot, [it.held_error / top for it in self._rounds], theme.accent(Accent.CORAL), 2.0)

    def _line(self, painter: QPainter, plot: QRectF, shares: list[float], colour: QColor, width: float) -> None:
        step = plot.width() / max(1, len(shares) - 1)
        points = [QPointF(plot.left() + i * step, plot.bottom() - s * plot.height()) for i, s in enumerate(shares)]
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        if len(points) == 1:
            painter.drawPoint(points[0])
        elif points:
            painter.drawPolyline(QPolygonF(points))


def top_of(rounds: Sequence[Progress]) -> float:
    """The error at the upper end of the scale: everything fits, in steps of 5 % of a knob's travel."""
    highest = max((max(it.held_error, it.moved) for it in rounds), default=0.0)
    return max(LEAST_TOP, 0.05 * -(-highest // 0.05))


def spoken(rounds: Sequence[Progress]) -> str:
    """The last round in words."""
    if not rounds:
        return "no round yet"
    last = rounds[-1]
    return f"round {last.epoch}: {legend(last)}"


def legend(last: Progress) -> str:
    """The figures of a round."""
    return (
        f"your drawings drawn anew {100.0 * last.held_error:.1f} % off (coral), "
        f"others moved {100.0 * last.moved:.1f} % (cyan), loss {last.loss:.2f}"
    )
