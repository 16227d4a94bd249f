"""The tools above the canvas."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSlider, QToolButton, QWidget

from app.symmetry import Symmetry
from app.theme import Accent, theme_of
from app.widgets.glyphs import round_pen
from models.sketch_to_patch.stroke import DEFAULT_WIDTH, Tool

BUTTON: Final = 32
WIDTHS: Final = (0.004, 0.12)
SLIDER_STEPS: Final = 100
NAMES: Final[dict[Tool | None, str]] = {
    Tool.PEN: "pen", Tool.ERASER: "eraser", Tool.LINE: "line", Tool.ELLIPSE: "circle", Tool.RECTANGLE: "rectangle",
    None: "move",
}  # fmt: skip
_HINTS: Final[dict[Tool | None, str]] = {
    Tool.LINE: "Shift: steps of 45°, Alt: from the middle",
    Tool.ELLIPSE: "Shift: a circle, Alt: from the middle",
    Tool.RECTANGLE: "Shift: a square, Alt: from the middle",
    None: "Moves the whole drawing; the arrow keys do it too",
}


def width_of(step: int) -> float:
    """Line width in canvas widths of a slider step, geometric."""
    return float(WIDTHS[0] * (WIDTHS[1] / WIDTHS[0]) ** (step / SLIDER_STEPS))


def step_of(width: float) -> int:
    """The slider step nearest to a line width."""
    steps = range(SLIDER_STEPS + 1)
    return min(steps, key=lambda step: abs(width_of(step) - width))


class ToolButton(QToolButton):
    """A square button with a sign drawn as vectors in the colour of its state."""

    def __init__(self, sign: str, tip: str, *, checkable: bool = True) -> None:
        super().__init__()
        self._sign = sign
        self.setCheckable(checkable)
        self.setFixedSize(BUTTON, BUTTON)
        self.setToolTip(tip)
        self.setAccessibleName(tip.split(" (")[0].split("\n")[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.accent(Accent.CORAL) if self.isChecked() else theme.text
        painter.setPen(round_pen(colour if self.isEnabled() else theme.secondary, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(self.width() / 2.0, self.height() / 2.0)
        draw_sign(painter, self._sign)


def draw_sign(painter: QPainter, sign: str) -> None:
    """Draw a tool's sign around the origin, about 16 units wide, with the painter's pen."""
    line = painter.drawLine
    if sign == "pen":
        painter.drawPolygon(
            QPolygonF([QPointF(-7, 7), QPointF(-5.5, 2.5), QPointF(4, -7), QPointF(7, -4), QPointF(-2.5, 5.5)])
        )
    elif sign == "eraser":
        painter.drawPolygon(QPolygonF([QPointF(-7, 2), QPointF(1, -6), QPointF(7, 0), QPointF(1, 6), QPointF(-3, 6)]))
        line(QPointF(-3, -2), QPointF(3, 4))
    elif sign == "line":
        line(QPointF(-6, 6), QPointF(6, -6))
    elif sign == "ellipse":
        painter.drawEllipse(QPointF(0, 0), 7, 7)
    elif sign == "rectangle":
        painter.drawRoundedRect(QRectF(-7, -5.5, 14, 11), 1, 1)
    elif sign == "move":
        line(QPointF(-7, 0), QPointF(7, 0))
        line(QPointF(0, -7), QPointF(0, 7))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            tip = QPointF(7 * dx, 7 * dy)
            line(tip, tip + QPointF(-2.5 * dx - 2.5 * dy, -2.5 * dy - 2.5 * dx))
            line(tip, tip + QPointF(-2.5 * dx + 2.5 * dy, -2.5 * dy + 2.5 * dx))
    elif sign == "fill":
        painter.setBrush(painter.pen().color())
        painter.drawEllipse(QPointF(0, 0), 5.5, 5.5)
    elif sign == "symmetry":
        line(QPointF(0, -7), QPointF(0, 7))
        painter.drawPolygon(QPolygonF([QPointF(-3, -4), QPointF(-3, 4), QPointF(-8, 4)]))
        painter.drawPolygon(QPolygonF([QPointF(3, -4), QPointF(3, 4), QPointF(8, 4)]))
    else:
        for x in (-5, 0, 5):
            painter.setBrush(painter.pen().color())
            painter.drawEllipse(QPointF(x, 0), 1.0, 1.0)


class CanvasToolbar(QWidget):
    """Tools, fill, symmetry, width, and a menu for what is rarer."""

    tool_edited = Signal(object)
    """A Tool, or None for moving."""
    width_edited = Signal(float)
    filled_edited = Signal(bool)
    symmetry_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._tools: dict[Tool | None, ToolButton] = {}
        group = QButtonGroup(self)
        for number, tool in enumerate(NAMES, start=1):
            tip = f"{NAMES[tool]} (Ctrl+{number})" + (f"\n{_HINTS[tool]}" if tool in _HINTS else "")
            button = ToolButton(tool.value if tool else "move", tip)
            button.setShortcut(f"Ctrl+{number}")
            button.clicked.connect(lambda _checked, chosen=tool: self.tool_edited.emit(chosen))
            group.addButton(button)
            self._tools[tool] = button
            row.addWidget(button)
        self._tools[Tool.PEN].setChecked(True)
        row.addSpacing(4)
        self._fill = ToolButton("fill", "fill what is drawn (Ctrl+7)")
        self._fill.setShortcut("Ctrl+7")
        self._fill.toggled.connect(self.filled_edited)
        row.addWidget(self._fill)
        self._symmetry = ToolButton("symmetry", "symmetry", checkable=False)
        self._symmetry.setMenu(self._symmetry_menu())
        self._symmetry.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self._symmetry)
        row.addStretch(1)
        self._width = QSlider(Qt.Orientation.Horizontal)
        self._width.setRange(0, SLIDER_STEPS)
        self._width.setValue(step_of(DEFAULT_WIDTH))
        self._width.setMaximumWidth(72)
        self._width.setToolTip("line width ([ and ])")
        self._width.setAccessibleName("line width")
        self._width.valueChanged.connect(lambda step: self.width_edited.emit(width_of(step)))
        row.addWidget(self._width)
        self.more = ToolButton("more", "more for the drawing", checkable=False)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.more)

    def choose_tool(self, tool: Tool | None) -> None:
        """Choose a tool as a click on it does."""
        self._tools[tool].click()

    def change_width(self, steps: int) -> None:
        """Make the line wider or thinner."""
        self._width.setValue(self._width.value() + steps)

    def _symmetry_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for symmetry in Symmetry:
            action = menu.addAction(symmetry.value)
            action.setCheckable(True)
            action.setChecked(symmetry is Symmetry.OFF)
            action.triggered.connect(lambda _checked, chosen=symmetry: self.symmetry_edited.emit(chosen))
            group.addAction(action)
        return menu
