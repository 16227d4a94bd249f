"""The tools above the canvas: what to draw with, fill, symmetry, width, and a menu for what is rarer."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.symmetry import Symmetry
from app.widgets.tool_button import ToolButton
from app.widgets.width_slider import WidthSlider
from models.sketch_to_patch.stroke import Tool

TOOLS: Final[dict[Tool | None, tuple[str, str]]] = {
    Tool.PEN: ("pen", "Draw freely; a tablet's pressure makes the line wider"),
    Tool.ERASER: ("eraser", "Take ink away; the other end of a tablet pen does it too"),
    Tool.LINE: ("line", "Shift: steps of 45°. Alt: from its middle"),
    Tool.ELLIPSE: ("ellipse", "Shift: a circle. Alt: from its middle"),
    Tool.RECTANGLE: ("rectangle", "Shift: a square. Alt: from its middle"),
    None: ("move", "Drag the whole drawing; the arrow keys move it too"),
}
"""Name and explanation of each tool, in order; None is the hand that moves."""
FILL_SHORTCUT: Final = "Ctrl+7"
SYMMETRY_SHORTCUT: Final = "Ctrl+8"


class CanvasToolbar(QWidget):
    """A row of signs. Tools have Ctrl+1 to Ctrl+6: plain letters are the keys of the piano."""

    tool_edited = Signal(object)
    """A Tool, or None for moving."""
    width_edited = Signal(float)
    """Line width in canvas widths."""
    filled_edited = Signal(bool)
    symmetry_edited = Signal(object)
    """A Symmetry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._tools = self._tool_buttons(row)
        row.addSpacing(4)
        self._fill = ToolButton("fill", "fill", tip=f"fill ({FILL_SHORTCUT})\nInk the inside of what is drawn")
        self._on_key(FILL_SHORTCUT, self._fill.click)
        self._fill.toggled.connect(self.filled_edited)
        row.addWidget(self._fill)
        self._symmetry = ToolButton("symmetry", "symmetry", checkable=False)
        self._symmetries = self._symmetry_menu()
        row.addWidget(self._symmetry)
        row.addSpacing(4)
        self._width = WidthSlider()
        self._width.width_edited.connect(self.width_edited)
        row.addWidget(self._width, 4)
        self.more = ToolButton("more", "more for the drawing", checkable=False)
        """Takes the menu that the window gives it."""
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.more)

    # state down

    def set_tool(self, tool: Tool | None) -> None:
        """Show a tool as the chosen one."""
        self._tools[tool].setChecked(True)

    def set_width(self, width: float) -> None:
        """Show a line width."""
        self._width.set_width(width)

    def set_filled(self, filled: bool) -> None:
        """Show whether shapes are filled."""
        with QSignalBlocker(self._fill):
            self._fill.setChecked(filled)
        self._fill.update()

    def set_symmetry(self, symmetry: Symmetry) -> None:
        """Show a symmetry."""
        self._symmetries[symmetry].setChecked(True)
        self._show_symmetry(symmetry)

    # what a person does, also by an action of the window

    def choose_tool(self, tool: Tool | None) -> None:
        """Choose a tool as a click on it does."""
        self._tools[tool].click()

    def change_width(self, steps: int) -> None:
        """Make the line wider or thinner by hundredths of the slider."""
        self._width.setValue(self._width.value() + steps)

    def edit_width(self, width: float) -> None:
        """Choose a line width as the slider does."""
        self._width.set_width(width)
        self.width_edited.emit(width)

    def _on_key(self, keys: str, act: Callable[[], None]) -> None:
        # Not the button's own shortcut: that shows a click first and acts a tenth of a second later.
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _tool_buttons(self, row: QHBoxLayout) -> dict[Tool | None, ToolButton]:
        buttons: dict[Tool | None, ToolButton] = {}
        group = QButtonGroup(self)
        for number, (tool, (name, explanation)) in enumerate(TOOLS.items(), start=1):
            button = ToolButton(name, name, tip=f"{name} (Ctrl+{number})\n{explanation}")
            self._on_key(f"Ctrl+{number}", button.click)
            button.clicked.connect(lambda _checked, chosen=tool: self.tool_edited.emit(chosen))
            group.addButton(button)
            buttons[tool] = button
            row.addWidget(button)
        buttons[Tool.PEN].setChecked(True)
        return buttons

    def _symmetry_menu(self) -> dict[Symmetry, QAction]:
        menu = QMenu(self)
        group = QActionGroup(menu)
        actions: dict[Symmetry, QAction] = {}
        for symmetry in Symmetry:
            action = menu.addAction(symmetry.value)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, chosen=symmetry: self._choose_symmetry(chosen))
            group.addAction(action)
            actions[symmetry] = action
        actions[Symmetry.OFF].setChecked(True)
        self._symmetry.setMenu(menu)
        self._symmetry.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._on_key(SYMMETRY_SHORTCUT, self._symmetry.showMenu)
        self._show_symmetry(Symmetry.OFF)
        return actions

    def _choose_symmetry(self, symmetry: Symmetry) -> None:
        self._show_symmetry(symmetry)
        self.symmetry_edited.emit(symmetry)

    def _show_symmetry(self, symmetry: Symmetry) -> None:
        self._symmetry.set_lit(symmetry is not Symmetry.OFF)
        self._symmetry.setToolTip(
            f"symmetry: {symmetry.value} ({SYMMETRY_SHORTCUT})\nEach stroke is repeated around the middle"
        )
        self._symmetry.setAccessibleDescription(symmetry.value)
