"""The width of the pen on a wedge, thin at the left; the knob is a dot that grows with the line."""

from typing import Final

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from app.theme import Accent, theme_of
from models.sketch_to_patch.stroke import DEFAULT_WIDTH

THINNEST: Final = 0.004
WIDEST: Final = 0.12
STEPS: Final = 100
_MARGIN: Final = 8.0
_HALF_WEDGE: Final = 4.5


def width_of(step: int) -> float:
    """Line width in canvas widths of a step, 0 to `STEPS`, geometric."""
    return float(THINNEST * (WIDEST / THINNEST) ** (step / STEPS))


def step_of(width: float) -> int:
    """The step nearest to a line width."""
    return min(range(STEPS + 1), key=lambda step: abs(width_of(step) - width))


class WidthSlider(QSlider):
    """Drag, arrow keys, wheel; double click for the default."""

    width_edited = Signal(float)
    """Line width in canvas widths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 8)
        self.setValue(step_of(DEFAULT_WIDTH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("line width")
        self.valueChanged.connect(self._changed)
        self._describe()

    def set_width(self, width: float) -> None:
        """Show the step nearest to a line width."""
        with QSignalBlocker(self):
            self.setValue(step_of(width))
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(84, 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(44, 32)

    def _changed(self, step: int) -> None:
        self._describe()
        self.width_edited.emit(width_of(step))

    def _describe(self) -> None:
        percent = f"{100.0 * width_of(self.value()):.1f} % of the canvas"
        self.setToolTip(f"line width: {percent}\n[ thinner, ] wider, double click for the default")
        self.setAccessibleDescription(percent)

    def _x_of(self, step: int) -> float:
        return _MARGIN + (self.width() - 2.0 * _MARGIN) * step / STEPS

    def _go_to(self, x: float) -> None:
        share = (x - _MARGIN) / max(1.0, self.width() - 2.0 * _MARGIN)
        self.setValue(round(STEPS * min(max(share, 0.0), 1.0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(step_of(DEFAULT_WIDTH))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        coral = theme.accent(Accent.CORAL)
        middle, x, end = self.height() / 2.0, self._x_of(self.value()), self._x_of(STEPS)
        share = self.value() / STEPS
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, right in ((theme.faint, end), (coral, x)):
                half = _HALF_WEDGE * max(right - _MARGIN, 0.0) / max(end - _MARGIN, 1.0)
                left = QPointF(_MARGIN, middle)
                painter.setBrush(colour)
                painter.drawPolygon(QPolygonF([left, QPointF(right, middle - half), QPointF(right, middle + half)]))
            painter.setBrush(theme.text)
            painter.setPen(QPen(coral, 2.0) if self.hasFocus() else QPen(theme.panel, 1.5))
            painter.drawEllipse(QPointF(x, middle), 5.0 + 2.0 * share, 5.0 + 2.0 * share)
